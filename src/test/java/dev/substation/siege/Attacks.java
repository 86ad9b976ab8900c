package dev.substation.siege;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.substation.testing.RawPeer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.zip.GZIPOutputStream;

/** All attacks, each a peer that was seen or feared in the field. */
final class Attacks {

    private static final int MEGABYTE = 1 << 20;
    private static final String SOAP_HEAD =
            "POST /soap HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/soap+xml\r\n";
    private static final AtomicLong NUMBERS = new AtomicLong();

    private static final List<String> MALFORMED =
            List.of(
                    "GET /soap/%ZZ HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    "GET /ocpp/X/. HTTP/1.1\r\nHost: localhost\r\n\r\n",
                    "GET /health/ready HTTP/1.1\r\nHost:\r\n\r\n",
                    "GET /health/ready HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                    "GET http://127.0.0.1/api/v1/log HTTP/1.1\r\nHost: example.org\r\n\r\n",
                    "POST /soap HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
                    "POST /soap HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                    "POST /soap HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
                    "GET /" + "a".repeat(70_000) + " HTTP/1.1\r\nHost: a\r\n\r\n",
                    "GET / HTTP/9.9\r\nHost: a\r\n\r\n",
                    "\u0000\u0001\u0002\r\n\r\n",
                    "GET / HTTP/1.1\r\nHost: a\r\nX: " + "b".repeat(70_000) + "\r\n\r\n");

    /** Work for the parser, the desk, the ledger and the memory: one attack on each. */
    private static final Set<String> DEAREST =
            Set.of(
                    "large-frames-0",
                    "small-frames",
                    "made-up-identities",
                    "soap-flood",
                    "gzip-bombs");

    private Attacks() {}

    /**
     * Those that take most of the gateway's time and memory. Slow and idle connections are in
     * {@code TlsE2E} too.
     */
    static List<Attack> dearest() {
        return all(1).stream().filter(attack -> DEAREST.contains(attack.name())).toList();
    }

    /**
     * @param scale 1 for the short form; the long form opens more connections
     */
    static List<Attack> all(int scale) {
        List<Attack> all = new ArrayList<>();
        for (String form :
                List.of(
                        "[%s[]]",
                        "[2,\"%d\",\"MeterValues\",{\"connectorId\":1,\"meterValue\":[%s[]]}]",
                        "[3,\"%d\",{\"a\":[%s[]]}]")) {
            all.add(new Attack("large-frames-" + all.size(), 1, largeFrames(form)));
        }
        all.add(new Attack("large-data-transfers", 1, Attacks::dataTransfers));
        all.add(new Attack("small-frames", 2, frames("[2,\"%d\",\"Heartbeat\",{}]")));
        all.add(new Attack("unreadable-frames", 2, frames("x")));
        all.add(new Attack("unknown-actions", 1, frames("[2,\"%d\",\"Nonsense\",{}]")));
        all.add(new Attack("deaf-csms", 1, Attacks::deafCsms));
        all.add(new Attack("one-identity", 2, Attacks::oneIdentity));
        all.add(new Attack("made-up-identities", 2, Attacks::madeUp));
        all.add(new Attack("soap-flood", 32, Attacks::soapFlood));
        all.add(new Attack("gzip-bombs", 2, Attacks::bombs));
        all.add(new Attack("malformed-requests", 2, Attacks::malformed));
        all.add(new Attack("tls-at-the-plain-port", 1, Attacks::tlsAtPlainPort));
        all.add(new Attack("slow-bodies", 300 * scale, Attacks::slowBody));
        all.add(new Attack("slow-heads", 300 * scale, Attacks::slowHead));
        all.add(new Attack("idle-connections", 500 * scale, Attacks::idle));
        all.add(new Attack("half-handshakes", 100 * scale, Attacks::halfHandshake));
        return all;
    }

