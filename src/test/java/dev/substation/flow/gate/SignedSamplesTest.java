package dev.substation.flow.gate;

import static dev.substation.testing.stepped.Answers.resultOf;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.substation.app.settings.SettingsFile;
import dev.substation.dialect.Dictionary;
import dev.substation.dialect.Frame;
import dev.substation.dialect.FrameReading;
import dev.substation.dialect.Part;
import dev.substation.dialect.SoapCodec;
import dev.substation.flow.desk.Figures;
import dev.substation.flow.ports.Ledger.LogRow;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.Undo;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.routes.live.SiteRoutes;
import dev.substation.testing.Fields;
import dev.substation.testing.OddTexts;
import dev.substation.testing.RuleClocks;
import dev.substation.testing.stepped.MemoryLedger;
import dev.substation.testing.stepped.NoRules;
import dev.substation.testing.stepped.ScriptedCsms;
import dev.substation.testing.stepped.ScriptedStation;
import dev.substation.testing.stepped.SteppedGateway;
import dev.substation.testing.stepped.SteppedTimers;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamReader;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Signed meter values, and the plain values beside them, are at the CSMS what they were on the
 * station's wire, whatever the station speaks and the site does; and the message log shows it.
 */
class SignedSamplesTest {

    private static final XMLInputFactory XML = SoapCodec.secureInputFactory();
    private static final SoapCodec CODEC = new SoapCodec(Dictionary.load());
    private static final String CSMS = "csms: { main: { url: \"ws://127.0.0.1/{station}\" } }\n";

    /** Each shipped rule, set so that it has something to do with meter values if it ever has. */
    private static final Map<String, String> RULES = new TreeMap<>();

    static {
        RULES.put("add-idtag-suffix", "suffix: X");
        RULES.put("alias-idtag", "map: 'A=B'");
        RULES.put("allow-csms-operations", "operations: Reset");
        RULES.put("answer-from-cache", "action: GetConfiguration");
        RULES.put("change-idtag-case", "csms: lower");
        RULES.put("clock-align-meter", "minutes: 1, keep: max");
        RULES.put("collapse-status", "seconds: 10");
        RULES.put("connector-zero-meter", "mode: compute, connectors: 1");
        RULES.put("convert-meter-unit", "csms: 'Wh,W'");
        RULES.put("default-idtag", "tag: FREE");
        RULES.put("drop-charging-profile", "");
        RULES.put("drop-connector", "connectors: '1'");
        RULES.put("drop-message", "action: MeterValues");
        RULES.put("filter-measurands", "keep: SoC");
        RULES.put("fit-idtag", "csms: 8");
        RULES.put("map-error-code", "map: 'A=GroundFailure'");
        RULES.put("meter-window", "seconds: 30, keep: mean");
        RULES.put("name-connector", "names: '1=Left'");
        RULES.put("rate-limit-message", "action: MeterValues, messages: 1, seconds: 3600");
        RULES.put("rename-configuration-key", "station: A, csms: B");
        RULES.put("rename-connector", "map: '1=2,2=1'");
        RULES.put("rename-data-transfer", "station: A/B, csms: C/D");
        RULES.put("restore-meter-reading", "");
        RULES.put("reverse-idtag-bytes", "");
        RULES.put("rewrite-idtag", "station: hex, csms: colons");
        RULES.put("strip-idtag-suffix", "");
        RULES.put("unify-meter-public-key", "");
    }

    private static final List<String> VALUES =
            List.of("268.978", "0.0", "1E3", "+5", "00012.50", "1.10", "-0", "  7 ", "1,5", "NaN");

    /** Records as stations sign them: OCMF as it is, or its octets as two digits each. */
    private static final List<String> RECORDS =
            List.of(
                    "OCMF|{\"FV\":\"1.0\",\"RD\":[{\"RV\":268.978,\"RU\":\"kWh\"}]}|{\"SD\":\"3045\"}",
                    "4F434D467C7B22".repeat(585),
                    "AB CD\nEF\r\n\t01  ",
                    "<signedMeterValue format=\"OCMF\">&amp;\u00e4</signedMeterValue>",
                    "x");

    @TempDir Path home;

