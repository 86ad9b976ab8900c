package dev.substation.app.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.app.settings.HiddenSecrets.NotHidden;
import dev.substation.dialect.Secrets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
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

    private final SecretMarks marks = new SecretMarks();

    private HiddenSecrets of(String text) throws NotHidden {
        return new HiddenSecrets(text, Secrets.USUAL, marks);
    }

    /** The marks of a text, in their order. */
    private List<String> marksOf(String text) throws NotHidden {
        return SecretMarks.MARK.matcher(of(text).shown()).results().map(m -> m.group()).toList();
    }

    private String refused(String text, String edited) throws NotHidden {
        HiddenSecrets hidden = of(text);
        return assertThrows(NotHidden.class, () -> hidden.restored(edited)).getMessage();
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
        String mark = marksOf(text).get(0);

        assertEquals(
                "csms:\n  main: { url: 'ws://b', password: first }\n# and\nstations: {}\n",
                of(text).restored(
                                "csms:\n  main: { url: 'ws://b', password: '%s' }\n# and\nstations: {}\n"
                                        .formatted(mark)));
        assertEquals(
                text.replace("first", "second"),
                of(text).restored(of(text).shown().replace('"' + mark + '"', "second")));
    }

    /** A secret in another place would be shown to whoever reads the settings. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "csms:\n  main: { url: 'MARK', password: x }\n",
                "csms:\n  main: { url: 'ws://a', password: '***2***' }\n",
                "csms:\n  main: { url: 'ws://a', password: '***1-000000000000***' }\n",
                "csms:\n  main: { url: 'ws://a', password: 'aMARK' }\n",
                "csms:\n  main: { url: 'ws://a', password: x }\n# MARK\n",
                "csms:\n  MARK: { url: 'ws://a', password: x }\n",
                "csms: { main: { vendor: 'MARK' } }\n",
                "csms: [\n",
            })
    void comeBackNowhereElse(String edited) throws NotHidden {
        String text = "csms:\n  main: { url: 'ws://a', password: first }\n";

        refused(text, edited.replace("MARK", marksOf(text).get(0)));
    }

    @Test
    void overSeveralLinesAreNotShown() {
        assertThrows(
                NotHidden.class, () -> of("csms:\n  main:\n    password: |\n      a\n      b\n"));
        assertThrows(NotHidden.class, () -> of("csms:\n  main:\n    password: a\n      b\n"));
        assertThrows(NotHidden.class, () -> of("csms:\n  main:\n    password: \"a\n      b\"\n"));
    }

    /** Two people edit one file: a mark must not take the secret that has its number now. */
    @Test
    void belongToOneTextAndOneKey() throws NotHidden {
        String before = "csms:\n  b: { url: 'ws://b', password: of-b }\n";
        String now = "csms:\n  a: { url: 'ws://a', password: of-a }\n" + before.substring(6);
        String changed = before.replace("of-b", "new");

        assertEquals(before, of(now).restored(of(before).shown()));
        assertTrue(
                refused(changed, of(before).shown())
                        .contains("stands for no secret of the file as it is now"));
        assertTrue(
                refused(now, of(now).shown().replace("  b:", "  c:"))
                        .contains("belongs to csms.b.password, not to csms.c.password"));
        assertTrue(
                refused(
                                "store: { url: 'jdbc:postgresql://u:pw@h/d' }\n",
                                "csms: { main: { url: '%s' } }\n"
                                        .formatted(
                                                marksOf(
                                                                "store: { url: 'jdbc:postgresql://u:pw@h/d' }\n")
                                                        .get(0)))
                        .contains("belongs to store.url, not to csms.main.url"));
        HiddenSecrets afterStart = new HiddenSecrets(now, Secrets.USUAL, new SecretMarks());
        assertThrows(NotHidden.class, () -> afterStart.restored(of(now).shown()));
    }

    @Test
    void ofCommentsDoNotTellWhichGuessIsRight() throws NotHidden {
        List<String> seals =
                marksOf("# password: first\n# password: first\n").stream()
                        .map(mark -> mark.substring(mark.indexOf('-')))
                        .toList();

        assertNotEquals(seals.get(0), seals.get(1));
        refused("# password: first\n", "password: '" + marksOf("# password: first\n").get(0) + "'");
    }

    /** Whoever comments a line out must not see its secret when the text is loaded again. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "correct horse battery",
                "'it''s a secret'",
                "\"with \\\" # and more\"",
                "a,b",
                "{abc"
            })
    void stayHiddenInALineThatIsCommentedOut(String secret) throws NotHidden {
        String text =
                "csms:\n  main:\n    password: %s\n"
                        .formatted(secret.startsWith("{") ? '"' + secret + '"' : secret);
        String edited = of(text).shown().replace("    password", "    # password");

        String restored = of(text).restored(edited);

        assertEquals(text.replace("    password", "    # password"), restored);
        assertEquals(List.of(), words(of(restored).shown()));
        assertEquals(restored, of(restored).restored(of(restored).shown()));
    }

    /** Words of secrets that are shown; the digits of a mark may look like one. */
    private static List<String> words(String shown) {
        String others = shown.replaceAll("\\*\\*\\*[0-9a-f-]+\\*\\*\\*", "…");
        return Stream.of("correct", "horse", "battery", "secret", "more", "abc", "s3cret")
                .filter(others::contains)
                .toList();
    }

    @Test
    void areNotPutWhereTheyWouldBeSeen() throws NotHidden {
        String text = "csms:\n  main: { url: 'ws://a', password: s3cret, user: u }\n";
        String tail = "tracing:\n  headers: { Authorization: abc, x: [one] }\n";

        assertTrue(
                refused(text, of(text).shown().replace("  main", "  # main"))
                        .contains("in a comment nothing may follow it"));
        refused(tail, of(tail).shown().replace("  headers", "#  headers"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# password: correct horse battery",
                "# password: 'it''s a secret'",
                "# headers: Authorization=Bearer abc, x=secret",
                "# password: {abc",
                "# password: \"abc",
                "# password: #abc",
                "# password: [abc, more",
                "# \"password\": abc",
                "# 'password' : abc",
                "# password=abc",
                "# password = abc more",
                "#password:abc",
                "#   Authorization: Bearer abc",
                "# url: wss://gate:s3cret@csms.example/x",
                "# wss://gate:s3cret@csms.example/x",
                "# gate:s3cret@csms.example/x",
                "# url: \"gate:s3cret@csms.example/x\" # of old",
                "# main: { url: 'wss://gate:s3cret@csms.example/x', user: gate }",
                "# headers:\n#   x-key: abc\n#   - more",
                "# password: |\n#   abc\n#   more",
                "# headers: {\n#   x: abc }",
                "tracing:\n  headers:\n#    x-key: abc\n  # y: 1\n",
                "a: \"x\"#password: abc",
                "# a\u2028password: abc",
                "# a\u0085password: abc",
                "user: gate # password: abc"
            })
    void areHiddenInComments(String text) throws NotHidden {
        String shown = of(text).shown();

        assertEquals(List.of(), words(shown), shown);
        assertEquals(text, of(text).restored(shown));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "# password: \"${file:keys/abc}\"",
                "# offline-authorization: OfflineLocalUnknownAuthorization",
                "# Password of that file and of the keys in it.",
                "vendor: 'x # password' # headers are below",
                "# at 12:30: url: ws://abc/{station}",
            })
    void areNotSeenWhereThereAreNone(String text) throws NotHidden {
        assertEquals(text, of(text).shown());
    }

    @Test
    void areFewInTheSettingsThatAreShipped() throws Exception {
        String text = Files.readString(Path.of("payara/site.yaml"));

        assertEquals(text, of(text).restored(of(text).shown()));
        assertEquals(3, marksOf(text).size(), "proxy, secret-keys, headers");
    }

    /** YAML ends a line at CR as well, and a byte order mark has no column. */
    @ParameterizedTest
    @ValueSource(strings = {"\r", "\n", "\r\n"})
    void areFoundWhateverEndsTheLines(String end) throws NotHidden {
        String text =
                "\uFEFF# a\rcsms:\n  main:\n    password: \"s3cret\"\n# password: abc\n"
                        .replace("\n", end);

        String shown = of(text).shown();

        assertEquals(List.of(), words(shown), shown);
        assertEquals(2, marksOf(text).size());
        assertEquals(text, of(text).restored(shown));
        assertEquals(1, marksOf("\uFEFFpassword: \"s3cret\"").size());
    }

    @Test
    void areFoundInLongCommentsWithoutDelay() {
        String names = "# " + "a".repeat(60_000);
        String quoted = "# certificate: \"" + "A".repeat(20_000) + "\"";
        String fields = "# " + "a: b, ".repeat(20_000);
        String blanks = "# a" + " ".repeat(60_000) + ": " + "a ".repeat(60_000);

        assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> {
                    for (String text : List.of(names, quoted, fields, blanks)) {
                        assertEquals(text, of(text).restored(of(text).shown()));
                    }
                });
    }
}
