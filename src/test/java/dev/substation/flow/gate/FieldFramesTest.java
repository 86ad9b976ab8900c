package dev.substation.flow.gate;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Dictionary;
import dev.substation.dialect.Json;
import dev.substation.dialect.SoapCodec;
import dev.substation.flow.settings.StationQuirks;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.testing.stepped.VendorSite;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Frames that were seen in the field, through a connection, the profile and the gateway to a strict
 * csms. One file a frame: {@code frames/outcomes/field-01.txt} has what the station says, and what
 * the CSMS gets, what the station is answered, and the notes in the message log.
 *
 * <p>{@code mvn test -Dtest=FieldFramesTest -Dgolden.update} writes the outcomes anew; read the
 * diff.
 */
class FieldFramesTest {

    private static final Path OUTCOMES = Path.of("src/test/resources/frames/outcomes");
    private static final boolean UPDATE = System.getProperty("golden.update") != null;

    /** Reports that quote a payload alone are of these operations. */
    private static final Map<String, String> ACTIONS =
            Map.of(
                    "lbbrhzn/ocpp#987", "StatusNotification",
                    "lbbrhzn/ocpp#213", "BootNotification",
                    "mikuso/ocpp-rpc#76", "SecurityEventNotification",
                    "road-labs/chargestation-one#61", "StopTransaction");

    private record Seen(String file, String vendor, String kind, String source, String text) {}

    private static List<Seen> all() throws Exception {
        List<Seen> all = new ArrayList<>();
        for (String line : lines("/frames/field-frames.jsonl")) {
            Payload report = Json.read(line);
            all.add(
                    new Seen(
                            "field-%02d.txt".formatted(all.size() + 1),
                            "generic",
                            report.text("kind").orElseThrow(),
                            "%s: %s"
                                    .formatted(
                                            report.text("source").orElseThrow(),
                                            report.text("note").orElseThrow()),
                            report.text("frame").orElseThrow()));
        }
        int before = all.size();
        for (String line : lines("/frames/keba-p30-frames.jsonl")) {
            String file = "keba-%02d.txt".formatted(all.size() - before + 1);
            all.add(new Seen(file, "keba", "J16", "a KEBA P30 network", line));
        }
        return all;
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = FieldFramesTest.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank())
                    .toList();
        }
    }

    @TestFactory
    Stream<DynamicTest> becomesWhatItsFileSays() throws Exception {
        return all().stream()
                .map(
                        seen ->
                                DynamicTest.dynamicTest(
                                        seen.file() + " " + seen.source(), () -> compare(seen)));
    }

    private static void compare(Seen seen) throws Exception {
        String found = outcome(seen);
        Path file = OUTCOMES.resolve(seen.file());
        if (UPDATE) {
            Files.createDirectories(OUTCOMES);
            Files.writeString(file, found);
        }
        assertEquals(Files.readString(file), found);
    }

    private static String outcome(Seen seen) throws Exception {
        StringBuilder outcome = new StringBuilder(seen.source()).append('\n');
        if (seen.kind().equals("S16")) {
            overSoap(seen, outcome);
        } else {
            overWebSocket(seen, outcome);
        }
        return outcome.toString();
    }

    private static void overWebSocket(Seen seen, StringBuilder outcome) {
        String frame =
                seen.kind().equals("J16-payload")
                        ? "[2,\"1\",\"%s\",%s]".formatted(action(seen), seen.text())
                        : seen.text();
        VendorSite site = new VendorSite(seen.vendor(), Dialect.JSON_16, true, StationQuirks.NONE);
        site.csms.answering(call -> answered(site, call));
        List<String> answers = new ArrayList<>();
        site.conversation(answers::add).received(frame);
        site.time.settle();
        outcome.append("station ").append(frame).append('\n');
        happened(site, outcome);
        answers.forEach(answer -> outcome.append("answer  ").append(answer).append('\n'));
    }

    private static Answer answered(VendorSite site, Call call) {
        return call.action().equals(Action.DataTransfer)
                ? Answer.result(Payload.of("status", "Accepted"))
                : site.csms.start(call);
    }

    private static String action(Seen seen) {
        return ACTIONS.get(seen.source().substring(0, seen.source().indexOf(':')));
    }

    private static void overSoap(Seen seen, StringBuilder outcome) throws Exception {
        byte[] bytes = seen.text().getBytes(StandardCharsets.UTF_8);
        XMLStreamReader in =
                SoapCodec.secureReader(
                        SoapCodec.secureInputFactory(), new ByteArrayInputStream(bytes));
        do {
            in.nextTag();
        } while (!in.getLocalName().equals("Header"));
        skip(in);
        in.nextTag(); // Body
        in.nextTag();
        SoapCodec.Decoded body = new SoapCodec(Dictionary.load()).read(in, Direction.UP);
        VendorSite site = new VendorSite(seen.vendor(), body.dialect(), true, StationQuirks.NONE);
        site.up(body.action(), body.payload(), body.notes().toArray(Note[]::new));
        outcome.append("station ").append(body.action()).append(' ');
        outcome.append(Json.write(body.payload())).append('\n');
        happened(site, outcome);
    }

    private static void skip(XMLStreamReader in) throws Exception {
        int depth = 1;
        while (depth > 0) {
            int event = in.next();
            depth += event == XMLStreamReader.START_ELEMENT ? 1 : 0;
            depth -= event == XMLStreamReader.END_ELEMENT ? 1 : 0;
        }
    }

    private static void happened(VendorSite site, StringBuilder outcome) {
        for (Call call : site.csms.received) {
            outcome.append("csms    ").append(call.action()).append(' ');
            outcome.append(Json.write(call.payload())).append('\n');
        }
        for (Note note : site.notes()) {
            outcome.append(
                    "note    %s %s: '%s' became '%s', %s\n"
                            .formatted(
                                    note.loss(),
                                    note.path(),
                                    note.original(),
                                    note.result(),
                                    note.reason()));
        }
    }

    @Test
    void everyFrameHasItsFileAndNoFileLiesAboutUnused() throws Exception {
        List<Path> used = all().stream().map(seen -> OUTCOMES.resolve(seen.file())).toList();
        try (Stream<Path> files = Files.list(OUTCOMES)) {
            assertEquals(new TreeSet<>(used), new TreeSet<>(files.toList()));
        }
        assertTrue(used.size() >= 29, "frames: " + used.size());
    }
}
