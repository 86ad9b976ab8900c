package dev.substation.home;

/** Another gateway has the home. */
public final class HomeTaken extends HomeFault {

    private static final long serialVersionUID = 1L;

    HomeTaken(String message) {
        super(message);
    }
}
