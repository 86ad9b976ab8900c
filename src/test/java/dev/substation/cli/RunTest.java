package dev.substation.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.substation.home.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {

    @TempDir Path temp;

    @Test
    void makesNoHomeForACommandThatNeedsNone() throws Exception {
        Path folder = temp.resolve("substation-home");

        Path apps = Run.apps(Home.at(folder));
        Files.delete(apps);

        assertFalse(Files.exists(folder));
        assertFalse(apps.startsWith(folder));
    }

    @Test
    void usesWhatIsUnpackedInAHome() {
        Home home = Home.at(temp);
        home.create();

        assertEquals(home.data().resolve("app"), Run.apps(home));
    }

    @Test
    void makesSettingsKeysAndDataForTheGatewaysUserAlone() throws Exception {
        Home home = Home.at(temp.resolve("new/home"));
        Path defaults = Files.createDirectories(temp.resolve("defaults"));
        Files.writeString(defaults.resolve("site.yaml"), "csms: {}\n");
        Files.createDirectories(defaults.resolve("camel-routes"));

        home.create();
        home.fill(defaults);

        assertEquals("rwx------", mode(home.data()));
        assertEquals("rwx------", mode(home.directory().resolve("keys")));
        assertEquals("rw-------", mode(home.site()));

        Files.setPosixFilePermissions(home.data(), PosixFilePermissions.fromString("rwxr-x---"));
        home.create();
        home.fill(defaults);

        assertEquals("rwxr-x---", mode(home.data()), "what the operator has set stays");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
