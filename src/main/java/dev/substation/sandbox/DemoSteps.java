package dev.substation.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Function;

/**
 * The demonstration, step by step, for the launcher, which starts the gateway in between:
 *
 * <ul>
 *   <li>{@code open}: opens the practice CSMS and writes {@code site};
 *   <li>{@code play}: plays the session through {@code gateway}; tells whether it was {@code
 *       complete};
 *   <li>{@code explain}: says what to try next.
 * </ul>
 */
public final class DemoSteps implements Function<Map<String, String>, Map<String, String>> {

    private PracticeCsms csms;
    private Demo demo;

    @Override
    public Map<String, String> apply(Map<String, String> question) {
        return switch (question.get("step")) {
            case "open" -> open(Path.of(question.get("site")));
            case "play" -> play(URI.create(question.get("gateway")));
            default -> explain();
        };
    }

    private Map<String, String> open(Path site) {
        csms = practiceCsms();
        String usual = ":" + Demo.CSMS_PORT + "/";
        try {
            Files.writeString(site, Demo.siteYaml().replace(usual, ":" + csms.port() + "/"));
            return Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On its usual port, else, when that is taken, on any. */
    private static PracticeCsms practiceCsms() {
        try {
            return PracticeCsms.open(Demo.CSMS_PORT);
        } catch (Exception taken) { // Netty throws BindException without declaring it
            return PracticeCsms.open(0);
        }
    }

    private Map<String, String> play(URI gateway) {
        demo = new Demo(gateway, csms, System.out);
        return Map.of("complete", Boolean.toString(demo.play()));
    }

    private Map<String, String> explain() {
        demo.howToGoOn();
        return Map.of();
    }
}
