package dev.substation.app;

import dev.substation.args.Arguments;
import dev.substation.model.Payload;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code gw transactions} where a gateway has the ledger: it is asked over its API. */
final class RunningTransactions extends GatewayCommand {

    static final String METER_STOP = "--meter-stop";
    static final String FORCE = "--force";

    private final String help;

    /**
     * @param help of the command, up to the options of all commands that ask a gateway
     */
    RunningTransactions(String help) {
        this.help = help;
    }

    @Override
    String help() {
        return help;
    }

    @Override
    List<String> options() {
        return List.of(METER_STOP);
    }

    @Override
    List<String> flags() {
        return List.of(FORCE);
    }

    private static boolean isList(Arguments told) {
        return told.words().equals(List.of("list"));
    }

    @Override
    Request request(Arguments told) throws Unclear {
        Optional<String> reading = told.option(METER_STOP);
        if (isList(told)) {
            return Request.page(
                    "/api/v1/transactions",
                    Map.of("state", Optional.of("open"), "limit", Optional.of("500")));
        }
        if (reading.filter(wh -> !wh.matches("\\d{1,15}")).isPresent()) {
            throw new Unclear(METER_STOP + " is the reading of the meter in Wh");
        }
        return new Request(
                "/api/v1/transactions/" + told.words().get(1) + "/close",
                Optional.of(
                        "{%s\"force\":%s}"
                                .formatted(
                                        reading.map(wh -> "\"meterStop\":" + wh + ",").orElse(""),
                                        told.has(FORCE))));
    }

    @Override
    Optional<String> listInParts(Arguments told) {
        return isList(told) ? Optional.of("transactions") : Optional.empty();
    }

    @Override
    int print(Arguments told, Payload answer, PrintStream out) {
        if (!isList(told)) {
            out.println(
                    "Transaction %s is closed. %s"
                            .formatted(
                                    told.words().get(1),
                                    told.option(METER_STOP).isPresent()
                                            ? "Its CSMS gets a StopTransaction, now or when it is back."
                                            : "The gateway sends nothing for it: end it at the CSMS by hand."));
            return OK;
        }
        List<Payload> all = answer.objects("transactions");
        if (all.isEmpty()) {
            out.println("Every transaction has ended.");
            return OK;
        }
        TextTable table =
                new TextTable(
                        "ID", "STATION", "CONNECTOR", "CSMS", "AT THE CSMS", "STARTED", "CARD");
        for (Payload one : all) {
            table.row(
                    text(one, "key"),
                    text(one, "station"),
                    text(one, "connectorId"),
                    text(one, "csms"),
                    text(one, "csmsTransactionId"),
                    text(one, "started"),
                    text(one, "card"));
        }
        table.print(out);
        return OK;
    }
}
