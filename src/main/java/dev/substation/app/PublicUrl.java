package dev.substation.app;

import dev.substation.app.settings.Settings;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The address of the SOAP face as stations see it: {@code http.public-url}, else the address of
 * this machine at which the last SOAP station came in. The Host header is not asked: whoever sends
 * a request can write there what he likes.
 */
final class PublicUrl implements Filter, Supplier<String> {

    private static final String SOAP = "/soap";

    private final Optional<URI> fixed;
    private final String soap;
    private volatile String learnt;

    /**
     * @param contextPath where the server serves the gateway
     */
    PublicUrl(Settings.Http http, String contextPath) {
        fixed = http.publicUrl();
        soap = contextPath + SOAP;
        learnt = "http://" + http.address() + ":" + http.port() + soap;
    }

    @Override
    public String get() {
        return fixed.map(url -> url.toString().replaceFirst("/+$", "") + SOAP).orElse(learnt);
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        String address = request.getLocalAddr();
        String host = address.contains(":") ? "[" + address.replaceFirst("%.*", "") + "]" : address;
        learnt = request.getScheme() + "://" + host + ":" + request.getLocalPort() + soap;
        chain.doFilter(request, response);
    }
}
