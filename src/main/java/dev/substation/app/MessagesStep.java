package dev.substation.app;

import dev.substation.args.Arguments;
import dev.substation.dialect.Json;
import dev.substation.model.Payload;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Runs {@code gw messages}: lines of the message log of a running gateway. */
public final class MessagesStep extends GatewayCommand {

    private static final String STATION = "--station";
    private static final String ACTION = "--action";
    private static final String CSMS = "--csms";
    private static final String TRANSACTION = "--transaction";
    private static final String CARD = "--card";
    private static final String TEXT = "--text";
    private static final String MESSAGE = "--message";
    private static final String FROM = "--from";
    private static final String TO = "--to";
    private static final String LIMIT = "--limit";
    private static final String FAILED_ONLY = "--failed";
    private static final String CHANGED = "--changed";

    @Override
    String help() {
        return """
                usage: messages [options]

                The message log of a running gateway, the latest lines last. Cards and secrets are
                hidden.

                  --station NAME   only of a station
                  --action NAME    only of an operation, such as StartTransaction
                  --csms NAME      only of stations of a CSMS
                  --message ID     only with this message id
                  --transaction N  only of the transaction with this key
                  --card IDTAG     only with a card
                  --text TEXT      only with a text in the payload
                  --failed         only calls that ended with an error
                  --changed        only what did not cross exactly
                  --from TIME      not before a time, such as 2026-11-30T08:00:00Z
                  --to TIME        before a time
                  --limit N        how many lines at most, up to 500; default: 50
                """;
    }

    @Override
    List<String> options() {
        return List.of(STATION, ACTION, CSMS, MESSAGE, TRANSACTION, CARD, TEXT, FROM, TO, LIMIT);
    }

    @Override
    List<String> flags() {
        return List.of(FAILED_ONLY, CHANGED);
    }

    @Override
    Request request(Arguments told) throws Unclear {
        atMost(told, 0);
        return Request.page(
                "/api/v1/messages",
                Map.ofEntries(
                        Map.entry("station", told.option(STATION)),
                        Map.entry("action", told.option(ACTION)),
                        Map.entry("csms", told.option(CSMS)),
                        Map.entry("message", told.option(MESSAGE)),
                        Map.entry("transaction", told.option(TRANSACTION)),
                        Map.entry("card", told.option(CARD)),
                        Map.entry("text", told.option(TEXT)),
                        Map.entry("from", told.option(FROM)),
                        Map.entry("to", told.option(TO)),
                        Map.entry("limit", told.option(LIMIT)),
                        Map.entry("failed", flag(told, FAILED_ONLY)),
                        Map.entry("changed", flag(told, CHANGED))));
    }

    @Override
    int print(Arguments told, Payload answer, PrintStream out) {
        List<Payload> lines = new ArrayList<>(answer.objects("messages"));
        Collections.reverse(lines);
        TextTable table =
                new TextTable("TIME", "STATION", "WAY", "ACTION", "PART", "OUTCOME", "PAYLOAD");
        for (Payload line : lines) {
            table.row(
                    line.text("received").orElse(""),
                    line.text("station").orElse(""),
                    line.text("direction").orElse(""),
                    line.text("action").orElse(""),
                    line.text("part").orElse(""),
                    line.text("outcome").orElse("")
                            + line.number("ms").map(ms -> " " + ms + " ms").orElse(""),
                    Json.write(line.object("payload").orElse(Payload.EMPTY)));
        }
        table.print(out);
        return OK;
    }
}
