package dev.substation.cli;

import dev.substation.home.Home;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.net.MalformedURLException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Payara Micro in this process. Its settings are made anew at every start, so nothing of an earlier
 * version or of a changed {@code site.yaml} is left over.
 */
final class Payara {

    /** {@code payara/pre-boot-commands.txt} of the sources. */
    private static final String PRE_BOOT = "/substation/pre-boot-commands.txt";

    private static final String HTTP = "http-listener";
    private static final String HTTPS = "https-listener";
    private static final String LISTENER =
            "set configs.config.server-config.network-config.network-listeners.network-listener.%s.%s=%s%n";

    /** Expired authorities and drivers that a library registers are nothing to act on. */
    private static final String LOGGING =
            """
            handlers=dev.substation.cli.LogLines
            .level=WARNING
            dev.substation.level=%s
            javax.enterprise.system.security.ssl.level=SEVERE
            jakarta.enterprise.web.util.level=SEVERE
            javax.enterprise.system.core.security.level=SEVERE
            javax.enterprise.system.container.web.com.sun.web.security.level=SEVERE
            org.apache.ftpserver.level=OFF
            org.apache.mina.level=OFF
            """;

    private static final String TRUST_STORE = "javax.net.ssl.trustStore";
    private static final Path JAVAS_AUTHORITIES =
            Path.of(System.getProperty("java.home"), "lib/security/cacerts");
    private static final String TRUST_PASSWORD = "javax.net.ssl.trustStorePassword";

    /** A store needs a password, even one of certificates that everybody may see. */
    private static final String NO_SECRET = "changeit";

    private static final String SSL =
            "set configs.config.server-config.network-config.protocols.protocol.https-listener.ssl.%s=%s%n";

    /** The first Java that warns of memory that is used past its back. */
    private static final int WARNS = 24;

    private static final int HTTP_THREADS = 32;

    /**
     * Where and with what to listen for HTTPS.
     *
     * @param keyStore a PKCS12 file; every key in it has the store's password
     * @param authorities as PEM, who signs the certificates of clients; without them no client is
     *     asked for one
     */
    record Tls(int port, String keyStore, String password, Optional<String> authorities) {

        /** Never shows the password. */
        @Override
        public String toString() {
            return port + " with " + keyStore;
        }
    }

    /** A listener for operators alone; with TLS it has the key of the one for stations. */
    record Operators(String address, int port, boolean tls) {

        private static final String NAME = "operator-listener";

        String created() {
            return "create-network-listener --address %s --listenerport %d --protocol %s --enabled=false %s%n"
                    .formatted(address, port, tls ? HTTPS : HTTP, NAME);
        }

        static String opened() {
            return LISTENER.formatted(NAME, "enabled", true);
        }
    }

    private final Path jar;
    private final Path folder;

    private final String logLevel;

    /**
     * @param jar the runnable one, which Payara is in
     * @param folder for Payara's own files
     * @param logLevel from which on the gateway's events are shown, {@code INFO}
     */
    Payara(Path jar, Path folder, String logLevel) {
        this.jar = jar;
        this.folder = folder;
        this.logLevel = logLevel;
    }

