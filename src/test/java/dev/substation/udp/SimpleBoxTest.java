package dev.substation.udp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Payload;
import dev.substation.sandbox.KebaBox;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A P20 reports no sessions and takes no cards: its plug and its register tell. */
class SimpleBoxTest {

    private final BoxSite site = new BoxSite(KebaBox.Model.P20, false);

    private List<Payload> sent(Action action) {
        return site.csms.received(action).stream().map(Call::payload).toList();
    }

    @Test
    void makesATransactionFromThePlug() {
        site.run();
        site.box.plug();
        site.pass(Duration.ofSeconds(30));
        site.box.unplug();
        site.pass(Duration.ofSeconds(20));

        Payload start = sent(Action.StartTransaction).get(0);
        assertEquals(Optional.of("no-card"), start.text("idTag"));
        assertEquals(Optional.of(2_673L), start.number("meterStart"));
        Payload stop = sent(Action.StopTransaction).get(0);
        assertEquals(Optional.of(2_857L), stop.number("meterStop")); // 184.0 Wh
        assertEquals(Optional.of("EVDisconnected"), stop.text("reason"));
        assertEquals(1, sent(Action.StartTransaction).size());
    }

    @Test
    void goesOnAfterAKill() {
        site.run();
        site.box.plug();
        site.pass(Duration.ofSeconds(30));
        site.kill();
        site.pass(Duration.ofSeconds(30));
        site.run();
        site.box.unplug();
        site.pass(Duration.ofSeconds(20));

        assertEquals(1, sent(Action.StartTransaction).size());
        assertEquals(1, sent(Action.StopTransaction).size());
        assertEquals(
                Optional.of((site.box.register() + 5) / 10),
                sent(Action.StopTransaction).get(0).number("meterStop"));
    }

    @Test
    void stopsByThePermissionAndGivesItBack() {
        site.run();
        site.box.plug();
        site.pass(Duration.ofSeconds(20));

        assertEquals(
                Payload.of("status", "Accepted"),
                site.ask(Action.RemoteStopTransaction, "transactionId", 101L));
        site.pass(Duration.ofSeconds(20));

        assertTrue(site.commands.contains("ena 0"));
        assertEquals(Optional.of("Remote"), sent(Action.StopTransaction).get(0).text("reason"));
        site.limit(Optional.of(16_000L)); // a limit is no permission
        site.pass(Duration.ofMinutes(1));
        assertEquals(0, site.box.limit());
        assertEquals(1, sent(Action.StartTransaction).size());

        site.box.unplug();
        site.pass(Duration.ofSeconds(20));
        site.box.plug();
        site.pass(Duration.ofSeconds(20));
        assertEquals(2, sent(Action.StartTransaction).size());
    }

    @Test
    void isNeverSentWhatItDoesNotHave() {
        site.run();
        site.box.plug();
        site.pass(Duration.ofSeconds(20));
        site.ask(Action.RemoteStopTransaction, "transactionId", 101L);
        site.ask(Action.RemoteStartTransaction, "idTag", "APP");
        site.ask(Action.DataTransfer, "vendorId", "KEBA", "messageId", "display", "data", "Hallo");
        site.limit(Optional.of(0L));

        assertFalse(
                site.commands.stream()
                        .anyMatch(
                                one ->
                                        one.matches(
                                                "(report 1\\d\\d|currtime|setenergy|start|stop|display).*")),
                site.commands.toString());
    }
}
