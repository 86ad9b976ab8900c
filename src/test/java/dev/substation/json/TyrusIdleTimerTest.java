package dev.substation.json;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;

import jakarta.websocket.Session;
import java.lang.reflect.Proxy;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TyrusIdleTimerTest {

    @Test
    void leavesSessionsOfOtherImplementationsAlone() {
        AtomicInteger calls = new AtomicInteger();
        Session session =
                (Session)
                        Proxy.newProxyInstance(
                                getClass().getClassLoader(),
                                new Class<?>[] {Session.class},
                                (self, method, arguments) -> calls.incrementAndGet());

        assertDoesNotThrow(() -> TyrusIdleTimer.switchOff(session));

        assertEquals(0, calls.get());
    }
}
