package dev.substation.access;

import java.time.Instant;
import java.util.Optional;

/**
 * Somebody with a password.
 *
 * @param hash of the password
 * @param since when the user was made
 */
public record User(String name, Role role, String hash, Instant since) {

    /** Names of users and tokens: they stand in logs, files and tables. */
    private static final String NAME = "[A-Za-z0-9][A-Za-z0-9._@-]{0,63}";

    private static final int FIELDS = 4;

    /** Why a name cannot be taken, in a sentence. */
    public static Optional<String> objection(String name) {
        if (!name.matches(NAME)) {
            return Optional.of(
                    "A name has up to 64 letters, digits and . _ @ -, and begins with one of the"
                            + " first two");
        }
        return name.equals(Operator.ADMIN) || name.equals(Operator.LOCAL)
                ? Optional.of("The name %s has a meaning of its own".formatted(name))
                : Optional.empty();
    }

    /** A line of the file. */
    static Optional<User> read(String line) {
        String[] fields = line.strip().split("\\s+");
        if (fields.length != FIELDS
                || objection(fields[0]).isPresent()
                || !Passwords.isHash(fields[2])) {
            return Optional.empty();
        }
        return Role.of(fields[1])
                .flatMap(
                        role ->
                                EntryFile.instant(fields[3])
                                        .map(since -> new User(fields[0], role, fields[2], since)));
    }

    String line() {
        return String.join(" ", name, role.word(), hash, since.toString());
    }

    /** Never shows the hash. */
    @Override
    public String toString() {
        return name + " " + role.word();
    }
}
