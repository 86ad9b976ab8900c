package dev.substation.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A session script: what is said over a wire, one clause a file. Lines that begin with {@code #}
 * explain; a line at the margin is a step; indented lines below it belong to it.
 *
 * @param name the file's name without its ending
 * @param file where it is
 */
public record Script(String name, Path file, List<Step> steps) {

    private static final String ENDING = ".txt";

    /**
     * A step.
     *
     * @param line where it stands, counted from 1
     * @param words the line at the margin
     * @param text what is indented below it, without the indentation of its first line
     */
    public record Step(int line, String words, List<String> text) {}

    /** The scripts of a folder, in the order of their names; there is at least one. */
    public static List<Script> in(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            List<Path> found =
                    files.filter(file -> file.toString().endsWith(ENDING)).sorted().toList();
            if (found.isEmpty()) {
                throw new IOException("no scripts in " + folder);
            }
            List<Script> scripts = new ArrayList<>();
            for (Path file : found) {
                scripts.add(read(file));
            }
            return scripts;
        }
    }

    /** One script. */
    public static Script read(Path file) throws IOException {
        List<Step> steps = new ArrayList<>();
        List<String> text = new ArrayList<>();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            if (line.startsWith("#")) {
                continue;
            }
            if (line.isBlank() || Character.isWhitespace(line.charAt(0))) {
                text.add(line);
                continue;
            }
            text = new ArrayList<>();
            steps.add(new Step(number, line.strip(), text));
        }
        String name = file.getFileName().toString();
        return new Script(
                name.substring(0, name.length() - ENDING.length()),
                file,
                steps.stream().map(Script::trimmed).toList());
    }

    private static Step trimmed(Step step) {
        List<String> text = new ArrayList<>(step.text());
        while (!text.isEmpty() && text.get(text.size() - 1).isBlank()) {
            text.remove(text.size() - 1);
        }
        int indent =
                text.isEmpty() ? 0 : text.get(0).length() - text.get(0).stripLeading().length();
        return new Step(
                step.line(),
                step.words(),
                text.stream()
                        .map(
                                line ->
                                        line.isBlank()
                                                ? ""
                                                : line.substring(Math.min(indent, depth(line))))
                        .toList());
    }

    private static int depth(String line) {
        return line.length() - line.stripLeading().length();
    }
}
