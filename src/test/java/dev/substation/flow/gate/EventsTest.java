package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.desk.StationOverview;
import dev.substation.flow.ports.Door;
import dev.substation.flow.ports.EventKind;
import dev.substation.flow.ports.Knock;
import dev.substation.flow.ports.RefusalReason;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.testing.stepped.ChargingSite;
import dev.substation.testing.stepped.TakenEvents;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What operators that look on learn of what happens. */
class EventsTest {

    private static final Duration SOON = Duration.ofSeconds(2);

    private final TakenEvents events = new TakenEvents();

    private ChargingSite looked(Dialect dialect) {
        ChargingSite site = new ChargingSite(dialect);
        site.events = events;
        site.run();
        site.gateway.facts().lookOn();
        site.time.pass(SOON);
        return site;
    }

    private List<String> states() {
        return events.of(EventKind.STATION, "state");
    }

    private List<String> links() {
        return events.of(EventKind.LINK, "csms", "identity", "state");
    }

    /** Whoever hears an event asks at once, and must not get the list of a moment before. */
    @ParameterizedTest
    @EnumSource(Dialect.class)
    void theListIsNotOlderThanAnEvent(Dialect dialect) {
        ChargingSite site = looked(dialect);
        List<Integer> listed = new ArrayList<>();
        for (int i = 0; i < 40 && states().isEmpty(); i++) {
            CompletableFuture<List<StationOverview>> list =
                    site.gateway.facts().board().stations(); // somebody else asks all the time
            if (i == 20) {
                site.appear();
            }
            site.time.pass(Duration.ofMillis(100));
            listed.add(list.join().size());
        }
        assertEquals(List.of("connected"), states());

        CompletableFuture<List<StationOverview>> list = site.gateway.facts().board().stations();
        site.time.settle();

        assertEquals(1, list.join().size(), listed::toString);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void sayWhenAStationComesAndGoes(Dialect dialect) {
        ChargingSite site = looked(dialect);
        assertEquals(List.of(), states());

        site.appear();
        site.time.pass(SOON);
        assertEquals(List.of("connected"), states());
        assertEquals(ChargingSite.STATION, events.all.get(0).station().orElseThrow());

        site.gateway.closed(site.station);
        site.time.pass(Duration.ofMinutes(20));
        assertEquals(List.of("connected", dialect.isSoap() ? "silent" : "disconnected"), states());
    }

    @Test
    void sayWhenTheLinkToTheCsmsComesAndGoes() {
        ChargingSite site = looked(Dialect.SOAP_15);
        site.appear();
        site.time.pass(SOON);
        site.csms.link("CP-1").connect();
        site.time.pass(SOON);
        site.csms.link("CP-1").cut();
        site.time.pass(SOON);

        String csms = site.settings.build(ChargingSite.STATION).csms().name();
        assertEquals(
                List.of(csms + " CP-1 connecting", csms + " CP-1 connected", csms + " CP-1 away"),
                links());
        assertTrue(!events.of(EventKind.LINK, "reason").get(2).equals("null"));
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void sayHowCallsOfBothSidesEnd(Dialect dialect) {
        ChargingSite site = new ChargingSite(dialect);
        site.events = events;
        site.connected();
        events.all.clear();

        site.send(Action.Authorize, "idTag", "CARD-0815");
        site.station.answering("Accepted");
        site.ask(Action.Reset, "type", "Soft");
        site.csms.answering(call -> Answer.failure(Cause.CSMS_REFUSED, "no"));
        site.send(Action.DataTransfer, "vendorId", "V");

        assertEquals(
                List.of(
                        "answer up Authorize answered",
                        "answer down Reset answered",
                        "answer up DataTransfer SUB-2004"),
                events.of(EventKind.MESSAGE, "part", "direction", "action", "outcome"));
        assertTrue(!events.all.toString().contains("0815"), "no cards");
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void sayWhenATransactionStartsAndEnds(Dialect dialect) {
        ChargingSite site = new ChargingSite(dialect);
        site.events = events;
        site.connected();

        long id = site.start(1, 180);
        site.stop(id);
        site.time.pass(SOON);

        assertEquals(
                List.of("started 1 CP-1", "ended 1 CP-1"),
                events.of(EventKind.TRANSACTION, "state", "connectorId", "identity"));
        assertEquals(
                2,
                events.of(EventKind.MESSAGE, "part").stream().filter("delivery"::equals).count());
    }

    @Test
    void sayWhoIsRejected() {
        ChargingSite site = looked(Dialect.JSON_16);
        site.gateway
                .refusals()
                .add(Door.SOAP, RefusalReason.WRONG_PATH, new Knock("10.0.0.7", "/x", "no"));

        assertEquals(
                List.of("wrong-path /x 1"),
                events.of(EventKind.REFUSED, "reason", "path", "times"));
    }

    @Test
    void areNotMadeWhileNobodyLooksOn() {
        ChargingSite site = looked(Dialect.JSON_16);
        events.wanted = false;
        site.time.pass(SOON);
        site.appear();
        site.csms.link("CP-1").connect();
        site.stop(site.start(1, 180));
        site.time.pass(SOON);
        assertEquals(List.of(), events.all);

        events.wanted = true;
        site.gateway.facts().lookOn();
        site.time.pass(SOON);
        assertEquals(List.of(), events.all, "what was so before is no event");
        site.gateway.closed(site.station);
        site.time.pass(SOON);
        assertEquals(List.of("disconnected"), states());
    }
}