    private static Attack.Doing largeFrames(String form) {
        String lists = "[],".repeat((MEGABYTE - 100) / 3);
        return (field, peer, goesOn, refused) -> {
            try (RawPeer station = RawPeer.webSocket(field.port(), "ATTACKER", Field.PATIENCE)) {
                for (int i = 0; i < 30; i++) {
                    station.write(RawPeer.frame("[2,\"h" + i + "\",\"Heartbeat\",{}]"));
                }
                for (int i = 0; goesOn.getAsBoolean(); i++) {
                    station.write(
                            RawPeer.frame(
                                    form.contains("%d")
                                            ? form.formatted(i, lists)
                                            : form.formatted(lists)));
                    station.swallow();
                }
            }
        };
    }

    /** Large ones that are in order, one after the other. */
    private static void dataTransfers(
            Field field, int peer, BooleanSupplier goesOn, AtomicInteger refused)
            throws IOException {
        String data = "y".repeat(MEGABYTE - 200);
        try (RawPeer station = RawPeer.webSocket(field.port(), "ATTACKER", Field.PATIENCE)) {
            while (goesOn.getAsBoolean()) {
                station.write(
                        RawPeer.frame(
                                "[2,\"%d\",\"DataTransfer\",{\"vendorId\":\"x\",\"data\":\"%s\"}]"
                                        .formatted(NUMBERS.incrementAndGet(), data)));
                station.swallow();
            }
        }
    }

    private static Attack.Doing frames(String form) {
        return (field, peer, goesOn, refused) -> {
            try (RawPeer station =
                    RawPeer.webSocket(field.port(), "ATTACKER-" + peer, Field.PATIENCE)) {
                while (goesOn.getAsBoolean()) {
                    ByteArrayOutputStream many = new ByteArrayOutputStream();
                    for (int i = 0; i < 100; i++) {
                        many.writeBytes(RawPeer.frame(form.formatted(NUMBERS.incrementAndGet())));
                    }
                    station.write(many.toByteArray());
                    station.swallow();
                }
            }
        };
    }

    private static void deafCsms(
            Field field, int peer, BooleanSupplier goesOn, AtomicInteger refused)
            throws IOException {
        try (RawPeer station = RawPeer.webSocket(field.port(), "OF-THE-DEAF", Field.PATIENCE)) {
            while (goesOn.getAsBoolean()) {
                station.write(RawPeer.frame("[2,\"h\",\"Heartbeat\",{}]"));
                pause(500);
                station.swallow();
            }
        }
    }

    private static void oneIdentity(
            Field field, int peer, BooleanSupplier goesOn, AtomicInteger refused)
            throws IOException {
        try (RawPeer station = RawPeer.webSocket(field.port(), "ATTACKER", Field.PATIENCE)) {
            station.write(
                    RawPeer.frame(
                            "[2,\"b\",\"BootNotification\",{\"chargePointVendor\":\"V\","
                                    + "\"chargePointModel\":\"M\"}]"));
            pause(50);
            refused.incrementAndGet();
        }
    }

    private static void madeUp(Field field, int peer, BooleanSupplier goesOn, AtomicInteger refused)
            throws IOException {
        try (RawPeer station =
                RawPeer.webSocket(
                        field.port(), "MADE-UP-" + NUMBERS.incrementAndGet(), Field.PATIENCE)) {
            station.write(
                    RawPeer.frame(
                            "[2,\"b\",\"BootNotification\",{\"chargePointVendor\":\"V\","
                                    + "\"chargePointModel\":\"M\"}]"));
            pause(10); // some 5,000 a minute
            station.swallow();
        }
    }

    private static String heartbeat(String station) {
        return "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'"
                + " xmlns:o='urn://Ocpp/Cs/2015/10/'><s:Header><o:chargeBoxIdentity>"
                + station
                + "</o:chargeBoxIdentity></s:Header><s:Body><o:heartbeatRequest/></s:Body>"
                + "</s:Envelope>";
    }

    private static void soapFlood(
            Field field, int peer, BooleanSupplier goesOn, AtomicInteger refused)
            throws IOException {
        String body = heartbeat("ATTACKER");
        byte[] request =
                (SOAP_HEAD + "Content-Length: " + body.length() + "\r\n\r\n" + body)
                        .getBytes(ISO_8859_1);
        try (RawPeer station = RawPeer.connect(field.port(), Field.PATIENCE)) {
            while (goesOn.getAsBoolean()) {
                station.write(request);
                if (station.status() != 200) {
                    refused.incrementAndGet();
                }
                station.swallow();
            }
        }
    }