    private final SteppedTimers time = new SteppedTimers(Instant.parse("2026-01-01T08:00:00Z"));
    private final MemoryLedger ledger = new MemoryLedger();
    private final ScriptedCsms csms = new ScriptedCsms(time);
    private final Random random = new Random(11);
    private Dialect dialect = Dialect.SOAP_15;
    private SiteRoutes routes;
    private Gateway gateway;
    private int ids;

    @AfterEach
    void close() {
        if (routes != null) {
            routes.close();
        }
    }

    static List<String> rules() {
        return List.copyOf(RULES.keySet());
    }

    // ---- the site

    private void run(String stations, Rules rules) throws Exception {
        csms.answering(csms::start);
        csms.links.clear();
        Path file = Files.writeString(home.resolve("site.yaml"), CSMS + stations);
        gateway =
                SteppedGateway.started(
                        time,
                        SettingsFile.read(home, file, Map.of(), Clock.systemUTC()),
                        rules,
                        ledger,
                        csms,
                        (id, spoken, address) -> new ScriptedStation(id.value(), dialect));
        connect();
    }

    private Rules rule(String name) throws Exception {
        close();
        Path folder = home.resolve("routes");
        Files.createDirectories(folder.resolve("rules"));
        String form = "rules/" + name + ".kamelet.yaml";
        Files.copy(
                Path.of("camel-routes").resolve(form),
                folder.resolve(form),
                StandardCopyOption.REPLACE_EXISTING);
        Files.writeString(
                folder.resolve("00-site.yaml"),
                """
                - route:
                    id: site
                    from:
                      uri: direct:site
                      steps:
                        - kamelet: { name: %s, parameters: { %s } }
                        - to: direct:deliver
                """
                        .formatted(name, RULES.get(name)));
        routes = new SiteRoutes(folder, ledger.load().memories(), RuleClocks.of(time));
        return routes;
    }

    private void connect() {
        time.settle();
        csms.links.values().forEach(ScriptedCsms.Link::connect);
        time.settle();
    }

    // ---- the station's wire

    private record Reading(String timestamp, List<Map<String, String>> samples) {}

    private Reading reading() {
        List<Map<String, String>> samples = new ArrayList<>();
        int raw = random.nextInt(3);
        for (int i = 0; i < raw; i++) {
            samples.add(sample(one(VALUES), "Raw"));
        }
        samples.add(random.nextInt(samples.size() + 1), sample(one(RECORDS), "SignedData"));
        time.pass(Duration.ofSeconds(1));
        return new Reading(time.instant().toString(), samples);
    }

    private Map<String, String> sample(String value, String format) {
        Map<String, String> sample = new LinkedHashMap<>();
        sample.put("value", value);
        sample.put("context", one(List.of("Transaction.Begin", "Sample.Periodic")));
        if (!format.equals("Raw") || random.nextBoolean()) {
            sample.put("format", format);
        }
        sample.put("measurand", "Energy.Active.Import.Register");
        sample.put("location", "Outlet");
        sample.put("unit", one(List.of("Wh", "kWh")));
        return sample;
    }

    private String one(List<String> of) {
        return of.get(random.nextInt(of.size()));
    }

    private String element(Reading reading, String name, String sampleName) {
        StringBuilder xml =
                new StringBuilder("<" + name + "><timestamp>" + reading.timestamp + "</timestamp>");
        for (Map<String, String> sample : reading.samples) {
            if (dialect == Dialect.SOAP_15) {
                xml.append("<value");
                sample.forEach(
                        (field, text) -> {
                            if (!field.equals("value")) {
                                xml.append(" " + field + "=\"" + OddTexts.xml(text) + "\"");
                            }
                        });
                xml.append(">" + OddTexts.xml(sample.get("value")) + "</value>");
            } else {
                xml.append("<" + sampleName + ">");
                sample.forEach(
                        (field, text) ->
                                xml.append(
                                        "<"
                                                + field
                                                + ">"
                                                + OddTexts.xml(text)
                                                + "</"
                                                + field
                                                + ">"));
                xml.append("</" + sampleName + ">");
            }
        }
        return xml + "</" + name + ">";
    }

