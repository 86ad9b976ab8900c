package dev.substation.app;

import dev.substation.app.settings.BadSettings;
import dev.substation.app.settings.Settings;
import dev.substation.args.Arguments;
import dev.substation.args.WrongUse;
import dev.substation.store.DatabaseInUse;
import dev.substation.store.DatabaseUnusable;
import dev.substation.store.TransactionRecords;
import dev.substation.store.TransactionRecords.Unfinished;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;

/**
 * Runs {@code gw transactions} for the launcher: from {@code arguments}, with a NUL between any
 * two, and the places {@code home}, {@code site} and {@code data} of the home, to the exit {@code
 * status}: 0, 1 when it could not be done, 2 when it was wrongly used.
 */
public final class TransactionsStep extends CommandStep {

    private static final String HELP =
            """
            Charging transactions: of a running gateway, or in the ledger of a home on which none runs.

            usage: transactions list [options]
                   transactions close ID [--meter-stop WH] [--force] [options]

              list       those that have not ended, with their ID in front; where no gateway runs also
                         those of which messages are not delivered
              close ID   ends one, because its end will never come. Nothing is sent for it: end it at
                         the CSMS by hand. Messages that wait for the CSMS are still delivered.

            With a running gateway alone:

              --meter-stop WH  what the meter says at the end, in Wh: the CSMS gets a StopTransaction
              --force          also one that its connected station could end itself
            """;

    @Override
    int run(Map<String, String> question) {
        return run(question, System.getenv(), WallClock.utc(), System.out);
    }

    static int run(
            Map<String, String> question,
            Map<String, String> environment,
            Clock clock,
            PrintStream out) {
        return helped(
                question,
                HELP + GatewayCommand.COMMON,
                out,
                each -> run(each, question, environment, clock, out));
    }

    private static int run(
            List<String> each,
            Map<String, String> question,
            Map<String, String> environment,
            Clock clock,
            PrintStream out)
            throws WrongUse {
        Arguments told =
                Arguments.read(
                        each,
                        List.of(RunningTransactions.METER_STOP, RunningGateway.URL),
                        List.of(RunningTransactions.FORCE, GatewayCommand.JSON));
        List<String> words = told.words();
        boolean list = words.equals(List.of("list"));
        boolean close = words.size() == 2 && words.get(0).equals("close");
        if (!list && !close) {
            out.print(HELP + GatewayCommand.COMMON);
            return WRONG_USE;
        }
        if (close && !words.get(1).matches("[0-9]{1,18}")) {
            out.println(
                    "%s is no ID; transactions list shows them in front of each line"
                            .formatted(words.get(1)));
            return WRONG_USE;
        }
        GatewayCommand running = new RunningTransactions(HELP);
        if (!told.options().isEmpty()) {
            return running.run(question, environment, clock, out);
        }
        try {
            Settings settings = settings(question, environment, clock);
            Path data = Path.of(question.get("data"));
            if (!hasLedger(settings, data)) {
                out.println("There is no ledger in %s yet.".formatted(data));
                return list ? OK : FAILED;
            }
            try (TransactionRecords records =
                    TransactionRecords.open(settings.store().database(data))) {
                return list
                        ? list(settings, records, out)
                        : close(records, Long.parseLong(words.get(1)), clock, out);
            }
        } catch (BadSettings e) {
            out.println(e.getMessage());
            return FAILED;
        } catch (DatabaseInUse e) {
            return running.run(question, environment, clock, out);
        } catch (DatabaseUnusable e) {
            out.println(e.getMessage());
            return FAILED;
        }
    }

    /** Whether the ledger is there already: it is not for a command to make one. */
    static boolean hasLedger(Settings settings, Path data) {
        return settings.store().url().isPresent() || Files.exists(data.resolve("substation.mv.db"));
    }

    private static int list(Settings settings, TransactionRecords records, PrintStream out) {
        List<Unfinished> unfinished = records.unfinished();
        if (unfinished.isEmpty()) {
            out.println("Every transaction has ended and is delivered.");
            return OK;
        }
        unfinished.forEach(one -> out.println(line(settings, one)));
        Placement.of(settings, records).reasons().forEach(out::println);
        return OK;
    }

    private static String line(Settings settings, Unfinished one) {
        String state =
                one.stopped()
                        .map(end -> "ended " + end.truncatedTo(ChronoUnit.SECONDS))
                        .orElse(one.replaced() ? "no end, another has begun since" : "not ended");
        return "%d  station=%s connector=%d id=%s  csms=%s%s upstream=%s id=%s  started %s, %s; messages queued %d, parked %d"
                .formatted(
                        one.key(),
                        one.station(),
                        one.connectorId(),
                        one.stationId().map(Object::toString).orElse("-"),
                        one.csms(),
                        settings.csms().containsKey(one.csms()) ? "" : " (not in site.yaml)",
                        one.upstream(),
                        one.csmsId().map(Object::toString).orElse("-"),
                        one.started().truncatedTo(ChronoUnit.SECONDS),
                        state,
                        one.waiting(),
                        one.setAside());
    }

    private static int close(TransactionRecords records, long key, Clock clock, PrintStream out) {
        if (!records.close(key, clock.instant())) {
            out.println(
                    "There is no transaction %d that has not ended; transactions list shows them"
                            .formatted(key));
            return FAILED;
        }
        out.println(
                "Transaction %d is closed in the ledger. The gateway sends nothing for it: end it at the CSMS by hand."
                        .formatted(key));
        return OK;
    }
}
