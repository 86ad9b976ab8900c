package dev.substation.home;

import java.nio.file.Path;

/** Another process that wants a home. */
final class LockChild {

    private LockChild() {}

    /** Ends with 0 when it has got the lock, with 1 when not. */
    public static void main(String[] args) {
        try (HomeLock lock = HomeLock.take(Home.at(Path.of(args[0])))) {
            System.exit(0);
        } catch (HomeFault taken) {
            System.exit(1);
        }
    }
}
