package dev.substation.app;

import dev.substation.args.Arguments;
import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Json;
import dev.substation.model.Payload;
import java.io.PrintStream;
import java.util.List;
import java.util.Optional;

/** Runs {@code gw send}: sends an operation to a station of a running gateway. */
public final class SendStep extends GatewayCommand {

    private static final String IDENTITY = "--identity";
    private static final int MOST_WORDS = 3;

    @Override
    String help() {
        return """
                usage: send STATION ACTION [PAYLOAD] [options]

                Sends an operation to a station, as its CSMS would: it passes the rules, and ids of
                transactions are those of the CSMS. Prints the answer of the station.

                  send KEBA-7 Reset '{"type":"Soft"}'

                  --identity NAME  the name of a split station at its CSMS
                """;
    }

    @Override
    List<String> options() {
        return List.of(IDENTITY);
    }

    @Override
    List<String> flags() {
        return List.of();
    }

    @Override
    Request request(Arguments told) throws Unclear {
        atMost(told, MOST_WORDS);
        if (told.words().size() < 2) {
            throw new Unclear("Name a station and an operation");
        }
        Payload call =
                Payload.of(
                        "action", told.words().get(1),
                        "payload", payload(told));
        Optional<String> identity = told.option(IDENTITY);
        return new Request(
                "/api/v1/stations/" + Request.encoded(told.words().get(0)) + "/calls",
                Optional.of(
                        Json.write(
                                identity.map(name -> call.with("identity", name)).orElse(call))));
    }

    private static Payload payload(Arguments told) throws Unclear {
        if (told.words().size() < MOST_WORDS) {
            return Payload.EMPTY;
        }
        String text = told.words().get(2);
        try {
            return Json.read(text);
        } catch (BadMessage e) {
            throw new Unclear("The payload is no JSON object: " + e.failure().description());
        }
    }

    @Override
    int print(Arguments told, Payload answer, PrintStream out) {
        Optional<Payload> error = answer.object("error");
        if (error.isPresent()) {
            out.println(
                    TextTable.printable(
                            "%s %s: %s. %s"
                                    .formatted(
                                            error.get().text("number").orElse(""),
                                            error.get().text("code").orElse(""),
                                            error.get().text("description").orElse(""),
                                            error.get().text("remedy").orElse(""))));
            return FAILED;
        }
        out.println(
                "%s  (%d ms, message %s)"
                        .formatted(
                                TextTable.printable(
                                        Json.write(answer.object("answer").orElse(Payload.EMPTY))),
                                answer.number("ms").orElse(0L),
                                answer.text("messageId").orElse("")));
        for (Payload note : answer.objects("notes")) {
            out.println("  note: " + TextTable.printable(note.text("reason").orElse("")));
        }
        return OK;
    }
}
