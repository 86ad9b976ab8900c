package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.testing.Fields;
import dev.substation.testing.stepped.ChargingSite;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Starts without a time that can be read, of one card on a meter that begins at 0 each time. */
class UntimedStartTest {

    private final ChargingSite site = new ChargingSite(Dialect.JSON_16).connected();

    private long start(String id, Object... time) {
        Payload start = Payload.of("connectorId", 1, "idTag", "12345678", "meterStart", 0);
        CompletableFuture<Answer> answer =
                site.gateway.call(
                        site.station,
                        new Call(
                                id,
                                ChargingSite.STATION,
                                Direction.UP,
                                Dialect.JSON_16,
                                Action.StartTransaction,
                                time.length == 0 ? start : start.with("timestamp", time[0]),
                                List.of()));
        site.time.settle();
        return resultOf(answer).number("transactionId").orElseThrow();
    }

    private int told() {
        return site.csms.received(Action.StartTransaction).size();
    }

    @Test
    void isTheSameSoonAfterOrByItsMessageId() {
        long first = start("1");

        site.time.pass(Duration.ofMinutes(2));
        assertEquals(first, start("2"));
        site.time.pass(Duration.ofHours(1));
        assertEquals(first, start("1"));

        assertEquals(1, told());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Available", "Finishing"})
    void isAnotherOnceTheConnectorWasFree(String status) {
        start("1");
        site.send(Action.StatusNotification, Fields.status(1, status));

        start("2");

        assertEquals(2, told());
    }

    @Test
    void isAnotherAfterALongTime() {
        start("1", "yesterday");
        site.time.pass(Duration.ofMinutes(11));

        start("2", "yesterday");

        assertEquals(2, told());
    }
}
