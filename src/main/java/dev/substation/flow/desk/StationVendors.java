package dev.substation.flow.desk;

import dev.substation.dialect.BootVendor;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.settings.StationSettings;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Direction;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which vendor profile each station has: as the site says, else as the station said at its boot.
 * What was learnt is kept over restarts. A KEBA network whose vendor nobody knows gets its cards
 * blocked (issue 14), so the log warns of cards with a serial behind them.
 */
public final class StationVendors {

    /** The owner of what is remembered. */
    public static final String OWNER = "vendor";

    private static final Logger LOG = LoggerFactory.getLogger(StationVendors.class);

    private static final String ID_TAG = "idTag";

    /** The UID of a card in hex digits (4, 7 or 10 bytes), and what a KEBA network puts behind. */
    private static final Pattern WITH_SERIAL =
            Pattern.compile("(?:\\p{XDigit}{8}|\\p{XDigit}{14}|\\p{XDigit}{20})_(\\w{4,20})");

    private final Store store;
    private final Map<StationId, String> remembered = new HashMap<>();

    public StationVendors(Store store, List<Memory> memories) {
        this.store = store;
        memories.stream()
                .filter(memory -> memory.owner().equals(OWNER))
                .forEach(memory -> remembered.put(memory.station(), memory.value()));
    }

    /** Takes up what was known before the start; of an older ledger, from the last boot. */
    public void remembered(Station station) {
        Optional<String> before = Optional.ofNullable(remembered.remove(station.id()));
        if (before.isPresent()) {
            station.learnVendor(before.get());
        } else {
            station.boot()
                    .flatMap(BootVendor::of)
                    .ifPresent(vendor -> learn(station, vendor, said(station)));
        }
    }

    private static String said(Station station) {
        return station.boot().map(BootVendor::words).orElse("");
    }

    /** Learns from a boot, before it is corrected or sees a rule. */
    public void heard(Station station, Call call) {
        if (isFromStation(call) && call.action().equals(Action.BootNotification)) {
            BootVendor.of(call.payload())
                    .ifPresent(vendor -> learn(station, vendor, BootVendor.words(call.payload())));
        }
    }

    private static boolean isFromStation(Call call) {
        return call.direction() == Direction.UP;
    }

    private void learn(Station station, String vendor, String said) {
        if (station.learntVendor().filter(vendor::equals).isPresent()) {
            return;
        }
        station.learnVendor(vendor);
        store.commit(new Change.Remembered(new Memory(OWNER, station.id(), "", vendor)));
        StationSettings settings = station.settings();
        if (settings.learnsVendor()) {
            LOG.info(
                    "station={} vendor={} learned from its BootNotification ({}); vendor in"
                            + " site.yaml overrides it",
                    station.id(),
                    vendor,
                    StationVendor.printable(said));
        }
    }

    /** Looks at a card on its way to the CSMS, as it left the rules. */
    public void passes(Station station, Call sent) {
        if (!isFromStation(sent) || !station.isOfUnknownVendor() || station.isSuspectedNetwork()) {
            return;
        }
        Matcher serial = WITH_SERIAL.matcher(sent.payload().text(ID_TAG).orElse(""));
        if (serial.matches()) {
            station.suspectNetwork();
            LOG.warn(
                    "station={} action={} {}",
                    station.id(),
                    sent.action(),
                    Problem.CARD_WITH_SERIAL.line(StationVendor.printable(serial.group(1))));
        }
    }

    /** The stations with their vendors, by their names. */
    public static List<StationVendor> known(Collection<Station> stations) {
        return stations.stream()
                .map(StationVendor::of)
                .sorted(Comparator.comparing(known -> known.station().value()))
                .toList();
    }
}
