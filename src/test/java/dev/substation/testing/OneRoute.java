package dev.substation.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Folders with one route that uses shipped rules. */
public final class OneRoute {

    private static final Pattern RULE = Pattern.compile("name: ([a-z-]+)");

    private OneRoute() {}

    /**
     * Writes a folder.
     *
     * @param uses what stands behind {@code - kamelet:}, in this order
     */
    public static void write(Path folder, List<String> uses) {
        try {
            Files.createDirectories(folder.resolve("rules"));
            StringBuilder steps = new StringBuilder();
            for (String use : uses) {
                steps.append("        - kamelet: ").append(use).append('\n');
                Matcher rule = RULE.matcher(use);
                if (rule.find()) {
                    String form = "rules/" + rule.group(1) + ".kamelet.yaml";
                    Files.copy(
                            Path.of("camel-routes").resolve(form),
                            folder.resolve(form),
                            StandardCopyOption.REPLACE_EXISTING);
                }
            }
            Files.writeString(
                    folder.resolve("00-site.yaml"),
                    """
                    - route:
                        id: site
                        from:
                          uri: direct:site
                          steps:
                    """
                            + steps
                            + "        - to: direct:deliver\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes a folder with one rule. */
    public static void write(Path folder, String rule, String parameters) {
        write(folder, List.of("{ name: %s, parameters: { %s } }".formatted(rule, parameters)));
    }
}
