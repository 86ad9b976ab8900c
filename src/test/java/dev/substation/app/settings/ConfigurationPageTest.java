package dev.substation.app.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The table of {@code docs/configuration.md} and {@code payara/site.yaml} are made from {@link
 * Keys}.
 */
class ConfigurationPageTest {

    private static final Path PAGE = Path.of("docs/configuration.md");
    private static final Path SHIPPED = Path.of("payara/site.yaml");
    private static final Pattern TABLE =
            Pattern.compile("(?m)^\\| key \\| default \\|( change \\|)? meaning \\|\n(?:\\|.*\n)+");
    private static final Pattern LINK = Pattern.compile("\\[[^]]*]\\(([^)#]*)(?:#[^)]*)?\\)");
    private static final int WIDTH = 100;

    private static final String HEAD =
            """
            # The settings of a site: every key. docs/configuration.md says more.
            # A key that is commented out has its default, which is shown; if it has none, an example is
            # shown. Unknown keys are errors at the start.
            # An environment variable overrides the file: SUBSTATION_HTTP_PORT=9090 sets http.port.
            # You can keep secrets elsewhere: "${env:NAME}" is a variable, "${file:keys/name}" a file of the
            # home.
            # A change that you save goes live within seconds, if the file has no errors. The sections http,
            # admin, store, files, udp, routes, log and tracing, and defaults.stations-max, need a restart.
            """;

    @Test
    void thePageHasARowForEveryKeyWithItsDefault() throws IOException {
        String page = Files.readString(PAGE);
        String made = TABLE.matcher(page).replaceFirst(Matcher.quoteReplacement(table()));

        compare(PAGE, made);
    }

    @Test
    void theShippedFileShowsEveryKeyWithItsDefaultAndItsMeaning() throws IOException {
        compare(
                SHIPPED,
                Stream.concat(
                                Stream.of(HEAD),
                                Scope.top().stream().map(scope -> "\n" + section(scope, "")))
                        .collect(Collectors.joining()));
    }

    /** The head of the shipped file names them. */
    @Test
    void onlyWholeSectionsNeedARestartAndOneKeyMore() {
        Set<Scope> live = EnumSet.noneOf(Scope.class);
        Set<Scope> restart = EnumSet.noneOf(Scope.class);
        for (Key<?> key : Keys.ALL) {
            if (key != StationKeys.STATIONS_MAX) {
                Set<Scope> scopes = key.effect() == Effect.LIVE ? live : restart;
                key.places().forEach(place -> scopes.add(place.scope()));
            }
        }

        assertEquals(Effect.RESTART, StationKeys.STATIONS_MAX.effect());
        assertEquals(
                EnumSet.of(
                        Scope.HTTP,
                        Scope.ALIASES,
                        Scope.ADMIN,
                        Scope.STORE,
                        Scope.FILES,
                        Scope.UDP,
                        Scope.ROUTES,
                        Scope.LOG,
                        Scope.TRACING),
                restart);
        assertEquals(EnumSet.complementOf(EnumSet.copyOf(restart)), live);
    }

    private static void compare(Path file, String made) throws IOException {
        if (Boolean.getBoolean("docs.update")) {
            Files.writeString(file, made);
        }
        assertEquals(made, Files.readString(file), file + " is not up to date; -Ddocs.update");
    }

    private static String table() {
        return Stream.of(Scope.values())
                .flatMap(scope -> Keys.of(scope).stream().map(key -> row(scope, key)))
                .collect(
                        Collectors.joining(
                                "\n",
                                "| key | default | change | meaning |\n|---|---|---|---|\n",
                                "\n"));
    }

    private static String row(Scope scope, Key<?> key) {
        String usual = key.usual(scope);
        return "| `%s.%s` | %s | %s | %s |"
                .formatted(
                        scope.path(),
                        key.name(),
                        usual.isEmpty() ? "none" : "`" + usual + "`",
                        key.effect().word(),
                        key.place(scope).orElseThrow().meaning());
    }

    private static String section(Scope scope, String indent) {
        StringBuilder out = new StringBuilder();
        out.append(comment(scope.meaning(), indent));
        out.append(indent).append(scope.word()).append(":\n");
        String inner = indent + "  ";
        if (scope.isNamed()) {
            out.append(inner).append("# ").append(scope.sample()).append(":\n");
            inner += "  ";
        }
        for (Key<?> key : Keys.of(scope)) {
            out.append(lines(scope, key, inner));
        }
        for (Scope below : scope.inner()) {
            out.append(section(below, inner));
        }
        if (scope == Scope.STATIONS) {
            out.append("  # \"ANY-*\":\n    # accept: any\n");
        }
        return out.toString();
    }

    private static String lines(Scope scope, Key<?> key, String indent) {
        Key.Place place = key.place(scope).orElseThrow();
        String line = "%s# %s: %s\n".formatted(indent, key.name(), place.sample());
        boolean isSaidAbove =
                scope == Scope.STATIONS
                        && place.meaning().equals("Overrides `defaults." + key.name() + "`");
        return isSaidAbove ? line : comment(plain(place.meaning()) + ".", indent) + line;
    }

    /** Without marks, and with links that lead on from the home. */
    private static String plain(String meaning) {
        return LINK.matcher(meaning)
                .replaceAll(
                        link ->
                                "docs/"
                                        + (link.group(1).isEmpty()
                                                ? "configuration.md"
                                                : link.group(1)))
                .replace("`", "");
    }

    private static String comment(String text, String indent) {
        StringBuilder out = new StringBuilder();
        StringBuilder line = new StringBuilder(indent).append("#");
        for (String word : List.of(text.split(" "))) {
            if (line.length() + 1 + word.length() > WIDTH) {
                out.append(line).append('\n');
                line = new StringBuilder(indent).append("#");
            }
            line.append(' ').append(word);
        }
        return out.append(line).append('\n').toString();
    }
}
