package dev.substation.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Pages, comments and sentences of the product use the terms of {@code docs/glossary.md}. The last
 * column of the glossary lists words that mean nothing else here; this test looks for them. Words
 * that are right elsewhere, such as "queue", are left to the reader of a change.
 */
class TermsTest {

    /** Words that the glossary replaces; the lower-case name of the CSMS is a key, not a word. */
    /** The home of {@code payara/gw}, which git ignores. */
    private static final Path HOME = Path.of("payara", ".home");

    /** A command is called csms: after "usage:", and in the list of commands. */
    private static final Pattern BANNED =
            Pattern.compile(
                    "\\b(?:told|set(?:s|ting)? aside|g[ia]ve(?:s|n)? up|giving up|h[eo]ld(?:s|ing)?"
                            + " back|put(?:s|ting)? off|turn(?:s|ed|ing)? away|sen[dt](?:s|ing)?"
                            + " away|spoken of|back[ -]?offices?|back[ -]?ends?|[Cc]harge"
                            + " ?box(?:es)?|strangers?)\\b"
                            + "|(?<![\\w./#@\"'{\\[=*-])(?<!usage: )csms(?![\\w./:*=\\]'}-]| {4})|\\bcsms'");

    /** Comments, texts and characters of Java, in the order of their beginnings. */
    private static final Pattern JAVA =
            Pattern.compile(
                    "(?<comment>/\\*.*?\\*/|//[^\\n]*)"
                            + "|(?<text>\"\"\".*?\"\"\"|\"(?:[^\"\\\\\\n]|\\\\.)*\")"
                            + "|'(?:[^'\\\\]|\\\\.)'",
                    Pattern.DOTALL);

    /** What is code within a comment. */
    private static final Pattern CODE =
            Pattern.compile("\\{@\\w+\\s[^}]*}|@param\\s+\\w+", Pattern.DOTALL);

    /** What is code within a page: blocks, words in backticks, targets of links. */
    private static final Pattern PAGE_CODE =
            Pattern.compile("```.*?```|`[^`\\n]*`|\\]\\([^)]*\\)", Pattern.DOTALL);

    @Test
    void ofTheGlossaryAreInEveryPage() throws IOException {
        List<String> found = new ArrayList<>();
        List<Path> pages = new ArrayList<>(files(Path.of("docs"), ".md"));
        pages.addAll(files(Path.of("wsdl"), ".md"));
        pages.addAll(files(Path.of("camel-routes"), ".md"));
        pages.add(Path.of("README.md"));
        pages.add(Path.of("CONTRIBUTING.md"));
        for (Path page : pages) {
            String text = Files.readString(page);
            if (page.endsWith("glossary.md")) {
                // The last column has the words that are not used.
                text = text.replaceAll("(?m)\\|[^|\\n]*\\|$", "|");
            }
            found.addAll(banned(page, blank(text, PAGE_CODE)));
        }

        assertEquals(List.of(), found);
        assertTrue(pages.size() > 80, pages.size() + " pages");
    }

    @Test
    void ofTheGlossaryAreInEverySettingsFileAndForm() throws IOException {
        List<String> found = new ArrayList<>();
        List<Path> files = new ArrayList<>(files(Path.of("camel-routes"), ".yaml"));
        files.addAll(files(Path.of("payara"), ""));
        for (Path file : files) {
            found.addAll(banned(file, blank(Files.readString(file), PAGE_CODE)));
        }

        assertEquals(List.of(), found);
    }

    @Test
    void ofTheGlossaryAreInEveryCommentAndSentenceOfTheProduct() throws IOException {
        List<String> found = new ArrayList<>();
        for (Path file : files(Path.of("src/main/java"), ".java")) {
            found.addAll(banned(file, prose(Files.readString(file))));
        }

        assertEquals(List.of(), found);
    }

    /** A source of which all but comments and sentences is blank. */
    private static String prose(String source) {
        StringBuilder prose = new StringBuilder(source.replaceAll("[^\\n]", " "));
        Matcher parts = JAVA.matcher(source);
        while (parts.find()) {
            String part = parts.group();
            if (parts.group("comment") != null) {
                prose.replace(parts.start(), parts.end(), blank(part, CODE));
            } else if (parts.group("text") != null && part.indexOf(' ') >= 0) {
                prose.replace(parts.start(), parts.end(), part);
            }
        }
        return prose.toString();
    }

    private static String blank(String text, Pattern code) {
        return code.matcher(text).replaceAll(found -> found.group().replaceAll("[^\\n]", " "));
    }

    private static List<String> banned(Path file, String prose) {
        List<String> found = new ArrayList<>();
        Matcher words = BANNED.matcher(prose);
        while (words.find()) {
            long line = prose.substring(0, words.start()).lines().count();
            found.add(file + ":" + Math.max(line, 1) + " " + words.group());
        }
        return found;
    }

    /** All but what a gateway that was started here has written. */
    private static List<Path> files(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .filter(file -> !file.startsWith(HOME))
                    .filter(file -> file.toString().endsWith(ending))
                    .filter(file -> !file.toString().endsWith(".jar"))
                    .sorted()
                    .toList();
        }
    }
}
