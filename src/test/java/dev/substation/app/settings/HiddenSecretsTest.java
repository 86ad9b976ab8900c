package dev.substation.app.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.substation.app.settings.HiddenSecrets.NotHidden;
import dev.substation.dialect.Secrets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Secrets in the text of a site.yaml that is edited in the console. */
class HiddenSecretsTest {

    private static final String SITE =
            """
            # password: "old hat"
            csms:
              main:
                url: "wss://gate:pa55@csms.example/ocpp/{station}"
                user: gate
                password: "with \\"quotes\\" and # more" # since May
              other: { url: "wss://x.example/{station}", password: 'it''s', key-store: k.p12 }
              third: { url: "wss://y.example/{station}", password: "${env:CSMS_KEY}" }
            stations:
              ÄÖ-1: { password: 12345678 }
              "SECRET-*": { accept: any }
              KEBA: { password: "${file:keys/keba}" }
            tracing:
              headers: { Authorization: Bearer-abc, x: [one, "two"] }
            """;

    private static HiddenSecrets of(String text) throws NotHidden {
        return new HiddenSecrets(text, Secrets.USUAL);
    }

    @Test
    void areHiddenWhereverTheyStandAndComeBackWhereTheyWere() throws NotHidden {
        String shown = of(SITE).shown();

        for (String secret :
                new String[] {
                    "old hat", "pa55", "quotes", "it''s", "12345678", "Bearer-abc", "one", "two"
                }) {
            assertFalse(shown.contains(secret), shown);
        }
        assertEquals(SITE.lines().count(), shown.lines().count());
        assertEquals(true, shown.contains("user: gate") && shown.contains("# since May"));
        assertEquals(true, shown.contains("accept: any"), "of a station with such a name");
        assertEquals(true, shown.contains("${env:CSMS_KEY}") && shown.contains("keys/keba"));
        assertEquals(SITE, of(SITE).restored(shown));
    }

    @Test
    void stayAmongOtherChangesAndCanBeReplaced() throws NotHidden {
        String text = "csms:\n  main: { url: 'ws://a', password: first }\nstations:\n  A: {}\n";

        assertEquals(
                "csms:\n  main: { url: 'ws://b', password: first }\n# and\nstations: {}\n",
                of(text).restored(
                                "csms:\n  main: { url: 'ws://b', password: ***1*** }\n# and\nstations: {}\n"
                                        .replace("***1***", "\"***1***\"")));
        assertEquals(
                text.replace("first", "second"),
                of(text).restored(of(text).shown().replace("\"***1***\"", "second")));
    }

    /** A secret in another place would be shown to whoever reads the settings. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "csms:\n  main: { url: '***1***', password: x }\n",
                "csms:\n  main: { url: 'ws://a', password: '***2***' }\n",
                "csms:\n  main: { url: 'ws://a', password: 'a***1***' }\n",
                "csms:\n  main: { url: 'ws://a', password: x }\n# ***1***\n",
                "csms:\n  ***1***: { url: 'ws://a', password: x }\n",
                "csms: { main: { vendor: '***1***' } }\n",
                "csms: [\n",
            })
    void comeBackNowhereElse(String edited) throws NotHidden {
        HiddenSecrets hidden = of("csms:\n  main: { url: 'ws://a', password: first }\n");

        assertThrows(NotHidden.class, () -> hidden.restored(edited));
    }

    @Test
    void overSeveralLinesAreNotShown() {
        assertThrows(
                NotHidden.class, () -> of("csms:\n  main:\n    password: |\n      a\n      b\n"));
        assertThrows(NotHidden.class, () -> of("csms:\n  main:\n    password: a\n      b\n"));
        assertThrows(NotHidden.class, () -> of("csms:\n  main:\n    password: \"a\n      b\"\n"));
    }
}
