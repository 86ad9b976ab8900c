package dev.substation.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Difference;
import dev.substation.dialect.Difference.Kind;
import dev.substation.dialect.Differences;
import dev.substation.dialect.LocalAnswers;
import dev.substation.dialect.Part;
import dev.substation.dialect.Specimens;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.ErrorCode;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Sends the message of a line through the gateway, by a station of its own, and says what became of
 * it. What should arrive follows from the contracts and the rows of {@link Differences}; what
 * follows from neither is in the methods whose names begin with {@code own}, by hand.
 */
final class Trips {

    private static final Payload ACCEPTED = Payload.of("status", "Accepted");
    private static final String ANSWER_TABLE = "docs/answer-table.md";

    /** The sub-codes of OCPP-S 1.6 for the codes of OCPP-J, from the gateway to a station. */
    // spotless:off
    private static final Map<ErrorCode, String> FAULTS = Map.of(
            ErrorCode.NotImplemented,                "NotSupported",
            ErrorCode.NotSupported,                  "NotSupported",
            ErrorCode.InternalError,                 "InternalError",
            ErrorCode.ProtocolError,                 "ProtocolError",
            ErrorCode.SecurityError,                 "SecurityError",
            ErrorCode.FormationViolation,            "ProtocolError",
            ErrorCode.PropertyConstraintViolation,   "ProtocolError",
            ErrorCode.OccurenceConstraintViolation,  "ProtocolError",
            ErrorCode.TypeConstraintViolation,       "ProtocolError",
            ErrorCode.GenericError,                  "InternalError");

    /** What a SOAP station says for a code of OCPP-J. */
    private static final Map<ErrorCode, String> STATION_FAULTS = Map.of(
            ErrorCode.NotSupported,                  "NotSupported",
            ErrorCode.InternalError,                 "InternalError",
            ErrorCode.ProtocolError,                 "ProtocolError",
            ErrorCode.SecurityError,                 "SecurityError",
            ErrorCode.GenericError,                  "SomethingElse");
    // spotless:on

    /** A station that has come, and its csms. */
    private record Guest(Dialect dialect, Side side, FrameCsms.Link csms) {}

    private final House house;
    private final Cases cases;
    private int guests;

    Trips(House house, Cases cases) {
        this.house = house;
        this.cases = cases;
    }

    /**
     * Sends one message.
     *
     * @throws AssertionError when it does not arrive as it should
     */
    Cell send(Line line, Dialect dialect) {
        if (line.direction() == Direction.UP) {
            return line.part() == Part.REQUEST ? up(line, dialect) : answeredUp(line, dialect);
        }
        return line.part() == Part.REQUEST ? down(line, dialect) : answeredDown(line, dialect);
    }

    // ---- up

    private Cell up(Line line, Dialect dialect) {
        Action action = line.action();
        if (!cases.knows(dialect, Direction.UP, action)) {
            return Cell.notApplicable(dialect.word() + " has no " + action);
        }
        Optional<Payload> said = cases.payload(dialect, line);
        if (said.isEmpty()) {
            return Cell.notApplicable(cases.whyNot(dialect, line));
        }
        Guest guest = guest(line, dialect);
        begin(guest, action, said.get());

        Outcome told = guest.side.call(action, said.get());

        assertTrue(told.isResult(), told.toString());
        if (action.equals(Action.Heartbeat)) {
            return ownTime(guest, told);
        }
        Payload canonical =
                Specimens.canonical(dialect, Direction.UP, action, Part.REQUEST, said.get());
        Payload expected =
                Specimens.said(
                        Dialect.JSON_16,
                        Direction.UP,
                        action,
                        Part.REQUEST,
                        ownMeaning(line, canonical));
        Payload arrived = guest.csms.visits.next(action);
        assertEquals(expected, arrived);
        return passed(line, dialect, said.get(), arrived);
    }

