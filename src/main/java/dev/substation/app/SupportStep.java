package dev.substation.app;

import dev.substation.app.settings.BadSettings;
import dev.substation.app.support.SupportFile;
import dev.substation.args.Arguments;
import dev.substation.args.WrongUse;
import dev.substation.dialect.Secrets;
import dev.substation.home.OwnFiles;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.ConnectException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Runs {@code gw support} for the launcher: one file with what somebody needs who helps from afar,
 * without secrets and without card numbers (docs/troubleshooting.md).
 */
public final class SupportStep extends CommandStep {

    private static final String OUTPUT = "--output";

    private static final String HELP =
            """
            usage: support [--output FILE] [--url URL] [--home DIR]

            Writes one zip file for whoever helps you: versions, site.yaml without secrets, what
            check says, names and sizes of the files of the home, and of a running gateway also
            health, figures, the last lines of the log and what its threads do. It contains no
            passwords, no card numbers and no messages. Look into it before you send it.

              --output FILE    where to write it; default: substation-support-DATE.zip
              --url URL        where the gateway answers, if it is not where the home says:
                               http://127.0.0.1:8080/gateway
              --home DIR       folder with site.yaml, camel-routes/, keys/ and data/;
                               default: $SUBSTATION_HOME, otherwise as for run
            """;

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private static final String METRICS = "metrics.txt";

    /** What a running gateway is asked for, and the file that the answer becomes. */
    private static final Map<String, String> ASKED =
            new TreeMap<>(
                    Map.of(
                            "/substation/health/ready", "health.json",
                            "/substation/metrics", METRICS,
                            "/api/v1/threads", "threads.txt",
                            "/api/v1/recent-lines.txt", "log.txt"));

    @Override
    int run(Map<String, String> question) {
        return run(question, System.getenv(), WallClock.utc(), System.out);
    }

    static int run(
            Map<String, String> question,
            Map<String, String> environment,
            Clock clock,
            PrintStream out) {
        return helped(question, HELP, out, each -> run(each, question, environment, clock, out));
    }

    private static int run(
            List<String> each,
            Map<String, String> question,
            Map<String, String> environment,
            Clock clock,
            PrintStream out)
            throws WrongUse {
        Arguments told =
                Arguments.readOptions(each, List.of(OUTPUT, RunningGateway.URL), List.of());
        Path file =
                Path.of(
                        told.option(OUTPUT)
                                .orElse(
                                        "substation-support-%s.zip"
                                                .formatted(DATE.format(clock.instant()))));
        try {
            OwnFiles.create(file);
        } catch (FileAlreadyExistsException e) {
            out.println("%s exists already; name another with --output FILE".formatted(file));
            return FAILED;
        } catch (IOException e) {
            out.println("%s cannot be written: %s".formatted(file, e));
            return FAILED;
        }
        try (SupportFile support =
                new SupportFile(
                        Files.newOutputStream(file), secrets(question, environment, clock))) {
            fill(support, question, environment, clock, told.option(RunningGateway.URL), out);
            out.println("%s is written: %s".formatted(file, String.join(", ", support.names())));
            out.println(
                    "Look into it before you send it; docs/troubleshooting.md says what it has.");
            return OK;
        } catch (IOException e) {
            file.toFile().delete();
            out.println("%s cannot be written: %s".formatted(file, e));
            return FAILED;
        }
    }

    private static Secrets secrets(
            Map<String, String> question, Map<String, String> environment, Clock clock) {
        try {
            return settings(question, environment, clock).secrets();
        } catch (BadSettings e) {
            return Secrets.USUAL;
        }
    }

    private static void fill(
            SupportFile support,
            Map<String, String> question,
            Map<String, String> environment,
            Clock clock,
            Optional<String> url,
            PrintStream out)
            throws IOException {
        support.put("about.txt", about(question, clock));
        Path site = Path.of(question.get("site"));
        try {
            // Whatever its encoding: what cannot be read is wrong in the settings, and shown so.
            String text = new String(Files.readAllBytes(site), StandardCharsets.UTF_8);
            support.putSettings("site.yaml", text);
        } catch (IOException e) {
            out.println("%s cannot be read, so it is not in the file: %s".formatted(site, e));
        }
        support.put("check.txt", check(question, environment, clock));
        support.putList("routes.txt", Path.of(question.get("routes")));
        support.putList("data.txt", Path.of(question.get("data")));
        gateway(support, question, environment, clock, url, out);
    }

    private static String about(Map<String, String> question, Clock clock) {
        StringBuilder about = new StringBuilder();
        about.append("written ").append(clock.instant()).append('\n');
        about.append(question.getOrDefault("version", "")).append('\n');
        about.append("home ").append(question.get("home")).append('\n');
        for (String name :
                List.of(
                        "java.version",
                        "java.vendor",
                        "java.vm.name",
                        "java.home",
                        "os.name",
                        "os.version",
                        "os.arch",
                        "user.timezone",
                        "file.encoding")) {
            about.append(name).append(' ').append(System.getProperty(name)).append('\n');
        }
        about.append("processors ").append(Runtime.getRuntime().availableProcessors()).append('\n');
        return about.toString();
    }

    private static String check(
            Map<String, String> question, Map<String, String> environment, Clock clock) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8)) {
            CheckStep.look(question, environment, clock, out);
        }
        return said.toString(StandardCharsets.UTF_8);
    }

    private static void gateway(
            SupportFile support,
            Map<String, String> question,
            Map<String, String> environment,
            Clock clock,
            Optional<String> url,
            PrintStream out)
            throws IOException {
        RunningGateway gateway;
        try {
            gateway =
                    RunningGateway.find(
                            url,
                            Path.of(question.get("data")),
                            environment,
                            () -> settings(question, environment, clock));
        } catch (BadSettings e) {
            out.println("A running gateway was not asked: " + e.getMessage());
            return;
        }
        for (Map.Entry<String, String> asked : ASKED.entrySet()) {
            try {
                RunningGateway.Page page = gateway.page(asked.getKey());
                if (!page.isOurs()) {
                    out.println(
                            "%s answers %d, so %s is not in the file; see --url."
                                    .formatted(
                                            gateway.uri(asked.getKey()),
                                            page.status(),
                                            asked.getValue()));
                } else if (asked.getValue().equals(METRICS)) {
                    support.putFigures(METRICS, page.text());
                } else {
                    support.put(asked.getValue(), page.text());
                }
            } catch (ConnectException | HttpTimeoutException e) {
                out.println(
                        "No gateway answers at %s, so its figures, log and threads are not in the file; see --url."
                                .formatted(gateway.uri(asked.getKey())));
                return;
            }
        }
    }
}
