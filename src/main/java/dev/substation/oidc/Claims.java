package dev.substation.oidc;

import dev.substation.access.OidcSettings;
import dev.substation.access.Role;
import dev.substation.access.SingleSignOn.Known;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the provider says of a user: name and roles. */
final class Claims {

    private static final int LONGEST_NAME = 64;

    private final OidcSettings settings;
    private final Map<String, Object> said;
    private final String subject;

    Claims(OidcSettings settings, Map<String, Object> said, String subject) {
        this.settings = settings;
        this.said = said;
        this.subject = subject;
    }

    /** Whether the claims of the site are not all there. */
    boolean needsMore() {
        return claim(settings.roleClaim()).isEmpty() || claim(settings.nameClaim()).isEmpty();
    }

    /** Who it is. */
    Known known() {
        return new Known(name(), role());
    }

    /** The same with what else the provider says. */
    Known and(Map<String, Object> more) {
        Claims others = new Claims(settings, more, subject);
        return new Known(
                claim(settings.nameClaim()).isPresent() ? name() : others.name(),
                claim(settings.roleClaim()).isPresent() ? role() : others.role());
    }

    /** For the audit log and the page: in one line, without what could be taken for more. */
    private String name() {
        String name =
                claim(settings.nameClaim())
                        .filter(String.class::isInstance)
                        .map(Object::toString)
                        .orElse(subject)
                        .replaceAll("[^A-Za-z0-9._@+-]", "_");
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    }

    /** The highest of those that the provider names. */
    private Optional<Role> role() {
        return claim(settings.roleClaim()).stream()
                .flatMap(Claims::words)
                .flatMap(
                        word ->
                                settings.roles().entrySet().stream()
                                        .filter(one -> one.getValue().equals(word))
                                        .map(Map.Entry::getKey))
                .max(Comparator.naturalOrder());
    }

    private static Stream<String> words(Object claim) {
        return claim instanceof Collection<?> several
                ? several.stream().map(String::valueOf)
                : Stream.of(claim.toString().split("[ ,]+"));
    }

    /** By its name, which may have dots itself, or by a path. */
    private Optional<Object> claim(String path) {
        if (said.containsKey(path)) {
            return Optional.ofNullable(said.get(path));
        }
        Object at = said;
        for (String part : path.split("\\.")) {
            at = at instanceof Map<?, ?> inner ? inner.get(part) : null;
        }
        return Optional.ofNullable(at);
    }
}
