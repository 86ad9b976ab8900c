package dev.substation.words;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page in Markdown, as far as the tests of pages look at it.
 *
 * @param path where it is
 * @param headings its headings, in order
 * @param links where its links go, in order
 * @param blocks its code blocks, in order
 * @param tables how many lines each of its tables has, in order
 */
record MarkdownPage(
        Path path,
        List<Heading> headings,
        List<Link> links,
        List<Block> blocks,
        List<Integer> tables) {

    private static final String FENCE = "```";
    private static final Pattern HEADING = Pattern.compile("(#{1,6}) +(.*?) *#*");
    private static final Pattern INLINE_CODE = Pattern.compile("`[^`]*`");
    private static final Pattern LINK = Pattern.compile("\\[[^\\]]*]\\(([^)\\s]+)[^)]*\\)");
    private static final Pattern LINKED_TEXT = Pattern.compile("\\[([^\\]]*)]\\([^)]*\\)");

    /** A heading, such as {@code ## Text} of level 2. */
    record Heading(int level, String text) {}

    /** A link and the number of its line. */
    record Link(int line, String target) {}

    /** A code block, by the word behind its fence. */
    record Block(String language, String content) {}

    static MarkdownPage read(Path path) throws IOException {
        List<Heading> headings = new ArrayList<>();
        List<Link> links = new ArrayList<>();
        List<Block> blocks = new ArrayList<>();
        List<Integer> tables = new ArrayList<>();
        String language = "";
        List<String> block = null;
        int rows = 0;
        int number = 0;
        for (String line : Files.readAllLines(path)) {
            number++;
            String bare = line.strip();
            boolean fence = bare.startsWith(FENCE);
            if (block != null) {
                if (fence) {
                    blocks.add(new Block(language, String.join("\n", block)));
                    block = null;
                } else {
                    block.add(bare);
                }
                continue;
            }
            if (!bare.startsWith("|") && rows > 0) {
                tables.add(rows);
                rows = 0;
            }
            if (fence) {
                language = bare.substring(FENCE.length());
                block = new ArrayList<>();
                continue;
            }
            rows += bare.startsWith("|") ? 1 : 0;
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                headings.add(new Heading(heading.group(1).length(), heading.group(2)));
            }
            Matcher link = LINK.matcher(INLINE_CODE.matcher(line).replaceAll("code"));
            while (link.find()) {
                links.add(new Link(number, link.group(1)));
            }
        }
        if (rows > 0) {
            tables.add(rows);
        }
        return new MarkdownPage(path, headings, links, blocks, tables);
    }

    /** The names under which its headings can be linked, as GitHub makes them. */
    Set<String> anchors() {
        Set<String> anchors = new HashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        for (Heading heading : headings) {
            String anchor =
                    LINKED_TEXT
                            .matcher(heading.text())
                            .replaceAll("$1")
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^\\p{L}\\p{N}_\\- ]", "")
                            .replace(' ', '-');
            int before = seen.merge(anchor, 1, Integer::sum) - 1;
            anchors.add(before == 0 ? anchor : anchor + "-" + before);
        }
        return anchors;
    }
}
