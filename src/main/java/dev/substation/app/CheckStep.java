package dev.substation.app;

import dev.substation.app.settings.BadSettings;
import dev.substation.app.settings.Settings;
import dev.substation.flow.desk.StationVendors;
import dev.substation.flow.keys.LinkKeys;
import dev.substation.flow.keys.SetByCsms;
import dev.substation.flow.settings.StationSettings;
import dev.substation.home.Home;
import dev.substation.home.HomeSwap;
import dev.substation.routes.workbench.RoutesCommand;
import dev.substation.store.DatabaseInUse;
import dev.substation.store.DatabaseUnusable;
import dev.substation.store.TransactionRecords;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Runs {@code gw check} for the launcher: looks at all that keeps a gateway from starting on a home
 * as it is written, and starts nothing. Asked with the places {@code home}, {@code site} and {@code
 * routes}, it tells the exit {@code status}: 0, or 1 when something was found wrong.
 */
public final class CheckStep extends CommandStep {

    @Override
    int run(Map<String, String> question) {
        return look(question, System.getenv(), WallClock.utc(), System.out);
    }

    /** The exit status; each problem is on a line of its own. */
    static int look(
            Map<String, String> question,
            Map<String, String> environment,
            Clock clock,
            PrintStream out) {
        return look(question, environment, clock, out, true);
    }

    /**
     * The same.
     *
     * @param ledger whether to look into the ledger, which this process must not have open
     */
    static int look(
            Map<String, String> question,
            Map<String, String> environment,
            Clock clock,
            PrintStream out,
            boolean ledger) {
        Path site = Path.of(question.get("site"));
        Path routes = Path.of(question.get("routes"));
        Optional<String> interrupted =
                HomeSwap.interrupted(new Home(Path.of(question.get("home")), site, routes));
        if (interrupted.isPresent()) {
            out.println(interrupted.get());
            return FAILED;
        }
        boolean good = site(question, site, environment, clock, out, ledger);
        boolean all = routes(routes, out) && good;
        new HomeVersion(Path.of(question.get("home"), "data")).newer().ifPresent(out::println);
        return all ? OK : FAILED;
    }

    private static boolean routes(Path routes, PrintStream out) {
        if (!Files.exists(routes)) {
            out.println(routes + " is missing; gw run creates one that passes everything on");
            return true;
        }
        RoutesCommand command =
                new RoutesCommand(
                        routes, id -> Optional.empty(), InputStream.nullInputStream(), out);
        return command.run(List.of("check")) == OK;
    }

    private static boolean site(
            Map<String, String> question,
            Path site,
            Map<String, String> environment,
            Clock clock,
            PrintStream out,
            boolean ledger) {
        Path home = Path.of(question.get("home"));
        if (!Files.exists(site)) {
            out.println(site + " is missing; gw run creates one to start with");
            return false;
        }
        try {
            Settings settings = settings(question, environment, clock);
            CardFiles cards = new CardFiles(home, settings.allCards());
            cards.problems().forEach(out::println);
            cards.hints().forEach(out::println);
            settings.remarks().forEach(out::println);
            settings.http()
                    .tls()
                    .flatMap(Settings.Tls::certificateEnds)
                    .flatMap(end -> CertificateEnd.ofHttps(end).reason(clock.instant()))
                    .ifPresent(out::println);
            settings.missingCertificates().forEach(out::println);
            if (ledger) {
                ledger(settings, question, out);
            }
            out.println(
                    cards.problems().isEmpty()
                            ? site + " is in order"
                            : site + " is in order, but not the card files");
            return cards.problems().isEmpty();
        } catch (BadSettings e) {
            e.problems().forEach(out::println);
            out.println(site + " has errors");
            return false;
        }
    }

    /** What stands in the ledger and does not go with the settings; not while a gateway runs. */
    private static void ledger(Settings settings, Map<String, String> question, PrintStream out) {
        Path data = Path.of(question.getOrDefault("data", question.get("home") + "/data"));
        if (!TransactionsStep.hasLedger(settings, data)) {
            return;
        }
        try (TransactionRecords records =
                TransactionRecords.open(settings.store().database(data))) {
            Placement.of(settings, records).reasons().forEach(out::println);
            vendors(settings, records).forEach(out::println);
            for (String owner : LinkKeys.OWNERS) {
                records.remembered(owner).stream()
                        .flatMap(memory -> LinkKeys.told(memory).stream())
                        .map(SetByCsms::sentence)
                        .forEach(out::println);
            }
        } catch (DatabaseInUse e) {
            out.println(
                    "A gateway uses the ledger, so it was not checked; see the health of that "
                            + "gateway");
        } catch (DatabaseUnusable e) {
            out.println("The ledger was not checked: " + e.getMessage());
        }
    }

    /** The vendors that stations have named at their boots, where the site leaves that to them. */
    private static List<String> vendors(Settings settings, TransactionRecords records) {
        Map<String, List<String>> stations = new TreeMap<>();
        records.remembered(StationVendors.OWNER).stream()
                .filter(
                        memory ->
                                settings.station(memory.station())
                                        .filter(StationSettings::learnsVendor)
                                        .isPresent())
                .forEach(
                        memory ->
                                stations.computeIfAbsent(
                                                memory.value(), vendor -> new ArrayList<>())
                                        .add(memory.station().value()));
        return stations.entrySet().stream()
                .map(
                        one ->
                                "vendor %s was learned from the BootNotification of %s"
                                        .formatted(one.getKey(), String.join(", ", one.getValue())))
                .toList();
    }
}
