package dev.substation.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/** An authority that signs the certificates of stations, made with the JDK's keytool. */
public final class Authority {

    private static final String OWN = "authority";

    private final Path store;
    private final Path pem;

    private Authority(Path store, Path pem) {
        this.store = store;
        this.pem = pem;
    }

    /** Makes an authority of this name, in this folder. */
    public static Authority create(Path folder, String name) {
        Authority made =
                new Authority(folder.resolve(name + ".p12"), folder.resolve(name + ".pem"));
        made.keytool("-genkeypair", OWN, "-keyalg", "EC", "-dname", "CN=" + name, "-ext", "bc:c");
        try {
            Files.writeString(made.pem, Certificates.pem(made.certificate(OWN)));
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
        return made;
    }

    /** Its certificate as PEM. */
    public Path pem() {
        return pem;
    }

    /**
     * Signs a key.
     *
     * @param alias what it is called in {@link #station}
     * @param subject such as {@code CN=KEBA-7}
     * @param options of keytool, such as {@code -keyalg RSA}; EC when they do not say otherwise
     */
    public void sign(String alias, String subject, String... options) {
        List<String> arguments =
                new ArrayList<>(List.of("-dname", subject, "-signer", OWN, "-signerkeypass"));
        arguments.add(Certificates.PASSWORD);
        if (!Arrays.asList(options).contains("-keyalg")) {
            arguments.addAll(List.of("-keyalg", "EC"));
        }
        arguments.addAll(List.of(options));
        keytool("-genkeypair", alias, arguments.toArray(String[]::new));
    }

    /** What was signed. */
    public X509Certificate certificate(String alias) {
        try {
            return (X509Certificate) open().getCertificate(alias);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * For a server that shows a certificate of its own, and trusts clients that this one signed.
     */
    public SSLContext server(Certificates own) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(OWN, certificate(OWN));
            TrustManagerFactory factory =
                    TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            return own.server(factory.getTrustManagers());
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes what was signed, with its key, into a PKCS12 store of its own. */
    public void export(String alias, Path to) {
        char[] password = Certificates.PASSWORD.toCharArray();
        try (OutputStream out = Files.newOutputStream(to)) {
            KeyStore from = open();
            KeyStore made = KeyStore.getInstance("PKCS12");
            made.load(null, null);
            made.setKeyEntry(
                    alias, from.getKey(alias, password), password, from.getCertificateChain(alias));
            made.store(out, password);
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** The key of what was signed. */
    public PrivateKey key(String alias) {
        try {
            return (PrivateKey) open().getKey(alias, Certificates.PASSWORD.toCharArray());
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /** Writes a list of revoked certificates as PEM, with some of those that were signed. */
    public void revoke(Path list, String... aliases) {
        List<String> options = new ArrayList<>(List.of("-rfc", "-file", list.toString()));
        for (String alias : aliases) {
            options.addAll(List.of("-id", certificate(alias).getSerialNumber().toString()));
        }
        keytool("-gencrl", OWN, options.toArray(String[]::new));
    }

    private KeyStore open() throws IOException, GeneralSecurityException {
        return KeyStore.getInstance(store.toFile(), Certificates.PASSWORD.toCharArray());
    }

    /** For a station that shows what was signed, whomever the server says it trusts. */
    public SSLContext station(String alias, Certificates server) {
        try {
            KeyStore keys = open();
            return server.client(
                    new Stubborn(
                            (PrivateKey) keys.getKey(alias, Certificates.PASSWORD.toCharArray()),
                            Arrays.stream(keys.getCertificateChain(alias))
                                    .map(X509Certificate.class::cast)
                                    .toArray(X509Certificate[]::new)));
        } catch (IOException | GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private void keytool(String command, String alias, String... options) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                command,
                                "-alias",
                                alias,
                                "-storetype",
                                "PKCS12",
                                "-keystore",
                                store.toString(),
                                "-storepass",
                                Certificates.PASSWORD));
        arguments.addAll(List.of(options));
        Certificates.keytool(arguments.toArray(String[]::new));
    }

    /** Shows its certificate even where the server asks for one of others. */
    private static final class Stubborn extends X509ExtendedKeyManager {

        private final PrivateKey key;
        private final X509Certificate[] chain;

        Stubborn(PrivateKey key, X509Certificate[] chain) {
            this.key = key;
            this.chain = chain.clone();
        }

        @Override
        public String chooseClientAlias(String[] kinds, Principal[] issuers, Socket socket) {
            return OWN;
        }

        @Override
        public String chooseEngineClientAlias(
                String[] kinds, Principal[] issuers, SSLEngine engine) {
            return OWN;
        }

        @Override
        public String[] getClientAliases(String kind, Principal[] issuers) {
            return new String[] {OWN};
        }

        @Override
        public String chooseServerAlias(String kind, Principal[] issuers, Socket socket) {
            return null;
        }

        @Override
        public String[] getServerAliases(String kind, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain.clone();
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }
}
