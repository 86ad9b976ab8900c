package dev.substation.app;

import dev.substation.sandbox.Demo;
import dev.substation.sandbox.PracticeCsms;
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
 *   <li>{@code open}: opens the practice csms and writes {@code site}; tells a {@code problem};
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
        try {
            csms = PracticeCsms.open(Demo.CSMS_PORT);
            Files.writeString(site, Demo.siteYaml());
            return Map.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            return Map.of(
                    "problem",
                    "The practice csms needs the port %d of 127.0.0.1, which cannot be opened (%s)."
                            .formatted(Demo.CSMS_PORT, e.getMessage()));
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
