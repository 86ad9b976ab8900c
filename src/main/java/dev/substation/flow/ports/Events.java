package dev.substation.flow.ports;

/**
 * Takes what happens, for operators that look on. May be used by any thread, also by the desk: it
 * returns at once and never throws.
 */
public interface Events {

    /** Nobody looks on. */
    Events OFF =
            new Events() {
                @Override
                public boolean areWanted() {
                    return false;
                }

                @Override
                public void add(Event event) {}
            };

    /** Whether anybody looks on; nobody need make an event otherwise. */
    boolean areWanted();

    /** Something has happened. */
    void add(Event event);
}
