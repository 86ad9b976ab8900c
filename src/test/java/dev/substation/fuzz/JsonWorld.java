package dev.substation.fuzz;

import dev.substation.json.JsonDoor;
import dev.substation.model.StationId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Stations that speak OCPP-J. */
final class JsonWorld extends World {

    private static final int TOO_LARGE = 1009;
    private static final int NOT_TEXT = 1003;

    private final JsonDoor door;
    private final List<Station> stations = new ArrayList<>();
    private boolean stationsInOrder = true;

    JsonWorld(Seeds seeds, Path routes) throws Exception {
        super(
                seeds,
                routes,
                world ->
                        (id, dialect, address) -> {
                            throw new IllegalStateException("nobody is called back here");
                        });
        door = new JsonDoor(entrance, time, checks, time);
        for (int i = 0; i < STATIONS; i++) {
            stations.add(new Station(i));
        }
        stations.forEach(Station::come);
        rest();
    }

    /** A station with its WebSocket. */
    private final class Station {

        private final int number;
        private final StationId id;
        private final Promises promises = new Promises();
        private JsonDoor.Socket socket;
        private int expectedEnd;
        private Optional<String> last = Optional.empty();

        Station(int number) {
            this.number = number;
            id = station(number);
        }

        void come() {
            promises.forget();
            expectedEnd = 0;
            JsonDoor.Socket[] mine = new JsonDoor.Socket[1];
            mine[0] =
                    door.open(
                            id,
                            "10.0.0." + number + ":4711",
                            text -> {
                                if (mine[0] == socket) {
                                    watched(() -> heard(text));
                                }
                            });
            socket = mine[0];
            boot();
            time.settle();
        }

        void boot() {
            say(
                    "[2,\"boot\",\"BootNotification\",{\"chargePointVendor\":\"V\",\"chargePointModel\":\"M\"}]");
        }

        /** What a Heartbeat is answered. */
        String heartbeat() {
            last = Optional.empty();
            say("[2,\"probe\",\"Heartbeat\",{}]");
            rest();
            return last.orElse("nothing");
        }

        void say(String text) {
            String carried = carried(text);
            note("station " + id, carried);
            if (carried.length() > 1 << 20) {
                expectedEnd = TOO_LARGE;
            } else {
                promises.sent(carried);
            }
            socket.text(carried);
        }

        private void heard(String text) {
            note("gateway to " + id, text);
            Judge.Said said = Judge.frame(text, JsonWorld.this::sent);
            if (said.type() == 2) {
                react(said);
            } else {
                promises.answered(said.id());
                last = Optional.of(text);
                count(said.type() == 3 ? "result" : "refused");
            }
        }

        private void react(Judge.Said call) {
            String good =
                    "[3," + quoted(call.id()) + "," + seeds.answerOfStation(call.action()) + "]";
            if (stationsInOrder) {
                say(good);
                return;
            }
            switch (dice.below(8)) {
                case 0 -> note("station " + id, "(silence)");
                case 1 -> say(json.frame(dice, good));
                case 2 -> {
                    say(good);
                    say(good);
                }
                case 3 ->
                        say(
                                "[4,"
                                        + quoted(call.id())
                                        + ",\""
                                        + dice.of("NotSupported", "Nonsense", "x".repeat(3_000))
                                        + "\","
                                        + dice.of("\"\"", "\"no\"", "null", "1", "{}")
                                        + ",{}]");
                case 4 -> {
                    say("[3,\"x\",{}]");
                    say("[2,\"77\",\"Heartbeat\",{}]");
                    say(good);
                }
                case 5 -> {
                    leave();
                    come();
                }
                default ->
                        say(
                                "[3,"
                                        + quoted(call.id())
                                        + ","
                                        + json.payload(dice, seeds.answerOfStation(call.action()))
                                        + "]");
            }
        }

        void leave() {
            note("station " + id, "(gone)");
            promises.forget();
            socket.leave();
        }

        /** Closed as it should be, or open. */
        void look() {
            if (socket.closedWith().isPresent()) {
                int code = socket.closedWith().getAsInt();
                if (code != expectedEnd && !(keepsItsOwn(number) && code == 1013)) {
                    throw new Defect("station " + id + " was closed with " + code);
                }
                count("closed " + code);
                come();
            } else if (expectedEnd != 0) {
                throw new Defect("station " + id + " is still there");
            }
        }
    }

    @Override
    void boot(StationId station) {
        stations.stream()
                .filter(known -> known.id.equals(station))
                .filter(known -> known.socket.closedWith().isEmpty())
                .forEach(Station::boot);
    }

    @Override
    boolean allAnswered() {
        return stations.stream()
                .allMatch(one -> one.promises.allKept() || one.socket.closedWith().isPresent());
    }

    @Override
    void verify() {
        stations.forEach(Station::look);
    }

    @Override
    void settle() {
        stations.stream()
                .filter(station -> station.socket.closedWith().isEmpty())
                .forEach(station -> station.promises.settle());
    }

    @Override
    void forget() {
        stations.forEach(station -> station.promises.forget());
    }

