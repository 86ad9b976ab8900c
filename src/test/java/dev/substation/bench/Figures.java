package dev.substation.bench;

import static dev.substation.bench.Report.decimal;

import dev.substation.bench.Report.Table;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a benchmark found, as tables. */
final class Figures {

    private static final String CPU_EACH = "µs of processor time each";

    private final Table loads =
            new Table(
                    "load",
                    "side",
                    "messages/s",
                    "gateway : side",
                    "p50 ms",
                    "p99 ms",
                    CPU_EACH,
                    "KB allocated each",
                    "CSMS behind s",
                    "failed");
    private final Table inside =
            new Table(
                    "load",
                    "desk % of a core",
                    "ledger writer %",
                    "collector %",
                    "compiler %",
                    "resident MB");
    private final Table paced = new Table("message", "side", "p50 ms", "p99 ms", "added p50 ms");
    private final Table bursts =
            new Table("side", "all answered after s", "all at the CSMS after s", "lost");
    private final Table memory = new Table("what", "figure");
    private final Table targets = new Table("target", "wanted", "reached", "");
    private final Map<String, Side> measured = new HashMap<>();
    private String machine = "";
    private String warmUp = "";

    void machine(String text) {
        machine = text;
        System.out.println(text);
    }

    void start(double seconds, long resident) {
        memory.row("start to ready, fresh home", decimal(seconds, 1) + " s");
        memory.row("resident at start", resident + " MB");
        targets.row("start to ready", "<= 6 s", decimal(seconds, 1) + " s", mark(seconds <= 6));
    }

    void residentWith100(long resident) {
        memory.row("resident with 100 OCPP-J stations, idle", resident + " MB");
        target("resident with 100 stations", resident, 350, "MB");
    }

    void heapPerStation(double kilobytes) {
        memory.row("heap per idle OCPP-J station, both links", decimal(kilobytes, 1) + " KB");
        target("heap per idle OCPP-J station", kilobytes, 40, "KB");
    }

    void residentAfterAll(long resident) {
        memory.row("resident after all loads", resident + " MB");
        target("resident after all loads", resident, 450, "MB");
    }

    void warmedUp(long seconds, double compiling) {
        warmUp =
                "The loads were warmed up for %d s; then the compiler still took %.0f %% of a core."
                        .formatted(seconds, compiling);
    }

    void load(String name, List<Side> sides) {
        Side gateway = sides.get(sides.size() - 1);
        for (Side side : sides) {
            measured.put(name + "/" + side.name(), side);
            loads.row(
                    name,
                    side.name(),
                    decimal(side.perSecond(), 0),
                    side == gateway ? "" : decimal(gateway.perSecond() / side.perSecond(), 2),
                    decimal(side.p50(), 2),
                    decimal(side.p99(), 2),
                    decimal(side.cpu(), 0),
                    decimal(side.allocated(), 1),
                    decimal(Math.max(0, side.lag()), 1),
                    "" + side.failed());
        }
        inside.row(
                name,
                decimal(gateway.desk(), 0),
                decimal(gateway.writer(), 0),
                decimal(gateway.collecting(), 1),
                decimal(gateway.compiling(), 1),
                "" + gateway.resident());
    }

    /** The first side is the direct one. */
    void paced(String action, List<Side> sides) {
        double direct = sides.get(0).p50();
        for (Side side : sides) {
            String added = decimal(side.p50() - direct, 2);
            paced.row(action, side.name(), decimal(side.p50(), 2), decimal(side.p99(), 2), added);
        }
        Side gateway = sides.get(sides.size() - 1);
        target(action + ", 1 station: added p50", gateway.p50() - direct, 1, "ms");
        target(action + ", 1 station: p99", gateway.p99(), 10, "ms");
    }

    void burst(String side, double answered, double delivered, int lost) {
        bursts.row(side, decimal(answered, 2), decimal(delivered, 2), "" + lost);
        if (side.equals(Side.GATEWAY)) {
            target("burst of 5,000 at the CSMS", delivered, 1, "s");
        }
    }

    private void target(String what, double reached, double most, String unit) {
        targets.row(
                what,
                "<= " + decimal(most, most < 1 ? 1 : 0) + " " + unit,
                decimal(reached, reached < 100 ? 2 : 0) + " " + unit,
                mark(reached <= most));
    }

    /** Those that compare sides, where they were measured. */
    private void targetsOfLoads() {
        ratio("MeterValues, 100 stations", Side.ECHO, 0.6);
        ratio("MeterValues, 100 stations", Side.PROXY, 0.5);
        ratio("Heartbeat, 200 stations", Side.ECHO, 0.8);
        ratio("SOAP 1.6 MeterValues, 32 connections", Side.SERVLET, 0.25);
        ratio("SOAP 1.5 MeterValues, 32 connections", Side.SERVLET, 0.25);
        gateway("SOAP 1.6 MeterValues, 32 connections")
                .ifPresent(
                        side ->
                                targets.row(
                                        "SOAP 1.6 MeterValues, 32 connections",
                                        ">= 4,000/s",
                                        decimal(side.perSecond(), 0) + "/s",
                                        mark(side.perSecond() >= 4_000)));
        gateway("MeterValues, 50 stations")
                .ifPresent(side -> target("MeterValues, 50 stations: p99", side.p99(), 15, "ms"));
        gateway("MeterValues, 100 stations")
                .ifPresent(side -> target("JSON: processor time", side.cpu() / 1e3, 0.2, "ms"));
        gateway("SOAP 1.6 MeterValues, 32 connections")
                .ifPresent(side -> target("SOAP: processor time", side.cpu() / 1e3, 0.3, "ms"));
        measured.values().stream()
                .filter(side -> side.name().equals(Side.GATEWAY))
                .mapToDouble(Side::desk)
                .max()
                .ifPresent(most -> target("the desk, at most", most, 60, "% of a core"));
    }

    private Optional<Side> gateway(String load) {
        return Optional.ofNullable(measured.get(load + "/" + Side.GATEWAY));
    }

    private void ratio(String load, String peer, double wanted) {
        Side other = measured.get(load + "/" + peer);
        if (other == null) {
            return;
        }
        double reached = gateway(load).orElseThrow().perSecond() / other.perSecond();
        targets.row(
                load + " : " + peer,
                ">= " + decimal(wanted, 2),
                decimal(reached, 2),
                mark(reached >= wanted));
    }

    private static String mark(boolean holds) {
        return holds ? "holds" : "**missed**";
    }

    String plain() {
        targetsOfLoads();
        StringBuilder text = new StringBuilder();
        for (Table table : List.of(loads, inside, paced, bursts, memory, targets)) {
            if (!table.isEmpty()) {
                text.append('\n').append(table.plain());
            }
        }
        return text.append('\n').append(warmUp).append('\n').toString();
    }

    /** To be called after {@link #plain}, which completes the targets. */
    String markdown() {
        return String.join(
                "\n",
                machine + " " + warmUp + "\n",
                "### Loads",
                loads.markdown(),
                "### Inside the gateway",
                inside.markdown(),
                "### One station, 25 messages a second",
                paced.markdown(),
                "### A burst: 1,000 stations with 5 MeterValues each",
                bursts.markdown(),
                "### Start and memory",
                memory.markdown(),
                "### Targets",
                targets.markdown());
    }
}