    /**
     * Starts Payara with one application at its root; returns when it is deployed, or has failed.
     */
    void start(
            Path war, String address, int port, Optional<Tls> tls, Optional<Operators> operators) {
        Path domain = folder.resolve("domain");
        Path preBoot = folder.resolve("pre-boot.txt");
        Path postDeploy = folder.resolve("post-deploy.txt");
        Path logging = folder.resolve("logging.properties");
        try {
            Home.delete(domain);
            Files.createDirectories(domain);
            Files.writeString(preBoot, preBoot(address, port, tls, operators));
            Files.writeString(postDeploy, postDeploy(tls, operators));
            Files.writeString(logging, LOGGING.formatted(logLevel));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        System.setProperty("java.util.logging.manager", LogKeeper.class.getName());
        trustWhatJavaTrusts();
        // Java 24 and later warn of what Netty does for speed.
        System.setProperty(
                "io.netty.noUnsafe", Boolean.toString(Runtime.version().feature() >= WARNS));
        // The links have small buffers, which the heap has room for.
        System.setProperty("io.netty.noPreferDirect", "true");
        // The SOAP client asks stations to close connections, which many of them cannot keep, and
        // names the host where it has looked up the number.
        System.setProperty("jdk.httpclient.allowRestrictedHeaders", "connection,host");
        // Where a station does not, the gateway does, as soon as the answer is in.
        System.setProperty("jdk.httpclient.keepalive.timeout", "0");
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--rootdir",
                                domain.toString(),
                                "--prebootcommandfile",
                                preBoot.toString(),
                                "--postdeploycommandfile",
                                postDeploy.toString(),
                                "--logproperties",
                                logging.toString(),
                                "--maxhttpthreads",
                                Integer.toString(HTTP_THREADS),
                                "--deploy",
                                war.toString(),
                                "--contextroot",
                                "/",
                                "--nohazelcast",
                                "--disablephonehome"));
        tls.ifPresent(Payara::showKey);
        tls.flatMap(Tls::authorities).ifPresent(this::trustInStations);
        launch(PayaraLibraries.unpacked(jar, folder.resolve("runtime")), arguments);
    }

    /** Payara takes the key from Java's own properties. The gateway's clients do not read them. */
    private static void showKey(Tls tls) {
        System.setProperty("javax.net.ssl.keyStore", tls.keyStore());
        System.setProperty("javax.net.ssl.keyStoreType", "PKCS12");
        System.setProperty("javax.net.ssl.keyStorePassword", tls.password());
    }

    /**
     * Payara judges the certificates of clients by Java's own properties, and nobody but the site's
     * authorities may sign those. What the gateway's clients trust is kept under another name.
     */
    private void trustInStations(String authorities) {
        System.setProperty(
                "substation.trust-store",
                System.getProperty(TRUST_STORE, JAVAS_AUTHORITIES.toString()));
        Optional.ofNullable(System.getProperty(TRUST_PASSWORD))
                .ifPresent(value -> System.setProperty("substation.trust-store-password", value));
        Path file = folder.resolve("station-authorities.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            int number = 0;
            for (Certificate one :
                    CertificateFactory.getInstance("X.509")
                            .generateCertificates(
                                    new ByteArrayInputStream(
                                            authorities.getBytes(StandardCharsets.US_ASCII)))) {
                store.setCertificateEntry("authority-" + number++, one);
            }
            store.store(out, NO_SECRET.toCharArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the authorities of stations", e);
        }
        System.setProperty(TRUST_STORE, file.toString());
        System.setProperty("javax.net.ssl.trustStoreType", "PKCS12");
        System.setProperty(TRUST_PASSWORD, NO_SECRET);
    }

    /** Payara brings authorities of its own, of which some have expired. */
    private static void trustWhatJavaTrusts() {
        if (System.getProperty(TRUST_STORE) == null && Files.isReadable(JAVAS_AUTHORITIES)) {
            System.setProperty(TRUST_STORE, JAVAS_AUTHORITIES.toString());
        }
    }

    /**
     * Listeners use all addresses by default. They stay closed until the gateway is deployed:
     * Payara would answer 404, which a station takes for a wrong address.
     */
    private static String preBoot(
            String address, int port, Optional<Tls> tls, Optional<Operators> operators)
            throws IOException {
        try (InputStream in = Payara.class.getResourceAsStream(PRE_BOOT)) {
            return forThis(new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    + closed(HTTP, address, port)
                    + tls.map(secure -> closed(HTTPS, address, secure.port())).orElse("")
                    + tls.flatMap(Tls::authorities).map(any -> askClients()).orElse("")
                    + operators.map(Operators::created).orElse("");
        }
    }

    /** Payara 7 names itself in no header, so it has no such setting; it would warn of it. */
    private static String forThis(String commands) {
        return Release.ofTheJar().payara().startsWith("6.")
                ? commands
                : commands.replaceAll("(?m)^set .*\\.xpowered-by=false\\R", "");
    }

    /**
     * A client without a certificate comes in; whether it may do without is the gateway's matter.
     */
    private static String askClients() {
        return SSL.formatted("client-auth", "want")
                + SSL.formatted("renegotiate-on-client-auth-want", false);
    }

    private static String closed(String listener, String address, int port) {
        return LISTENER.formatted(listener, "address", address)
                + LISTENER.formatted(listener, "port", port)
                + LISTENER.formatted(listener, "enabled", false);
    }

    private static String postDeploy(Optional<Tls> tls, Optional<Operators> operators) {
        return LISTENER.formatted(HTTP, "enabled", true)
                + tls.map(secure -> LISTENER.formatted(HTTPS, "enabled", true)).orElse("")
                + operators.map(own -> Operators.opened()).orElse("");
    }

    /** What Payara's own launcher does, except that it would unpack the libraries anew. */
    private void launch(PayaraLibraries libraries, List<String> arguments) {
        String folder = libraries.folder().toString();
        System.setProperty("fish.payara.micro.BootJar", jar.toUri().toString());
        System.setProperty("fish.payara.micro.tmpdir", folder);
        System.setProperty("fish.payara.micro.UnpackDir", folder);
        try {
            // By name: Payara's classes are not on the class path that this is compiled with.
            ClassLoader loader = libraries.loader();
            Thread.currentThread().setContextClassLoader(loader);
            loader.loadClass("fish.payara.micro.impl.PayaraMicroImpl")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) arguments.toArray(String[]::new));
        } catch (InvocationTargetException e) {
            throw new IllegalStateException("Payara Micro did not start", e.getCause());
        } catch (ReflectiveOperationException | MalformedURLException e) {
            throw new IllegalStateException("this is not the runnable jar", e);
        }
    }
}
