package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.e2e.SharedGateway.Running;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The files of the console, and what they may do in a browser. */
@ExtendWith(SharedGateway.class)
abstract class ConsoleCases {

    private static final Pattern FILES = Pattern.compile("(?:href|src)=\"(console/[^\"]+)\"");
    private static final Pattern IMPORTS = Pattern.compile("from \"\\./([a-z]+\\.js)\"");

    /** Words, and the headings of tables, facts and filters. */
    private static final Pattern USED =
            Pattern.compile(
                    "(?:\\bword\\(|\\bfilter\\(|\\[)\"([A-Za-z]+)\"(?:\\)|, \\(row\\)|, [a-z])");

    /** What the first page may weigh (issue 16). */
    private static final int FIRST_PAGE = 300_000;

    private Running running;

    @BeforeEach
    void remember(Running shared) {
        running = shared;
    }

    private String file(String path) {
        HttpResponse<String> answer = running.gateway().get(path);
        assertEquals(200, answer.statusCode(), path);
        return answer.body();
    }

    private List<String> files() {
        TreeSet<String> found = new TreeSet<>();
        find(FILES, file("/"), "").forEach(found::add);
        TreeSet<String> known = new TreeSet<>();
        while (!known.containsAll(found)) {
            for (String one : List.copyOf(found)) {
                if (known.add(one) && one.endsWith(".js")) {
                    find(IMPORTS, file("/" + one), "console/").forEach(found::add);
                }
            }
        }
        return List.copyOf(found);
    }

    private static Stream<String> find(Pattern pattern, String text, String before) {
        return pattern.matcher(text).results().map(found -> before + found.group(1));
    }

    @Test
    void theFirstPageAndItsFilesAreThereAndSmall() {
        List<String> files = files();

        assertTrue(files.contains("console/stations.js"), files::toString);
        int all = file("/").length();
        for (String one : files) {
            all += file("/" + one).length();
        }
        assertTrue(all < FIRST_PAGE, all + " characters");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/index.html", "/console/app.js", "/console/style.css"})
    void runsItsOwnScriptsAloneAndLiesInNoFrame(String path) {
        HttpResponse<String> answer = running.gateway().get(path);

        String policy = answer.headers().firstValue("Content-Security-Policy").orElse("");
        assertTrue(policy.startsWith("default-src 'none'; script-src 'self'"), policy);
        assertTrue(policy.contains("frame-ancestors 'none'"), policy);
        assertFalse(policy.contains("unsafe"), policy);
        assertEquals("nosniff", answer.headers().firstValue("X-Content-Type-Options").orElse(""));
    }

    @Test
    void asksNobodyElseAndPutsNoTextInAsHtml() {
        for (String one : files()) {
            String text = file("/" + one);
            Matcher elsewhere = Pattern.compile("https?://(?!www\\.w3\\.org/)\\S+").matcher(text);
            assertFalse(elsewhere.find(), () -> one + " " + elsewhere.group());
            assertFalse(
                    Pattern.compile("innerHTML|insertAdjacentHTML|document\\.write|eval\\(")
                            .matcher(text)
                            .find(),
                    one);
        }
    }

    @Test
    void everyWordIsThereInBothLanguages() {
        String words = file("/console/words.js");
        String english = words.substring(words.indexOf("en: {"), words.indexOf("de: {"));
        String german = words.substring(words.indexOf("de: {"), words.indexOf("const KEY"));
        Pattern key = Pattern.compile("([\\w\"-]+): \"");

        assertEquals(find(key, english, "").toList(), find(key, german, "").toList());
        for (String one : files()) {
            find(Pattern.compile("\\bword\\(\"([\\w-]+)\"\\)"), file("/" + one), "")
                    .forEach(
                            used -> assertTrue(english.contains(used + ": \""), one + ": " + used));
        }
    }

    @Test
    void itsOperationsAreThoseOfTheDictionary() {
        String operations = file("/api/v1/operations");

        assertTrue(operations.contains("\"action\":\"Reset\""), operations);
        assertTrue(operations.contains("[\"Hard\",\"Soft\"]"), operations);
    }

    @Test
    void noFolderIsListed() {
        assertEquals(404, running.gateway().get("/console/").statusCode());
    }
}
