package dev.substation.access;

import dev.substation.dialect.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * What a program shows instead of a password. The token itself is random and long, so that its hash
 * needs no salt and no time.
 *
 * @param hash of the token
 * @param since when it was made
 * @param until when it ends
 */
public record ApiToken(
        String name, Role role, String hash, Instant since, Optional<Instant> until) {

    private static final String BEGIN = "gw_";
    private static final int BYTES = 32;
    private static final int FIELDS = 5;
    private static final String NEVER = "never";

    /** A new token. */
    public static String random() {
        return BEGIN + randomText();
    }

    /** A text that nobody guesses. */
    static String randomText() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What is kept of a token. */
    public static String hash(String token) {
        return Sha256.hex(token);
    }

    /** Whether two hashes are the same, without telling by the time how much of them is. */
    public static boolean same(String one, String other) {
        return MessageDigest.isEqual(
                one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
    }

    /** Whether it counts at a time. */
    boolean countsAt(Instant now) {
        return until.filter(end -> !now.isBefore(end)).isEmpty();
    }

    /** A line of the file. */
    static Optional<ApiToken> read(String line) {
        String[] fields = line.strip().split("\\s+");
        if (fields.length != FIELDS
                || User.objection(fields[0]).isPresent()
                || !fields[2].matches("[0-9a-f]{64}")) {
            return Optional.empty();
        }
        Optional<Role> role = Role.of(fields[1]);
        Optional<Instant> since = EntryFile.instant(fields[3]);
        Optional<Instant> until = EntryFile.instant(fields[4]);
        return role.isEmpty() || since.isEmpty() || until.isEmpty() && !fields[4].equals(NEVER)
                ? Optional.empty()
                : Optional.of(new ApiToken(fields[0], role.get(), fields[2], since.get(), until));
    }

    String line() {
        return String.join(
                " ",
                name,
                role.word(),
                hash,
                since.toString(),
                until.map(Instant::toString).orElse(NEVER));
    }

    /** Never shows the hash. */
    @Override
    public String toString() {
        return name + " " + role.word();
    }
}
