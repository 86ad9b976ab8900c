package dev.substation.app;

import dev.substation.app.settings.BadSettings;
import dev.substation.app.settings.Settings;
import dev.substation.args.Arguments;
import dev.substation.args.WrongUse;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Runs {@code gw keba conf} for the launcher: writes the file that a KEBA master reads from a USB
 * stick, for a site, or reads one for {@code site.yaml} and the routes.
 */
public final class KebaStep extends CommandStep {

    private static final String HELP =
            """
            The configuration file (*.conf) that the master of a KEBA network reads from a USB stick.

            usage: keba conf write [STATION] [--address HOST] [--output FILE] [--home DIR]
                   keba conf read FILE

              write       makes one from site.yaml: the address, port and path of the gateway, and for
                          a STATION its identity, connectors and callback address. Without STATION it
                          is for a series of masters, whose identities are set at each of them.
              --address   the gateway as the station sees it; default: http.public-url
              --output    where to write it; default: the screen
              read        prints what the file means for site.yaml, and the rule with the serials of
                          the boxes, and says what is doubtful
            """;

    private static final String ADDRESS = "--address";
    private static final String OUTPUT = "--output";

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
        try {
            Arguments told = Arguments.read(each, List.of(ADDRESS, OUTPUT), List.of());
            List<String> words = told.words();
            if (words.size() == 3 && words.subList(0, 2).equals(List.of("conf", "read"))) {
                return read(Path.of(words.get(2)), out);
            }
            boolean write =
                    words.size() >= 2
                            && words.size() <= 3
                            && words.subList(0, 2).equals(List.of("conf", "write"));
            if (write) {
                Optional<String> station = words.stream().skip(2).findFirst();
                return write(settings(question, environment, clock), station, told, out);
            }
            out.print(HELP);
            return WRONG_USE;
        } catch (BadSettings e) {
            out.println(e.getMessage());
            return FAILED;
        } catch (IOException e) {
            out.println("%s cannot be read or written".formatted(e.getMessage()));
            return FAILED;
        }
    }

    // ---- read

    private static int read(Path file, PrintStream out) throws IOException {
        KebaConf conf = KebaConf.read(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        if (conf.values().isEmpty()) {
            out.println(file + " has no line such as ChargeBoxIdentity=NAME in [CONFIGURATION]");
            return FAILED;
        }
        conf.doubts().forEach(doubt -> out.println("# " + doubt));
        out.println("# For site.yaml:");
        out.print(conf.entry());
        conf.rule()
                .ifPresent(
                        rule -> {
                            out.println("# For camel-routes/10-id-tags.yaml:");
                            out.print(rule);
                        });
        return OK;
    }

    // ---- write

    private static int write(
            Settings settings, Optional<String> name, Arguments told, PrintStream out)
            throws IOException {
        Optional<StationSettings> station =
                name.map(StationId::new).flatMap(settings::station).filter(StationSettings::listed);
        if (name.isPresent() && station.isEmpty()) {
            out.println(name.get() + " is not under stations in site.yaml");
            return FAILED;
        }
        Optional<URI> known = settings.http().publicUrl();
        Optional<String> address =
                told.option(ADDRESS).or(() -> known.map(URI::getHost)).filter(it -> !it.isEmpty());
        if (address.isEmpty()) {
            out.println("Write --address HOST, or http.public-url in site.yaml");
            return FAILED;
        }
        Map<String, String> lines = lines(settings, station, address.get(), known);
        List<String> remarks = new ArrayList<>(new KebaConf(lines).doubts());
        remarks.addAll(remarks(station, known, lines.get(KebaConf.CENTRAL_PATH)));
        if (told.option(OUTPUT).isEmpty()) {
            remarks.forEach(remark -> out.println("; " + remark));
            out.print(KebaConf.text(lines));
            return OK;
        }
        Path file = Path.of(told.option(OUTPUT).get());
        Files.writeString(file, KebaConf.text(lines));
        remarks.forEach(out::println);
        out.println(file + " is written; copy it to the root of a USB stick");
        return OK;
    }

    private static Map<String, String> lines(
            Settings settings,
            Optional<StationSettings> station,
            String address,
            Optional<URI> known) {
        Map<String, String> lines = new LinkedHashMap<>();
        boolean isJson =
                station.flatMap(StationSettings::dialect).filter(it -> !it.isSoap()).isPresent();
        if (station.flatMap(StationSettings::dialect).orElse(Dialect.SOAP_15) == Dialect.SOAP_15) {
            lines.put(KebaConf.HOST_CONNECTOR_TYPE, KebaConf.OCPP_15);
        }
        lines.put(KebaConf.CENTRAL_ADDRESS, address);
        int port = known.map(KebaStep::port).orElse(settings.http().port());
        lines.put(KebaConf.CENTRAL_PORT, Integer.toString(port));
        lines.put(KebaConf.CENTRAL_PATH, context(known) + (isJson ? "/ocpp" : "/soap"));
        station.flatMap(StationSettings::callback)
                .ifPresent(
                        callback -> {
                            lines.put(KebaConf.OWN_ADDRESS, callback.getHost());
                            if (callback.getPort() > 0) {
                                lines.put(KebaConf.OWN_PORT, Integer.toString(callback.getPort()));
                            }
                        });
        station.ifPresent(
                one -> {
                    lines.put(KebaConf.IDENTITY, one.station().value());
                    long sockets = sockets(settings, one.station());
                    if (sockets > 0) {
                        lines.put(KebaConf.CONNECTORS, Long.toString(sockets));
                    }
                });
        return lines;
    }

    /** A URL without a port means that of its scheme (RFC 9110 section 4.2). */
    private static int port(URI url) {
        if (url.getPort() > 0) {
            return url.getPort();
        }
        return "https".equalsIgnoreCase(url.getScheme()) ? 443 : 80;
    }

    /** What a proxy puts before the paths of the gateway. */
    private static String context(Optional<URI> url) {
        return url.map(URI::getRawPath).orElse("").replaceFirst("/+$", "");
    }

    /** How many connectors of a station the site names; 0 when it names none. */
    private static long sockets(Settings settings, StationId station) {
        return settings.upstreams(station).stream()
                .filter(upstream -> upstream.shape() != UpstreamSettings.Shape.PLAIN)
                .flatMap(upstream -> upstream.sockets().stream())
                .filter(plug -> plug.station().equals(station))
                .count();
    }

    /** What the file cannot say. */
    private static List<String> remarks(
            Optional<StationSettings> station, Optional<URI> known, String path) {
        List<String> remarks = new ArrayList<>();
        if (station.flatMap(StationSettings::dialect)
                .filter(it -> it != Dialect.SOAP_15)
                .isPresent()) {
            remarks.add(
                    "Set the OCPP version in the web interface: the manual names the value for 1.5"
                            + " alone");
        }
        if (station.flatMap(one -> one.locks().secret()).isPresent()) {
            remarks.add("The station has a secret: write CentralSystemPath=" + path + "/SECRET");
        }
        if (known.map(URI::getScheme).filter("https"::equals).isPresent()
                || station.filter(one -> one.locks().needsTls()).isPresent()) {
            remarks.add("Stations connect over TLS: set SetSecureOutgoingConnection too");
        }
        return remarks;
    }
}
