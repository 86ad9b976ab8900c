package dev.substation.routes.language;

import dev.substation.dialect.Sha256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A folder of routes as it was at one moment: every file is read once, so that what is compared,
 * checked, tried and loaded is the same.
 *
 * @param name of the folder itself, for findings that belong to none of its files
 * @param files the forms, then the routes, each in name order
 * @param cases what the routes are tried with, from {@code tests/} and {@code rules/tests/}
 * @param passedBy files that look like routes and are none, by their names
 */
public record RouteFolder(
        String name, List<RouteFile> files, List<RouteFile> cases, List<String> passedBy) {

    /** The largest file that is read, in bytes. */
    public static final long MOST_BYTES = 1_000_000;

    /** Where the forms lie, as their names begin. */
    public static final String RULES = "rules/";

    private static final String TESTS = "tests/";

    public RouteFolder {
        files = List.copyOf(files);
        cases = List.copyOf(cases);
        passedBy = List.copyOf(passedBy);
    }

    /** Reads a folder; blocks. */
    public static RouteFolder read(Path folder) throws BadRoutes {
        String name = folder.toAbsolutePath().getFileName().toString();
        if (!Files.isDirectory(folder)) {
            throw new BadRoutes(name, 0, "there is no such folder of routes");
        }
        List<RouteFile> files = new ArrayList<>();
        read(folder, RULES, RouteFile.Kind.FORM, files);
        read(folder, "", RouteFile.Kind.ROUTES, files);
        List<RouteFile> cases = new ArrayList<>();
        read(folder, TESTS, RouteFile.Kind.CASES, cases);
        read(folder, RULES + TESTS, RouteFile.Kind.CASES, cases);
        return new RouteFolder(name, files, cases, passedBy(folder));
    }

    private static void read(Path folder, String below, RouteFile.Kind kind, List<RouteFile> into)
            throws BadRoutes {
        for (Path path : listed(folder, below, ".yaml")) {
            String name = below + path.getFileName();
            try {
                if (Files.size(path) > MOST_BYTES) {
                    throw new BadRoutes(name, 0, "is larger than " + MOST_BYTES + " bytes");
                }
                into.add(new RouteFile(name, kind, Files.readString(path)));
            } catch (NoSuchFileException e) {
                throw new BadRoutes(name, 0, "was deleted while it was read", e);
            } catch (IOException e) {
                throw new BadRoutes(name, 0, "cannot be read as UTF-8 text: " + e.getMessage(), e);
            }
        }
    }

    private static List<String> passedBy(Path folder) throws BadRoutes {
        List<String> names = new ArrayList<>();
        for (String below : List.of("", RULES)) {
            listed(folder, below, ".yml").forEach(path -> names.add(below + path.getFileName()));
        }
        return names;
    }

    /** The same with the forms that come with the program, where the site has none of its own. */
    public RouteFolder with(List<RouteFile> shipped) {
        Set<String> own = files.stream().map(RouteFile::name).collect(Collectors.toSet());
        List<RouteFile> all = new ArrayList<>();
        shipped.stream().filter(form -> !own.contains(form.name())).forEach(all::add);
        all.addAll(files);
        return new RouteFolder(name, all, cases, passedBy);
    }

    /** What a file of such a name would hold, by the folder that it lies in. */
    private static RouteFile.Kind kind(String name) {
        if (name.startsWith(TESTS) || name.startsWith(RULES + TESTS)) {
            return RouteFile.Kind.CASES;
        }
        return name.startsWith(RULES) ? RouteFile.Kind.FORM : RouteFile.Kind.ROUTES;
    }

    /** One file by its name; empty if there is none that is read. */
    public Optional<RouteFile> file(String name) {
        return Stream.of(files, cases)
                .flatMap(List::stream)
                .filter(file -> file.name().equals(name))
                .findFirst();
    }

    /**
     * The same with some files otherwise, as it would be read after an edit.
     *
     * @param changes by name the text that a file has then; empty if it is not there
     */
    public RouteFolder edited(Map<String, Optional<String>> changes) {
        List<RouteFile> all = new ArrayList<>();
        Stream.of(files, cases)
                .flatMap(List::stream)
                .filter(file -> !changes.containsKey(file.name()))
                .forEach(all::add);
        changes.forEach(
                (file, text) ->
                        text.ifPresent(
                                content -> all.add(new RouteFile(file, kind(file), content))));
        return new RouteFolder(
                name,
                of(all, RouteFile.Kind.FORM, RouteFile.Kind.ROUTES),
                of(all, RouteFile.Kind.CASES),
                passedBy);
    }

    /** Those of some kinds, in the order in which a folder is read. */
    private static List<RouteFile> of(List<RouteFile> all, RouteFile.Kind... kinds) {
        return Stream.of(kinds)
                .flatMap(
                        kind ->
                                all.stream()
                                        .filter(file -> file.kind() == kind)
                                        .sorted(
                                                Comparator.comparing(
                                                                (RouteFile file) ->
                                                                        kind == RouteFile.Kind.CASES
                                                                                && file.name()
                                                                                        .startsWith(
                                                                                                RULES))
                                                        .thenComparing(RouteFile::name)))
                .toList();
    }

    /** Files of one ending; what editors hide beside a file while they write it is none. */
    private static List<Path> listed(Path folder, String below, String ending) throws BadRoutes {
        Path place = folder.resolve(below);
        if (!Files.isDirectory(place)) {
            return List.of();
        }
        try (Stream<Path> paths = Files.list(place)) {
            return paths.filter(path -> isOne(path.getFileName().toString(), ending))
                    .filter(Files::isRegularFile)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new BadRoutes(
                    below.isEmpty() ? folder.getFileName().toString() : below,
                    0,
                    "cannot be listed: " + e.getMessage(),
                    e);
        }
    }

    private static boolean isOne(String name, String ending) {
        return name.endsWith(ending) && !name.startsWith(".");
    }

    /**
     * What the folder looks like from outside: names, sizes and times. Cheap; two looks that are
     * equal need not mean equal content, since not every disk keeps time finely.
     */
    public static String look(Path folder) {
        StringBuilder seen = new StringBuilder();
        for (String below : List.of("", RULES, TESTS, RULES + TESTS)) {
            try {
                List<Path> paths = new ArrayList<>(listed(folder, below, ".yaml"));
                paths.addAll(listed(folder, below, ".yml"));
                for (Path path : paths) {
                    seen.append(below).append(path.getFileName()).append(' ');
                    seen.append(Files.getLastModifiedTime(path)).append(' ');
                    seen.append(Files.size(path)).append('\n');
                }
            } catch (IOException | BadRoutes e) {
                seen.append(below).append(e).append('\n');
            }
        }
        return seen.toString();
    }

    /**
     * The content in a few characters: the same for the same names and texts, whatever the times.
     */
    public String fingerprint() {
        MessageDigest digest = Sha256.digest();
        texts().forEach(
                        (name, text) -> {
                            digest.update(name.getBytes(StandardCharsets.UTF_8));
                            digest.update((byte) 0);
                            digest.update(text.getBytes(StandardCharsets.UTF_8));
                            digest.update((byte) 0);
                        });
        return HexFormat.of().formatHex(digest.digest());
    }

    /** All files by name; empty text for those that are passed by. */
    public Map<String, String> texts() {
        Map<String, String> texts = new TreeMap<>();
        files.forEach(file -> texts.put(file.name(), file.text()));
        cases.forEach(file -> texts.put(file.name(), file.text()));
        passedBy.forEach(name -> texts.put(name, ""));
        return texts;
    }

    /** What is different from an earlier reading, in words: {@code changed 20-connectors.yaml}. */
    public String since(RouteFolder before) {
        Map<String, String> was = before.texts();
        Map<String, String> is = texts();
        List<String> words = new ArrayList<>();
        is.forEach(
                (name, text) -> {
                    if (!was.containsKey(name)) {
                        words.add("added " + name);
                    } else if (!was.get(name).equals(text)) {
                        words.add("changed " + name);
                    }
                });
        was.keySet().stream()
                .filter(name -> !is.containsKey(name))
                .forEach(name -> words.add("removed " + name));
        return words.isEmpty() ? "nothing" : String.join(", ", words);
    }
}
