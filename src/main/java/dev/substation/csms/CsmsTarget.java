package dev.substation.csms;

import dev.substation.flow.ports.TlsContexts;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.settings.HttpProxy;
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
 * @param address of the CSMS, or of the proxy on the way to it
 * @param port of the CSMS
 * @param csms its settings
 * @param tls what is trusted and shown; empty without TLS
 */
record CsmsTarget(
        URI uri, InetSocketAddress address, int port, Optional<SSLContext> tls, CsmsSettings csms) {

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
        // A proxy looks up the CSMS itself, which the machine of the gateway often cannot.
        Optional<HttpProxy> proxy = csms.proxy();
        String host = proxy.map(HttpProxy::host).orElse(uri.getHost());
        try {
            InetAddress[] addresses = InetAddress.getAllByName(host);
            InetAddress address = addresses[Math.floorMod(attempt - 1, addresses.length)];
            return new CsmsTarget(
                    uri,
                    new InetSocketAddress(address, proxy.map(HttpProxy::port).orElse(port)),
                    port,
                    secure ? Optional.of(contexts.of(identity, csms.tls())) : Optional.empty(),
                    csms);
        } catch (UnknownHostException unknown) {
            throw new CompletionException(
                    new IOException(
                            "the host "
                                    + host
                                    + (proxy.isPresent() ? " of the proxy" : "")
                                    + " is not known"));
        } catch (IOException unreadable) {
            throw new CompletionException(unreadable);
        }
    }

    /** What asks the proxy for a connection; empty without one. */
    Optional<ProxyConnect> proxyHandler() {
        return csms.proxy()
                .map(proxy -> new ProxyConnect(proxy, uri.getHost() + ":" + port, csms.name()));
    }

    /** What speaks TLS on a connection to it; empty without TLS. */
    Optional<SslHandler> tlsHandler() {
        return tls.map(this::tlsHandler);
    }

    private SslHandler tlsHandler(SSLContext context) {
        // With the host's name the JDK sends SNI; with HTTPS it compares it with the
        // certificate.
        SSLEngine engine = context.createSSLEngine(uri.getHost(), port);
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
