package dev.substation.flow.down;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Json;
import dev.substation.dialect.Times;
import dev.substation.flow.desk.Parts;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Store;
import dev.substation.flow.ports.FileRelay;
import dev.substation.flow.ports.FileTransfer;
import dev.substation.flow.ports.KeyVault;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.settings.FileRelayMode;
import dev.substation.flow.time.Desk;
import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts an address of the gateway in the place of the CSMS's file server into calls that make a
 * station move a file (docs/adr/0049-file-relay.md). A station has one address for each kind of
 * file; it is kept over restarts, sealed, as the CSMS's address may hold credentials.
 */
public final class FileTransfers {

    /** The owner of what is remembered over restarts. */
    static final String OWNER = "file-transfer";

    private static final Logger LOG = LoggerFactory.getLogger(FileTransfers.class);

    /** After the call, or after the date from which a station is to fetch its firmware. */
    private static final Duration VALID = Duration.ofDays(7);

    /** A date that lies further ahead is a mistake. */
    private static final Duration LONGEST_AHEAD = Duration.ofDays(400);

    private static final List<String> DATES = List.of("retrieveDate", "retrieveDateTime");
    private static final int LONGEST_KEY = 100;

    private static final String LOCATION = "location";
    private static final String SIGNS = "abcdefghijkmnpqrstuvwxyz23456789";
    private static final int ID_LENGTH = 10;
    private static final int PASSWORD_LENGTH = 24;

    private static final String ID = "id";
    private static final String PASSWORD = "password";
    private static final String MODE = "mode";
    private static final String UPLOAD = "upload";
    private static final String TARGET = "target";
    private static final String FROM = "from";

    /**
     * An address that is open.
     *
     * @param from when a station may use it at the earliest, as the CSMS wrote it; empty for now
     */
    private record Open(FileTransfer transfer, String from, Runnable noLongerDue) {}

    /**
     * Where a call names the address.
     *
     * @param section the object that it stands in; empty for the payload itself
     */
    private record Place(String section, String field, boolean upload) {

        Optional<String> of(Payload payload) {
            return (section.isEmpty() ? Optional.of(payload) : payload.object(section))
                    .flatMap(object -> object.text(field));
        }

        Payload with(Payload payload, String address) {
            return section.isEmpty()
                    ? payload.with(field, address)
                    : payload.changing(section, object -> object.with(field, address));
        }

        /** From when on the file may be fetched; empty for now. */
        String date(Payload payload) {
            Payload object = section.isEmpty() ? payload : payload.object(section).orElse(payload);
            return DATES.stream()
                    .flatMap(name -> object.text(name).stream())
                    .findFirst()
                    .orElse("");
        }

        String path() {
            return section.isEmpty() ? field : section + "." + field;
        }
    }

    private static final Map<Action, Place> PLACES =
            Map.of(
                    Action.GetDiagnostics, new Place("", LOCATION, true),
                    Action.GetLog, new Place("log", "remoteLocation", true),
                    Action.UpdateFirmware, new Place("", LOCATION, false),
                    Action.SignedUpdateFirmware, new Place("firmware", LOCATION, false));

    private final Desk desk;
    private final Store store;
    private final FileRelay relay;
    private final KeyVault vault;
    private final SecureRandom random = new SecureRandom();
    private final Map<StationId, Map<String, Open>> open = new HashMap<>();

    public FileTransfers(Parts parts, Store store, List<Memory> memories) {
        desk = parts.desk();
        relay = parts.files();
        vault = parts.vault();
        this.store = store;
        memories.stream()
                .filter(memory -> memory.owner().equals(OWNER) && !memory.value().isEmpty())
                .forEach(this::remember);
    }

    private void remember(Memory memory) {
        try {
            byte[] opened = vault.open(memory.value()).orElseThrow();
            Payload value = Json.read(new String(opened, StandardCharsets.UTF_8));
            FileTransfer transfer =
                    new FileTransfer(
                            value.text(ID).orElseThrow(),
                            value.text(PASSWORD).orElseThrow(),
                            memory.station(),
                            value.text(MODE).flatMap(FileRelayMode::of).orElseThrow(),
                            Boolean.TRUE.equals(value.get(UPLOAD)),
                            URI.create(value.text(TARGET).orElseThrow()));
            if (relay.unable(transfer.mode(), transfer.target()).isEmpty()) {
                opened(memory.key(), transfer, value.text(FROM).orElse(""));
            }
        } catch (BadMessage | RuntimeException unreadable) {
            LOG.warn(
                    "station={} {}",
                    memory.station(),
                    Problem.STORED_DATA_UNREADABLE.line("address of a file"));
        }
    }

    /** How much is kept, for the metrics. */
    public MemoryFigure kept() {
        return MemoryFigure.ofEach(OWNER, open.values().stream().mapToInt(Map::size).sum());
    }

    /** A station that no setting names has gone for good. */
    public void forget(StationId station) {
        Optional.ofNullable(open.remove(station))
                .ifPresent(
                        transfers ->
                                transfers
                                        .values()
                                        .forEach(
                                                one -> {
                                                    one.noLongerDue().run();
                                                    relay.close(one.transfer());
                                                }));
    }

