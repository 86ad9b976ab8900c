package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.Test;

/** What lies in the WAR, and what beside it in the runnable jar. */
class WarIT {

    private static final String CLASSES = "WEB-INF/classes/";

    private static Set<String> names(String property) throws IOException {
        try (ZipFile zip = new ZipFile(Path.of(System.getProperty(property)).toFile())) {
            Set<String> names = new HashSet<>();
            zip.stream().map(ZipEntry::getName).forEach(names::add);
            return names;
        }
    }

    @Test
    void theGatewayHasNeitherSandboxNorLauncher() throws IOException {
        Set<String> war = names("substation.war");

        assertEquals(
                List.of(),
                war.stream()
                        .filter(
                                name ->
                                        name.startsWith(CLASSES + "dev/substation/sandbox")
                                                || name.startsWith(CLASSES + "dev/substation/cli")
                                                || name.startsWith(CLASSES + "demo"))
                        .sorted()
                        .toList());
        assertTrue(war.contains(CLASSES + "dev/substation/app/Substation.class"));
        assertTrue(war.contains(CLASSES + "dev/substation/args/Arguments.class"));
    }

    /** As it would with files that an earlier build has left behind. */
    @Test
    void aNewHomeBeginsWithoutCopiesOfTheForms() throws IOException {
        assertEquals(
                Set.of(),
                names("substation.war").stream()
                        .filter(name -> name.startsWith(CLASSES + "home/camel-routes/rules/"))
                        .filter(name -> !name.endsWith("/"))
                        .collect(Collectors.toSet()));
    }

    @Test
    void theRunnableJarHasTheLauncherAtItsRootAndTheSandboxBesideTheWar() throws IOException {
        Set<String> jar = names("substation.jar");
        Set<String> sandbox = new HashSet<>();
        try (ZipFile zip = new ZipFile(Path.of(System.getProperty("substation.jar")).toFile());
                ZipInputStream in =
                        new ZipInputStream(
                                zip.getInputStream(zip.getEntry("substation/sandbox.jar")))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                sandbox.add(entry.getName());
            }
        }

        assertTrue(
                jar.containsAll(
                        Set.of(
                                "substation/ROOT.war",
                                "dev/substation/cli/Main.class",
                                "dev/substation/args/Arguments.class")),
                jar::toString);
        assertTrue(
                sandbox.containsAll(Set.of("dev/substation/sandbox/Demo.class", "demo/site.yaml")),
                sandbox::toString);
    }
}
