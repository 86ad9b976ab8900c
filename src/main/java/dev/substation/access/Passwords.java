package dev.substation.access;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.springframework.security.crypto.bcrypt.BCrypt;

/** Hashes passwords with bcrypt, and compares them; each takes a tenth of a second on purpose. */
public final class Passwords {

    /** The shortest that a user may choose. */
    private static final int SHORTEST = 10;

    /** Bcrypt reads no more. */
    private static final int LONGEST_BYTES = 72;

    /** Twice as much work for each more. */
    private static final int COST = 11;

    /** What a password is compared with when there is no such user: it takes as long. */
    private static final String NOBODYS =
            "$2a$11$TCBzc03SjLvIEdbxCYXIbuEJw.5ExuSq068PcRjrM4ELA4h0/uxc2";

    private Passwords() {}

    /** Why a password cannot be taken, in a sentence. */
    public static Optional<String> objection(String password) {
        if (password.codePointCount(0, password.length()) < SHORTEST) {
            return Optional.of("A password has at least %d characters".formatted(SHORTEST));
        }
        return bytes(password) > LONGEST_BYTES
                ? Optional.of("A password has at most %d bytes".formatted(LONGEST_BYTES))
                : Optional.empty();
    }

    /** What is kept of a password. */
    public static String hash(String password) {
        return BCrypt.hashpw(password, BCrypt.gensalt(COST));
    }

    /**
     * Whether a password is the one of a user. Takes the same time when there is none.
     *
     * @param hash what is kept of the user's password
     */
    public static boolean fits(String password, Optional<String> hash) {
        String short_ = bytes(password) > LONGEST_BYTES ? "" : password;
        boolean same = BCrypt.checkpw(short_, hash.orElse(NOBODYS));
        return same && hash.isPresent() && !short_.isEmpty();
    }

    /** Whether a text is what {@link #hash} gives. */
    static boolean isHash(String text) {
        return text.matches("\\$2[aby]\\$\\d\\d\\$[./A-Za-z0-9]{53}");
    }

    private static int bytes(String password) {
        return password.getBytes(StandardCharsets.UTF_8).length;
    }
}
