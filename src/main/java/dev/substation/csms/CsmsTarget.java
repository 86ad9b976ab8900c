package dev.substation.csms;

import dev.substation.flow.ports.TlsContexts;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.model.StationId;
import io.netty.handler.ssl.SslHandler;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;

/**
 * Where a connection to a CSMS goes.
 *
 * @param tls what is trusted and shown; empty without TLS
 */
record CsmsTarget(URI uri, InetSocketAddress address, Optional<SSLContext> tls) {

    private static final Duration HANDSHAKE_WAIT = Duration.ofSeconds(10);

    /**
     * Looks up where a connection goes, because that blocks.
     *
     * @param attempt of several addresses of a host, each is tried in turn
     */
    static CsmsTarget of(StationId identity, CsmsSettings csms, TlsContexts contexts, int attempt) {
        URI uri = csms.urlFor(identity);
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (uri.getHost() == null || !(scheme.equals("ws") || scheme.equals("wss"))) {
            throw new CompletionException(
                    new IOException("csms." + csms.name() + ".url is no ws:// or wss:// address"));
        }
        boolean secure = scheme.equals("wss");
        int port = uri.getPort() > 0 ? uri.getPort() : secure ? 443 : 80;
        try {
            InetAddress[] addresses = InetAddress.getAllByName(uri.getHost());
            InetAddress address = addresses[Math.floorMod(attempt - 1, addresses.length)];
            return new CsmsTarget(
                    uri,
                    new InetSocketAddress(address, port),
                    secure ? Optional.of(contexts.of(identity, csms.tls())) : Optional.empty());
        } catch (UnknownHostException unknown) {
            throw new CompletionException(
                    new IOException("the host " + uri.getHost() + " is not known"));
        } catch (IOException unreadable) {
            throw new CompletionException(unreadable);
        }
    }

    /** What speaks TLS on a connection to it; empty without TLS. */
    Optional<SslHandler> tlsHandler() {
        return tls.map(this::tlsHandler);
    }

    private SslHandler tlsHandler(SSLContext context) {
        // With the host's name the JDK sends SNI; with HTTPS it compares it with the
        // certificate.
        SSLEngine engine = context.createSSLEngine(uri.getHost(), address.getPort());
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        engine.setSSLParameters(parameters);
        SslHandler handler = new SslHandler(engine);
        handler.setHandshakeTimeoutMillis(HANDSHAKE_WAIT.toMillis());
        return handler;
    }
}
