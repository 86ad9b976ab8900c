package dev.substation.flow.settings;

import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The password that a station must show, by HTTP Basic authentication with its identity as the
 * user. OCPP-J 1.6 section 6.2 sets the key as up to 40 hexadecimal digits and sends the bytes that
 * they stand for; in the field the digits travel themselves, and plain passwords do.
 */
public final class StationKey {

    /** What an Authorization header shows, in words that follow "The station X shows". */
    public enum Shown {
        NOTHING("no password", false),
        NOT_BASIC("an Authorization header that is not HTTP Basic", false),
        ANOTHER_USER("another user than its identity", false),
        WRONG_PASSWORD("a wrong password", false),
        TEXT("the password as it is set", true),
        BYTES("the bytes of the password's hex digits", true),
        CAPITAL_HEX("the password's hex digits in capital letters", true),
        SMALL_HEX("the password's hex digits in small letters", true);

        private final String words;
        private final boolean right;

        Shown(String words, boolean right) {
            this.words = words;
            this.right = right;
        }

        public String words() {
            return words;
        }

        /** Whether who shows it is the station. */
        public boolean isRight() {
            return right;
        }
    }

    private static final Pattern HEX = Pattern.compile("(?:[0-9A-Fa-f]{2}){1,20}");
    private static final String SCHEME = "basic ";

    private final Map<Shown, byte[]> forms = new EnumMap<>(Shown.class);

    /** What is done to what a station shows before it is compared. */
    private final UnaryOperator<byte[]> made;

    /**
     * @param secret as the site wrote it; not empty
     */
    public StationKey(String secret) {
        if (secret.isEmpty()) {
            throw new IllegalArgumentException("a station's password is empty");
        }
        made = UnaryOperator.identity();
        forms.put(Shown.TEXT, secret.getBytes(StandardCharsets.UTF_8));
        if (HEX.matcher(secret).matches()) {
            forms.put(Shown.BYTES, HexFormat.of().parseHex(secret));
            forms.put(Shown.CAPITAL_HEX, ascii(secret.toUpperCase(Locale.ROOT)));
            forms.put(Shown.SMALL_HEX, ascii(secret.toLowerCase(Locale.ROOT)));
        }
    }

    private StationKey(Map<Shown, byte[]> hashes, UnaryOperator<byte[]> hash) {
        forms.putAll(hashes);
        made = hash;
    }

    /** The same password by the hashes of its forms alone. */
    public StationKey hashed(UnaryOperator<byte[]> hash) {
        Map<Shown, byte[]> hashes = new EnumMap<>(Shown.class);
        forms.forEach((form, bytes) -> hashes.put(form, hash.apply(bytes)));
        return new StationKey(hashes, hash);
    }

    /** The hashes of the forms, to be kept; of a password that is hashed. */
    public Payload kept() {
        Payload kept = Payload.EMPTY;
        for (Map.Entry<Shown, byte[]> form : forms.entrySet()) {
            kept =
                    kept.with(
                            form.getKey().name(),
                            Base64.getEncoder().encodeToString(form.getValue()));
        }
        return kept;
    }

    /** A password that was hashed and kept. */
    public static StationKey of(Payload kept, UnaryOperator<byte[]> hash) {
        Map<Shown, byte[]> hashes = new EnumMap<>(Shown.class);
        for (Shown form : Shown.values()) {
            kept.text(form.name())
                    .ifPresent(text -> hashes.put(form, Base64.getDecoder().decode(text)));
        }
        return new StationKey(hashes, hash);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /**
     * Judges what a station sent.
     *
     * @param authorization the value of the header Authorization
     */
    public Shown shown(StationId station, Optional<String> authorization) {
        if (authorization.isEmpty()) {
            return Shown.NOTHING;
        }
        Optional<byte[]> credentials = credentials(authorization.get().strip());
        if (credentials.isEmpty()) {
            return Shown.NOT_BASIC;
        }
        byte[] both = credentials.get();
        int colon = colonBehind(station, both);
        if (colon < 0) {
            return Shown.NOT_BASIC;
        }
        String user = new String(both, 0, colon, StandardCharsets.UTF_8);
        Shown password = password(Arrays.copyOfRange(both, colon + 1, both.length));
        return isSame(station, user) ? password : Shown.ANOTHER_USER;
    }

    private static Optional<byte[]> credentials(String header) {
        if (!header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    Base64.getDecoder().decode(header.substring(SCHEME.length()).strip()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /**
     * Where the user ends: at the first colon, or behind as many as the identity itself has, for
     * there are stations that are called by their MAC address.
     */
    private static int colonBehind(StationId station, byte[] credentials) {
        long colons = station.value().chars().filter(c -> c == ':').count();
        for (int i = 0; i < credentials.length; i++) {
            if (credentials[i] == ':' && colons-- == 0) {
                return i;
            }
        }
        return -1;
    }

    private static boolean isSame(StationId station, String user) {
        return !user.isBlank()
                && user.length() <= StationId.MAX_LENGTH
                && new StationId(user).equals(station);
    }

    /** All forms are compared, however early one fits; the time tells what was shown, no more. */
    private Shown password(byte[] shown) {
        Shown found = Shown.WRONG_PASSWORD;
        byte[] compared = made.apply(shown);
        for (Map.Entry<Shown, byte[]> form : forms.entrySet()) {
            boolean same = MessageDigest.isEqual(compared, form.getValue());
            found = same && !found.isRight() ? form.getKey() : found;
        }
        return found;
    }

    /** Never shows the secret. */
    @Override
    public String toString() {
        return "a password";
    }

    /** Whether it is the same password, kept in the same way. */
    @Override
    public boolean equals(Object other) {
        return other instanceof StationKey that
                && forms.keySet().equals(that.forms.keySet())
                && forms.entrySet().stream()
                        .allMatch(
                                form ->
                                        Arrays.equals(
                                                form.getValue(), that.forms.get(form.getKey())));
    }

    @Override
    public int hashCode() {
        return forms.values().stream().mapToInt(Arrays::hashCode).sum();
    }
}