    private String meterValuesXml(Reading reading, String ids) {
        return "<meterValuesRequest xmlns=\"%s\"><connectorId>1</connectorId>%s%s</meterValuesRequest>"
                .formatted(
                        SoapCodec.namespace(dialect, Direction.UP),
                        ids.isEmpty() ? "" : "<transactionId>" + ids + "</transactionId>",
                        element(
                                reading,
                                dialect == Dialect.SOAP_15 ? "values" : "meterValue",
                                "sampledValue"));
    }

    private String stopXml(Reading reading, String id) {
        String data =
                dialect == Dialect.SOAP_15
                        ? "<transactionData>"
                                + element(reading, "values", "")
                                + "</transactionData>"
                        : element(reading, "transactionData", "sampledValue");
        return "<stopTransactionRequest xmlns=\"%s\"><transactionId>%s</transactionId><timestamp>%s</timestamp><meterStop>9</meterStop>%s</stopTransactionRequest>"
                .formatted(SoapCodec.namespace(dialect, Direction.UP), id, reading.timestamp, data);
    }

    private static JsonArray list(Reading reading) {
        JsonArray samples = new JsonArray();
        for (Map<String, String> sample : reading.samples) {
            JsonObject object = new JsonObject();
            sample.forEach(object::addProperty);
            samples.add(object);
        }
        JsonObject value = new JsonObject();
        value.addProperty("timestamp", reading.timestamp);
        value.add("sampledValue", samples);
        JsonArray values = new JsonArray();
        values.add(value);
        return values;
    }

