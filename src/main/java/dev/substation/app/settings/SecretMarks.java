package dev.substation.app.settings;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The marks that stand for secrets in a text that is edited, such as {@code ***1-8f3a9c0d12ab***}:
 * a number for the reader, and a seal. The seal fits one secret at one place alone, so a mark of a
 * file as it was before, or one that somebody has moved, gives its secret to nobody else. The key
 * is in memory only; marks that are older than the start of the gateway fit nothing.
 */
public final class SecretMarks {

    static final Pattern MARK = Pattern.compile("\\*\\*\\*(\\d{1,6})(?:-([0-9a-f]{12}))?\\*\\*\\*");

    private static final String HASH = "HmacSHA256";
    private static final int KEY_BYTES = 32;
    private static final int SEAL_BYTES = 6; // thousands of secrets, and no two alike by chance

    private final byte[] key = new byte[KEY_BYTES];

    /** Marks with a new key. */
    public SecretMarks() {
        new SecureRandom().nextBytes(key);
    }

    /**
     * The seal of a secret.
     *
     * @param number of its mark if it stands in a comment, else 0. Many comments can have the same
     *     name: without the number, guesses in comments would show which of them is right
     * @param path the names of all sections that it is in, and of its key
     */
    String seal(int number, List<String> path, String secret) {
        try {
            Mac mac = Mac.getInstance(HASH);
            mac.init(new SecretKeySpec(key, HASH));
            add(mac, Integer.toString(number));
            add(mac, Integer.toString(path.size()));
            path.forEach(name -> add(mac, name));
            add(mac, secret);
            return HexFormat.of().formatHex(Arrays.copyOf(mac.doFinal(), SEAL_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + HASH, e);
        }
    }

    /** With its length, so that two names are never the same as one. */
    private static void add(Mac mac, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        mac.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        mac.update(bytes);
    }

    /** A mark as it stands in a text. */
    static String mark(int number, String seal) {
        return "***" + number + '-' + seal + "***";
    }

    /** The mark that a value is, with or without quotes. */
    static Optional<Matcher> in(String value) {
        String bare = bare(value);
        Matcher mark = MARK.matcher(bare);
        return mark.matches() ? Optional.of(mark) : Optional.empty();
    }

    /** A value without its quotes. */
    static String bare(String value) {
        int begin = value.startsWith("\"") || value.startsWith("'") ? 1 : 0;
        int end = value.length();
        if (end > begin && (value.endsWith("\"") || value.endsWith("'"))) {
            end--;
        }
        return value.substring(Math.min(begin, end), end);
    }
}
