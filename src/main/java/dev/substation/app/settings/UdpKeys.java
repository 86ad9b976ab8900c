package dev.substation.app.settings;

import static dev.substation.app.settings.Key.key;

import java.time.Duration;
import java.util.List;

/** How KEBA boxes without OCPP are reached: {@code udp}. */
final class UdpKeys {

    private static final KeyList KEYS = new KeyList();

    static final Key<String> ADDRESS =
            KEYS.add(
                    key("address", Types.ADDRESS, Effect.RESTART)
                            .usually("0.0.0.0")
                            .in(
                                    Scope.UDP,
                                    "Address of this machine to send from and to listen at; open only if a station has `keba-udp`"));

    static final Key<Integer> PORT =
            KEYS.add(
                    key("port", Types.PORT, Effect.RESTART)
                            .usually("7090")
                            .in(
                                    Scope.UDP,
                                    "UDP port to send from and to listen at. Boxes broadcast to 7090 only"));

    static final Key<Duration> PACE =
            KEYS.add(
                    key("pace", Types.DURATION, Effect.RESTART)
                            .usually("100ms")
                            .in(Scope.UDP, "Least time between two commands to one box"));

    static final Key<Duration> POLL =
            KEYS.add(
                    key("poll", Types.DURATION, Effect.RESTART)
                            .usually("10s")
                            .in(
                                    Scope.UDP,
                                    "How often a box is asked for its state, if no broadcast of it has come before"));

    static final List<Key<?>> ALL = KEYS.all();

    private UdpKeys() {}
}