    private Cell answeredUp(Line line, Dialect dialect) {
        Action action = line.action();
        if (!cases.knows(dialect, Direction.UP, action)) {
            return Cell.notApplicable(dialect.word() + " has no " + action);
        }
        Optional<Payload> said =
                line.isError() ? Optional.of(Payload.EMPTY) : cases.payload(Dialect.JSON_16, line);
        if (said.isEmpty()) {
            return Cell.notApplicable("of the csms: " + cases.whyNot(Dialect.JSON_16, line));
        }
        Guest guest = guest(line, dialect);
        Payload request = cases.least(dialect, Direction.UP, action, Part.REQUEST);
        begin(guest, action, request);
        guest.csms.answering(
                action, line.isError() ? Outcome.error(line.error()) : Outcome.result(said.get()));

        Outcome told = guest.side.call(action, request);

        if (action.equals(Action.Heartbeat)) {
            return ownTime(guest, told);
        }
        if (line.isError()) {
            return refusedUp(line, dialect, told);
        }
        Payload expected = Specimens.said(dialect, Direction.UP, action, Part.RESPONSE, said.get());
        assertEquals(Outcome.result(expected), told);
        return passed(line, dialect, said.get(), told.payload());
    }

    private Cell refusedUp(Line line, Dialect dialect, Outcome told) {
        boolean taken = cases.isOfSecurity(line.action()) && told.isResult();
        Optional<Payload> own = taken ? Optional.of(Payload.EMPTY) : ownAnswer(line.action());
        if (own.isPresent()) {
            assertTrue(told.isResult(), told.toString());
            own.get().forEach((name, value) -> assertEquals(value, told.payload().get(name)));
            return Cell.instead(shown(own.get()), "the CSMS's error stays inside; " + ANSWER_TABLE);
        }
        String expected =
                dialect.isSoap() ? FAULTS.get(ErrorCode.valueOf(line.error())) : line.error();
        assertEquals(Outcome.error(expected), told);
        return dialect.isSoap()
                ? Cell.pass("fault " + expected, "OCPP-S 1.6 has five sub-codes of faults")
                : Cell.pass();
    }

    // ---- down

    private Cell down(Line line, Dialect dialect) {
        Action action = line.action();
        Payload said = cases.payload(Dialect.JSON_16, line).orElseThrow();
        Guest guest = guest(line, dialect);
        begin(guest, action, said);
        if (!cases.knows(dialect, Direction.DOWN, action)) {
            return answeredInstead(guest, line, said);
        }
        Outcome answer = usual(dialect, action);
        guest.side.answering(action, answer);

        Outcome told = guest.csms.ask(action, said);

        Optional<Cell> own = ownDown(guest, line, said, told);
        if (own.isPresent()) {
            return own.get();
        }
        Payload arrived = guest.side.visit(action);
        assertEquals(Specimens.said(dialect, Direction.DOWN, action, Part.REQUEST, said), arrived);
        if (!action.equals(Action.GetConfiguration)) {
            assertEquals(Outcome.result(atCsms(dialect, action, answer.payload())), told);
        }
        return passed(line, dialect, said, arrived);
    }

    /** A station's answer as the CSMS should get it. */
    private static Payload atCsms(Dialect dialect, Action action, Payload answer) {
        Direction down = Direction.DOWN;
        return Specimens.said(
                Dialect.JSON_16,
                down,
                action,
                Part.RESPONSE,
                Specimens.canonical(dialect, down, action, Part.RESPONSE, answer));
    }

    private Cell answeredDown(Line line, Dialect dialect) {
        Action action = line.action();
        if (!cases.knows(dialect, Direction.DOWN, action)) {
            return neverAsked(line, dialect);
        }
        Optional<Outcome> said = saidByStation(line, dialect);
        if (said.isEmpty()) {
            return Cell.notApplicable(
                    line.isError()
                            ? "OCPP-S 1.6 has no sub-code of faults for it"
                            : cases.whyNot(dialect, line));
        }
        Guest guest = guest(line, dialect);
        Payload request = cases.least(Dialect.JSON_16, Direction.DOWN, action, Part.REQUEST);
        if (action.equals(Action.GetConfiguration) && !line.isError()) {
            request = ownKeys(said.get().payload());
        }
        begin(guest, action, request);
        guest.side.answering(action, said.get());

        Outcome told = guest.csms.ask(action, request);

        guest.side.visit(action);
        if (line.isError()) {
            return refusedDown(line, dialect, told);
        }
        Payload expected = atCsms(dialect, action, said.get().payload());
        boolean all = action.equals(Action.GetConfiguration) && request.isEmpty();
        if (all && !Differences.vouched(dialect).isEmpty()) {
            return vouchedFor(expected, told);
        }
        assertEquals(Outcome.result(expected), told);
        return passed(line, dialect, said.get().payload(), told.payload());
    }

