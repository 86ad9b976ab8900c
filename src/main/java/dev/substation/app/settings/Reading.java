package dev.substation.app.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a reader of values needs: the home, where to report a problem, and what stands behind {@code
 * ${env:NAME}} and {@code ${file:PATH}}.
 *
 * @param home what paths in the file are relative to
 * @param problems each with the place where it stands
 * @param secrets what was found behind each of these
 * @param hidden the same, with what an earlier reading has found: no problem quotes it
 */
record Reading(
        Path home,
        Map<String, String> environment,
        List<String> problems,
        Map<String, String> secrets,
        Map<String, String> hidden) {

    /** What is shorter stands in other words too. */
    private static final int LEAST_SHOWN = 3;

    /** Of a file with a secret. */
    private static final long LARGEST = 65_536;

    private static final Pattern SECRET = Pattern.compile("\\$\\{(\\w*):?([^}]*)}");

    Reading(Path home, Map<String, String> environment, List<String> problems) {
        this(home, environment, problems, new HashMap<>(), new HashMap<>());
    }

    /** A text with secrets that were found before; those that were not stay as they are written. */
    static String filled(String text, Map<String, String> secrets) {
        return text.contains("${")
                ? SECRET.matcher(text)
                        .replaceAll(
                                secret ->
                                        Matcher.quoteReplacement(
                                                secrets.getOrDefault(
                                                        secret.group(), secret.group())))
                : text;
    }

    /** Adds one; what was found behind a reference is shown as it is written. */
    void problem(String where, String sentence) {
        String shown = sentence;
        for (Map.Entry<String, String> one : hidden.entrySet()) {
            if (one.getValue().length() >= LEAST_SHOWN) {
                shown = shown.replace(one.getValue(), one.getKey());
            }
        }
        problems.add(where + ": " + shown);
    }

    /** A text with its secrets filled in; empty, with a problem, when one is wrong. */
    Optional<String> resolved(Entry.Text text) {
        StringBuilder out = new StringBuilder();
        Matcher secret = SECRET.matcher(text.value());
        int from = 0;
        while (secret.find()) {
            String value = text.found().get(secret.group());
            if (value == null) {
                Optional<String> read = secret(text.where(), secret);
                if (read.isEmpty()) {
                    return Optional.empty();
                }
                value = read.get();
                secrets.put(secret.group(), value);
            }
            hidden.put(secret.group(), value);
            out.append(text.value(), from, secret.start()).append(value);
            from = secret.end();
        }
        return Optional.of(out.append(text.value().substring(from)).toString());
    }

    private Optional<String> secret(String where, Matcher secret) {
        return switch (secret.group(1)) {
            case "env" -> variable(where, secret.group(2));
            case "file" -> content(where, secret.group(2));
            default -> {
                problem(
                        where,
                        "\"%s\" is neither ${env:NAME} nor ${file:PATH}".formatted(secret.group()));
                yield Optional.empty();
            }
        };
    }

    private Optional<String> variable(String where, String name) {
        String value = environment.get(name);
        if (value == null) {
            problem(where, "the environment variable %s is not set".formatted(name));
        }
        return Optional.ofNullable(value);
    }

    private Optional<String> content(String where, String name) {
        try {
            Path file = home.resolve(name);
            if (Files.exists(file) && (!Files.isRegularFile(file) || Files.size(file) > LARGEST)) {
                problem(
                        where,
                        "%s in %s is no file of at most %d characters"
                                .formatted(name, home, LARGEST));
                return Optional.empty();
            }
            return Optional.of(Files.readString(file).strip());
        } catch (IOException | InvalidPathException e) {
            problem(
                    where,
                    "the file %s in %s cannot be read (%s)"
                            .formatted(name, home, e.getClass().getSimpleName()));
            return Optional.empty();
        }
    }
}
