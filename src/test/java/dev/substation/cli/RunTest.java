package dev.substation.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.nio.file.Files;
import java.nio.file.Path;
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
}
