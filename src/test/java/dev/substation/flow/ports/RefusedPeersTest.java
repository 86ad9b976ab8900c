package dev.substation.flow.ports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.model.Dialect;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is remembered of those that were rejected, when there are too many. */
class RefusedPeersTest {

    private static final int MOST = 10;

    private long seconds;
    private final RefusedPeers peers =
            new RefusedPeers(() -> Instant.ofEpochSecond(seconds++), MOST);

    private void knocks(String address, String identity) {
        knocks(address, identity, Dialect.JSON_16);
    }

    private void knocks(String address, String identity, Dialect dialect) {
        peers.add(
                Door.WEBSOCKET,
                RefusalReason.UNKNOWN_IDENTITY,
                new Knock(
                        address,
                        "/ocpp/" + identity,
                        Optional.of(identity),
                        Optional.of(dialect),
                        "not listed"));
    }

    private boolean knows(String identity) {
        return peers.all().stream().anyMatch(one -> one.identity().equals(Optional.of(identity)));
    }

    @Test
    void oneThatComesAgainIsCountedWithItsFirstAndLastTime() {
        knocks("10.0.0.7", "KEBA-1", Dialect.SOAP_15);
        knocks("10.0.0.7", "KEBA-1", Dialect.SOAP_16);
        knocks("10.0.0.8", "KEBA-1");

        RefusedPeer first = peers.all().stream().filter(one -> one.times() == 2).findAny().get();
        assertEquals(2, peers.all().size());
        assertEquals("10.0.0.7", first.address());
        assertEquals(Instant.ofEpochSecond(0), first.first());
        assertEquals(Instant.ofEpochSecond(1), first.last());
        assertEquals(Optional.of(Dialect.SOAP_16), first.dialect());
    }

    @Test
    void whoMakesUpNamesDrivesOutItsOwnAlone() {
        knocks("10.0.0.7", "KEBA-1");
        knocks("10.0.0.8", "KEBA-2");
        IntStream.range(0, 1_000).forEach(i -> knocks("10.6.6.6", "MADE-UP-" + i));

        assertEquals(MOST, peers.all().size());
        assertTrue(knows("KEBA-1") && knows("KEBA-2"), "they came once, from addresses of theirs");
        assertTrue(knows("MADE-UP-999"));
    }

    @Test
    void whoComesAgainStaysAlsoBehindTheSameAddress() {
        knocks("10.0.0.7", "KEBA-1");
        knocks("10.0.0.7", "KEBA-1");
        IntStream.range(0, 1_000).forEach(i -> knocks("10.0.0.7", "MADE-UP-" + i));

        assertTrue(knows("KEBA-1"));
    }

    @Test
    void allAddressesOfANetworkOfIpv6AreOneSender() {
        knocks("2001:db8::7", "KEBA-1");
        IntStream.range(0, 1_000)
                .forEach(i -> knocks("2001:db8:0:6::%x".formatted(i + 1), "MADE-UP-" + i));

        assertTrue(knows("KEBA-1"));
    }

    @Test
    void whoComesAgainStaysAmongManyAddresses() {
        knocks("10.0.0.7", "KEBA-1");
        knocks("10.0.0.7", "KEBA-1");
        IntStream.range(0, 1_000)
                .forEach(i -> knocks("10.1.%d.%d".formatted(i / 250, i % 250), "ONCE"));

        assertTrue(knows("KEBA-1"));
        assertEquals(MOST, peers.all().size());
    }

    @Test
    void whatAPeerSaysIsShortAndSteersNoScreen() {
        peers.add(
                Door.SOAP,
                RefusalReason.WRONG_PATH,
                new Knock(
                        "10.0.0.7", "/a\u001b[2J\u202e" + "x".repeat(10_000), "y".repeat(10_000)));

        RefusedPeer one = peers.all().get(0);
        assertTrue(one.path().startsWith("/a?[2J?xxx"), one.path());
        assertTrue(one.path().length() <= 201 && one.why().length() <= 301);
    }

    @Test
    void pathsCountApartOnlyWhereTheyAreWhatIsWrong() {
        for (String path : List.of("/a", "/b")) {
            peers.add(Door.HTTP, RefusalReason.OTHER_MACHINE, new Knock("10.0.0.7", path, ""));
            peers.add(Door.HTTP, RefusalReason.WRONG_PATH, new Knock("10.0.0.8", path, ""));
        }

        assertEquals(3, peers.all().size());
    }

    @Test
    void oneOrAllAreForgotten() {
        knocks("10.0.0.7", "KEBA-1");
        knocks("10.0.0.7", "KEBA-2");
        long number = peers.all().get(0).number();

        assertTrue(peers.forget(number));
        assertFalse(peers.forget(number));
        assertFalse(knows("KEBA-1"));
        peers.forgetAll();
        assertEquals(List.of(), peers.all());
        IntStream.range(0, MOST).forEach(i -> knocks("10.0.0.7", "AGAIN-" + i));
        assertEquals(MOST, peers.all().size(), "their places are free");
    }
}