    private Optional<Outcome> saidByStation(Line line, Dialect dialect) {
        if (!line.isError()) {
            return cases.payload(dialect, line).map(Outcome::result);
        }
        return dialect.isSoap()
                ? Optional.ofNullable(STATION_FAULTS.get(ErrorCode.valueOf(line.error())))
                        .map(Outcome::error)
                : Optional.of(Outcome.error(line.error()));
    }

    private Cell refusedDown(Line line, Dialect dialect, Outcome told) {
        Optional<Difference> status = statusOfFault(line, dialect);
        if (status.isPresent()) {
            Payload expected = Payload.of(status.get().field(), status.get().ours());
            assertEquals(Outcome.result(expected), told);
            return Cell.pass(shown(expected), because(status.get()));
        }
        assertEquals(Outcome.error(line.error()), told);
        return Cell.pass();
    }

    private static Optional<Difference> statusOfFault(Line line, Dialect dialect) {
        return Differences.rows().stream()
                .filter(row -> row.kind() == Kind.WORD_OF_FAULT && row.dialect() == dialect)
                .filter(row -> row.action().equals(line.action()))
                .filter(row -> row.theirs().equals(line.error()))
                .findFirst();
    }

    /** What is done in the place of stations whose dialect lacks an action. */
    private Cell answeredInstead(Guest guest, Line line, Payload said) {
        Action action = line.action();
        if (cases.isOfSecurity(action)) {
            return ofSecurity(guest, action, said);
        }
        if (Differences.isEmulated(guest.dialect, action)) {
            return emulated(guest, line, said);
        }
        Optional<Payload> standIn = Differences.standIn(guest.dialect, action);

        Outcome told = guest.csms.ask(action, said);

        assertFalse(guest.side.wasVisited(action), "the station was asked");
        assertEquals(Outcome.result(standIn.orElseThrow()), told);
        return Cell.instead(shown(standIn.get()), because(standInRow(guest.dialect, action)));
    }

    /** The page pins down which answer it is; here it must be one that the operation can have. */
    private Cell ofSecurity(Guest guest, Action action, Payload said) {
        Action trigger = Action.TriggerMessage;
        if (cases.knows(guest.dialect, Direction.DOWN, trigger)) {
            guest.side.answering(trigger, usual(guest.dialect, trigger));
        }
        guest.side.answering(
                Action.GetDiagnostics, Outcome.result(Payload.of("fileName", "diagnostics.zip")));

        Outcome told = guest.csms.ask(action, said);

        String reason =
                "OCPP-S has no security extension; the gateway does what it can"
                        + " (docs/answer-table.md)";
        if (!told.isResult()) {
            assertEquals(Outcome.error("NotImplemented"), told);
            return Cell.instead(told.toString(), reason);
        }
        List<String> words =
                LocalAnswers.row(Direction.DOWN, action).map(LocalAnswers.Row::words).orElseThrow();
        assertTrue(words.contains(told.payload().get("status")), told.toString());
        return Cell.instead(shown(told.payload()), reason);
    }

    private static Difference standInRow(Dialect dialect, Action action) {
        return Differences.rows().stream()
                .filter(row -> row.kind() == Kind.STAND_IN)
                .filter(row -> row.dialect() == dialect && row.action().equals(action))
                .findFirst()
                .orElseThrow();
    }

    /** A message that the gateway makes because the station cannot be asked for it. */
    private Cell emulated(Guest guest, Line line, Payload said) {
        String requested = said.text("requestedMessage").orElseThrow();
        tell(guest, Action.StatusNotification);
        tell(guest, Action.MeterValues);
        guest.csms.visits.forget();

        Outcome told = guest.csms.ask(line.action(), said);

        assertEquals(Outcome.result(ACCEPTED), told);
        assertFalse(guest.side.wasVisited(line.action()), "the station was asked");
        guest.csms.visits.next(new Action(requested));
        return Cell.instead(
                shown(ACCEPTED) + " and " + requested,
                guest.dialect.word()
                        + " has no TriggerMessage: made of what the station said last");
    }

    private void tell(Guest guest, Action action) {
        Payload payload = cases.least(guest.dialect, Direction.UP, action, Part.REQUEST);
        assertTrue(guest.side.call(action, payload).isResult());
        guest.csms.visits.next(action);
    }

