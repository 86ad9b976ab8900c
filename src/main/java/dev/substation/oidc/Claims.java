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
        return new Known(name(), subject, role());
    }

    /** The same with what else the provider says. */
    Known and(Map<String, Object> more) {
        Claims others = new Claims(settings, more, subject);
        return new Known(
                claim(settings.nameClaim()).isPresent() ? name() : others.name(),
                subject,
                claim(settings.roleClaim()).isPresent() ? role() : others.role());
    }

    /** For the audit log and the page: in one line, without what could be taken for more. */
    private String name() {
        String name =
                claim(settings.nameClaim())
                        .filter(String.class::isInstance)
                        .map(Object::toString)
                        .orElse(subject)
                        .replaceAll("[^\\p{L}\\p{N}._@+-]", "_");
        return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
    }

    /** The highest of those that the provider names. */
    private Optional<Role> role() {
        return claim(settings.roleClaim()).stream()
                .flatMap(this::words)
                .flatMap(
                        word ->
                                settings.roles().entrySet().stream()
                                        .filter(one -> one.getValue().equals(word))
                                        .map(Map.Entry::getKey))
                .max(Comparator.naturalOrder());
    }

    /** A text is one role, but that of a scope is a list (RFC 6749 section 3.3). */
    private Stream<String> words(Object claim) {
        if (claim instanceof Collection<?> several) {
            return several.stream().map(String::valueOf);
        }
        return settings.roleClaim().equals("scope")
                ? Stream.of(claim.toString().split(" "))
                : Stream.of(claim.toString());
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