    private Call received(Action action, Reading reading, String id) throws Exception {
        boolean stops = action.equals(Action.StopTransaction);
        Payload payload;
        List<Note> notes = List.of();
        if (dialect == Dialect.JSON_16) {
            JsonObject body = new JsonObject();
            if (!stops) {
                body.addProperty("connectorId", 1);
            }
            if (!id.isEmpty()) {
                body.addProperty("transactionId", Long.parseLong(id));
            }
            if (stops) {
                body.addProperty("timestamp", reading.timestamp);
                body.addProperty("meterStop", 9);
            }
            body.add(stops ? "transactionData" : "meterValue", list(reading));
            Frame frame = FrameReading.read("[2,\"1\",\"" + action + "\"," + body + "]");
            payload = ((Frame.CallFrame) frame).payload();
        } else {
            String xml = stops ? stopXml(reading, id) : meterValuesXml(reading, id);
            XMLStreamReader in =
                    SoapCodec.secureReader(
                            XML, new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
            in.nextTag();
            SoapCodec.Decoded decoded = CODEC.read(in, Direction.UP);
            payload = decoded.payload();
            notes = decoded.notes();
        }
        return new Call(
                "id-" + ++ids, new StationId("CP"), Direction.UP, dialect, action, payload, notes);
    }

    private CompletableFuture<Answer> send(Call call) {
        CompletableFuture<Answer> answer =
                gateway.call(new ScriptedStation(call.station().value(), dialect), call);
        time.settle();
        connect();
        return answer;
    }

    private String startTransaction() {
        Call start =
                new Call(
                        "start-" + ++ids,
                        new StationId("CP"),
                        Direction.UP,
                        dialect,
                        Action.StartTransaction,
                        Payload.of(Fields.start(1, "A", 1, time.instant().toString())),
                        List.of());
        return resultOf(send(start)).get("transactionId").toString();
    }

    // ---- the CSMS's wire

    private static List<JsonObject> samples(JsonElement payload, Action action) {
        String field = action.equals(Action.StopTransaction) ? "transactionData" : "meterValue";
        List<JsonObject> samples = new ArrayList<>();
        for (JsonElement value : payload.getAsJsonObject().getAsJsonArray(field)) {
            value.getAsJsonObject()
                    .getAsJsonArray("sampledValue")
                    .forEach(sample -> samples.add(sample.getAsJsonObject()));
        }
        return samples;
    }

    private List<JsonObject> lastAtCsms(Action action) {
        List<Call> all = csms.received(action);
        Call last = all.get(all.size() - 1);
        String frame = Frame.call(Frame.Id.of("1"), action, last.payload());
        return samples(JsonParser.parseString(frame).getAsJsonArray().get(3), action);
    }

    private static List<JsonObject> sent(Reading reading) {
        return samples(wrapped(reading), Action.MeterValues);
    }

    private static JsonObject wrapped(Reading reading) {
        JsonObject payload = new JsonObject();
        payload.add("meterValue", list(reading));
        return payload;
    }

    /** As an inspector would compute it. */
    private static String hash(Reading reading) throws Exception {
        MessageDigest sha = MessageDigest.getInstance("SHA-256");
        for (Map<String, String> sample : reading.samples) {
            JsonObject sorted = new JsonObject();
            new TreeMap<>(sample).forEach(sorted::addProperty);
            String json = new GsonBuilder().disableHtmlEscaping().create().toJson(sorted);
            sha.update((json + "\n").getBytes(StandardCharsets.UTF_8));
        }
        return HexFormat.of().formatHex(sha.digest());
    }

    private void assertLogged(Action action, Reading reading) throws Exception {
        LogRow row =
                ledger.log.stream()
                        .filter(line -> line.action().equals(action))
                        .filter(line -> line.part() == Part.REQUEST)
                        .reduce((first, second) -> second)
                        .orElseThrow();
        assertEquals(hash(reading), row.signedIn());
        assertEquals(row.signedIn(), row.signedOut());
    }

    private void assertCrosses(String id) throws Exception {
        Reading reading = reading();

        resultOf(send(received(Action.MeterValues, reading, id)));

        assertEquals(sent(reading), lastAtCsms(Action.MeterValues));
        assertLogged(Action.MeterValues, reading);
    }

    private void assertStops(String id) throws Exception {
        Reading reading = reading();

        resultOf(send(received(Action.StopTransaction, reading, id)));

        assertEquals(sent(reading), lastAtCsms(Action.StopTransaction));
        assertLogged(Action.StopTransaction, reading);
    }

    private long changed() {
        CompletableFuture<Figures> figures = gateway.figures();
        time.settle();
        return figures.join().signedChanged();
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void crossInAllDialectsForStationsOfAllMakersHoweverTheyAreWired(Dialect spoken)
            throws Exception {
        dialect = spoken;
        for (String site :
                List.of(
                        "stations: { CP: {} }",
                        "stations: { CP: { vendor: keba } }",
                        "stations: { CP: { vendor: abl } }",
                        "stations: { CP: { vendor: technagon } }",
                        "stations: { CP: { split: { \"1\": CP-A, \"2\": CP-B } } }",
                        "stations: { CP: {}, BOX: {} }\n"
                                + "upstream: { HOF: { join: { \"1\": BOX, \"2\": CP } } }")) {
            run(site, new NoRules());
            String id = startTransaction();
            for (int i = 0; i < 12; i++) {
                assertCrosses(i % 3 == 0 ? "" : id);
            }
            assertStops(id);
            assertEquals(0, changed(), site);
        }
    }

    @ParameterizedTest
    @MethodSource("rules")
    void crossThroughEachShippedRule(String name) throws Exception {
        Rules rules = rule(name);
        for (Dialect spoken : Dialect.values()) {
            dialect = spoken;
            run("stations: { CP: {} }", rules);
            String id = startTransaction();
            for (int i = 0; i < 4; i++) {
                assertCrosses(i % 2 == 0 ? "" : id);
            }
            assertStops(id);
            assertEquals(0, changed());
        }
    }

    @Test
    void everyShippedRuleIsAmongThem() throws Exception {
        try (Stream<Path> forms = Files.list(Path.of("camel-routes/rules"))) {
            TreeSet<String> shipped = new TreeSet<>();
            forms.map(form -> form.getFileName().toString())
                    .filter(form -> form.endsWith(".kamelet.yaml"))
                    .forEach(form -> shipped.add(form.replace(".kamelet.yaml", "")));
            assertEquals(shipped, RULES.keySet());
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void crossAfterAnOutageAndARestart(Dialect spoken) throws Exception {
        dialect = spoken;
        run("stations: { CP: {} }", new NoRules());
        String id = startTransaction();
        csms.link("CP").cut();
        time.settle();
        Reading values = reading();
        Reading data = reading();
        gateway.call(new ScriptedStation("CP", dialect), received(Action.MeterValues, values, id));
        gateway.call(
                new ScriptedStation("CP", dialect), received(Action.StopTransaction, data, id));
        time.settle();

        run("stations: { CP: {} }", new NoRules());
        time.pass(Duration.ofMinutes(1));

        assertEquals(sent(values), lastAtCsms(Action.MeterValues));
        assertEquals(sent(data), lastAtCsms(Action.StopTransaction));
        assertLogged(Action.MeterValues, values);
        assertLogged(Action.StopTransaction, data);
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void crossWithThePlainValueInAMeterValueOfItsOwn(Dialect spoken) throws Exception {
        dialect = spoken;
        run("stations: { CP: { vendor: technagon } }", new NoRules());
        Payload signed = Payload.of("value", "4F434D46", "format", "SignedData");
        Payload odd = Payload.of("value", "1E3", "measurand", "Current.Import.L1", "unit", "xyz");
        Payload values =
                Payload.of(
                        "connectorId",
                        1L,
                        "meterValue",
                        List.of(
                                Payload.of(
                                        "timestamp",
                                        "2026-01-01T08:00:00",
                                        "sampledValue",
                                        List.of(odd)),
                                Payload.of(
                                        "timestamp",
                                        "2026-01-01T08:00:00",
                                        "sampledValue",
                                        List.of(signed))));

        send(
                new Call(
                        "id",
                        new StationId("CP"),
                        Direction.UP,
                        dialect,
                        Action.MeterValues,
                        values,
                        List.of()));

        List<Payload> arrived =
                csms.received(Action.MeterValues).get(0).payload().objects("meterValue");
        assertEquals(List.of(odd), arrived.get(0).objects("sampledValue"));
        assertEquals(List.of(signed), arrived.get(1).objects("sampledValue"));
        assertEquals(0, changed());
    }

    @Test
    void showsADigitThatWasChanged() throws Exception {
        run(
                "stations: { CP: {} }",
                new Rules() {
                    @Override
                    public Routed apply(Call call, String vendor) {
                        Payload changed =
                                call.payload()
                                        .changingEach(
                                                "meterValue",
                                                value ->
                                                        value.changingEach(
                                                                "sampledValue",
                                                                SignedSamplesTest::miscounted));
                        return new Routed.Delivered(
                                call.withPayload(changed), List.of(), List.of());
                    }

                    @Override
                    public Answer unwind(List<Undo> undo, Answer answer) {
                        return answer;
                    }
                });
        Map<String, String> plain = new LinkedHashMap<>(Map.of("value", "268.978"));
        Map<String, String> signed =
                new LinkedHashMap<>(Map.of("value", "4F43", "format", "SignedData"));
        Reading reading = new Reading("2026-01-01T08:00:00Z", List.of(plain, signed));

        resultOf(send(received(Action.MeterValues, reading, "")));

        LogRow row = ledger.log.get(ledger.log.size() - 1);
        assertEquals(hash(reading), row.signedIn());
        assertNotEquals(row.signedIn(), row.signedOut());
        assertEquals(64, row.signedOut().length());
        assertEquals(1, changed());
    }

    private static Payload miscounted(Payload sample) {
        return sample.text("value").filter("268.978"::equals).isPresent()
                ? sample.with("value", "268.979")
                : sample;
    }

    @Test
    void showsWhatNeverWentOn() throws Exception {
        run(
                "stations: { CP: {} }",
                new Rules() {
                    @Override
                    public Routed apply(Call call, String vendor) {
                        return new Routed.Answered(Answer.result(Payload.EMPTY), List.of());
                    }

                    @Override
                    public Answer unwind(List<Undo> undo, Answer answer) {
                        return answer;
                    }
                });
        Reading reading = reading();

        resultOf(send(received(Action.MeterValues, reading, "")));

        LogRow row = ledger.log.get(ledger.log.size() - 1);
        assertEquals(hash(reading), row.signedIn());
        assertEquals("", row.signedOut());
    }

    @Test
    void hasNoHashOfWhatIsNotSigned() throws Exception {
        run("stations: { CP: {} }", new NoRules());

        send(
                received(
                        Action.MeterValues,
                        new Reading("2026-01-01T08:00:00Z", List.of(Map.of("value", "1"))),
                        ""));

        LogRow row = ledger.log.get(ledger.log.size() - 1);
        assertEquals("", row.signedIn());
        assertEquals("", row.signedOut());
    }
}
