package dev.substation.flow.settings;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A part of the gateway's address that only one station knows, for stations that can show neither a
 * password nor a certificate: {@code /soap/SECRET}.
 */
public final class PathSecret {

    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9._~-]{8,100}");

    private final byte[] secret;

    private PathSecret(String secret) {
        this.secret = bytes(secret);
    }

    /** What {@code site.yaml} says; empty for what cannot stand in an address as it is. */
    public static Optional<PathSecret> of(String text) {
        return Optional.of(text)
                .filter(secret -> FORM.matcher(secret).matches())
                .map(PathSecret::new);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** Whether it is one of the parts of an address; the time tells nothing of how near one was. */
    public boolean isAmong(List<String> parts) {
        boolean found = false;
        for (String part : parts) {
            found |= MessageDigest.isEqual(bytes(part), secret);
        }
        return found;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PathSecret that && MessageDigest.isEqual(secret, that.secret);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(secret);
    }

    /** Never shows the secret. */
    @Override
    public String toString() {
        return "a secret";
    }
}
