package dev.substation.flow.ports;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes passwords fit for the ledger: what a station shows is compared by a keyed hash, what the
 * gateway shows at the CSMS is encrypted. The vault's own secret is not in the ledger, so that a
 * copy of the database opens nothing (docs/adr/0035-keys-set-by-the-csms.md).
 */
public final class KeyVault {

    /** The length of a vault's secret, in bytes. */
    public static final int SECRET_BYTES = 32;

    private static final String HASH = "HmacSHA256";
    private static final String CIPHER = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final byte[] hashing;
    private final byte[] sealing;
    private final String name;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param secret random bytes
     */
    public KeyVault(byte[] secret) {
        if (secret.length != SECRET_BYTES) {
            throw new IllegalArgumentException("the secret of a vault has 32 bytes");
        }
        hashing = hash(secret, "hash".getBytes(StandardCharsets.US_ASCII));
        sealing = hash(secret, "seal".getBytes(StandardCharsets.US_ASCII));
        byte[] named = hash(secret, "name".getBytes(StandardCharsets.US_ASCII));
        name = Base64.getEncoder().encodeToString(Arrays.copyOf(named, 6));
    }

    /** Another one for each secret, so that what another vault made is known for what it is. */
    public String name() {
        return name;
    }

    /** The keyed hash of a password. */
    public byte[] hash(byte[] password) {
        return hash(hashing, password);
    }

    /** The keyed hash of a text, as text. */
    public String hash(String text) {
        return Base64.getEncoder().encodeToString(hash(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static byte[] hash(byte[] key, byte[] data) {
        try {
            Mac mac = Mac.getInstance(HASH);
            mac.init(new SecretKeySpec(key, HASH));
            return mac.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + HASH, e);
        }
    }

    /** Encrypts a password. */
    public String seal(byte[] password) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] sealed = cipher(Cipher.ENCRYPT_MODE, nonce).doFinal(password);
            return Base64.getEncoder()
                    .encodeToString(
                            ByteBuffer.allocate(nonce.length + sealed.length)
                                    .put(nonce)
                                    .put(sealed)
                                    .array());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this Java has no " + CIPHER, e);
        }
    }

    /** Decrypts what this vault has sealed; empty for all else. */
    public Optional<byte[]> open(String sealed) {
        try {
            byte[] bytes = Base64.getDecoder().decode(sealed);
            byte[] nonce = Arrays.copyOf(bytes, NONCE_BYTES);
            return Optional.of(
                    cipher(Cipher.DECRYPT_MODE, nonce)
                            .doFinal(bytes, NONCE_BYTES, bytes.length - NONCE_BYTES));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private Cipher cipher(int mode, byte[] nonce) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(CIPHER);
        cipher.init(mode, new SecretKeySpec(sealing, "AES"), new GCMParameterSpec(TAG_BITS, nonce));
        return cipher;
    }

    /** Never shows the secret. */
    @Override
    public String toString() {
        return "vault " + name;
    }
}