    /** The answer of a station that is not asked. */
    private Cell neverAsked(Line line, Dialect dialect) {
        Action action = line.action();
        boolean rejects = line.name().equals("status" + Specimens.IS + "Rejected");
        if (Differences.isEmulated(dialect, action) && rejects) {
            Guest guest = guest(line, dialect);
            Payload unheardOf = Payload.of("requestedMessage", "StatusNotification");
            Payload rejected = Payload.of("status", "Rejected");
            assertEquals(Outcome.result(rejected), guest.csms.ask(action, unheardOf));
            return Cell.instead(shown(rejected), "nothing is known that could be said");
        }
        return Cell.notApplicable(
                dialect.word() + " has no " + action + ", so the station is not asked");
    }

    // ---- by hand: what follows from no contract and no difference

    /** OCPP 1.5 has one word for five, and what it means takes state. */
    private static Payload ownMeaning(Line line, Payload canonical) {
        boolean occupied =
                line.action().equals(Action.StatusNotification)
                        && canonical.text("status").filter("Occupied"::equals).isPresent();
        return occupied ? canonical.with("status", "Preparing") : canonical;
    }

    /** Heartbeats are answered by the gateway; it sends its own. */
    private static Cell ownTime(Guest guest, Outcome told) {
        assertTrue(told.payload().text("currentTime").isPresent(), told.toString());
        assertTrue(guest.csms.visits.isEmpty(Action.Heartbeat), "the CSMS was asked");
        return Cell.instead(
                "the gateway's clock", "the CSMS gets heartbeats of their own; " + ANSWER_TABLE);
    }

    /** Asks for what the answer speaks of: other keys are not told, or told as unknown. */
    private static Payload ownKeys(Payload answer) {
        List<Object> keys = new ArrayList<>();
        answer.objects("configurationKey").forEach(entry -> keys.add(entry.get("key")));
        if (answer.get("unknownKey") instanceof List<?> unknown) {
            keys.addAll(unknown);
        }
        return keys.isEmpty() ? Payload.EMPTY : Payload.of("key", keys);
    }

    /** Who asks for all keys gets one that the gateway knows, too. */
    private static Cell vouchedFor(Payload expected, Outcome told) {
        List<Payload> keys = told.payload().objects("configurationKey");
        assertEquals(expected, told.payload().without("configurationKey"));
        assertEquals(
                List.of("SupportedFeatureProfiles"),
                keys.stream().map(entry -> entry.get("key")).toList());
        return Cell.pass("the rest, with SupportedFeatureProfiles", "1.6 section 9.1 Core profile");
    }

    /** What a station is told of these however the CSMS answers. */
    private static Optional<Payload> ownAnswer(Action action) {
        return switch (action.name()) {
            case "MeterValues",
                    "StatusNotification",
                    "StopTransaction",
                    "FirmwareStatusNotification",
                    "DiagnosticsStatusNotification" ->
                    Optional.of(Payload.EMPTY);
            case "Authorize", "StartTransaction" -> Optional.of(Payload.of("idTagInfo", ACCEPTED));
            case "BootNotification" -> Optional.of(Payload.of("status", "Rejected"));
            default -> Optional.empty();
        };
    }

    /**
     * Fields that the station cannot be told, keys of the link, which SOAP stations have not, and
     * keys that the gateway vouches for.
     */
    private Optional<Cell> ownDown(Guest guest, Line line, Payload said, Outcome told) {
        Optional<Difference> lost = lost(line, guest.dialect, said);
        if (lost.isPresent() && !guest.side.wasVisited(line.action())) {
            Payload rejected = Payload.of("status", "Rejected");
            assertEquals(Outcome.result(rejected), told);
            return Optional.of(Cell.instead(shown(rejected), because(lost.get())));
        }
        if (!line.name().startsWith("key = ")) {
            return Optional.empty();
        }
        String key = line.name().substring("key = ".length());
        if (guest.dialect.isSoap() && Differences.isOfLink(guest.dialect, key)) {
            Payload expected =
                    line.action().equals(Action.ChangeConfiguration)
                            ? Payload.of("status", "Rejected")
                            : Payload.of("unknownKey", List.of(key));
            assertEquals(Outcome.result(expected), told);
            assertFalse(guest.side.wasVisited(line.action()), "the station was asked");
            return Optional.of(
                    Cell.instead(shown(expected), "a SOAP station has no link with such a key"));
        }
        if (Differences.vouched(guest.dialect).contains(key)) {
            assertEquals(key, told.payload().objects("configurationKey").get(0).get("key"));
            return Optional.of(
                    Cell.instead("a key of the gateway's", "1.6 section 9.1 Core profile"));
        }
        return Optional.empty();
    }

