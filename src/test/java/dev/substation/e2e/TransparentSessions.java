package dev.substation.e2e;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.substation.testing.Json;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.RecordingCsms;
import dev.substation.testing.RecordingCsms.Reaction;
import dev.substation.testing.Wait;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Sessions of a station with a CSMS, written down as what each side says. They are played over a
 * WebSocket that leads to the CSMS directly, and over one that leads through the gateway.
 */
final class TransparentSessions {

    private static final Duration WITHIN = Duration.ofSeconds(60);
    private static final String NOW = "\"currentTime\":\"2026-11-29T10:00:00.123Z\"";
    private static final String ACCEPTED = "{\"idTagInfo\":{\"status\":\"Accepted\"}}";
    private static final String BOOT =
            "{\"chargePointVendor\":\"Any\",\"chargePointModel\":\"One\",\"iccid\":\"\"}";
    private static final String START =
            "{\"connectorId\":1,\"idTag\":\"CARD-1\",\"meterStart\":100,\"timestamp\":\"2026-11-29T10:00:00Z\"}";
    private static final String STOP =
            "{\"transactionId\":4711,\"idTag\":\"CARD-1\",\"meterStop\":900,\"timestamp\":\"2026-11-29T11:00:00Z\",\"reason\":\"Local\"}";

    /**
     * What each side got, in order, with message ids by their number.
     *
     * @param closedAtStation the code of the Close frame, when the CSMS sent one; else 0
     */
    record Wire(List<String> station, List<String> csms, int closedAtStation) {}

    private static final Map<String, Consumer<Peers>> ALL = new LinkedHashMap<>();

    private TransparentSessions() {}

    static Map<String, Consumer<Peers>> all() {
        return ALL;
    }

    /** Answers of the CSMS by station, each for one call; without one it answers as usual. */
    static final class Answers implements RecordingCsms.Mood {

        private record Key(String station, String action) {}

        private final Map<Key, Queue<Reaction>> scripted = new ConcurrentHashMap<>();

        void next(String station, String action, Reaction reaction) {
            scripted.computeIfAbsent(new Key(station, action), key -> new ConcurrentLinkedQueue<>())
                    .add(reaction);
        }

        @Override
        public Reaction react(String station, String id, String action, JsonObject payload) {
            Queue<Reaction> queue = scripted.get(new Key(station, action));
            Reaction chosen = queue == null ? null : queue.poll();
            if (chosen instanceof Reaction.Late || chosen instanceof Reaction.Silence) {
                return chosen;
            }
            int jitter = 50 + Math.floorMod((id + action).hashCode(), 250);
            return new Reaction.Late(
                    Duration.ofMillis(jitter), chosen == null ? usual(action) : chosen);
        }

        private static Reaction usual(String action) {
            return new Reaction.Result(
                    switch (action) {
                        case "BootNotification" ->
                                "{\"status\":\"Accepted\"," + NOW + ",\"interval\":86400}";
                        case "Heartbeat" -> "{" + NOW + "}";
                        case "Authorize", "StopTransaction" -> ACCEPTED;
                        case "StartTransaction" ->
                                "{\"idTagInfo\":{\"status\":\"Accepted\"},\"transactionId\":4711}";
                        case "DataTransfer" -> "{\"status\":\"Accepted\",\"data\":\"1.50\"}";
                        default -> "{}";
                    });
        }
    }

    /** A station and the CSMS as a session moves them. */
    static final class Peers {

        private final String name;
        private final URI address;
        private final RecordingCsms csms;
        private final Answers answers;
        private final List<String> before = new ArrayList<>();
        private PlainJsonStation station;
        private int closed;

        Peers(String name, URI address, RecordingCsms csms, Answers answers) {
            this.name = name;
            this.address = address;
            this.csms = csms;
            this.answers = answers;
        }

        Wire play(Consumer<Peers> session) {
            connect();
            session.accept(this);
            leave();
            List<String> all = new ArrayList<>(before);
            all.addAll(station.received());
            List<String> heard =
                    csms.frames(name).stream()
                            .filter(RecordingCsms.Frame::received)
                            .map(RecordingCsms.Frame::text)
                            .toList();
            return new Wire(numbered(all), numbered(heard), closed);
        }

