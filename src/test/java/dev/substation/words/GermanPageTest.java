package dev.substation.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The pages in {@code docs/de} follow their originals in {@code docs}: the same headings by level,
 * the same code blocks, tables of the same length, and a line at the top that leads to the other
 * language. So neither can change without the other.
 */
class GermanPageTest {

    private static final Path ENGLISH = Path.of("docs");
    private static final Path GERMAN = ENGLISH.resolve("de");

    /** What is in a diagram is translated. */
    private static final String DIAGRAM = "mermaid";

    @Test
    void hasTheHeadingsOfItsOriginal() throws IOException {
        List<String> different = new ArrayList<>();
        for (Path german : pages()) {
            compare(german, "levels of headings", GermanPageTest::levels, different);
        }

        assertEquals(List.of(), different);
        assertTrue(pages().size() >= 3, pages() + "");
    }

    @Test
    void hasTheCodeBlocksOfItsOriginal() throws IOException {
        List<String> different = new ArrayList<>();
        for (Path german : pages()) {
            compare(german, "code blocks", GermanPageTest::blocks, different);
        }

        assertEquals(List.of(), different);
    }

    @Test
    void hasTheTablesOfItsOriginal() throws IOException {
        List<String> different = new ArrayList<>();
        for (Path german : pages()) {
            compare(german, "lines of tables", MarkdownPage::tables, different);
        }

        assertEquals(List.of(), different);
    }

    @Test
    void andItsOriginalLeadToEachOtherAtTheTop() throws IOException {
        List<String> without = new ArrayList<>();
        for (Path german : pages()) {
            String name = german.getFileName().toString();
            if (!Files.readString(german)
                            .lines()
                            .skip(2)
                            .findFirst()
                            .orElse("")
                            .startsWith("*English: [")
                    || !MarkdownPage.read(german).links().get(0).target().equals("../" + name)) {
                without.add(german.toString());
            }
            Path english = ENGLISH.resolve(name);
            if (!Files.readString(english)
                            .lines()
                            .skip(2)
                            .findFirst()
                            .orElse("")
                            .startsWith("*Deutsch: [")
                    || !MarkdownPage.read(english).links().get(0).target().equals("de/" + name)) {
                without.add(english.toString());
            }
        }

        assertEquals(List.of(), without);
    }

    private static <T> void compare(
            Path german, String what, Function<MarkdownPage, List<T>> part, List<String> different)
            throws IOException {
        List<T> ours = part.apply(MarkdownPage.read(german));
        List<T> originals =
                part.apply(MarkdownPage.read(ENGLISH.resolve(german.getFileName().toString())));
        for (int i = 0; i < Math.max(ours.size(), originals.size()); i++) {
            Object our = i < ours.size() ? ours.get(i) : "nothing";
            Object original = i < originals.size() ? originals.get(i) : "nothing";
            if (!our.equals(original)) {
                different.add(
                        "%s: %s, number %d: %s, but in the original %s"
                                .formatted(german, what, i + 1, our, original));
                return;
            }
        }
    }

    private static List<Integer> levels(MarkdownPage page) {
        return page.headings().stream().map(MarkdownPage.Heading::level).toList();
    }

    /** Code as it is; of a diagram, how many lines it has. */
    private static List<String> blocks(MarkdownPage page) {
        return page.blocks().stream()
                .map(
                        block ->
                                block.language().equals(DIAGRAM)
                                        ? DIAGRAM + " of " + block.content().lines().count()
                                        : block.language() + "\n" + block.content())
                .toList();
    }

    private static List<Path> pages() throws IOException {
        try (Stream<Path> files = Files.list(GERMAN)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.endsWith("README.md"))
                    .sorted()
                    .toList();
        }
    }
}
