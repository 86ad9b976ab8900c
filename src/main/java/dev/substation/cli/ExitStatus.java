package dev.substation.cli;

/** How a command ends. */
final class ExitStatus {

    static final int OK = 0;
    static final int FAILED = 1;
    static final int WRONG_USE = 2;

    /** The gateway is up: the process lives until it is stopped. */
    static final int RUNNING = -1;

    private ExitStatus() {}
}
