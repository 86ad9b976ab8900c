package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.settings.StationQuirks;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.testing.stepped.VendorSite;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Local lists that are longer than a station takes, against a station that heeds versions as OCPP
 * 1.6 section 5.15 says.
 */
class LocalListsTest {

    private static final Answer ACCEPTED = status("Accepted");

    private final VendorSite site = new VendorSite("abl", Dialect.SOAP_16);

    /** What the station holds. */
    private final Set<String> cards = new LinkedHashSet<>();

    private long held;

    /** The update that fails, counted from 1; none when 0. */
    private int failing;

    private int updates;

    private static Answer status(String status) {
        return Answer.result(Payload.of("status", status));
    }

    private Answer answer(Call call) {
        if (call.action().equals(Action.GetLocalListVersion)) {
            return Answer.result(Payload.of("listVersion", held));
        }
        if (++updates == failing) {
            return status("Failed");
        }
        long version = call.payload().number("listVersion").orElseThrow();
        boolean full = call.payload().text("updateType").orElseThrow().equals("Full");
        if (!full && version <= held) {
            return status("VersionMismatch");
        }
        if (full) {
            cards.clear();
        }
        held = version;
        call.payload()
                .objects("localAuthorizationList")
                .forEach(card -> cards.add(card.text("idTag").orElseThrow()));
        return ACCEPTED;
    }

    private void station() {
        site.station.answering(this::answer);
    }

    private static Payload list(String type, long version, int from, int count) {
        List<Payload> entries = new ArrayList<>();
        for (int i = from; i < from + count; i++) {
            entries.add(
                    Payload.of("idTag", "C" + i, "idTagInfo", Payload.of("status", "Accepted")));
        }
        return Payload.of(
                "listVersion", version, "updateType", type, "localAuthorizationList", entries);
    }

    private Answer send(String type, long version, int from, int count) {
        CompletableFuture<Answer> answer =
                site.down(Action.SendLocalList, list(type, version, from, count));
        assertTrue(answer.isDone(), "there is an answer");
        return answer.join();
    }

    private long version() {
        Answer answer = site.down(Action.GetLocalListVersion, Payload.EMPTY).join();
        return answer.fold(
                result -> result.payload().number("listVersion").orElseThrow(), failure -> -9L);
    }

    private List<String> told() {
        return site.station.calls.stream()
                .filter(call -> call.action().equals(Action.SendLocalList))
                .map(Call::payload)
                .map(
                        update ->
                                update.text("updateType").orElseThrow()
                                        + " "
                                        + update.get("listVersion")
                                        + " "
                                        + update.objects("localAuthorizationList").size())
                .toList();
    }

    @Test
    void sendsALongListInAFullUpdateAndTheRest() {
        station();

        Answer answer = send("Full", 7, 0, 10_000);

        assertEquals(ACCEPTED, answer);
        assertEquals(List.of("Full 5 9000", "Differential 6 700", "Differential 7 300"), told());
        assertEquals(10_000, cards.size());
        assertEquals("C9999", new ArrayList<>(cards).get(9_999));
        assertEquals(7, version());
        assertEquals(
                List.of(
                        new Note(
                                Loss.APPROXIMATED,
                                "localAuthorizationList",
                                "10000 cards",
                                "3 updates",
                                "the station takes 9000 in a full update and 700 in a differential"
                                        + " one")),
                site.notes());
    }

    @ParameterizedTest
    @CsvSource({"Full, 9000", "Differential, 700"})
    void sendsAListThatFitsAsItIs(String type, int count) {
        station();

        send(type, 7, 0, count);

        assertEquals(list(type, 7, 0, count), site.station.calls.get(0).payload());
        assertEquals(1, site.station.calls.size());
        assertEquals(List.of(), site.notes());
    }

    @Test
    void countsVersionsAsTheCsmsDoesAfterALongDifferentialUpdate() {
        station();
        send("Full", 1, 0, 10);

        assertEquals(ACCEPTED, send("Differential", 2, 10, 1_500));
        assertEquals(2, version());
        assertEquals(ACCEPTED, send("Differential", 3, 1_510, 1));
        assertEquals(3, version());

        assertEquals(
                List.of(
                        "Full 1 10",
                        "Differential 2 700",
                        "Differential 3 700",
                        "Differential 4 100",
                        "Differential 5 1"),
                told());
        assertEquals(1_511, cards.size());
    }

    @Test
    void countsFromOneWhenAFirstListIsLong() {
        station();

        assertEquals(ACCEPTED, send("Full", 1, 0, 9_001));
        assertEquals(1, version());

        assertEquals(List.of("Full 1 9000", "Differential 2 1"), told());
        assertEquals(ACCEPTED, send("Differential", 2, 0, 1));
        assertEquals(2, version());
    }

    @Test
    void countsAsTheCsmsDoesAfterARestart() {
        station();
        send("Full", 1, 0, 9_001);

        site.start();

        assertEquals(1, version());
        send("Differential", 2, 0, 1);
        assertEquals("Differential 3 1", told().get(2));
    }

    @Test
    void aFullListThatFitsEndsTheCountingAhead() {
        station();
        send("Full", 1, 0, 9_001);

        send("Full", 2, 0, 3);

        assertEquals("Full 2 3", told().get(2));
        assertEquals(2, version());
        site.start();
        assertEquals(2, version());
    }

    @Test
    void answersWhatALaterUpdateIsAnsweredAndSaysSo() {
        station();
        failing = 2;

        Answer answer = send("Full", 7, 0, 10_000);

        assertEquals(status("Failed"), answer);
        assertEquals(List.of("Full 5 9000", "Differential 6 700"), told());
        assertEquals(5, version());
        assertEquals(
                "update 2 of 3 was answered Failed; the list must be sent again",
                site.notes().get(1).reason());
    }

