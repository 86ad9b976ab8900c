package dev.substation.csms;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.app.settings.SettingsFile;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.time.Moment;
import dev.substation.model.StationId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Pauses after links that the CSMS ended soon, where settings change meanwhile. */
class ShortLivedTest {

    private static final StationId BOX = new StationId("BOX");

    @TempDir Path home;

    private CsmsSettings csms(String settings) throws Exception {
        Path file =
                Files.writeString(
                        home.resolve("site.yaml"),
                        "csms: { main: { %s } }\nstations: { BOX: {} }\n".formatted(settings));
        return SettingsFile.read(home, file, Map.of(), Clock.systemUTC()).csms().get("main");
    }

    @Test
    void aCorrectedAddressOrPasswordIsTriedAtOnce() throws Exception {
        String wrong = "url: \"ws://wrong/{station}\", user: x, password: y";
        ShortLived pauses = new ShortLived();
        Moment now = new Moment(0);
        ShortLived.Pause pause =
                new ShortLived.Pause(
                        new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(5), () -> 0),
                        now.plus(Duration.ofMinutes(5)),
                        "it closed the link");
        pauses.keep(BOX, csms(wrong), pause);

        assertEquals(Optional.of(pause), pauses.of(BOX, csms(wrong), now));
        assertTrue(pauses.of(BOX, csms(wrong + ", answer-wait: 9s"), now).isPresent());
        assertEquals(Optional.empty(), pauses.of(BOX, csms(wrong.replace("wrong", "right")), now));
        assertEquals(Optional.empty(), pauses.of(BOX, csms(wrong.replace(": y", ": z")), now));
    }
}
