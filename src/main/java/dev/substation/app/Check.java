package dev.substation.app;

import dev.substation.app.settings.BadSettings;
import dev.substation.app.settings.LogSettings;
import dev.substation.app.settings.Overrides;
import dev.substation.app.settings.Settings;
import dev.substation.app.tls.AuthoritiesFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads a home's settings for the launcher, before Payara starts. Asked for {@code home}, {@code
 * site} and perhaps {@code http-port}, it tells {@code http.address}, {@code http.port} and {@code
 * remarks}, with HTTPS also {@code http.tls-port}, {@code http.tls-key-store} and {@code
 * http.tls-key-store-password}, with authorities of stations {@code http.tls-client-ca}, all of
 * them as PEM; with a port for the administration {@code admin.address}, {@code admin.port} and
 * {@code admin.tls}; for the log {@code log.format}, {@code log.file-size}, {@code log.files}, and
 * perhaps {@code log.file}; or {@code problems}. Problems and remarks are one on a line.
 */
public final class Check implements Function<Map<String, String>, Map<String, String>> {

    @Override
    public Map<String, String> apply(Map<String, String> question) {
        try {
            return answer(
                    CommandStep.settings(
                            question,
                            environment(Optional.ofNullable(question.get("http-port"))),
                            WallClock.utc()));
        } catch (BadSettings e) {
            List<String> problems = new ArrayList<>(e.problems());
            new HomeVersion(Path.of(question.get("home"), "data")).newer().ifPresent(problems::add);
            return Map.of("problems", String.join(System.lineSeparator(), problems));
        }
    }

    private static Map<String, String> answer(Settings settings) {
        Settings.Http http = settings.http();
        Map<String, String> answer = new HashMap<>();
        answer.put("http.address", http.address());
        answer.put("http.port", "" + http.port());
        answer.put("remarks", String.join("\n", settings.remarks()));
        LogSettings log = settings.log();
        answer.put("log.format", log.json() ? "json" : "text");
        answer.put("log.file-size", "" + log.fileSize());
        answer.put("log.files", "" + log.files());
        log.file().ifPresent(file -> answer.put("log.file", file.toString()));
        settings.access()
                .listener()
                .ifPresent(
                        own -> {
                            answer.put("admin.address", own.address());
                            answer.put("admin.port", "" + own.port());
                            answer.put("admin.tls", "" + own.tls());
                        });
        http.tls()
                .ifPresent(
                        tls -> {
                            answer.put("http.tls-port", "" + tls.port());
                            answer.put("http.tls-key-store", tls.keyStore().toString());
                            answer.put("http.tls-key-store-password", tls.keyStorePassword());
                            if (!tls.clientAuthorities().isEmpty()) {
                                answer.put(
                                        "http.tls-client-ca",
                                        AuthoritiesFile.pem(tls.clientAuthorities()));
                            }
                        });
        return answer;
    }

    /** The environment, with the port of the command line, when it was given, in its place. */
    static Map<String, String> environment(Optional<String> httpPort) {
        Map<String, String> environment = new HashMap<>(System.getenv());
        httpPort.ifPresent(port -> environment.put(Overrides.PREFIX + "HTTP_PORT", port));
        return environment;
    }
}
