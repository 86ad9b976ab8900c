package dev.substation.soap;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.model.Dialect;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoapPathsTest {

    private static String place(SoapPaths paths, String path) {
        return paths.place(path)
                .map(
                        place ->
                                place.path()
                                        + " "
                                        + place.only().map(Dialect::word).orElse("any")
                                        + " "
                                        + String.join(" ", place.secret()))
                .orElse("none")
                .strip();
    }

    @ParameterizedTest
    @CsvSource({
        "/soap, /soap any, /soap",
        "/soap//, /soap any, /soap//",
        "/soap/1.5, /soap/1.5 soap1.5, /soap/1.5",
        "/steve/service, /steve/service any, /steve/service",
        "/soap/way-in_4711, /soap any way-in_4711, /soap/…",
        "/soap/way-in_4711/, /soap any way-in_4711, /soap/…",
        "/soap/way-in_4711/1.6, /soap/1.6 soap1.6 way-in_4711, /soap/…",
        "/soap/1.5/way-in_4711, /soap/1.5 soap1.5 way-in_4711, /soap/1.5/…",
        "/steve/service/way-in_4711, /steve/service any way-in_4711, /steve/service/…",
        "/soap/way-in_4711/2.0, none, /soap/…",
        "/soap/1.6/1.5/way-in_4711, none, /soap/1.6/…",
        "/other/way-in_4711, none, /…",
    })
    void aSecretStandsBehindAnAddressAndIsNeverShown(String path, String place, String shown) {
        SoapPaths paths = new SoapPaths(List.of("/steve/service"), () -> true);

        assertEquals(place, place(paths, path));
        assertEquals(shown, paths.shown(path));
    }

    @ParameterizedTest
    @CsvSource({
        "/soap/KEBA-1, /soap any, KEBA-1",
        "/soap/KEBA-1/, /soap any, KEBA-1",
        "/soap/KEBA-1/1.5, /soap/1.5 soap1.5, KEBA-1",
        "/soap/1.6/KEBA-1, /soap/1.6 soap1.6, KEBA-1",
        "/soap/1.7, /soap any, none",
        "/soap/v2.0, /soap any, none",
        "/soap/KEBA/1, none, none",
        "/soap, /soap any, none",
    })
    void withoutSecretsTheIdentityMayStandBehindAnAddress(
            String path, String place, String identity) {
        SoapPaths paths = new SoapPaths(List.of());

        assertEquals(place, place(paths, path));
        assertEquals(identity, paths.place(path).flatMap(SoapPaths.Place::identity).orElse("none"));
        assertEquals(path, paths.shown(path));
    }
}