    @Test
    void theCsmsCanRepeatADifferentialUpdateOfWhichAPartFailed() {
        station();
        send("Full", 4, 0, 1);
        failing = 3;
        assertEquals(status("Failed"), send("Differential", 5, 1, 1_000));
        assertEquals(4, version());

        assertEquals(ACCEPTED, send("Differential", 5, 1, 1_000));

        assertEquals(5, version());
        assertEquals(1_001, cards.size());
    }

    @Test
    void countsAsBeforeWhenTheStationTakesNothing() {
        station();
        send("Full", 4, 0, 1);
        failing = 2;

        assertEquals(status("Failed"), send("Differential", 5, 1, 1_000));

        assertEquals(4, version());
        assertEquals(2, told().size());
    }

    @Test
    void sendsOneUpdateAtATimeAndTakesNoSecondListMeanwhile() {
        List<CompletableFuture<Answer>> waiting = new ArrayList<>();
        site.station.answeringLater(
                call -> {
                    waiting.add(new CompletableFuture<>());
                    return waiting.get(waiting.size() - 1);
                });

        CompletableFuture<Answer> first =
                site.down(Action.SendLocalList, list("Full", 7, 0, 9_701));
        CompletableFuture<Answer> second = site.down(Action.SendLocalList, list("Full", 8, 0, 1));

        assertEquals(1, site.station.calls.size());
        assertEquals(Cause.LIST_UNDER_WAY, ((Failure) second.join()).cause());
        for (int i = 0; i < 3; i++) {
            assertFalse(first.isDone());
            waiting.get(i).complete(ACCEPTED);
            site.time.settle();
        }
        assertEquals(ACCEPTED, first.join());
        CompletableFuture<Answer> third = site.down(Action.SendLocalList, list("Full", 8, 0, 1));
        waiting.get(3).complete(ACCEPTED);
        site.time.settle();
        assertEquals(ACCEPTED, third.join());
    }

    @Test
    void givesUpWithTheUpdateThatIsNotAnswered() {
        site.station.answeringLater(
                call ->
                        site.station.calls.size() == 1
                                ? CompletableFuture.completedFuture(ACCEPTED)
                                : new CompletableFuture<>());

        CompletableFuture<Answer> answer =
                site.down(Action.SendLocalList, list("Full", 7, 0, 9_701));
        site.time.pass(Duration.ofSeconds(31));

        Failure failure = assertInstanceOf(Failure.class, answer.join());
        assertEquals(Cause.STATION_TIMED_OUT, failure.cause());
        assertEquals(2, site.station.calls.size());
    }

    @ParameterizedTest
    @CsvSource({"keba, SOAP_15", "keba, JSON_16", "technagon, JSON_16"})
    void refusesAListThatTheStationCannotHold(String vendor, Dialect dialect) {
        VendorSite full = new VendorSite(vendor, dialect);

        Answer fits = full.down(Action.SendLocalList, list("Full", 1, 0, 1_000)).join();
        Answer tooLong = full.down(Action.SendLocalList, list("Full", 2, 0, 1_001)).join();

        assertEquals(ACCEPTED, fits);
        Failure failure = assertInstanceOf(Failure.class, tooLong);
        assertEquals(
                "The station STATION-1 stores at most 1000 cards, but the list has 1001; send a"
                        + " shorter list",
                failure.description());
        assertEquals(1, full.station.calls.size());
        assertEquals("1001 cards", full.notes().get(0).original());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void sendsAGenericStationAnyListAsItIs(Dialect dialect) {
        VendorSite generic = new VendorSite("generic", dialect);

        generic.down(Action.SendLocalList, list("Full", 1, 0, 12_000)).join();

        assertEquals(1, generic.station.calls.size());
        assertEquals(
                12_000,
                generic.station.calls.get(0).payload().objects("localAuthorizationList").size());
    }

    private static Payload cardsOf(String updateType, int count) {
        List<Payload> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            entries.add(
                    Payload.of("idTag", "C" + i, "idTagInfo", Payload.of("status", "Accepted")));
        }
        return Payload.of(
                "listVersion", 7, "localAuthorizationList", entries, "updateType", updateType);
    }

    private static VendorSite cutting() {
        return new VendorSite(
                "keba", Dialect.SOAP_15, false, StationQuirks.NONE.cuttingLongLists());
    }

    @Test
    void cutsALongListWhereTheSiteSaysSo() {
        VendorSite keba = cutting();

        Answer answer = keba.down(Action.SendLocalList, cardsOf("Full", 1_003)).join();

        assertTrue(answer.isAccepted());
        Call sent = keba.station.last(Action.SendLocalList);
        assertEquals(
                cardsOf("Full", 1_000).objects("localAuthorizationList"),
                sent.payload().objects("localAuthorizationList"));
        assertEquals(
                List.of(
                        Note.impossible(
                                "localAuthorizationList",
                                "1003 cards",
                                "1000 cards",
                                "the station holds no more; it asks for the others"
                                        + " (long-local-list)")),
                keba.notes().stream()
                        .filter(note -> note.path().equals("localAuthorizationList"))
                        .toList());
    }

    @Test
    void neverCutsWhatMayRemoveCards() {
        VendorSite keba = cutting();

        Answer answer = keba.down(Action.SendLocalList, cardsOf("Differential", 1_003)).join();

        assertEquals(Cause.LIST_TOO_LONG, ((Failure) answer).cause());
        assertEquals(List.of(), keba.station.calls);
    }
}
