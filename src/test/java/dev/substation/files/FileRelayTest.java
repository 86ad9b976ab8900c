package dev.substation.files;

import static dev.substation.files.FilePeers.content;
import static dev.substation.files.FilePeers.ftp;
import static dev.substation.flow.settings.FileRelayMode.FTP;
import static dev.substation.flow.settings.FileRelayMode.HTTP;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.testing.Wait;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.commons.net.ftp.FTPClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class FileRelayTest {

    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int LARGE = 3_000_001;

    @TempDir Path folder;
    private FilePeers peers;

    @BeforeEach
    void open() throws Exception {
        peers = new FilePeers(folder);
    }

    @AfterEach
    void close() throws Exception {
        peers.close();
    }

    private static HttpResponse<byte[]> http(HttpRequest.Builder request) throws Exception {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .build()
                .send(request.build(), BodyHandlers.ofByteArray());
    }

    private void awaitNothingLeft() {
        Wait.until("no temporary file is left", SOON, () -> peers.left().isEmpty());
    }

    // ---- up

    @Test
    void passesAFileFromFtpToHttpWhileItComes() throws Exception {
        FilePeers.HttpBackEnd backEnd = peers.http();
        byte[] file = content(LARGE);
        URI address = peers.open(FTP, true, backEnd.url("/logs/"));
        FTPClient station = ftp(address);
        OutputStream out = station.storeFileStream("diag 1.zip");
        out.write(file, 0, LARGE / 2);
        out.flush();
        Wait.until("the first half is there", SOON, () -> backEnd.bytesSeen.get() > LARGE / 3);
        out.write(file, LARGE / 2, file.length - LARGE / 2);
        out.close();
        assertTrue(station.completePendingCommand(), station.getReplyString());
        assertArrayEquals(file, backEnd.stored.get(0));
        assertEquals(List.of("PUT /logs/diag%201.zip"), backEnd.requests);
        awaitNothingLeft();
        assertEquals(1, peers.ended.get());
        assertThrows(IOException.class, () -> ftp(address), "the address was for one transfer");
    }

    @Test
    void sendsTheWholeFileToAServerThatWantsItsLength() throws Exception {
        FilePeers.HttpBackEnd backEnd = peers.http();
        backEnd.wantsLength = true;
        byte[] file = content(LARGE);
        FTPClient station = ftp(peers.open(FTP, true, backEnd.url("/bucket/diag.zip?sig=abc")));
        assertTrue(
                station.storeFile("diag.zip", new ByteArrayInputStream(file)),
                station.getReplyString());
        assertArrayEquals(file, backEnd.stored.get(0));
        awaitNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403, 500})
    void tellsTheStationThatTheServerRejectedTheFile(int status) throws Exception {
        FilePeers.HttpBackEnd backEnd = peers.http();
        backEnd.status = status;
        FTPClient station = ftp(peers.open(FTP, true, backEnd.url("/logs/")));
        assertFalse(station.storeFile("d.zip", new ByteArrayInputStream(content(100_000))));
        assertEquals(451, station.getReplyCode());
        assertTrue(station.getReplyString().contains("HTTP " + status), station.getReplyString());
        assertEquals(0, peers.ended.get());
        awaitNothingLeft();

        backEnd.status = 201;
        FTPClient again = ftp(peers.open(FTP, true, backEnd.url("/logs/")));
        assertTrue(again.storeFile("d.zip", new ByteArrayInputStream(content(100))));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void goesOnAfterABrokenConnection(boolean appends) throws Exception {
        FilePeers.HttpBackEnd backEnd = peers.http();
        byte[] file = content(LARGE);
        URI address = peers.open(FTP, true, backEnd.url("/logs/"));
        FTPClient broken = ftp(address);
        OutputStream out = broken.storeFileStream("diag.zip");
        out.write(file, 0, 1_000_000);
        out.flush();
        Wait.until("it is there", SOON, () -> backEnd.bytesSeen.get() > 900_000);
        broken.disconnect();
        out.close();

        FTPClient station = ftp(address);
        Wait.until("the rest is known", SOON, () -> size(station) == 1_000_000);
        if (!appends) {
            station.setRestartOffset(1_000_000);
        }
        ByteArrayInputStream rest =
                new ByteArrayInputStream(file, 1_000_000, file.length - 1_000_000);
        assertTrue(
                appends
                        ? station.appendFile("diag.zip", rest)
                        : station.storeFile("diag.zip", rest),
                station.getReplyString());
        assertEquals(1, backEnd.stored.size());
        assertArrayEquals(file, backEnd.stored.get(0));
        awaitNothingLeft();
    }

    private static long size(FTPClient station) {
        try {
            String size = station.getSize("diag.zip");
            return size == null ? 0 : Long.parseLong(size.strip());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void leavesNothingOfAFileThatIsNotGoneOnWith() throws Exception {
        Path logs = folder.resolve("logs");
        URI address = peers.open(FTP, true, peers.ftpBackEnd(logs) + "/");
        FTPClient broken = ftp(address);
        OutputStream out = broken.storeFileStream("diag.zip");
        out.write(content(300_000));
        out.flush();
        Wait.until("it is there", SOON, () -> Files.exists(logs.resolve("diag.zip")));
        broken.disconnect();
        out.close();
        Wait.until("it is cut", SOON, () -> peers.relay.figures().cut() == 1);
        peers.time.pass(Duration.ofMinutes(5));
        awaitNothingLeft();
        Wait.until("the half is gone", SOON, () -> !Files.exists(logs.resolve("diag.zip")));
        assertEquals(1, peers.relay.figures().failedUp());
    }

    @Test
    void takesTheFileAnewFromAStationThatBeginsAgain() throws Exception {
        FilePeers.HttpBackEnd backEnd = peers.http();
        byte[] file = content(200_000);
        URI address = peers.open(FTP, true, backEnd.url("/logs/"));
        FTPClient first = ftp(address);
        OutputStream out = first.storeFileStream("diag.zip");
        out.write(content(70_000));
        out.flush();
        FTPClient second = ftp(address);
        assertTrue(second.storeFile("diag.zip", new ByteArrayInputStream(file)));
        assertEquals(1, backEnd.stored.size());
        assertArrayEquals(file, backEnd.stored.get(0));
        first.disconnect();
        awaitNothingLeft();
    }

    @ParameterizedTest
    @ValueSource(strings = {"PUT", "POST"})
    void passesAFileFromHttpToFtp(String method) throws Exception {
        Path logs = folder.resolve("logs");
        byte[] file = content(LARGE);
        String address = peers.open(HTTP, true, peers.ftpBackEnd(logs)) + "log-7.tgz";
        HttpResponse<byte[]> answer =
                http(
                        HttpRequest.newBuilder(URI.create(address))
                                .expectContinue(method.equals("PUT"))
                                .method(method, BodyPublishers.ofByteArray(file)));
        assertEquals(201, answer.statusCode());
        assertArrayEquals(file, Files.readAllBytes(logs.resolve("log-7.tgz")));
        awaitNothingLeft();
    }

    @Test
    void passesAFormFromHttpToHttpAsItIs() throws Exception {
        FilePeers.HttpBackEnd backEnd = peers.http();
        URI address = peers.open(HTTP, true, backEnd.url("/upload?id=7"));
        byte[] form =
                "--x\r\nContent-Disposition: form-data; name=f\r\n\r\nabc\r\n--x--".getBytes();
        HttpResponse<byte[]> answer =
                http(
                        HttpRequest.newBuilder(address)
                                .header("Content-Type", "multipart/form-data; boundary=x")
                                .POST(
                                        BodyPublishers.ofInputStream(
                                                () -> new ByteArrayInputStream(form))));
        assertEquals(201, answer.statusCode());
        assertEquals(List.of("POST /upload?id=7"), backEnd.requests);
        assertArrayEquals(form, backEnd.stored.get(0));
    }

    @Test
    void takesNoFileThatIsTooLarge() throws Exception {
        FilePeers.HttpBackEnd backEnd = peers.http();
        byte[] large = content(5 << 20);
        FTPClient station = ftp(peers.open(FTP, true, backEnd.url("/logs/")));
        assertFalse(uploads(station, large));
        HttpResponse<byte[]> answer =
                http(
                        HttpRequest.newBuilder(peers.open(HTTP, true, backEnd.url("/logs/")))
                                .PUT(BodyPublishers.ofByteArray(large)));
        assertEquals(502, answer.statusCode());
        assertEquals(List.of(), backEnd.stored);
        awaitNothingLeft();
    }

    private static boolean uploads(FTPClient station, byte[] bytes) {
        try {
            return station.storeFile("d.zip", new ByteArrayInputStream(bytes));
        } catch (IOException cut) {
            return false;
        }
    }

    // ---- down

    @Test
    void loadsAFileOnceForManyStations() throws Exception {
        FilePeers.HttpBackEnd backEnd = peers.http();
        backEnd.offered = content(LARGE);
        List<CompletableFuture<byte[]>> boxes = new ArrayList<>();
        for (int box = 0; box < 16; box++) {
            URI address = peers.open(FTP, false, backEnd.url("/fw/P30-1.13.bin"));
            assertTrue(address.getPath().endsWith("/P30-1.13.bin"), address.getPath());
            boxes.add(CompletableFuture.supplyAsync(() -> fetched(address, 0)));
        }
        for (CompletableFuture<byte[]> box : boxes) {
            assertArrayEquals(backEnd.offered, box.get());
        }
        assertEquals(List.of("GET /fw/P30-1.13.bin"), backEnd.requests);
        Wait.until("all are done", SOON, () -> peers.relay.figures().down() == 16);
        peers.time.pass(Duration.ofMinutes(11));
        awaitNothingLeft();
        assertEquals(0, peers.ended.get(), "a station may fetch it again");
        peers.time.pass(Duration.ofHours(1));
        assertEquals(16, peers.ended.get());
    }

    private static byte[] fetched(URI address, long from) {
        try {
            FTPClient station = ftp(address);
            station.setRestartOffset(from);
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            if (!station.retrieveFile(address.getPath().substring(1), bytes)) {
                throw new IOException(station.getReplyString());
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @Test
    void goesOnLoadingAfterABrokenConnection() throws Exception {
        FilePeers.HttpBackEnd backEnd = peers.http();
        backEnd.offered = content(LARGE);
        backEnd.cutAfter = 500_000;
        byte[] got = fetched(peers.open(FTP, false, backEnd.url("/fw.bin")), 0);
        assertArrayEquals(backEnd.offered, got);
        assertEquals(2, backEnd.requests.size());
        assertTrue(backEnd.requests.get(1).matches("GET /fw.bin bytes=[1-9]\\d*-"));
    }

    @Test
    void doesNotMixTwoVersionsOfAFile() throws Exception {
        FilePeers.HttpBackEnd backEnd = peers.http();
        backEnd.offered = content(LARGE);
        backEnd.cutAfter = 500_000;
        URI address = peers.open(FTP, false, backEnd.url("/fw.bin"));
        CompletableFuture<byte[]> station =
                CompletableFuture.supplyAsync(() -> fetched(address, 0));
        Wait.until("it was cut", SOON, () -> backEnd.requests.size() == 1 && backEnd.cutAfter == 0);
        backEnd.offered = content(LARGE + 5);
        assertThrows(Exception.class, station::get);
        assertArrayEquals(backEnd.offered, fetched(address, 0));
    }

    @Test
    void letsAStationGoOnWhereItWas() throws Exception {
        FilePeers.HttpBackEnd backEnd = peers.http();
        backEnd.offered = content(LARGE);
        byte[] rest = Arrays.copyOfRange(backEnd.offered, 1_000, LARGE);
        assertArrayEquals(rest, fetched(peers.open(FTP, false, backEnd.url("/fw.bin")), 1_000));
        URI address = peers.open(HTTP, false, backEnd.url("/fw.bin"));
        HttpResponse<byte[]> part =
                http(HttpRequest.newBuilder(address).header("Range", "bytes=1000-"));
        assertEquals(206, part.statusCode());
        assertArrayEquals(rest, part.body());
        HttpResponse<byte[]> all = http(HttpRequest.newBuilder(address));
        assertEquals(200, all.statusCode());
        assertArrayEquals(backEnd.offered, all.body());
        assertEquals(1, backEnd.requests.size());
    }

    @Test
    void fetchesFromFtpForAStationThatKnowsHttpAlone() throws Exception {
        Path site = folder.resolve("firmware");
        byte[] file = content(LARGE);
        String server = peers.ftpBackEnd(site);
        Files.createDirectories(site.resolve("abl"));
        Files.write(site.resolve("abl/fw 1.bin"), file);
        URI address = peers.open(HTTP, false, server + "/abl/fw%201.bin");
        assertTrue(address.toString().endsWith("/fw_1.bin"), address.toString());
        assertArrayEquals(file, http(HttpRequest.newBuilder(address)).body());
    }

    @Test
    void saysThatAFileIsNotThere() throws Exception {
        FilePeers.HttpBackEnd backEnd = peers.http();
        backEnd.status = 404;
        FTPClient station = ftp(peers.open(FTP, false, backEnd.url("/fw.bin")));
        assertFalse(station.retrieveFile("fw.bin", new ByteArrayOutputStream()));
        HttpResponse<byte[]> answer =
                http(HttpRequest.newBuilder(peers.open(HTTP, false, backEnd.url("/fw.bin"))));
        assertEquals(502, answer.statusCode());
        assertTrue(new String(answer.body()).contains("404"));

        backEnd.status = 200;
        backEnd.offered = content(50_000);
        byte[] got = fetched(peers.open(FTP, false, backEnd.url("/fw.bin")), 0);
        assertArrayEquals(backEnd.offered, got);
    }

    @Test
    void loadsNothingThatIsTooLarge() throws Exception {
        FilePeers.HttpBackEnd backEnd = peers.http();
        backEnd.offered = content(5 << 20);
        FTPClient station = ftp(peers.open(FTP, false, backEnd.url("/fw.bin")));
        assertFalse(station.retrieveFile("fw.bin", new ByteArrayOutputStream()));
    }

    @Test
    void goesOnAfterAServerThatFallsSilent() throws Exception {
        FilePeers.HttpBackEnd backEnd = peers.http();
        backEnd.offered = content(LARGE);
        backEnd.cutAfter = 500_000;
        backEnd.silentAfterCut = true;
        URI address = peers.open(FTP, false, backEnd.url("/fw.bin"));
        CompletableFuture<byte[]> station =
                CompletableFuture.supplyAsync(() -> fetched(address, 0));
        Wait.until("it is silent", SOON, () -> backEnd.isSilent);
        Wait.until(
                "it goes on",
                SOON,
                () -> {
                    peers.time.pass(Duration.ofSeconds(2));
                    return station.isDone();
                });
        assertArrayEquals(backEnd.offered, station.get());
        assertTrue(backEnd.requests.get(1).contains("bytes=500000-"), backEnd.requests.get(1));
    }

    @Test
    void endsADownloadThatTakesTooLong() throws Exception {
        FilePeers.HttpBackEnd backEnd = peers.http();
        backEnd.offered = content(LARGE);
        backEnd.cutAfter = 500_000;
        backEnd.silentAfterCut = true;
        URI address = peers.open(FTP, false, backEnd.url("/fw.bin"));
        CompletableFuture<byte[]> station =
                CompletableFuture.supplyAsync(() -> fetched(address, 0));
        Wait.until("it is silent", SOON, () -> backEnd.isSilent);
        peers.time.pass(Duration.ofMinutes(61));
        assertThrows(Exception.class, station::get);
        assertArrayEquals(backEnd.offered, fetched(address, 0), "the next try begins anew");
    }

    @Test
    void servesManyStationsWithAddressesOfTheirOwn() throws Exception {
        FilePeers.HttpBackEnd backEnd = peers.http();
        backEnd.offered = content(200_000);
        List<CompletableFuture<byte[]>> boxes = new ArrayList<>();
        for (int box = 0; box < 18; box++) {
            URI address = peers.open(FTP, false, backEnd.url("/fw.bin?sig=" + box));
            boxes.add(CompletableFuture.supplyAsync(() -> fetched(address, 0)));
        }
        for (CompletableFuture<byte[]> box : boxes) {
            assertArrayEquals(backEnd.offered, box.get());
        }
    }

    @Test
    void servesOneFileForEachConnection() throws Exception {
        FilePeers.HttpBackEnd backEnd = peers.http();
        backEnd.offered = content(200_000);
        URI address = peers.open(HTTP, false, backEnd.url("/fw.bin"));
        String get = "GET %s HTTP/1.1\r\nHost: gw\r\n\r\n".formatted(address.getPath());
        for (int round = 0; round < 25; round++) { // more than may be moved at once
            try (Socket socket = new Socket("127.0.0.1", peers.httpPort)) {
                socket.getOutputStream().write((get + get).getBytes(StandardCharsets.US_ASCII));
                socket.getInputStream().readNBytes(100);
            }
        }
        Wait.until(
                "the connections have ended",
                SOON,
                () -> Arrays.equals(backEnd.offered, body(address)));
    }

    private static byte[] body(URI address) {
        try {
            return http(HttpRequest.newBuilder(address)).body();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void followsARedirectToHttpAlone() throws Exception {
        FilePeers.HttpBackEnd backEnd = peers.http();
        backEnd.offered = content(10_000);
        backEnd.redirect = backEnd.url("/moved.bin");
        assertArrayEquals(
                backEnd.offered, fetched(peers.open(FTP, false, backEnd.url("/fw.bin")), 0));
        for (String elsewhere : List.of("ftp://127.0.0.1/fw.bin", "file:///etc/passwd", "", ":")) {
            backEnd.redirect = elsewhere;
            FTPClient station =
                    ftp(peers.open(FTP, false, backEnd.url("/fw2.bin?" + elsewhere.length())));
            assertFalse(station.retrieveFile("fw2.bin", new ByteArrayOutputStream()), elsewhere);
        }
    }

    @Test
    void rejectsAPartOfAFile() throws Exception {
        FilePeers.HttpBackEnd backEnd = peers.http();
        HttpResponse<byte[]> answer =
                http(
                        HttpRequest.newBuilder(peers.open(HTTP, true, backEnd.url("/logs/")))
                                .header("Content-Range", "bytes 5-9/10")
                                .PUT(BodyPublishers.ofString("56789")));
        assertEquals(400, answer.statusCode());
        assertEquals(List.of(), backEnd.requests);
        backEnd.offered = content(1_000);
        URI down = peers.open(HTTP, false, backEnd.url("/fw.bin"));
        assertEquals(
                416,
                http(HttpRequest.newBuilder(down).header("Range", "bytes=1000-")).statusCode());
    }

    @Test
    void sendsNoCommandsThatStandInAnAddress() throws Exception {
        Path logs = folder.resolve("logs");
        String server = peers.ftpBackEnd(logs);
        Files.writeString(logs.resolve("kept"), "x");
        String hostile = server.replace("logs:", "logs%0D%0ADELE%20kept%0D%0A:");
        FTPClient station = ftp(peers.open(FTP, true, hostile + "/"));
        uploads(station, content(100));
        FTPClient other = ftp(peers.open(FTP, true, server + "/%0D%0ADELE%20kept%0D%0A/"));
        uploads(other, content(100));
        assertTrue(Files.exists(logs.resolve("kept")));
    }

    // ---- locks

    @Test
    void showsALoginItsOwnFileAlone() throws Exception {
        FilePeers.HttpBackEnd backEnd = peers.http();
        backEnd.offered = content(1_000);
        URI mine = peers.open(FTP, false, backEnd.url("/fw.bin"));
        FTPClient station = ftp(mine);
        assertEquals(List.of("fw.bin"), List.of(station.listNames()));
        for (String path : List.of("other.bin", "../../etc/passwd", "/etc/passwd", "..\\fw")) {
            assertFalse(station.retrieveFile(path, new ByteArrayOutputStream()), path);
        }
        assertFalse(station.storeFile("fw.bin", new ByteArrayInputStream(new byte[10])));
        assertFalse(station.deleteFile("fw.bin"));
        assertFalse(station.makeDirectory("x"));
        assertFalse(station.rename("fw.bin", "x"));
        assertEquals(List.of(), backEnd.stored);
    }

    @Test
    void admitsNobodyWithoutTheRightPassword() throws Exception {
        FilePeers.HttpBackEnd backEnd = peers.http();
        URI ftp = peers.open(FTP, true, backEnd.url("/logs/"));
        URI http = peers.open(HTTP, true, backEnd.url("/logs/"));
        String wrong = ftp.toString().replace("secret", "Secret");
        assertThrows(IOException.class, () -> ftp(URI.create(wrong)));
        for (String path : List.of("/files/", "/", "/files/a/b/c", "/../files", "/%00")) {
            URI address = URI.create("http://127.0.0.1:" + peers.httpPort + path);
            assertEquals(404, http(HttpRequest.newBuilder(address)).statusCode(), path);
        }
        URI guessed = URI.create(http.toString().replace("secret", "Secret"));
        assertEquals(
                404,
                http(HttpRequest.newBuilder(guessed).PUT(BodyPublishers.ofString("x")))
                        .statusCode());
        assertEquals(405, http(HttpRequest.newBuilder(http)).statusCode());
        assertEquals(List.of(), backEnd.requests);
    }

    @Test
    void callsNoServerOutsideTheNetworks() throws Exception {
        try (FilePeers strict = new FilePeers(folder.resolve("strict"), 1 << 20, "any")) {
            FilePeers.HttpBackEnd backEnd = strict.http();
            backEnd.offered = content(1_000);
            FTPClient station = ftp(strict.open(FTP, false, backEnd.url("/fw.bin")));
            assertFalse(station.retrieveFile("fw.bin", new ByteArrayOutputStream()));
            assertEquals(List.of(), backEnd.requests);
        }
    }
}
