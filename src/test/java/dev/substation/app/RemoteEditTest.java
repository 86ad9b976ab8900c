package dev.substation.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.app.settings.Settings;
import dev.substation.app.settings.SettingsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RemoteEditTest {

    private static final String NOW =
            "csms: { main: { password: \"${file:/run/secrets/csms}\", user: \"${env:USER}\" } }";

    @TempDir Path home;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "${file:data/admin-token}",
                "${file:/etc/passwd}",
                "${file:keys/../data/admin-token}",
                "${file:keys/.hidden}",
                "${file:keys/a/b}",
                "${env:HOME}",
                "x${env:HOME}y",
                "${file:/run/secrets/csms2}",
                "${file:/dev/zero",
                "${}",
            })
    void nothingOfTheMachineIsRead(String reference) {
        String why = RemoteEdit.objection(NOW, NOW + "\n# " + reference).orElse("");
        assertTrue(why.contains("on the machine itself"), why);
    }

    @Test
    void whatIsThereMayStayAndKeysMayBeAdded() {
        assertEquals(Optional.empty(), RemoteEdit.objection(NOW, NOW + " # again"));
        assertEquals(Optional.empty(), RemoteEdit.objection(NOW, "csms: {}"));
        assertEquals(
                Optional.empty(),
                RemoteEdit.objection(NOW, "a: \"${file:keys/login-secret.txt}\""));
    }

    private Settings settings(String more) throws Exception {
        Path file =
                Files.writeString(
                        home.resolve("site.yaml"),
                        "csms: { main: { url: \"ws://127.0.0.1/{station}\" } }\n" + more);
        return SettingsFile.read(home, file, Map.of(), Clock.systemUTC());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "store: { url: \"jdbc:h2:file:/tmp/x\" }",
                "store: { user: a }",
                "log: { file: other.log }"
            })
    void nothingOfTheMachineIsWrittenOrRun(String more) throws Exception {
        String why = RemoteEdit.objection(settings(""), settings(more)).orElse("");
        assertTrue(why.contains("on the machine itself"), why);
    }

    @Test
    void otherSettingsMayChange() throws Exception {
        assertEquals(
                Optional.empty(),
                RemoteEdit.objection(settings(""), settings("stations: { A: {} }\n")));
    }
}
