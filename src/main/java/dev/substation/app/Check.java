package dev.substation.app;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;

/**
 * Reads a home's settings for the launcher, before Payara starts. Asked for {@code home}, {@code
 * site} and perhaps {@code http-port}, it tells {@code http.address} and {@code http.port}, or
 * {@code problems}, one on a line.
 */
public final class Check implements Function<Map<String, String>, Map<String, String>> {

    @Override
    public Map<String, String> apply(Map<String, String> question) {
        try {
            Settings.Http http =
                    Settings.read(
                                    Path.of(question.get("home")),
                                    Path.of(question.get("site")),
                                    environment(question.get("http-port")))
                            .http();
            return Map.of("http.address", http.address(), "http.port", "" + http.port());
        } catch (BadSettings e) {
            return Map.of("problems", e.getMessage());
        }
    }

    /** The environment, with the port of the command line, when it was given, in its place. */
    static Map<String, String> environment(String httpPort) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        if (httpPort != null) {
            environment.put(Overrides.PREFIX + "HTTP_PORT", httpPort);
        }
        return environment;
    }
}
