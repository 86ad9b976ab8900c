package dev.substation.udp;

import dev.substation.flow.ports.Actuator;
import dev.substation.flow.ports.Actuators;
import dev.substation.flow.ports.Door;
import dev.substation.flow.ports.Knock;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.RefusalReason;
import dev.substation.flow.ports.StationGate;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.UdpBox;
import dev.substation.flow.settings.UdpSettings;
import dev.substation.flow.time.RefusalLog;
import dev.substation.flow.time.Timers;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All KEBA boxes that the site reaches over UDP: those without OCPP as stations, others to limit
 * them. A datagram is of the box whose address it comes from; one from another address is counted
 * and dropped, and never answered. The socket is open only if the site has such a box.
 */
public final class UdpFace implements Actuators {

    private static final Logger LOG = LoggerFactory.getLogger(UdpFace.class);
    private static final Duration RETRY = Duration.ofSeconds(10);

    /** In the place of a card: there are no sessions to report. */
    private static final String SPEAKS_OCPP = "";

    /** Opens the gateway's end. */
    @FunctionalInterface
    public interface Opening {

        UdpEnd open(InetSocketAddress at) throws IOException;
    }

    /** A box at the site, with what runs for it. */
    private static final class Entry {
        private final InetSocketAddress address;
        private final BoxLine line;
        private final BoxView view = new BoxView();
        private final BoxActuator actuator;
        private String card;
        private Optional<Journal> journal = Optional.empty();
        private Optional<Box> box = Optional.empty();
        private boolean closed;

        Entry(StationId station, UdpBox settings, BoxLine line, Timers timers, UdpEnd end) {
            address = settings.address();
            card = settings.card();
            this.line = line;
            BoxRefresh refresh = new BoxRefresh(line, view, this::mayCharge, timers, end);
            actuator =
                    new BoxActuator(
                            station,
                            line,
                            view,
                            !speaksOcpp(),
                            this::mayCharge,
                            refresh,
                            timers,
                            end);
            refresh.start();
        }

        private boolean speaksOcpp() {
            return card.equals(SPEAKS_OCPP);
        }

        private Optional<Boolean> mayCharge() {
            return speaksOcpp() ? Optional.of(true) : journal.map(Journal::mayCharge);
        }

        private void close() {
            closed = true;
            box.ifPresent(Box::close);
            line.close();
        }
    }

    private final Opening opening;
    private final Ledger ledger;
    private final UdpSettings settings;
    private final Timers timers;
    private final Supplier<Instant> now;
    private final RefusalLog log;

    /** Changed in turn. */
    private final Map<StationId, Entry> entries = new ConcurrentHashMap<>();

    /** In turn. Never read anew from the ledger: what was written last may not be there yet. */
    private final Map<StationId, CompletableFuture<Journal>> journals = new HashMap<>();

    private Optional<UdpEnd> end = Optional.empty();
    private Optional<StationGate> gate = Optional.empty();
    private List<StationSettings> wanted = List.of();
    private boolean trying;
    private boolean closed;

    /**
     * @param now the wall clock, for times on the wire and in the ledger
     */
    public UdpFace(
            Opening opening,
            Ledger ledger,
            UdpSettings settings,
            Timers timers,
            Supplier<Instant> now) {
        this.opening = opening;
        this.ledger = ledger;
        this.settings = settings;
        this.timers = timers;
        this.now = now;
        log = new RefusalLog(timers::moment);
    }

    /**
     * Takes the boxes of the site, at the start and when its settings have changed.
     *
     * @param stations those that are boxes
     */
    public synchronized void use(StationGate behind, List<StationSettings> stations) {
        if (closed) {
            return;
        }
        gate = Optional.of(behind);
        wanted = List.copyOf(stations);
        if (end.isEmpty() && !stations.isEmpty()) {
            open();
        }
        end.ifPresent(one -> one.execute(() -> take(one, behind, stations)));
    }

    private void open() {
        try {
            UdpEnd opened = opening.open(settings.at());
            opened.receiver((from, datagram) -> received(from, datagram));
            end = Optional.of(opened);
        } catch (IOException e) {
            LOG.error(Problem.UDP_NOT_OPEN.line(settings.at().getPort(), e.getMessage()));
            if (!trying) {
                trying = true;
                timers.after(RETRY, this::tryAgain);
            }
        }
    }

    /** By then the site may have other boxes. */
    private synchronized void tryAgain() {
        trying = false;
        use(gate.orElseThrow(), wanted);
    }

