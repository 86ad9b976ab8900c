package dev.substation.sandbox;

import dev.substation.args.Arguments;
import dev.substation.args.WrongUse;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.WebSocketHandshakeException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;

/** {@code gw station}: a simulated station on the command line. */
public final class StationCommand {

    private static final String HELP =
            """
            usage: gw station --dialect soap1.5|soap1.6|json1.6 --url URL --id ID [options]
                   gw station keba-udp --model p30c|p20 [options]

            A simulated charging station, to try a gateway or a CSMS with.

              --dialect D         what the station speaks
              --url URL           where it connects: http://HOST:8080/soap for SOAP,
                                  ws://HOST:8080/ocpp for json1.6 (the id is appended)
              --id ID             its chargeBoxIdentity
              --vendor keba       a KEBA network: idTags have a serial (12345678_dummy1)
              --connectors N      number of connectors; default: 1
              --callback-port N   port of a SOAP station on 127.0.0.1; default: a free port
              --password SECRET   HTTP Basic authentication, with the id as user
              --session           play one charging session and exit
              --help              this text

            Without --session the station boots, reports its connectors and stays connected. It
            does what the CSMS requests (RemoteStartTransaction, Reset, TriggerMessage and others)
            and prints every message. Ctrl+C ends it.
            """;

    private static final List<String> OPTIONS =
            List.of(
                    "--dialect",
                    "--url",
                    "--id",
                    "--vendor",
                    "--connectors",
                    "--callback-port",
                    "--password");
    private static final String SESSION = "--session";

    /** A station without OCPP, which has options of its own. */
    private static final String KEBA_UDP = "keba-udp";

    private static final int WRONG_USE = 2;
    private static final int FAILED = 1;
    private static final String CARD = "12345678";
    private static final long METER_START = 164;

    private StationCommand() {}

    /**
     * Runs until the session has ended, or until the process is ended.
     *
     * @param args what stands behind {@code gw station}
     * @return the exit status: 0, 1 when a call was refused, 2 for wrong use
     */
    public static int run(List<String> args, PrintStream out) {
        if (!args.isEmpty() && args.get(0).equals(KEBA_UDP)) {
            return KebaBoxCommand.run(args.subList(1, args.size()), System.in, out);
        }
        if (args.isEmpty() || Arguments.askForHelp(args)) {
            out.print(HELP);
            return args.isEmpty() ? WRONG_USE : 0;
        }
        Arguments options;
        Dialect dialect;
        SimulatedStation.Setup setup;
        try {
            options = options(args);
            dialect = dialect(required(options, "--dialect"));
            setup = setup(options, schemes(dialect));
        } catch (IllegalArgumentException e) {
            out.println("gw station: " + e.getMessage() + "; gw station --help shows all options");
            return WRONG_USE;
        }
        try (SimulatedStation station =
                SimulatedStations.on(
                        dialect, setup, new UsualReactions(), message -> print(out, message))) {
            return options.has(SESSION) ? session(station, out) : stay(station, out);
        } catch (CompletionException e) {
            out.println("gw station: no connection to " + setup.url() + ": " + why(e.getCause()));
            return FAILED;
        }
    }

    private static Arguments options(List<String> args) {
        try {
            return Arguments.readOptions(args, OPTIONS, List.of(SESSION));
        } catch (WrongUse e) {
            throw new IllegalArgumentException(
                    switch (e.problem()) {
                        case UNKNOWN -> "unknown option " + e.argument();
                        case NO_VALUE -> e.argument() + " needs a value";
                        case TWICE -> e.argument() + " is given twice";
                    });
        }
    }

    private static String required(Arguments options, String name) {
        return options.option(name)
                .orElseThrow(() -> new IllegalArgumentException(name + " is missing"));
    }

    private static Dialect dialect(String word) {
        return Dialect.named(word)
                .orElseThrow(
                        () ->
                                new IllegalArgumentException(
                                        "--dialect is one of soap1.5, soap1.6, json1.6, not "
                                                + word));
    }

    private static List<String> schemes(Dialect dialect) {
        return dialect.isSoap() ? List.of("http", "https") : List.of("ws", "wss");
    }

    private static URI url(String text, List<String> schemes) {
        URI url = URI.create(text);
        if (url.getScheme() == null
                || !schemes.contains(url.getScheme())
                || url.getHost() == null) {
            throw new IllegalArgumentException(
                    "--url starts with %s:// here, and %s does not"
                            .formatted(String.join(":// or ", schemes), text));
        }
        return url;
    }

    private static String why(Throwable cause) {
        if (cause instanceof WebSocketHandshakeException refused) {
            return "it answers with the HTTP status " + refused.getResponse().statusCode();
        }
        return cause instanceof ConnectException ? "nothing listens there" : cause.toString();
    }

    private static SimulatedStation.Setup setup(Arguments options, List<String> schemes) {
        String vendor = options.option("--vendor").orElse("generic");
        if (!List.of("keba", "generic").contains(vendor)) {
            throw new IllegalArgumentException("--vendor is keba or generic, not " + vendor);
        }
        return new SimulatedStation.Setup(
                new StationId(required(options, "--id")),
                url(required(options, "--url"), schemes),
                vendor.equals("keba") ? Station.Make.KEBA : Station.Make.GENERIC,
                number(options, "--connectors", "1"),
                options.option("--password"),
                number(options, "--callback-port", "0"));
    }

    private static int number(Arguments options, String name, String otherwise) {
        String value = options.option(name).orElse(otherwise);
        if (!value.matches("[0-9]{1,5}") || Integer.parseInt(value) > 65535) {
            throw new IllegalArgumentException(name + " is a number, not " + value);
        }
        return Integer.parseInt(value);
    }

    private static void print(PrintStream out, Message message) {
        out.println((message.way() == Message.Way.SENT ? "> " : "< ") + Wire.shown(message.text()));
        out.flush();
    }

    private static int stay(SimulatedStation station, PrintStream out) {
        boolean refused = !isResult(station.boot());
        for (long connector = 1; connector <= station.connectors(); connector++) {
            refused |= !isResult(station.status(connector, "Available"));
        }
        if (refused) {
            return FAILED;
        }
        out.println("The station stays connected; Ctrl+C ends it.");
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private static int session(SimulatedStation station, PrintStream out) {
        String idTag = station.make().idTag(CARD);
        boolean well = isResult(station.boot());
        well &= isResult(station.status(1, "Available"));
        well &= isResult(station.authorize(idTag));
        well &= isResult(station.status(1, "Preparing"));
        Answer started = station.start(1, idTag, METER_START);
        long transaction = number(started, "transactionId");
        well &= isResult(started);
        well &= isResult(station.status(1, "Charging"));
        well &= isResult(station.meterValues(1, Optional.of(transaction), new BigDecimal("348.6")));
        well &= isResult(station.stop(transaction, idTag, METER_START + 461, "Local"));
        well &= isResult(station.status(1, "Available"));
        well &= isResult(station.call(Action.Heartbeat, Payload.EMPTY));
        out.println(well ? "The session was completed." : "A call was rejected.");
        return well ? 0 : FAILED;
    }

    private static boolean isResult(Answer answer) {
        return answer.fold(result -> true, failure -> false);
    }

    private static long number(Answer answer, String field) {
        return answer.fold(result -> result.payload().number(field).orElse(0L), failure -> 0L);
    }
}
