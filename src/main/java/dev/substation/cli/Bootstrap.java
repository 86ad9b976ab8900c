package dev.substation.cli;

/**
 * The main class of the runnable jar. It is compiled for Java 8, so that an old Java gets a
 * sentence rather than a stack trace.
 */
public final class Bootstrap {

    private static final int OLDEST = 17;

    private Bootstrap() {}

    /** Goes on to {@link Main} when this Java is new enough. */
    public static void main(String[] args) {
        String version = System.getProperty("java.specification.version");
        int feature = version.startsWith("1.") ? 8 : Integer.parseInt(version);
        if (feature < OLDEST) {
            System.err.println(
                    "Substation needs Java "
                            + OLDEST
                            + " or later; this is Java "
                            + version
                            + " at "
                            + System.getProperty("java.home")
                            + ".");
            System.exit(2);
        }
        Main.main(args);
    }
}
