package dev.substation.cli;

import java.io.IOException;
import java.io.InputStream;
import java.util.jar.Manifest;

/**
 * The main class of the runnable jar. It is compiled for Java 8, so that an old Java gets a
 * sentence rather than a stack trace.
 */
public final class Bootstrap {

    private static final int OLDEST = 17;

    private Bootstrap() {}

    /** Goes on to {@link Main} when this Java is new enough. */
    public static void main(String[] args) throws IOException {
        String version = System.getProperty("java.specification.version");
        int oldest = oldest();
        int feature = version.startsWith("1.") ? 8 : Integer.parseInt(version);
        if (feature < oldest) {
            System.err.println(
                    "This jar of Substation needs Java "
                            + oldest
                            + " or later; this is Java "
                            + version
                            + " at "
                            + System.getProperty("java.home")
                            + ".");
            System.exit(2);
        }
        Main.main(args);
    }

    /** The one that the Payara Micro in the jar needs. */
    private static int oldest() throws IOException {
        InputStream manifest = Bootstrap.class.getResourceAsStream("/META-INF/MANIFEST.MF");
        if (manifest == null) {
            return OLDEST;
        }
        try {
            String oldest = new Manifest(manifest).getMainAttributes().getValue("Substation-Java");
            return oldest == null ? OLDEST : Integer.parseInt(oldest);
        } finally {
            manifest.close();
        }
    }
}