    @Override
    void input() {
        Station station = dice.of(stations);
        stationsInOrder = true;
        switch (dice.below(20)) {
            case 0, 1, 2, 3, 4, 5, 6, 7, 8, 9 -> station.say(frame());
            case 10, 11 -> {
                station.say(frame());
                station.say("[2,\"twin\",\"Heartbeat\",{}]");
                station.say(frame());
                station.say("[2,\"twin\",\"Heartbeat\",{}]");
            }
            case 12, 13, 14, 15 -> {
                stationsInOrder = dice.oneIn(3);
                fromCsms(station);
            }
            case 16 -> stray(station);
            default -> session(station);
        }
        rest();
        if (dice.oneIn(10)) {
            probe(station);
        }
    }

    private String frame() {
        if (dice.oneIn(30)) {
            return json.frame(dice, dice.of(seeds.broken));
        }
        Seeds.Said said = dice.of(dice.oneIn(15) ? seeds.fromCsms : seeds.fromStations);
        String payload = dice.oneIn(4) ? said.payload() : json.payload(dice, said.payload());
        String frame = call(said, payload);
        return dice.oneIn(3) ? json.frame(dice, frame) : frame;
    }

    private void fromCsms(Station station) {
        for (int i = dice.of(1, 1, 1, 2); i > 0; i--) {
            String frame = callOfCsms();
            String text = carried(dice.oneIn(4) ? json.frame(dice, frame) : frame);
            note("csms", text);
            csms.say(station.id, text);
        }
    }

    private void stray(Station station) {
        switch (dice.below(8)) {
            case 0 -> {
                station.expectedEnd = NOT_TEXT;
                byte[] bytes = new byte[dice.of(0, 1, 1_000)];
                note("station " + station.id, "(binary)");
                station.socket.binary(bytes);
            }
            case 1 -> {
                if (dice.oneIn(20)) {
                    station.say(
                            "[2,\"1\",\"DataTransfer\",{\"vendorId\":\""
                                    + "x".repeat(1 << 20)
                                    + "\"}]");
                }
            }
            case 2 -> {
                station.leave();
                station.come();
            }
            case 3 -> {
                note("csms", "(cut)");
                csms.cut(station.id);
            }
            default -> {
                String text =
                        carried(
                                "["
                                        + dice.below(10)
                                        + ",\""
                                        + dice.of("boot", "n-1", "", "twin")
                                        + "\","
                                        + dice.of(
                                                "{}",
                                                "{\"status\":\"Accepted\"}",
                                                "\"GenericError\",\"\",{}",
                                                "null",
                                                "\"Heartbeat\",{}",
                                                "7")
                                        + "]");
                if (dice.oneIn(2)) {
                    station.say(text);
                } else {
                    note("csms", text);
                    csms.say(station.id, text);
                }
            }
        }
    }

    private void session(Station station) {
        int bad = dice.below(7);
        List<String> frames = new ArrayList<>();
        frames.add(
                "[2,\"s1\",\"BootNotification\",{\"chargePointVendor\":\"V\",\"chargePointModel\":\"M\"}]");
        frames.add(
                "[2,\"s2\",\"StatusNotification\",{\"connectorId\":1,\"errorCode\":\"NoError\",\"status\":\"Preparing\"}]");
        frames.add("[2,\"s3\",\"Authorize\",{\"idTag\":\"CARD_1\"}]");
        frames.add(
                "[2,\"s4\",\"StartTransaction\",{\"connectorId\":1,\"idTag\":\"CARD_1\",\"meterStart\":"
                        + dice.below(1_000_000)
                        + ",\"timestamp\":\""
                        + time.instant()
                        + "\"}]");
        for (int i = 0; i < frames.size(); i++) {
            station.last = Optional.empty();
            station.say(i == bad ? json.frame(dice, frames.get(i)) : frames.get(i));
            rest();
        }
        String id =
                station.last
                        .filter(text -> text.contains("transactionId"))
                        .map(text -> text.replaceAll(".*\"transactionId\":(-?\\d+).*", "$1"))
                        .orElse("1");
        String meters =
                "[2,\"s5\",\"MeterValues\",{\"connectorId\":1,\"transactionId\":"
                        + id
                        + ",\"meterValue\":[{\"timestamp\":\"2026-01-01T08:10:00Z\",\"sampledValue\":[{\"value\":\"1.5\"}]}]}]";
        String stop =
                "[2,\"s6\",\"StopTransaction\",{\"transactionId\":"
                        + id
                        + ",\"meterStop\":2000000,\"timestamp\":\"2026-01-01T09:00:00Z\"}]";
        station.say(bad == 4 ? json.frame(dice, meters) : meters);
        rest();
        station.say(bad == 5 ? json.frame(dice, stop) : stop);
        rest();
        if (bad == 5) {
            station.say(stop);
        }
    }

    /** The station can go on as if nothing had been. */
    private void probe(Station station) {
        if (station.socket.closedWith().isPresent() || keepsItsOwn(station.number)) {
            return;
        }
        String answer = station.heartbeat();
        if (isHeldBack(answer)) {
            calm();
            station.boot();
            rest();
            answer = station.heartbeat();
        }
        if (!answer.startsWith("[3,\"probe\",{\"currentTime\":")) {
            throw new Defect("a Heartbeat was answered with " + answer);
        }
        count("probe");
    }
}
