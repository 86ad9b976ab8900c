package dev.substation.app;

import dev.substation.app.doctor.Finding;
import dev.substation.app.doctor.WaysIn;
import dev.substation.app.settings.BadSettings;
import dev.substation.app.settings.Settings;
import dev.substation.args.Arguments;
import dev.substation.model.StationId;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs {@code gw doctor} for the launcher: examines an installation from the disk to the CSMS, and
 * says for each finding what to do (docs/troubleshooting.md).
 */
public final class DoctorStep extends CommandStep {

    private static final String HELP =
            """
            usage: doctor [--url URL] [--home DIR]

            Examines an installation: Java, memory, disk, settings, rules, ports, certificates, the
            clock, the way to each CSMS and its answer to each station, and the callback addresses of
            SOAP stations. Each line begins with ok, note or wrong; what to do stands below it.

            While no gateway runs, it connects to the CSMS as each station in site.yaml, and closes
            the connection again at once; it sends no message. While a gateway runs on the home, it
            asks that gateway instead.

              --url URL        where the gateway answers, if it is not where the home says:
                               http://127.0.0.1:8080/gateway
              --home DIR       folder with site.yaml, camel-routes/, keys/ and data/;
                               default: $SUBSTATION_HOME, otherwise as for run

            Do not run it on a copy of a home whose gateway runs elsewhere: the CSMS would end the
            links of that gateway.

            Exit status: 0 if nothing is wrong, otherwise 1.
            """;

    private static final String HEALTH = "/substation/health/ready";

    @Override
    int run(Map<String, String> question) {
        return run(question, System.getenv(), WallClock.utc(), System.out);
    }

    static int run(
            Map<String, String> question,
            Map<String, String> environment,
            Clock clock,
            PrintStream out) {
        return helped(
                question,
                HELP,
                out,
                each -> {
                    Arguments told =
                            Arguments.readOptions(each, List.of(RunningGateway.URL), List.of());
                    Examination examination =
                            new Examination(
                                    question,
                                    environment,
                                    clock,
                                    Thread::new,
                                    new Other(
                                            told.option(RunningGateway.URL),
                                            Path.of(question.get("data"))),
                                    new Screen(out));
                    int wrong = examination.run();
                    out.println();
                    out.println(summary(wrong));
                    return wrong == 0 ? OK : FAILED;
                });
    }

    /** What an examination found, in a sentence. */
    static String summary(int wrong) {
        return wrong == 0
                ? "Nothing is wrong."
                : wrong == 1 ? "1 thing is wrong." : wrong + " things are wrong.";
    }

    /**
     * The gateway in another process.
     *
     * @param url where it is, as somebody has said
     * @param data the folder {@code data/} of the home
     */
    private record Other(Optional<String> url, Path data) implements Examination.Gateway {

        @Override
        public Optional<Map<StationId, String>> called() {
            return Optional.empty();
        }

        @Override
        public List<Finding> health(Settings settings) {
            RunningGateway gateway;
            try {
                gateway = RunningGateway.find(url, data, Map.of(), () -> settings);
            } catch (BadSettings e) {
                return WaysIn.silent(url.get());
            }
            try {
                RunningGateway.Page page = gateway.page(HEALTH);
                return WaysIn.said(page.status(), page.text());
            } catch (IOException e) {
                return WaysIn.silent(gateway.uri(HEALTH));
            }
        }
    }

    /**
     * A screen.
     *
     * @param out it
     */
    private record Screen(PrintStream out) implements Report {

        @Override
        public void title(String text) {
            out.println();
            out.println(text);
        }

        @Override
        public void say(Finding finding) {
            out.println(finding.lines());
        }

        @Override
        public void line(String text) {
            out.println(text);
        }
    }
}
