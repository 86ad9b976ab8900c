package dev.substation.app;

import dev.substation.args.Arguments;
import dev.substation.model.Payload;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** Runs {@code gw audit}: who changed or sent what. */
public final class AuditStep extends GatewayCommand {

    private static final String WHO = "--who";
    private static final String FIND = "--find";
    private static final String FROM = "--from";
    private static final String TO = "--to";
    private static final String LIMIT = "--limit";

    @Override
    String help() {
        return """
                usage: audit [options]

                The audit log of a running gateway: who changed or sent what, when and from where,
                the latest last.

                  --who NAME       only of a user or a token
                  --find TEXT      only with TEXT in what was done, such as Reset
                  --from TIME      not before a time, such as 2026-11-30T08:00:00Z
                  --to TIME        before a time
                  --limit N        how many entries at most, up to 500; default: 50
                """;
    }

    @Override
    List<String> options() {
        return List.of(WHO, FIND, FROM, TO, LIMIT);
    }

    @Override
    List<String> flags() {
        return List.of();
    }

    @Override
    Request request(Arguments told) throws Unclear {
        atMost(told, 0);
        return Request.page(
                "/api/v1/audit",
                Map.of(
                        "who", told.option(WHO),
                        "q", told.option(FIND),
                        "from", told.option(FROM),
                        "to", told.option(TO),
                        "limit", told.option(LIMIT)));
    }

    @Override
    int print(Arguments told, Payload answer, PrintStream out) {
        List<Payload> entries = new ArrayList<>(answer.objects("entries"));
        Collections.reverse(entries);
        TextTable table = new TextTable("TIME", "WHO", "BY", "FROM", "ANSWER", "WHAT");
        for (Payload entry : entries) {
            List<String> what = new ArrayList<>(List.of(entry.text("what").orElse("")));
            if (entry.get("details") instanceof List<?> details) {
                details.forEach(detail -> what.add(String.valueOf(detail)));
            }
            table.row(
                    entry.text("at").orElse(""),
                    entry.text("who").orElse(""),
                    entry.text("by").orElse(""),
                    entry.text("from").orElse(""),
                    entry.text("answer").orElse(""),
                    String.join(" | ", what));
        }
        table.print(out);
        return OK;
    }
}
