package dev.substation.flow.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.model.StationId;
import dev.substation.testing.Authority;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StationCertificateTest {

    @TempDir static Path folder;

    private static Authority authority;

    @BeforeAll
    static void sign() {
        authority = Authority.create(folder, "authority");
        authority.sign("keba", "CN=KEBA-1, OU=Hall 3, O=Example");
        authority.sign("names", "O=Example", "-ext", "san=dns:keba-1,uri:urn:cp:KEBA-2");
        authority.sign("solar", "UID=1013, O=SolarDev");
    }

    private static boolean good(String wanted, String station, String alias, Date now) {
        return StationCertificate.of(wanted)
                .orElseThrow()
                .objection(new StationId(station), Optional.of(authority.certificate(alias)), now)
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "required | KEBA-1 | keba | true",
                "required | keba-1 | keba | true",
                "optional | KEBA-1 | keba | true",
                "optional | KEBA-2 | keba | false",
                "required | KEBA-2 | keba | false",
                "required | Example | keba | false",
                "required | KEBA-1 | names | true",
                "required | urn:cp:keba-2 | names | true",
                "required | KEBA-2 | names | false",
                "required | UID=1013,O=SolarDev | solar | true",
                "required | uid=1013, o=solardev | solar | true",
                "required | UID=1013 | solar | false",
                "required | O=SolarDev | solar | false",
                "required | 1013 | solar | false",
                "any | KEBA-2 | keba | true",
                "O=Example | KEBA-2 | keba | true",
                "CN=KEBA-1,O=example | X | keba | true",
                "O=Example,CN=KEBA-1 | X | keba | true",
                "CN=KEBA-2,O=Example | KEBA-2 | keba | false",
                "CN=KEBA | KEBA-1 | keba | false",
                "UID=1013,O=SolarDev | X | solar | true",
                "UID=1014,O=SolarDev | X | solar | false",
            })
    void knowsWhichCertificateIsOfWhichStation(
            String wanted, String station, String alias, boolean right) {
        assertEquals(right, good(wanted, station, alias, new Date()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"optional", "required", "any", "CN=KEBA-1"})
    void whatHasExpiredSinceTheConnectionBeganIsGoodForNothing(String wanted) {
        Date later = Date.from(Instant.now().plus(Duration.ofDays(400)));

        assertEquals(false, good(wanted, "KEBA-1", "keba", later));
    }

    @ParameterizedTest
    @CsvSource({"optional, true", "required, false", "any, false", "CN=KEBA-1, false"})
    void onlyWhereItIsOptionalNoneNeedBeShown(String wanted, boolean good) {
        assertEquals(
                good,
                StationCertificate.of(wanted)
                        .orElseThrow()
                        .objection(new StationId("KEBA-1"), Optional.empty(), new Date())
                        .isEmpty());
    }

    @Test
    void aWordThatIsNoneIsRefused() {
        assertEquals(Optional.empty(), StationCertificate.of("yes"));
        assertEquals(Optional.empty(), StationCertificate.of("KEBA=,="));
    }
}
