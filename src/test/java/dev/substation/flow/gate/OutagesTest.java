package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.flow.desk.Figures;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Payload;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.SteppedSite;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What health says of a CSMS that is away, and of stations that cannot be called. */
class OutagesTest extends SteppedSite {

    private static final String SITE =
            """
            csms:
              main: { url: "ws://127.0.0.1/{station}" }
              other: { url: "ws://127.0.0.2/{station}" }
            defaults: { csms: main }
            stations:
              "BOX-*": { accept: any }
              FAR: { csms: other }
            """;

    private static final String NETWORK =
            "Check network, address and credentials of the CSMS. The gateway stores messages and"
                    + " connects again";

    OutagesTest() {
        super(Dialect.SOAP_16);
    }

    private void run(String... names) throws Exception {
        start(settings(SITE));
        for (String name : names) {
            gateway.opened(station(name));
            boot(name);
        }
        csms.links.values().forEach(ScriptedCsms.Link::connect);
        time.settle();
    }

    private void boot(String name) {
        send(name, Action.BootNotification, "chargePointVendor", "V", "chargePointModel", "M");
    }

    private List<String> outages() {
        CompletableFuture<Figures> counting = gateway.figures();
        time.settle();
        return counting.join().outages();
    }

    @Test
    void sayWhichCsmsIsAwaySinceWhenAndWhy() throws Exception {
        run("BOX-1", "BOX-2", "FAR");
        assertEquals(List.of(), outages());

        csms.link("BOX-1").cut();
        time.pass(Duration.ofMinutes(5));
        csms.link("BOX-2").cut();
        time.settle();

        assertEquals(
                List.of(
                        "The CSMS main is away since 2026-01-01T08:00:00Z for 2 station(s): cut by"
                                + " the test. "
                                + NETWORK),
                outages());
        csms.links.values().forEach(ScriptedCsms.Link::connect);
        time.settle();
        assertEquals(List.of(), outages());
    }

    @Test
    void sayThatACsmsDoesNotAnswer() throws Exception {
        run("FAR");
        csms.fallSilent();
        time.pass(Duration.ofMinutes(1));
        send(
                "FAR",
                Action.StatusNotification,
                "connectorId",
                1,
                "status",
                "Available",
                "errorCode",
                "NoError");
        time.pass(Duration.ofMinutes(3));

        assertEquals(
                List.of(
                        "The CSMS other is away since 2026-01-01T08:02:00Z for 1 station(s): it does"
                                + " not answer, although its link is open. "
                                + NETWORK),
                outages());
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void sayWhichSoapStationsCannotBeCalled(Dialect spoken) throws Exception {
        dialect = spoken;
        run("BOX-1");
        station("BOX-1").answering(call -> Answer.failure(Cause.NO_CALLBACK, "BOX-1", "BOX-1"));
        unlock("BOX-1");
        time.pass(Duration.ofMinutes(1));
        station("BOX-1")
                .answering(
                        call ->
                                Answer.failure(
                                        Cause.STATION_TIMED_OUT, "BOX-1", call.action(), 30));
        unlock("BOX-1");
        time.pass(Duration.ofMinutes(1));

        String sentence =
                "Calls to the station BOX-1 fail since 2026-01-01T08:00:00Z: SUB-1021 The station"
                        + " BOX-1 did not answer UnlockConnector within 30 s. Check the network of"
                        + " the station, or raise call-wait";
        assertEquals(spoken.isSoap() ? List.of(sentence) : List.of(), outages());

        station("BOX-1").answering(call -> Answer.failure(Cause.STATION_REFUSED, "not now"));
        unlock("BOX-1");
        assertEquals(List.of(), outages(), "it was reached");
    }

    @Test
    void forgetAStationThatHasBootedOrIsNotCalledForADay() throws Exception {
        run("BOX-1");
        station("BOX-1").answering(call -> Answer.failure(Cause.NO_CALLBACK, "BOX-1", "BOX-1"));
        unlock("BOX-1");
        assertEquals(1, outages().size());
        boot("BOX-1");
        time.settle();
        assertEquals(List.of(), outages(), "it has booted");

        unlock("BOX-1");
        time.pass(Duration.ofHours(23));
        assertEquals(1, outages().size());
        time.pass(Duration.ofHours(2));
        assertEquals(List.of(), outages(), "nobody has called it for a day");
    }

    @Test
    void beginAnewWithALinkThatIsOpenedAnew() throws Exception {
        run("FAR");
        csms.link("FAR").cut();
        time.settle();
        assertEquals(1, outages().size());
        gateway.closed(station("FAR"));
        time.pass(Duration.ofHours(1));
        gateway.opened(station("FAR"));
        boot("FAR");
        time.settle();
        assertEquals(List.of(), outages(), "it is only connecting");
    }

    @Test
    void nameFewOfManyStations() throws Exception {
        String[] names = {"BOX-1", "BOX-2", "BOX-3", "BOX-4", "BOX-5", "BOX-6", "BOX-7"};
        run(names);
        for (String name : names) {
            station(name).answering(call -> Answer.failure(Cause.NO_CALLBACK, name, name));
            unlock(name);
        }

        List<String> outages = outages();

        assertEquals(6, outages.size());
        assertEquals("2 more stations cannot be called; the log names them", outages.get(5));
    }

    private void unlock(String name) {
        csms.link(name).callStation(Action.UnlockConnector, Payload.of("connectorId", 1));
        time.settle();
    }
}
