package dev.substation.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/**
 * What the manifest of the runnable jar says about itself.
 *
 * @param version of Substation
 * @param commit of the sources; {@code unknown} if they came without their history
 * @param payara the version of the Payara Micro in the jar
 */
record Release(String version, String commit, String payara) {

    private static final String MANIFEST = "/META-INF/MANIFEST.MF";

    /** That of the jar which this class is from. */
    static Release ofTheJar() {
        if (!JvmOptions.packaged()) {
            return new Release("(not packaged)", "unknown", "none");
        }
        try (InputStream in = Release.class.getResourceAsStream(MANIFEST)) {
            Attributes main = new Manifest(in).getMainAttributes();
            return new Release(
                    main.getValue("Implementation-Version"),
                    main.getValue("Substation-Commit"),
                    main.getValue("Substation-Payara"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One line. */
    String text() {
        return "Substation %s, commit %s, Payara Micro %s".formatted(version, commit, payara);
    }
}
