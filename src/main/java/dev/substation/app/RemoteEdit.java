package dev.substation.app;

import dev.substation.app.settings.Settings;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What of {@code site.yaml} is changed on the gateway's machine alone. Whoever may configure over
 * the network must not read its files or variables by it, nor have it write or run anything.
 */
final class RemoteEdit {

    private static final Pattern REFERENCE = Pattern.compile("\\$\\{[^}]*}?");

    /** A file that the site has put among its keys. */
    private static final Pattern OF_KEYS =
            Pattern.compile("\\$\\{file:keys/(?!\\.)[A-Za-z0-9_.-]+}");

    private RemoteEdit() {}

    /** Why the references of a text are not followed. Asked before anything is read by them. */
    static Optional<String> objection(String now, String next) {
        Set<String> fresh = references(next);
        fresh.removeAll(references(now));
        return fresh.stream()
                .filter(one -> !OF_KEYS.matcher(one).matches())
                .sorted()
                .findFirst()
                .map(
                        one ->
                                ("%s is written in site.yaml on the machine itself; over the"
                                                + " network, only ${file:keys/NAME} can be added")
                                        .formatted(shown(one)));
    }

    private static Set<String> references(String text) {
        return REFERENCE
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static String shown(String reference) {
        return reference.length() <= 60 ? reference : reference.substring(0, 60) + "…";
    }

    /** Why settings cannot be changed so. */
    static Optional<String> objection(Settings now, Settings next) {
        if (!now.store().equals(next.store())) {
            return Optional.of(
                    "store is changed in site.yaml on the machine itself: its address can make the"
                            + " database run commands");
        }
        return now.log().file().equals(next.log().file())
                ? Optional.empty()
                : Optional.of("log.file is changed in site.yaml on the machine itself");
    }
}
