package dev.substation.app;

import dev.substation.args.Arguments;
import dev.substation.model.Payload;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;

/** Runs {@code gw csms}: how the CSMSs of a running gateway stand. */
public final class CsmsStep extends GatewayCommand {

    @Override
    String help() {
        return """
                usage: csms [options]

                The CSMSs of a running gateway: links, what waits, and why stations cannot reach
                them.

                """;
    }

    @Override
    List<String> options() {
        return List.of();
    }

    @Override
    List<String> flags() {
        return List.of();
    }

    @Override
    Request request(Arguments told) throws Unclear {
        atMost(told, 0);
        return Request.page("/api/v1/csms", Map.of());
    }

    @Override
    int print(Arguments told, Payload answer, PrintStream out) {
        TextTable table = new TextTable("CSMS", "CONNECTED", "WAITING", "OLDEST", "URL");
        for (Payload csms : answer.objects("csms")) {
            table.row(
                    csms.text("name").orElse(""),
                    "%d of %d"
                            .formatted(
                                    csms.number("connected").orElse(0L),
                                    csms.number("links").orElse(0L)),
                    csms.number("waiting").orElse(0L).toString(),
                    csms.number("oldestSeconds").map(age -> age + " s").orElse(""),
                    csms.text("url").orElse(""));
        }
        table.print(out);
        for (Payload csms : answer.objects("csms")) {
            for (Payload link : csms.objects("away")) {
                out.println(
                        TextTable.printable(
                                "%s is away for %s since %s: %s"
                                        .formatted(
                                                csms.text("name").orElse(""),
                                                link.text("identity").orElse(""),
                                                link.text("since").orElse(""),
                                                link.text("reason").orElse(""))));
            }
        }
        return OK;
    }
}
