package dev.substation.app;

import dev.substation.dialect.Sha256;
import dev.substation.home.Aside;
import dev.substation.home.Home;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The rule library that versions up to 0.1.0 copied into each home. Today it comes with the program
 * (docs/adr/0056-shipped-rules.md): the first start on such a home moves unchanged copies aside, so
 * that they do not count in place of newer forms. What the site has changed stays.
 */
final class CopiedRules {

    private static final String ROUTES = "camel-routes/";
    private static final String README = "README.md";

    private final Home home;
    private final Clock clock;

    /** {@code SHA-256 name}, as in the list. */
    private final Set<String> known;

    private final Set<String> knownNames;

    /**
     * What became of the copies.
     *
     * @param done what was done, a sentence each
     * @param failure why some of them are still there
     */
    record Outcome(List<String> done, Optional<String> failure) {}

    CopiedRules(Home home, Clock clock) {
        this.home = home;
        this.clock = clock;
        this.known =
                lines("/copied-rules.txt")
                        .filter(line -> !line.startsWith("#"))
                        .collect(Collectors.toSet());
        this.knownNames =
                known.stream().map(line -> line.substring(66)).collect(Collectors.toSet());
    }

    private static Stream<String> lines(String resource) {
        return text(resource).lines();
    }

    private static String text(String resource) {
        try (InputStream in = CopiedRules.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Moves unchanged copies aside. Those that cannot be moved stay, and count as if the site had
     * written them.
     */
    Outcome moveAside() {
        // In a clone the routes are the source of the program itself.
        if (!home.routes().startsWith(home.directory())) {
            return new Outcome(List.of(), Optional.empty());
        }
        Optional<String> failure = Optional.empty();
        List<String> sentences = new ArrayList<>();
        Aside aside = new Aside(home.data(), "rules", clock);
        List<String> changed = new ArrayList<>();
        int moved = 0;
        try {
            for (String name : present(home.routes())) {
                Path file = home.routes().resolve(name);
                if (isCopy(file, name)) {
                    aside.take(file, ROUTES + name);
                    moved++;
                } else if (!name.equals(README)) {
                    changed.add(name);
                }
            }
            forgetIn(home.data().resolve("routes-in-use"));
            if (moved > 0 && !Files.exists(home.routes().resolve(README))) {
                Files.writeString(home.routes().resolve(README), text("/home/" + ROUTES + README));
            }
        } catch (IOException | RuntimeException e) {
            failure =
                    Optional.of(
                            "Rules that an earlier version has copied into %s cannot be moved aside (%s: %s); they count in place of those of this version. Delete the files in rules/ that you have not changed"
                                    .formatted(
                                            home.routes(),
                                            e.getClass().getSimpleName(),
                                            e.getMessage()));
        }
        if (moved > 0) {
            sentences.add(
                    "The rules come with the program now: %d unchanged files that an earlier version had copied into %s were moved to %s, where nothing reads them"
                            .formatted(moved, home.routes(), aside.folder()));
        }
        if (!changed.isEmpty()) {
            sentences.add(
                    "These files in %s were changed at this site and stay; forms among them count in place of the shipped ones: %s"
                            .formatted(home.routes(), String.join(", ", changed)));
        }
        return new Outcome(sentences, failure);
    }

    /** The copy of the routes in use would bring the old forms back. */
    private void forgetIn(Path routesInUse) throws IOException {
        for (String name : present(routesInUse)) {
            Path file = routesInUse.resolve(name);
            if (isCopy(file, name)) {
                Files.delete(file);
            }
        }
    }

    private List<String> present(Path folder) {
        return knownNames.stream()
                .filter(name -> Files.isRegularFile(folder.resolve(name)))
                .sorted()
                .toList();
    }

    private boolean isCopy(Path file, String name) throws IOException {
        return known.contains(sha256(Files.readAllBytes(file)) + "  " + name);
    }

    private static String sha256(byte[] content) {
        return HexFormat.of().formatHex(Sha256.digest().digest(content));
    }
}