    /**
     * A call as its station should get it.
     *
     * @param upstream who asked: of a split station, each part has an address of its own
     */
    Call towardsStation(Station station, StationId upstream, Call call) {
        FileRelayMode mode = station.settings().quirks().fileRelay();
        Place place = PLACES.get(call.action());
        if (mode == FileRelayMode.OFF || place == null || station.settings().transparent()) {
            return call;
        }
        Optional<String> named = place.of(call.payload()).map(String::strip);
        if (named.isEmpty()) {
            return call;
        }
        Optional<URI> target = address(named.get());
        String trouble =
                target.map(uri -> relay.unable(mode, uri).orElse(""))
                        .orElse("its address cannot be read");
        if (!trouble.isEmpty()) {
            LOG.warn(
                    "station={} action={} id={} {}",
                    station.id(),
                    call.action(),
                    call.messageId(),
                    Problem.FILE_NOT_RELAYED.line(trouble));
            return call.noting(
                    Note.whole(Loss.APPROXIMATED, "the file is not relayed: " + trouble));
        }
        String key = key(station.id(), upstream, call);
        FileTransfer transfer = transfer(station.id(), key, mode, place.upload(), target.get());
        String from = place.date(call.payload());
        URI address = opened(key, transfer, from);
        store.commit(new Change.Remembered(memory(key, transfer, from)));
        return call.withPayload(place.with(call.payload(), address.toString()))
                .noting(
                        Note.renamed(
                                place.path(),
                                transfer.shown(),
                                mode.word() + " at the gateway",
                                "the gateway relays the file (file-relay)"));
    }

    private static Optional<URI> address(String text) {
        try {
            return Optional.of(new URI(text.replace(" ", "%20")));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    /** A station moves one file of a kind at a time, for each that it is at the CSMS. */
    private static String key(StationId station, StationId upstream, Call call) {
        String kind =
                call.payload()
                        .text("logType")
                        .map(type -> call.action() + " " + type)
                        .orElse(call.action().name());
        String key = upstream.equals(station) ? kind : kind + " " + upstream;
        return key.substring(0, Math.min(key.length(), LONGEST_KEY));
    }

    /** The one that is open if the CSMS only repeats itself, else a new one in its place. */
    private FileTransfer transfer(
            StationId station, String key, FileRelayMode mode, boolean upload, URI target) {
        Open known = open.getOrDefault(station, Map.of()).get(key);
        FileTransfer before = known == null ? null : known.transfer();
        if (before != null && before.mode() == mode && before.target().equals(target)) {
            return before;
        }
        if (before != null) {
            relay.close(before);
        }
        return new FileTransfer(
                text(ID_LENGTH), text(PASSWORD_LENGTH), station, mode, upload, target);
    }

    private String text(int length) {
        StringBuilder text = new StringBuilder(length);
        for (int at = 0; at < length; at++) {
            text.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
        }
        return text.toString();
    }

    private URI opened(String key, FileTransfer transfer, String from) {
        Map<String, Open> ofStation =
                open.computeIfAbsent(transfer.station(), any -> new HashMap<>());
        Optional.ofNullable(ofStation.get(key)).ifPresent(before -> before.noLongerDue().run());
        Runnable cancel = desk.after(ahead(from).plus(VALID), () -> ended(key, transfer));
        ofStation.put(key, new Open(transfer, from, cancel));
        return relay.open(transfer, () -> desk.execute(() -> ended(key, transfer)));
    }

    /** How long it takes until a date has come. */
    private Duration ahead(String from) {
        Duration ahead =
                Times.parse(from)
                        .map(date -> Duration.between(desk.now(), date))
                        .orElse(Duration.ZERO);
        return ahead.isNegative() || ahead.compareTo(LONGEST_AHEAD) > 0 ? Duration.ZERO : ahead;
    }

    private void ended(String key, FileTransfer transfer) {
        Map<String, Open> ofStation = open.get(transfer.station());
        Open known = ofStation == null ? null : ofStation.get(key);
        if (known == null || !known.transfer().equals(transfer)) {
            return;
        }
        known.noLongerDue().run();
        ofStation.remove(key);
        if (ofStation.isEmpty()) {
            open.remove(transfer.station());
        }
        relay.close(transfer);
        store.commit(new Change.Remembered(new Memory(OWNER, transfer.station(), key, "")));
    }

    private Memory memory(String key, FileTransfer transfer, String from) {
        Payload value =
                Payload.of(
                        ID,
                        transfer.id(),
                        PASSWORD,
                        transfer.password(),
                        MODE,
                        transfer.mode().word(),
                        UPLOAD,
                        transfer.upload(),
                        TARGET,
                        transfer.target().toString(),
                        FROM,
                        from);
        return new Memory(
                OWNER,
                transfer.station(),
                key,
                vault.seal(Json.write(value).getBytes(StandardCharsets.UTF_8)));
    }
}
