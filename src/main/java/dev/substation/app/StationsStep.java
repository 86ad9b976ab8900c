package dev.substation.app;

import dev.substation.args.Arguments;
import dev.substation.dialect.Json;
import dev.substation.model.Payload;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Runs {@code gw stations}: how the stations of a running gateway stand. */
public final class StationsStep extends GatewayCommand {

    private static final String STATE = "--state";
    private static final String CSMS = "--csms";
    private static final String FIND = "--find";
    private static final String PROBLEMS = "--problems";

    @Override
    String help() {
        return """
                usage: stations [STATION] [options]

                The stations of a running gateway, those with problems first; or one of them with
                all that is known of it.

                  --state STATE    connected, silent, disconnected or never-heard
                  --csms NAME      only those of a CSMS
                  --problems       only those with problems
                  --find TEXT      only those with TEXT in name, address, vendor or boot fields
                """;
    }

    @Override
    List<String> options() {
        return List.of(STATE, CSMS, FIND);
    }

    @Override
    List<String> flags() {
        return List.of(PROBLEMS);
    }

    @Override
    Request request(Arguments told) throws Unclear {
        atMost(told, 1);
        if (!told.words().isEmpty()) {
            return new Request(
                    "/api/v1/stations/" + Request.encoded(told.words().get(0)), Optional.empty());
        }
        return Request.page(
                "/api/v1/stations",
                Map.of(
                        "state", told.option(STATE),
                        "csms", told.option(CSMS),
                        "q", told.option(FIND),
                        "problems", flag(told, PROBLEMS),
                        "limit", Optional.of("5000")));
    }

    @Override
    int print(Arguments told, Payload answer, PrintStream out) {
        if (told.words().isEmpty()) {
            all(answer, out);
        } else {
            one(answer, out);
        }
        return OK;
    }

    private static void all(Payload answer, PrintStream out) {
        List<Payload> stations = answer.objects("stations");
        TextTable table =
                new TextTable(
                        "STATION",
                        "STATE",
                        "LAST HEARD",
                        "DIALECT",
                        "VENDOR",
                        "CSMS",
                        "WAITING",
                        "PROBLEM");
        for (Payload station : stations) {
            table.row(
                    text(station, "station"),
                    text(station, "state"),
                    text(station, "lastHeard"),
                    text(station, "dialect"),
                    text(station, "vendor"),
                    station.objects("links").stream()
                            .map(link -> text(link, "csms") + " " + text(link, "state"))
                            .distinct()
                            .collect(Collectors.joining(", ")),
                    text(station, "waiting"),
                    problems(station).findFirst().orElse(""));
        }
        table.print(out);
        long total = answer.number("total").orElse(0L);
        out.println(
                total == stations.size()
                        ? total + " stations"
                        : "%d of %d stations; see --find".formatted(stations.size(), total));
    }

    private static void one(Payload station, PrintStream out) {
        TextTable table = new TextTable("station", text(station, "station"));
        for (String field :
                List.of("state", "lastHeard", "dialect", "vendor", "address", "callFailures")) {
            table.row(field, text(station, field));
        }
        problems(station).forEach(problem -> table.row("problem", problem));
        for (Payload link : station.objects("links")) {
            table.row(
                    "csms",
                    "%s as %s: %s, %s messages wait"
                            .formatted(
                                    text(link, "csms"),
                                    text(link, "identity"),
                                    text(link, "state"),
                                    text(link, "waiting")));
        }
        for (Payload connector : station.objects("connectors")) {
            table.row(
                    "connector " + text(connector, "connectorId"),
                    "%s %s %s"
                            .formatted(
                                    text(connector, "status"),
                                    text(connector, "errorCode"),
                                    text(connector, "timestamp")));
        }
        for (Payload transaction : station.objects("transactions")) {
            table.row(
                    "transaction",
                    "%s on connector %s since %s, card %s"
                            .formatted(
                                    text(transaction, "stationTransactionId"),
                                    text(transaction, "connectorId"),
                                    text(transaction, "started"),
                                    text(transaction, "card")));
        }
        station.object("boot").ifPresent(boot -> table.row("boot", Json.write(boot)));
        table.print(out);
    }

    private static Stream<String> problems(Payload station) {
        return station.get("problems") instanceof List<?> all
                ? all.stream().map(String::valueOf)
                : Stream.empty();
    }
}