    // ---- before

    private Guest guest(Line line, Dialect dialect) {
        boolean lenient = cases.isMade(line.direction(), line.action());
        String identity = (lenient ? House.LENIENT : "C-") + ++guests;
        Side side = house.station(identity, dialect);
        Guest guest = new Guest(dialect, side, house.csms.of(new StationId(identity)));
        boolean boots =
                line.direction() == Direction.UP && line.action().equals(Action.BootNotification);
        if (!boots) {
            tell(guest, Action.BootNotification);
        }
        return guest;
    }

    /** A transaction that a message names must run. */
    private void begin(Guest guest, Action action, Payload said) {
        boolean named = said.toString().contains("transactionId=4711");
        if (named && !action.equals(Action.StartTransaction)) {
            tell(guest, Action.StartTransaction);
        }
    }

    private Outcome usual(Dialect dialect, Action action) {
        return Outcome.result(cases.least(dialect, Direction.DOWN, action, Part.RESPONSE));
    }

    // ---- after

    /** What is shown of a line whose word arrives as another one. */
    private static Cell passed(Line line, Dialect dialect, Payload said, Payload arrived) {
        Optional<Difference> lost = lost(line, dialect, said);
        if (lost.isPresent()) {
            String field = lost.get().ours() + lost.get().theirs();
            return Cell.pass("the rest, without " + field, because(lost.get()));
        }
        int is = line.name().indexOf(Specimens.IS);
        if (is < 0) {
            return Cell.pass();
        }
        String field = line.name().substring(0, is);
        String word = line.name().substring(is + Specimens.IS.length());
        String found = at(arrived, field).orElse("");
        return found.equals(word)
                ? Cell.pass()
                : Cell.pass(found.isEmpty() ? "nothing" : found, because(line, dialect, word));
    }

    /** A field of the message that only its sender's dialect has. */
    private static Optional<Difference> lost(Line line, Dialect dialect, Payload said) {
        return Differences.rows().stream()
                .filter(row -> row.kind() == Kind.FIELD && row.dialect() == dialect)
                .filter(row -> row.action().equals(line.action()) && row.part() == line.part())
                .filter(row -> (line.ofStation() ? row.ours() : row.theirs()).isEmpty())
                .filter(row -> said.containsKey(row.ours() + row.theirs()))
                .findFirst();
    }

    private static Optional<String> at(Object value, String path) {
        if (value instanceof List<?> items) {
            return items.isEmpty() ? Optional.empty() : at(items.get(0), path);
        }
        if (path.isEmpty()) {
            return Optional.ofNullable(value).map(Object::toString);
        }
        int dot = path.indexOf('.');
        String name = dot < 0 ? path : path.substring(0, dot);
        return value instanceof Payload object
                ? at(object.get(name), dot < 0 ? "" : path.substring(dot + 1))
                : Optional.empty();
    }

    private static String because(Line line, Dialect dialect, String word) {
        if (word.equals("Occupied")) {
            return "deduced: OCPP 1.5 has one word for five (docs/answer-table.md)";
        }
        return Differences.rows().stream()
                .filter(row -> row.action().equals(line.action()) && row.part() == line.part())
                .filter(row -> row.dialect() == dialect || row.dialect() == Dialect.JSON_16)
                .filter(row -> (line.ofStation() ? row.theirs() : row.ours()).equals(word))
                .findFirst()
                .or(() -> ofCsms(line, word))
                .map(Trips::because)
                .orElseThrow(() -> new AssertionError("no difference says so"));
    }

    /** A word of 1.6-S that only 1.6-J writes otherwise. */
    private static Optional<Difference> ofCsms(Line line, String word) {
        return Differences.rows().stream()
                .filter(row -> row.action().equals(line.action()) && row.part() == line.part())
                .filter(row -> row.dialect() == Dialect.JSON_16 && row.ours().equals(word))
                .findFirst();
    }

    private static String because(Difference row) {
        return row.loss().name().toLowerCase(Locale.ROOT) + ": " + row.source();
    }

    private static String shown(Payload payload) {
        if (payload.isEmpty()) {
            return "an empty answer";
        }
        StringBuilder text = new StringBuilder();
        payload.forEach(
                (name, value) -> {
                    text.append(text.isEmpty() ? "" : ", ");
                    text.append(value instanceof Payload inner ? shown(inner) : name + " " + value);
                });
        return text.toString();
    }
}