    private void take(UdpEnd at, StationGate behind, List<StationSettings> stations) {
        Map<StationId, UdpBox> wanted = new LinkedHashMap<>();
        stations.forEach(
                station -> wanted(station).ifPresent(box -> wanted.put(station.station(), box)));
        entries.entrySet()
                .removeIf(
                        entry -> {
                            UdpBox box = wanted.get(entry.getKey());
                            boolean stays =
                                    box != null
                                            && box.address().equals(entry.getValue().address)
                                            && box.card().equals(SPEAKS_OCPP)
                                                    == entry.getValue().speaksOcpp();
                            if (!stays) {
                                entry.getValue().close();
                            }
                            return !stays;
                        });
        wanted.forEach(
                (station, box) -> {
                    Entry known = entries.get(station);
                    if (known == null) {
                        begin(at, behind, station, box);
                    } else {
                        known.card = box.card();
                    }
                });
    }

    /** Of a box that speaks OCPP itself, only where it is. */
    private static Optional<UdpBox> wanted(StationSettings station) {
        return station.udp()
                .or(
                        () ->
                                station.charging()
                                        .udp()
                                        .map(address -> new UdpBox(address, SPEAKS_OCPP)));
    }

    private void begin(UdpEnd at, StationGate behind, StationId station, UdpBox box) {
        BoxLine line =
                new BoxLine(
                        text -> at.send(box.address(), text.getBytes(StandardCharsets.US_ASCII)),
                        timers,
                        at,
                        settings.pace());
        Entry entry = new Entry(station, box, line, timers, at);
        entries.put(station, entry);
        if (!entry.speaksOcpp()) {
            remembered(at, behind, station, entry);
        }
    }

    private void remembered(UdpEnd at, StationGate behind, StationId station, Entry entry) {
        journals.computeIfAbsent(station, id -> Journal.of(id, ledger))
                .whenCompleteAsync(
                        (journal, fault) -> {
                            if (entry.closed) {
                                return;
                            }
                            if (fault != null) {
                                LOG.error(
                                        "station={} {}",
                                        station,
                                        Problem.UDP_NOT_REMEMBERED.line(fault),
                                        fault);
                                journals.remove(station);
                                timers.after(
                                        RETRY,
                                        () ->
                                                at.execute(
                                                        () ->
                                                                remembered(
                                                                        at, behind, station,
                                                                        entry)));
                                return;
                            }
                            Box box =
                                    new Box(
                                            station,
                                            entry.address,
                                            new Box.Parts(behind, settings, timers, now, at),
                                            entry.line,
                                            entry.view,
                                            journal,
                                            () -> entry.card);
                            entry.journal = Optional.of(journal);
                            entry.box = Optional.of(box);
                            box.start();
                        },
                        at);
    }

    private void received(InetSocketAddress from, byte[] datagram) {
        Optional<Entry> sender = sender(from);
        if (sender.isEmpty()) {
            dropped(from);
            return;
        }
        BoxText said = BoxText.of(datagram);
        boolean answer = sender.get().line.received(said);
        if (!answer) {
            if (said.has("Plug")) { // some limits end when the car goes
                sender.get().actuator.repeat();
            }
            sender.get().box.ifPresent(box -> box.broadcast(said));
        }
    }

    /** By address and port; by the address alone if the site has one box there. */
    private Optional<Entry> sender(InetSocketAddress from) {
        List<Entry> there =
                entries.values().stream()
                        .filter(entry -> entry.address.getAddress().equals(from.getAddress()))
                        .toList();
        return there.size() == 1
                ? there.stream().findFirst()
                : there.stream().filter(entry -> entry.address.equals(from)).findFirst();
    }

    private void dropped(InetSocketAddress from) {
        String peer = from.getAddress().getHostAddress();
        gate.ifPresent(
                one ->
                        one.refusals()
                                .add(
                                        Door.UDP,
                                        RefusalReason.UNKNOWN_ADDRESS,
                                        new Knock(
                                                peer,
                                                "",
                                                "a datagram from an address that is of no station")));
        log.line(peer, Problem.UDP_UNKNOWN_SENDER.number())
                .ifPresent(
                        more ->
                                LOG.warn(
                                        "address={} {}{}",
                                        peer,
                                        Problem.UDP_UNKNOWN_SENDER.line(),
                                        more));
    }

    @Override
    public Optional<Actuator> of(StationId station) {
        return Optional.ofNullable(entries.get(station)).map(entry -> entry.actuator);
    }

    /** Lets go of all boxes; the end is closed by who opened it. */
    public synchronized void stop() {
        closed = true;
        end.ifPresent(
                one ->
                        one.execute(
                                () -> {
                                    entries.values().forEach(Entry::close);
                                    entries.clear();
                                }));
    }
}
