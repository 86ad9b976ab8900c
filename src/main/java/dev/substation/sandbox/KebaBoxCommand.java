package dev.substation.sandbox;

import dev.substation.args.Arguments;
import dev.substation.args.WrongUse;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** {@code gw station keba-udp}: a simulated KEBA box without OCPP on the command line. */
final class KebaBoxCommand {

    private static final String HELP =
            """
            usage: gw station keba-udp --model p30c|p20 [options]

            A simulated KEBA box that speaks the UDP interface alone, to try a gateway with.

              --model M       p30c or p20
              --address IP    where it listens; default: 127.0.0.1
              --port N        default: 7090, as real boxes have it
              --serial N      its serial number; default: 16914905
              --register N    its register in Wh; default: 1500
              --cards         it charges only after a card was shown
              --loss N        percent of datagrams that are lost in each direction
              --duplicate N   percent of datagrams that come twice in each direction
              --session       plug a car in, charge for ten seconds, unplug, and exit
              --help          this text

            Without --session it stays, prints every datagram, and reads what happens to it from the
            standard input, a word a line: plug, unplug, card TAG, full, hungry, fault, repaired,
            reboot. Ctrl+C ends it.
            """;

    private static final List<String> OPTIONS =
            List.of(
                    "--model",
                    "--address",
                    "--port",
                    "--serial",
                    "--register",
                    "--loss",
                    "--duplicate");
    private static final String CARDS = "--cards";
    private static final String SESSION = "--session";
    private static final String CARD = "87654321";
    private static final int WRONG_USE = 2;
    private static final int FAILED = 1;
    private static final long TENTHS = 10;
    private static final long SESSION_MS = 10_000;
    private static final int HIGHEST = 65_535;

    private KebaBoxCommand() {}

    /**
     * Runs until the session has ended, or until the process is ended.
     *
     * @param args what stands behind {@code gw station keba-udp}
     * @return the exit status
     */
    static int run(List<String> args, InputStream in, PrintStream out) {
        if (args.isEmpty() || Arguments.askForHelp(args)) {
            out.print(HELP);
            return args.isEmpty() ? WRONG_USE : 0;
        }
        boolean session;
        KebaBox box;
        InetSocketAddress at;
        KebaBoxSocket.Network network;
        try {
            Arguments options = Arguments.readOptions(args, OPTIONS, List.of(CARDS, SESSION));
            session = options.has(SESSION);
            box =
                    new KebaBox(
                            model(options.option("--model").orElse("")),
                            options.option("--serial").orElse("16914905"),
                            number(options, "--register", "1500", 99_999_999) * TENTHS,
                            options.has(CARDS),
                            () -> System.nanoTime() / 1_000_000);
            at =
                    new InetSocketAddress(
                            options.option("--address").orElse("127.0.0.1"),
                            (int) number(options, "--port", "7090", HIGHEST));
            network =
                    new KebaBoxSocket.Network(
                            (int) number(options, "--loss", "0", 99),
                            (int) number(options, "--duplicate", "0", 99),
                            System.nanoTime());
        } catch (WrongUse e) {
            return wrong(out, e.argument() + " cannot be understood");
        } catch (IllegalArgumentException e) {
            return wrong(out, e.getMessage());
        }
        try (KebaBoxSocket socket =
                new KebaBoxSocket(box, at, network, (way, text) -> print(out, way, text))) {
            out.println("The box listens at " + at.getHostString() + ":" + socket.port() + ".");
            return session ? session(box) : stay(box, in, out);
        } catch (UncheckedIOException e) {
            out.println("gw station keba-udp: " + e.getMessage());
            return FAILED;
        }
    }

    private static int wrong(PrintStream out, String why) {
        out.println(
                "gw station keba-udp: " + why + "; gw station keba-udp --help shows all options");
        return WRONG_USE;
    }

    private static KebaBox.Model model(String word) {
        return switch (word) {
            case "p30c" -> KebaBox.Model.P30C;
            case "p20" -> KebaBox.Model.P20;
            default ->
                    throw new IllegalArgumentException(
                            "--model is p30c or p20" + (word.isEmpty() ? "" : ", not " + word));
        };
    }

    private static long number(Arguments options, String name, String otherwise, long most) {
        String value = options.option(name).orElse(otherwise);
        if (!value.matches("[0-9]{1,8}") || Long.parseLong(value) > most) {
            throw new IllegalArgumentException(name + " is a number, not " + value);
        }
        return Long.parseLong(value);
    }

    private static void print(PrintStream out, Message.Way way, String text) {
        out.println((way == Message.Way.SENT ? "> " : "< ") + text.replace("\n", " ").strip());
        out.flush();
    }

    private static int session(KebaBox box) {
        try {
            box.plug();
            box.card(CARD);
            Thread.sleep(SESSION_MS);
            box.unplug();
            Thread.sleep(SESSION_MS); // the gateway must see the end
            return 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return FAILED;
        }
    }

    private static int stay(KebaBox box, InputStream in, PrintStream out) {
        try {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                happens(box, line.strip(), out);
            }
            new CountDownLatch(1).await();
        } catch (IOException e) {
            return FAILED;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return 0;
    }

    private static void happens(KebaBox box, String line, PrintStream out) {
        switch (line.split(" ")[0]) {
            case "plug" -> box.plug();
            case "unplug" -> box.unplug();
            case "card" -> box.card(line.indexOf(' ') < 0 ? CARD : line.substring(5).strip());
            case "full" -> box.wants(false);
            case "hungry" -> box.wants(true);
            case "fault" -> box.fail(true);
            case "repaired" -> box.fail(false);
            case "reboot" -> box.reboot();
            default -> out.println("not known: " + line);
        }
    }
}