        private void connect() {
            int opens = csms.opens(name);
            station = PlainJsonStation.connect(address);
            // A station whose gateway is not ready for it waits; here it says nothing before.
            Wait.until(
                    name + " is at the CSMS",
                    WITHIN,
                    () -> csms.opens(name) > opens && csms.isConnected(name));
        }

        private void leave() {
            if (closed == 0) {
                station.leave();
            }
            Wait.until(
                    name + " is closed at the CSMS",
                    WITHIN,
                    () -> csms.closes(name).size() == csms.opens(name));
            station.close();
        }

        /** The station calls, and waits for the answer. */
        Peers calls(String action, String payload) {
            station.call(action, payload);
            return this;
        }

        Peers boots() {
            return calls("BootNotification", BOOT);
        }

        /** The CSMS will answer the next call of an action so. */
        Peers willBe(String action, String payload) {
            answers.next(name, action, new Reaction.Result(payload));
            return this;
        }

        Peers willBeRefused(String action, String code, String description) {
            answers.next(name, action, new Reaction.Refusal(code, description));
            return this;
        }

        Peers willBeLate(String action, long millis, String payload) {
            answers.next(
                    name,
                    action,
                    new Reaction.Late(Duration.ofMillis(millis), new Reaction.Result(payload)));
            return this;
        }

        Peers willBeUnanswered(String action) {
            answers.next(name, action, new Reaction.Silence());
            return this;
        }

        /** The CSMS calls; the station answers so. */
        Peers asked(String action, String payload, String answer) {
            station.answering(action, answer);
            csms.ask(name, action, payload);
            return this;
        }

        /** The CSMS calls; the station answers with an error. */
        Peers askedInVain(String action, String payload) {
            csms.ask(name, action, payload);
            return this;
        }

        /** The station sends a text and waits until the CSMS has it. */
        Peers sends(String text) {
            int before = atCsms();
            station.send(text);
            Wait.until(name + " is heard", WITHIN, () -> atCsms() > before);
            return this;
        }

        /** The station sends a text and waits until it has got another frame. */
        Peers exchanges(String text) {
            int before = station.received().size();
            station.send(text);
            return awaitFrames(before + 1);
        }

        /** The CSMS sends a text and waits until the station has it. */
        Peers told(String text) {
            int before = station.received().size();
            csms.send(name, text);
            return awaitFrames(before + 1);
        }

        private Peers awaitFrames(int number) {
            Wait.until(
                    number + " frames reach " + name,
                    WITHIN,
                    () -> station.received().size() >= number);
            return this;
        }

        private int atCsms() {
            return (int) csms.frames(name).stream().filter(RecordingCsms.Frame::received).count();
        }

        Peers times(int number, Consumer<Peers> what) {
            for (int i = 0; i < number; i++) {
                what.accept(this);
            }
            return this;
        }

        Peers comesAgain() {
            leave();
            before.addAll(station.received());
            connect();
            return this;
        }

        Peers isClosed(int code, String reason) {
            csms.close(name, code, reason);
            closed = station.awaitClosed();
            return this;
        }
    }

    /** With each message id replaced by its number in the order of appearance. */
    private static List<String> numbered(List<String> frames) {
        Map<String, Integer> numbers = new LinkedHashMap<>();
        return frames.stream().map(text -> numbered(text, numbers)).toList();
    }

    private static String numbered(String text, Map<String, Integer> numbers) {
        if (Json.message(text).isEmpty()) {
            return text;
        }
        JsonArray frame = Json.frame(text);
        JsonElement id = frame.get(1);
        int number = numbers.computeIfAbsent(id.toString(), any -> numbers.size());
        return text.replaceFirst(
                Pattern.quote(id.toString()), Matcher.quoteReplacement("\"#" + number + "\""));
    }

    private static void session(String name, Consumer<Peers> play) {
        if (ALL.put(name, play) != null) {
            throw new IllegalStateException(name + " is there twice");
        }
    }