    private static void bombs(Field field, int peer, BooleanSupplier goesOn, AtomicInteger refused)
            throws IOException {
        byte[] bomb = Bomb.BYTES;
        try (RawPeer station = RawPeer.connect(field.port(), Field.PATIENCE)) {
            station.write(
                    SOAP_HEAD
                            + "Content-Encoding: gzip\r\nContent-Length: "
                            + bomb.length
                            + "\r\n\r\n");
            station.write(bomb);
            count(station, refused);
        }
    }

    /** 200 MB of blanks, packed once. */
    private static final class Bomb {
        private static final byte[] BYTES = pack();

        private static byte[] pack() {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream zip = new GZIPOutputStream(packed)) {
                byte[] blanks = " ".repeat(MEGABYTE).getBytes(ISO_8859_1);
                for (int i = 0; i < 200; i++) {
                    zip.write(blanks);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return packed.toByteArray();
        }
    }

    private static void malformed(
            Field field, int peer, BooleanSupplier goesOn, AtomicInteger refused)
            throws IOException {
        for (String request : MALFORMED) {
            try (RawPeer connection = RawPeer.connect(field.port(), Field.PATIENCE)) {
                connection.write(request);
                count(connection, refused);
            }
        }
    }

    private static void count(RawPeer connection, AtomicInteger refused) throws IOException {
        int status = connection.status();
        if (status >= 200 && status < 300) {
            throw new IllegalStateException("an attack was answered with " + status);
        }
        refused.incrementAndGet();
    }

    private static void tlsAtPlainPort(
            Field field, int peer, BooleanSupplier goesOn, AtomicInteger refused)
            throws IOException {
        try (RawPeer connection = RawPeer.connect(field.port(), Field.PATIENCE)) {
            connection.write(new byte[] {0x16, 3, 1, 2, 0, 1, 0, 1, (byte) 0xfc, 3, 3});
            count(connection, refused);
        }
    }

    private static void slowBody(
            Field field, int peer, BooleanSupplier goesOn, AtomicInteger refused)
            throws IOException {
        slow(field, SOAP_HEAD + "Content-Length: 10000\r\n\r\n", goesOn, refused);
    }

    private static void slowHead(
            Field field, int peer, BooleanSupplier goesOn, AtomicInteger refused)
            throws IOException {
        slow(field, "POST /soap HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", goesOn, refused);
    }

    /** A byte every two seconds. */
    private static void slow(
            Field field, String beginning, BooleanSupplier goesOn, AtomicInteger refused)
            throws IOException {
        try (RawPeer connection = RawPeer.connect(field.port(), Field.PATIENCE)) {
            connection.write(beginning);
            while (goesOn.getAsBoolean()) {
                connection.write("x");
                for (int i = 0; i < 20 && goesOn.getAsBoolean(); i++) {
                    pause(100);
                }
                if (connection.isEnded()) {
                    refused.incrementAndGet();
                    return;
                }
            }
        }
    }

    private static void idle(Field field, int peer, BooleanSupplier goesOn, AtomicInteger refused)
            throws IOException {
        hold(field.port(), new byte[0], goesOn, refused);
    }

    private static void halfHandshake(
            Field field, int peer, BooleanSupplier goesOn, AtomicInteger refused)
            throws IOException {
        hold(field.tlsPort, new byte[] {0x16, 3, 1, 2, 0, 1}, goesOn, refused);
    }

    private static void hold(
            int port, byte[] beginning, BooleanSupplier goesOn, AtomicInteger refused)
            throws IOException {
        try (RawPeer connection = RawPeer.connect(port, Field.PATIENCE)) {
            connection.write(beginning);
            while (goesOn.getAsBoolean()) {
                pause(500);
                if (connection.isEnded()) {
                    refused.incrementAndGet();
                    return;
                }
            }
        }
    }

    private static void pause(long ms) {
        LockSupport.parkNanos(ms * 1_000_000);
    }
}
