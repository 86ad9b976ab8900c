package dev.substation.words;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Links within the repository lead to files and headings that exist, and every page can be reached
 * from {@code README.md}.
 */
class LinksPageTest {

    private final Map<Path, MarkdownPage> read = new HashMap<>();

    @Test
    void ofEveryPageLeadSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        List<Path> pages = pages();
        int links = 0;
        for (Path path : pages) {
            for (MarkdownPage.Link link : page(path).links()) {
                if (link.target().matches("[a-z]+:.*")) {
                    continue;
                }
                links++;
                if (!exists(path, link.target())) {
                    broken.add(path + ":" + link.line() + " " + link.target());
                }
            }
        }

        assertEquals(List.of(), broken);
        assertTrue(pages.size() > 100 && links > 400, pages.size() + " pages, " + links + " links");
    }

    @Test
    void reachEveryPageFromTheFirst() throws IOException {
        Set<Path> reached = new HashSet<>();
        Deque<Path> open = new ArrayDeque<>(List.of(whole(Path.of("README.md"))));
        while (!open.isEmpty()) {
            Path path = open.remove();
            if (!reached.add(path) || !path.toString().endsWith(".md") || !Files.exists(path)) {
                continue;
            }
            for (MarkdownPage.Link link : page(path).links()) {
                open.add(file(path, link.target()));
            }
        }

        List<Path> unreached =
                pages().stream()
                        .filter(page -> page.startsWith("docs"))
                        .filter(page -> !reached.contains(whole(page)))
                        .filter(page -> !reached.contains(whole(page).getParent()))
                        .toList();
        assertEquals(List.of(), unreached);
    }

    private boolean exists(Path from, String target) throws IOException {
        Path file = file(from, target);
        if (!Files.exists(file) || !target.contains("#")) {
            return Files.exists(file);
        }
        String anchor = target.substring(target.indexOf('#') + 1);
        return file.toString().endsWith(".md") && page(file).anchors().contains(anchor);
    }

    /** The file that a link leads to; a link without one leads within its page. */
    private static Path file(Path from, String target) {
        String name = target.replaceFirst("#.*", "");
        return name.isEmpty() ? whole(from) : whole(whole(from).resolveSibling(name));
    }

    private static Path whole(Path path) {
        return path.toAbsolutePath().normalize();
    }

    private MarkdownPage page(Path path) throws IOException {
        Path key = whole(path);
        if (!read.containsKey(key)) {
            read.put(key, MarkdownPage.read(key));
        }
        return read.get(key);
    }

    private static List<Path> pages() throws IOException {
        List<Path> pages =
                new ArrayList<>(List.of(Path.of("README.md"), Path.of("CONTRIBUTING.md")));
        for (Path folder : List.of(Path.of("docs"), Path.of("camel-routes"), Path.of("wsdl"))) {
            try (Stream<Path> files = Files.walk(folder)) {
                files.filter(file -> file.toString().endsWith(".md")).sorted().forEach(pages::add);
            }
        }
        return pages;
    }
}
