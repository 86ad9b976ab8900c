package dev.substation.app.settings;

/**
 * The settings whose values nobody may see, neither in a problem with {@code site.yaml} nor in the
 * file for support.
 */
public final class SecretKeys {

    private SecretKeys() {}

    /** Whether a key has such values; a header may be the token of a collector. */
    public static boolean contains(String name) {
        return name.contains("password")
                || name.equals("secret")
                || name.equals("proxy")
                || name.equals("headers");
    }
}