    private static String status(String status) {
        return "{\"connectorId\":1,\"errorCode\":\"NoError\",\"status\":\""
                + status
                + "\",\"timestamp\":\"2026-11-29T10:00:00Z\"}";
    }

    private static final String METER =
            "{\"connectorId\":1,\"transactionId\":4711,\"meterValue\":[{\"timestamp\":\"2026-11-29T10:10:00Z\",\"sampledValue\":[{\"value\":\"1.50\",\"unit\":\"kWh\"}]}]}";

    static {
        session("cold boot", p -> p.boots().calls("StatusNotification", status("Available")));
        session(
                "boot Pending, then called",
                p ->
                        p.willBe(
                                        "BootNotification",
                                        "{\"status\":\"Pending\"," + NOW + ",\"interval\":7}")
                                .boots()
                                .asked(
                                        "GetConfiguration",
                                        "{\"key\":[\"A\"]}",
                                        "{\"unknownKey\":[\"A\"]}")
                                .asked(
                                        "RemoteStartTransaction",
                                        "{\"idTag\":\"C\"}",
                                        "{\"status\":\"Rejected\"}")
                                .calls("StatusNotification", status("Available"))
                                .boots());
        session(
                "boot Rejected with interval 0",
                p ->
                        p.willBe(
                                        "BootNotification",
                                        "{\"status\":\"Rejected\"," + NOW + ",\"interval\":0}")
                                .boots()
                                .calls("Heartbeat", "{}")
                                .boots());
        session(
                "boot answered without time and interval",
                p -> p.willBe("BootNotification", "{\"status\":\"Accepted\"}").boots());
        session(
                "boot refused",
                p -> p.willBeRefused("BootNotification", "SecurityError", "who are you").boots());
        session(
                "no boot at all",
                p -> p.calls("Heartbeat", "{}").calls("Authorize", "{\"idTag\":\"C\"}"));
        session("called before it boots", p -> p.asked("GetConfiguration", "{}", "{}").boots());
        session("Heartbeats", p -> p.boots().times(6, each -> each.calls("Heartbeat", "{}")));
        session(
                "Heartbeat with an odd time",
                p ->
                        p.willBe("Heartbeat", "{\"currentTime\":\"2026-11-29 10:00\"}")
                                .calls("Heartbeat", "{}"));
        session(
                "Heartbeat refused",
                p -> p.willBeRefused("Heartbeat", "InternalError", "no").calls("Heartbeat", "{}"));
        for (String card : List.of("Accepted", "Blocked", "Expired", "Invalid", "ConcurrentTx")) {
            session(
                    "card " + card + ", twice",
                    p ->
                            p.times(
                                    2,
                                    each ->
                                            each.willBe(
                                                            "Authorize",
                                                            "{\"idTagInfo\":{\"status\":\""
                                                                    + card
                                                                    + "\",\"expiryDate\":null,\"parentIdTag\":\"F\"}}")
                                                    .calls("Authorize", "{\"idTag\":\"CARD-1\"}")));
        }
        session(
                "card refused by an error",
                p ->
                        p.willBeRefused("Authorize", "GenericError", "")
                                .calls("Authorize", "{\"idTag\":\"C\"}"));
        session(
                "charging from plug to plug",
                p ->
                        p.boots()
                                .calls("StatusNotification", status("Preparing"))
                                .calls("Authorize", "{\"idTag\":\"CARD-1\"}")
                                .calls("StartTransaction", START)
                                .calls("StatusNotification", status("Charging"))
                                .times(3, each -> each.calls("MeterValues", METER))
                                .calls("StopTransaction", STOP)
                                .calls("StatusNotification", status("Finishing"))
                                .calls("StatusNotification", status("Available")));
        session(
                "remote start and stop",
                p ->
                        p.boots()
                                .asked(
                                        "RemoteStartTransaction",
                                        "{\"idTag\":\"CARD-1\",\"connectorId\":1}",
                                        "{\"status\":\"Accepted\"}")
                                .calls("StartTransaction", START)
                                .asked(
                                        "RemoteStopTransaction",
                                        "{\"transactionId\":4711}",
                                        "{\"status\":\"Accepted\"}")
                                .calls("StopTransaction", STOP));
        session(
                "start refused by an error, sent again, taken",
                p ->
                        p.willBeRefused("StartTransaction", "InternalError", "try again")
                                .calls("StartTransaction", START)
                                .calls("StartTransaction", START)
                                .calls("StopTransaction", STOP));
        session(
                "start of a blocked card",
                p ->
                        p.willBe(
                                        "StartTransaction",
                                        "{\"transactionId\":0,\"idTagInfo\":{\"status\":\"Blocked\"}}")
                                .calls("StartTransaction", START));
        session(
                "start answered with a negative id",
                p ->
                        p.willBe(
                                        "StartTransaction",
                                        "{\"transactionId\":-1,\"idTagInfo\":{\"status\":\"Accepted\"}}")
                                .calls("StartTransaction", START));
        session(
                "start answered with an id that is large",
                p ->
                        p.willBe(
                                        "StartTransaction",
                                        "{\"transactionId\":9007199254740993,\"idTagInfo\":{\"status\":\"Accepted\"}}")
                                .calls("StartTransaction", START));
        session(
                "start answered with a text for an id",
                p ->
                        p.willBe(
                                        "StartTransaction",
                                        "{\"transactionId\":\"a-b\",\"idTagInfo\":{\"status\":\"Accepted\"}}")
                                .calls("StartTransaction", START));
        session(
                "start answered with nothing",
                p -> p.willBe("StartTransaction", "{}").calls("StartTransaction", START));
        session(
                "the same start twice",
                p ->
                        p.times(2, each -> each.calls("StartTransaction", START))
                                .calls("StopTransaction", STOP));
        session(
                "the same stop three times",
                p ->
                        p.calls("StartTransaction", START)
                                .times(3, each -> each.calls("StopTransaction", STOP)));
        session(
                "stop refused",
                p ->
                        p.willBeRefused(
                                        "StopTransaction",
                                        "PropertyConstraintViolation",
                                        "meterStop")
                                .calls("StopTransaction", STOP));
        session(
                "stop of an unknown transaction",
                p ->
                        p.calls(
                                "StopTransaction",
                                "{\"transactionId\":-1,\"meterStop\":1,\"timestamp\":\"2026-11-29T11:00:00Z\"}"));
        session(
                "meter values refused",
                p ->
                        p.willBeRefused("MeterValues", "PropertyConstraintViolation", "value")
                                .calls("MeterValues", METER)
                                .calls("MeterValues", METER));
        session(
                "the same status again and again",
                p -> p.times(24, each -> each.calls("StatusNotification", status("Charging"))));
        session(
                "status Occupied",
                p -> p.times(2, each -> each.calls("StatusNotification", status("Occupied"))));
        session(
                "status refused",
                p ->
                        p.willBeRefused("StatusNotification", "FormationViolation", "status")
                                .calls("StatusNotification", status("Available"))
                                .calls("StatusNotification", status("Available")));
        session(
                "firmware from Downloading to Installed",
                p -> {
                    p.asked(
                            "UpdateFirmware",
                            "{\"location\":\"ftp://x/y\",\"retrieveDate\":\"2026-11-29T10:00:00Z\"}",
                            "{}");
                    Arrays.asList(
                                    "Downloading",
                                    "Downloaded",
                                    "Installing",
                                    "Installing",
                                    "Installed")
                            .forEach(
                                    word ->
                                            p.calls(
                                                    "FirmwareStatusNotification",
                                                    "{\"status\":\"" + word + "\"}"));
                });
        session(
                "signed firmware",
                p -> {
                    p.asked(
                            "SignedUpdateFirmware",
                            "{\"requestId\":7,\"firmware\":{\"location\":\"x\",\"retrieveDateTime\":\"2026-11-29T10:00:00Z\",\"signingCertificate\":\"a\",\"signature\":\"b\"}}",
                            "{\"status\":\"Accepted\"}");
                    Arrays.asList(
                                    "Downloading",
                                    "Downloaded",
                                    "SignatureVerified",
                                    "Installing",
                                    "InstallRebooting",
                                    "Installed",
                                    "Installed",
                                    "Idle",
                                    "Idle")
                            .forEach(
                                    word ->
                                            p.calls(
                                                    "SignedFirmwareStatusNotification",
                                                    "{\"status\":\""
                                                            + word
                                                            + "\",\"requestId\":7}"));
                });
        session(
                "diagnostics and a log",
                p ->
                        p.asked(
                                        "GetDiagnostics",
                                        "{\"location\":\"ftp://x\"}",
                                        "{\"fileName\":\"d.zip\"}")
                                .calls(
                                        "DiagnosticsStatusNotification",
                                        "{\"status\":\"Uploading\"}")
                                .calls("DiagnosticsStatusNotification", "{\"status\":\"Uploaded\"}")
                                .asked(
                                        "GetLog",
                                        "{\"logType\":\"SecurityLog\",\"requestId\":1,\"log\":{\"remoteLocation\":\"x\"}}",
                                        "{\"status\":\"Accepted\",\"filename\":\"l\"}")
                                .calls(
                                        "LogStatusNotification",
                                        "{\"status\":\"Uploading\",\"requestId\":1}")
                                .calls(
                                        "LogStatusNotification",
                                        "{\"status\":\"Uploaded\",\"requestId\":1}"));
        session(
                "security events",
                p ->
                        p.times(
                                5,
                                each ->
                                        each.calls(
                                                "SecurityEventNotification",
                                                "{\"type\":\"TamperDetectionActivated\",\"timestamp\":\"2026-11-29T10:00:00Z\"}")));
        session(
                "certificates",
                p ->
                        p.calls("SignCertificate", "{\"csr\":\"-----BEGIN\\nCERTIFICATE\"}")
                                .asked(
                                        "CertificateSigned",
                                        "{\"certificateChain\":\"x\"}",
                                        "{\"status\":\"Rejected\"}")
                                .asked(
                                        "GetInstalledCertificateIds",
                                        "{\"certificateType\":\"Odd\"}",
                                        "{\"status\":\"NotFound\"}")
                                .asked("InstallCertificate", "{}", "{\"status\":\"Failed\"}"));
        session(
                "TriggerMessage of all kinds",
                p ->
                        List.of(
                                        "Heartbeat",
                                        "BootNotification",
                                        "MeterValues",
                                        "StatusNotification",
                                        "Odd")
                                .forEach(
                                        word ->
                                                p.asked(
                                                                "TriggerMessage",
                                                                "{\"requestedMessage\":\""
                                                                        + word
                                                                        + "\"}",
                                                                "{\"status\":\"Accepted\"}")
                                                        .calls("Heartbeat", "{}")));
        session(
                "configuration",
                p ->
                        p.asked(
                                        "GetConfiguration",
                                        "{}",
                                        "{\"configurationKey\":[{\"key\":\"HeartbeatInterval\",\"readonly\":false,\"value\":\"300\"}],\"unknownKey\":[]}")
                                .asked(
                                        "ChangeConfiguration",
                                        "{\"key\":\"HeartbeatInterval\",\"value\":\"1\"}",
                                        "{\"status\":\"RebootRequired\"}")
                                .asked(
                                        "ChangeConfiguration",
                                        "{\"key\":\"AuthorizationKey\",\"value\":\"4f43415f4f4354\"}",
                                        "{\"status\":\"NotSupported\"}")
                                .asked(
                                        "ChangeConfiguration",
                                        "{\"key\":\"WebSocketPingInterval\",\"value\":\"5\"}",
                                        "{\"status\":\"Accepted\"}"));
        session(
                "local list",
                p ->
                        p.asked("GetLocalListVersion", "{}", "{\"listVersion\":-1}")
                                .asked(
                                        "SendLocalList",
                                        "{\"listVersion\":1,\"updateType\":\"Full\",\"localAuthorizationList\":[]}",
                                        "{\"status\":\"VersionMismatch\"}")
                                .calls("Authorize", "{\"idTag\":\"CARD-1\"}"));
        session(
                "reservations",
                p ->
                        p.asked(
                                        "ReserveNow",
                                        "{\"connectorId\":0,\"expiryDate\":\"2026-12-01T00:00:00Z\",\"idTag\":\"C\",\"reservationId\":0}",
                                        "{\"status\":\"Occupied\"}")
                                .asked(
                                        "CancelReservation",
                                        "{\"reservationId\":-5}",
                                        "{\"status\":\"Rejected\"}")
                                .calls(
                                        "StartTransaction",
                                        START.replace("}", ",\"reservationId\":0}")));
        session(
                "smart charging",
                p ->
                        p.asked(
                                        "SetChargingProfile",
                                        "{\"connectorId\":1,\"csChargingProfiles\":{\"chargingProfileId\":1,\"transactionId\":99,\"stackLevel\":0,\"chargingProfilePurpose\":\"TxProfile\",\"chargingProfileKind\":\"Absolute\",\"chargingSchedule\":{\"chargingRateUnit\":\"A\",\"chargingSchedulePeriod\":[{\"startPeriod\":0,\"limit\":16.0}]}}}",
                                        "{\"status\":\"Accepted\"}")
                                .asked(
                                        "GetCompositeSchedule",
                                        "{\"connectorId\":1,\"duration\":60}",
                                        "{\"status\":\"Accepted\",\"connectorId\":1,\"chargingSchedule\":{\"chargingRateUnit\":\"A\",\"chargingSchedulePeriod\":[{\"startPeriod\":0,\"limit\":6.10}]}}")
                                .asked("ClearChargingProfile", "{}", "{\"status\":\"Unknown\"}"));
        session(
                "availability, unlock, cache, resets",
                p ->
                        p.asked(
                                        "ChangeAvailability",
                                        "{\"connectorId\":0,\"type\":\"Inoperative\"}",
                                        "{\"status\":\"Scheduled\"}")
                                .asked(
                                        "UnlockConnector",
                                        "{\"connectorId\":0}",
                                        "{\"status\":\"UnlockFailed\"}")
                                .asked("ClearCache", "{}", "{\"status\":\"Rejected\"}")
                                .asked("Reset", "{\"type\":\"Hard\"}", "{\"status\":\"Accepted\"}")
                                .comesAgain()
                                .boots()
                                .asked(
                                        "Reset",
                                        "{\"type\":\"Soft\"}",
                                        "{\"status\":\"Rejected\"}"));
        session(
                "the station refuses calls",
                p ->
                        List.of(
                                        "Reset",
                                        "ClearCache",
                                        "UnlockConnector",
                                        "GetDiagnostics",
                                        "DataTransfer")
                                .forEach(action -> p.askedInVain(action, "{}")));
        session(
                "stop of a transaction that is nobody's",
                p ->
                        p.asked(
                                "RemoteStopTransaction",
                                "{\"transactionId\":12345}",
                                "{\"status\":\"Rejected\"}"));
        session(
                "vendor data both ways",
                p ->
                        p.calls(
                                        "DataTransfer",
                                        "{\"vendorId\":\"V\",\"data\":\" <a>&\\u0001\\r\\n \"}")
                                .asked(
                                        "DataTransfer",
                                        "{\"vendorId\":\"V\",\"data\":{\"no\":[\"text\",1.0]}}",
                                        "{\"status\":\"UnknownVendorId\"}"));
        session(
                "operations that nobody knows",
                p ->
                        p.calls("HelloWorld", "{\"a\":[1,{}]}")
                                .asked("GoodBye", "{\"b\":null}", "{\"c\":1.10}"));
        session(
                "fields that nobody knows",
                p ->
                        p.calls("Heartbeat", "{\"more\":{\"a\":null,\"b\":[]}}")
                                .willBe("Heartbeat", "{" + NOW + ",\"x\":1e3}")
                                .calls("Heartbeat", "{}"));
        session(
                "fields that are missing or of another kind",
                p ->
                        p.calls("StartTransaction", "{\"connectorId\":\"1\"}")
                                .calls("StatusNotification", "{}")
                                .asked("Reset", "{}", "{\"status\":7}")
                                .willBe("Authorize", "{}")
                                .calls("Authorize", "{\"idTag\":5}"));
        session(
                "text that is too long",
                p ->
                        p.calls("Authorize", "{\"idTag\":\"" + "L".repeat(200) + "\"}")
                                .calls(
                                        "DataTransfer",
                                        "{\"vendorId\":\"V\",\"data\":\""
                                                + "äöü\u20ac".repeat(20_000)
                                                + "\"}"));
        session(
                "blanks, order and numbers as written",
                p ->
                        p.exchanges(
                                "[2 , \"w-1\",\"MeterValues\", {\"meterValue\" :[ ] ,  \"connectorId\":1.0, \"z\":1E2}]"));
        session(
                "an error with a code of its own and details",
                p ->
                        p.willBeUnanswered("Authorize")
                                .sends("[2,\"e-1\",\"Authorize\",{\"idTag\":\"C\"}]")
                                .told(
                                        "[4,\"e-1\",\"VendorTrouble\",\"so \\u00fc it is\",{\"why\":{\"n\":1.0}}]"));
        session(
                "an error of the station with details",
                p -> {
                    p.told("[2,\"c-1\",\"Zeppelin\",{}]")
                            .sends(
                                    "[4,\"c-1\",\"OccurenceConstraintViolation\",\"\",{\"at\":[1]}]");
                });
        session(
                "texts that are no OCPP-J",
                p ->
                        p.sends("no json at all")
                                .sends("{}")
                                .sends("[]")
                                .sends("[5,\"x\",{}]")
                                .sends("[2,\"x\"]")
                                .told("garbage")
                                .told("[7,1]")
                                .boots());
        session(
                "answers to nothing",
                p ->
                        p.sends("[3,\"never-asked\",{\"a\":1}]")
                                .sends("[4,\"never-asked\",\"GenericError\",\"\",{}]")
                                .told("[3,\"never-said\",{}]")
                                .boots());
        session(
                "message ids that are numbers, long, or used again",
                p ->
                        p.exchanges("[2,17,\"Heartbeat\",{}]")
                                .exchanges("[2,\"same\",\"Heartbeat\",{}]")
                                .exchanges("[2,\"same\",\"Heartbeat\",{}]")
                                .exchanges("[2,\"" + "i".repeat(100) + "\",\"Heartbeat\",{}]"));
        session(
                "calls that cross",
                p -> {
                    p.willBeLate("Authorize", 600, ACCEPTED)
                            .willBeLate("StatusNotification", 50, "{}");
                    p.sends("[2,\"x-1\",\"Authorize\",{\"idTag\":\"C\"}]");
                    p.asked("GetConfiguration", "{}", "{}"); // while the CSMS owes an answer
                    p.sends("[2,\"x-2\",\"StatusNotification\"," + status("Available") + "]");
                    p.awaitFrames(3);
                });
        session(
                "two calls of the CSMS at once, answered the other way round",
                p -> p.told("[2,\"y-1\",\"Zeppelin\",{}]").told("[2,\"y-2\",\"Zeppelin\",{}]"));
        session(
                "an answer after 17 s",
                p ->
                        p.willBeLate(
                                        "StartTransaction",
                                        17_000,
                                        "{\"transactionId\":1,\"idTagInfo\":{\"status\":\"Invalid\"}}")
                                .calls("StartTransaction", START));
        session(
                "never an answer, then the next",
                p ->
                        p.willBeUnanswered("Authorize")
                                .sends("[2,\"n-1\",\"Authorize\",{\"idTag\":\"C\"}]")
                                .calls("Heartbeat", "{}"));
        session(
                "comes again without a boot",
                p ->
                        p.boots()
                                .comesAgain()
                                .calls("Heartbeat", "{}")
                                .comesAgain()
                                .calls("StatusNotification", status("Available")));
        session("closed by the CSMS with 1008", p -> p.boots().isClosed(1008, "policy"));
        session(
                "closed by the CSMS with a code of its own",
                p -> p.boots().isClosed(4001, "moved"));
        session("closed by the CSMS in order", p -> p.isClosed(1000, ""));
    }
}
