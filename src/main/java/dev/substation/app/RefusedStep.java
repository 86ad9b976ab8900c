package dev.substation.app;

import dev.substation.args.Arguments;
import dev.substation.model.Payload;
import java.io.PrintStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Runs {@code gw refused}: who was rejected at the door of a running gateway. */
public final class RefusedStep extends GatewayCommand {

    private static final String FIND = "--find";
    private static final String REASON = "--reason";

    @Override
    String help() {
        return """
                usage: refused [NUMBER] [options]

                Who was rejected at the door of a running gateway since its start, those that came
                last first; or one of them with what to do, and the lines of site.yaml with which
                it would be let in.

                  --reason WORD    only for a reason, such as unknown-identity
                  --find TEXT      only those with TEXT in identity, address or path
                """;
    }

    @Override
    List<String> options() {
        return List.of(FIND, REASON);
    }

    @Override
    List<String> flags() {
        return List.of();
    }

    @Override
    Request request(Arguments told) throws Unclear {
        atMost(told, 1);
        if (!told.words().isEmpty() && !told.words().get(0).matches("\\d{1,18}")) {
            throw new Unclear(
                    "%s is no number; the list has them in front".formatted(told.words().get(0)));
        }
        return Request.page(
                "/api/v1/refused",
                Map.of(
                        "q", told.option(FIND),
                        "reason", told.option(REASON),
                        "limit", Optional.of("1000")));
    }

    @Override
    int print(Arguments told, Payload answer, PrintStream out) {
        List<Payload> all = answer.objects("refused");
        if (told.words().isEmpty()) {
            all(all, out);
            return OK;
        }
        Optional<Payload> one =
                all.stream()
                        .filter(peer -> text(peer, "number").equals(told.words().get(0)))
                        .findFirst();
        one.ifPresentOrElse(
                peer -> one(peer, out),
                () -> out.println("Nobody who was rejected has this number."));
        return one.isPresent() ? OK : FAILED;
    }

    private static void all(List<Payload> all, PrintStream out) {
        if (all.isEmpty()) {
            out.println("Nobody was rejected since the start.");
            return;
        }
        TextTable table =
                new TextTable(
                        "NUMBER", "LAST", "TIMES", "ADDRESS", "DOOR", "IDENTITY", "REASON", "PATH");
        for (Payload peer : all) {
            table.row(
                    text(peer, "number"),
                    text(peer, "last"),
                    text(peer, "times"),
                    text(peer, "address"),
                    text(peer, "door"),
                    text(peer, "identity"),
                    text(peer, "reason"),
                    text(peer, "path"));
        }
        table.print(out);
    }

    private static void one(Payload peer, PrintStream out) {
        TextTable table = new TextTable("number", text(peer, "number"));
        for (String field :
                List.of(
                        "address",
                        "door",
                        "identity",
                        "path",
                        "dialect",
                        "first",
                        "last",
                        "times",
                        "reason",
                        "why",
                        "remedy")) {
            table.row(field, text(peer, field));
        }
        table.print(out);
        peer.text("snippet")
                .ifPresent(
                        snippet -> {
                            out.println();
                            snippet.lines().map(TextTable::printable).forEach(out::println);
                        });
    }
}
