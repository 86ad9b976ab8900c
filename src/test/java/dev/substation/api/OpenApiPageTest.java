package dev.substation.api;

import dev.substation.testing.GeneratedPage;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.openapi.api.SmallRyeOpenAPI;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.jandex.Indexer;
import org.junit.jupiter.api.Test;

/** {@code docs/openapi.yaml} is made from the classes of the API. */
class OpenApiPageTest {

    private static final Path CLASSES = Path.of("target/classes/dev/substation");

    @Test
    void isWhatTheClassesSay() throws IOException {
        Indexer indexer = new Indexer();
        for (String folder : List.of("api", "model")) {
            try (Stream<Path> files = Files.list(CLASSES.resolve(folder))) {
                for (Path file : files.filter(one -> one.toString().endsWith(".class")).toList()) {
                    indexer.index(Files.newInputStream(file));
                }
            }
        }
        String yaml =
                SmallRyeOpenAPI.builder()
                        .withConfig(new SmallRyeConfigBuilder().build())
                        .withIndex(indexer.complete())
                        .withApplicationClassLoader(getClass().getClassLoader())
                        .build()
                        .toYAML();
        GeneratedPage.compare("openapi.yaml", yaml);
    }
}
