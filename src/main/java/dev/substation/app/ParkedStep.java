package dev.substation.app;

import dev.substation.args.Arguments;
import dev.substation.model.Payload;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs {@code gw parked}: messages of a running gateway that their CSMS never takes. */
public final class ParkedStep extends GatewayCommand {

    private static final String STATION = "--station";
    private static final String REQUEUE = "requeue";
    private static final String REMOVE = "remove";

    @Override
    String help() {
        return """
                usage: parked [--station NAME] [options]
                       parked requeue SEQUENCE [options]
                       parked remove SEQUENCE [options]

                Messages of a running gateway that their CSMS never answers or never takes, the latest
                first.

                  requeue          send one again, behind all that waits for its CSMS
                  remove           remove one: its CSMS never gets it
                  --station NAME   only those of a station
                """;
    }

    @Override
    List<String> options() {
        return List.of(STATION);
    }

    @Override
    List<String> flags() {
        return List.of();
    }

    @Override
    Request request(Arguments told) throws Unclear {
        atMost(told, 2);
        if (told.words().isEmpty()) {
            return Request.page(
                    "/api/v1/parked",
                    Map.of("station", told.option(STATION), "limit", Optional.of("500")));
        }
        String word = told.words().get(0);
        if (!List.of(REQUEUE, REMOVE).contains(word) || told.words().size() < 2) {
            throw new Unclear("parked takes nothing, or requeue or remove with a SEQUENCE");
        }
        String sequence = told.words().get(1);
        if (!sequence.matches("\\d{1,18}")) {
            throw new Unclear(sequence + " is no SEQUENCE; parked shows them in front");
        }
        String path = "/api/v1/parked/" + sequence;
        return word.equals(REQUEUE)
                ? new Request(path + "/requeue", Optional.of("{}"))
                : Request.removal(path);
    }

    @Override
    Optional<String> listInParts(Arguments told) {
        return told.words().isEmpty() ? Optional.of("parked") : Optional.empty();
    }

    @Override
    int print(Arguments told, Payload answer, PrintStream out) {
        if (!told.words().isEmpty()) {
            out.println(
                    told.words().get(0).equals(REQUEUE)
                            ? "It waits for its CSMS again."
                            : "It is removed; its CSMS never gets it.");
            return OK;
        }
        List<Payload> all = answer.objects("parked");
        if (all.isEmpty()) {
            out.println("No message is parked.");
            return OK;
        }
        TextTable table =
                new TextTable(
                        "SEQUENCE", "PARKED", "STATION", "CSMS", "OPERATION", "TRANSACTION", "WHY");
        for (Payload one : all) {
            table.row(
                    text(one, "sequence"),
                    text(one, "parked"),
                    text(one, "station"),
                    text(one, "csms"),
                    text(one, "action"),
                    text(one, "transaction"),
                    text(one, "why"));
        }
        table.print(out);
        return OK;
    }
}
