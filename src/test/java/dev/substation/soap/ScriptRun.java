package dev.substation.soap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.substation.flow.settings.CallbackFrom;
import dev.substation.flow.settings.OfflineAuthorization;
import dev.substation.flow.settings.OfflinePolicy;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import dev.substation.testing.PlainSettings;
import dev.substation.testing.Script;
import dev.substation.testing.Wait;
import dev.substation.testing.soap.RawStation;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** Carries out one script of {@code scripts/soap}; their README says how they are written. */
final class ScriptRun implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(400);
    private static final Pattern HEADER = Pattern.compile("[A-Za-z][A-Za-z-]*: .*");
    private static final Pattern ENVELOPE =
            Pattern.compile("Envelope (1\\.[256])( down)?(, SOAP 1\\.1)?(, WSA 2004)?");

    /** A call that came to the station, and where its answer goes. */
    private record SoapExchange(String request, Socket socket, CountDownLatch answered) {}

    private final Optional<ScriptSite> site;
    private final String gateway;
    private String station;
    private final ScriptHttp http;
    private final RawStation box;
    private final BlockingQueue<SoapExchange> visits = new LinkedBlockingQueue<>();
    private final Lines lines = new Lines();
    private final Map<String, String> words = new LinkedHashMap<>();
    private SoapExchange visit;
    private int framesRead;

    /** What the gateway logs meanwhile. */
    private static final class Lines extends Handler {

        private final List<String> all = new CopyOnWriteArrayList<>();
        private final SimpleFormatter formatter = new SimpleFormatter();
        private final Logger logger = Logger.getLogger("dev.substation");
        private final Level before = logger.getLevel();

        Lines() {
            logger.addHandler(this);
        }

        @Override
        public void publish(LogRecord line) {
            String level = line.getLevel().equals(Level.WARNING) ? "WARN" : "" + line.getLevel();
            all.add(level + " " + formatter.formatMessage(line));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {
            logger.removeHandler(this);
            logger.setLevel(before);
        }
    }

    /** A script on a site of its own. */
    static ScriptRun here() throws Exception {
        ScriptSite site = new ScriptSite();
        return new ScriptRun(Optional.of(site), site.url(), "KEBA-1");
    }

    /** A script whose steps are a station's alone, on a gateway that runs elsewhere. */
    static ScriptRun at(String gateway, String station) throws IOException {
        return new ScriptRun(Optional.empty(), gateway, station);
    }

    private ScriptRun(Optional<ScriptSite> site, String gateway, String station)
            throws IOException {
        this.site = site;
        this.gateway = gateway;
        http = new ScriptHttp(gateway);
        box =
                new RawStation(
                        (request, socket) -> {
                            CountDownLatch answered = new CountDownLatch(1);
                            visits.add(new SoapExchange(request, socket, answered));
                            answered.await();
                        });
        words.put("{gateway}", gateway);
        be(station);
        words.put("{callback}", box.url());
        words.put("{port}", box.url().replaceAll("\\D*127.0.0.1:(\\d+)/.*", "$1"));
        words.put("{anonymous}", Addressing.W3C_2005.anonymous());
    }

    void run(Script script) throws Exception {
        run(script, script.steps());
    }

    /** The steps behind a table are carried out for each of its rows. */
    private void run(Script script, List<Script.Step> steps) throws Exception {
        for (int i = 0; i < steps.size(); i++) {
            Script.Step step = steps.get(i);
            if (!step.words().equals("for each row")) {
                tried(script, step);
                continue;
            }
            String[] names = cells(step.text().get(0));
            for (String row : step.text().subList(1, step.text().size())) {
                String[] cells = cells(row);
                for (int c = 0; c < names.length; c++) {
                    words.put("{" + names[c] + "}", cells[c]);
                }
                run(script, steps.subList(i + 1, steps.size()));
            }
            return;
        }
    }

    private static String[] cells(String row) {
        return Stream.of(row.split("\\|", -1)).map(String::strip).toArray(String[]::new);
    }

    private void tried(Script script, Script.Step step) {
        try {
            take(step);
        } catch (AssertionError | Exception e) {
            throw new AssertionError(
                    "%s:%d %s: %s"
                            .formatted(
                                    script.file(),
                                    step.line(),
                                    filled(step.words()),
                                    e.getMessage()),
                    e);
        }
    }

    private void take(Script.Step step) throws Exception {
        String line = filled(step.words());
        String[] word = line.split(" ");
        String two = word.length > 1 ? word[0] + " " + word[1] : word[0];
        String rest = line.substring(Math.min(two.length() + 1, line.length()));
        List<String> text = step.text().stream().map(this::filled).toList();
        switch (two) {
            case "station posts" -> posts(rest, text);
            case "station gets" -> http.send("GET " + rest, Map.of(), "", false);
            case "station sees" -> answered(Integer.parseInt(rest), text);
            case "station answers" -> answers(rest, text);
            case "station hangs" -> {}
            case "station closes" -> visit.socket().close();
            case "gateway calls" -> visited(text);
            case "gateway closes" -> assertTrue(http.isClosed(), "the connection stays open");
            case "csms holds" -> List.of(rest.split(", ")).forEach(site()::hold);
            case "csms goes" -> site().away(true);
            case "csms comes" -> site().away(false);
            case "csms sees" -> sees(String.join("", text));
            case "csms knows" -> assertEquals(rest, words.get("{who}"));
            case "csms misses" -> misses(String.join("", text));
            case "csms sends" -> site().say(new StationId(station), String.join("", text));
            case "station is" -> be(rest);
            case "log never" -> assertEquals(0, count("", text), () -> "it says " + lines.all);
            case "log says" -> logged(rest, text);
            case "note is" -> noted(text);
            default -> given(line, text);
        }
    }

    private void be(String name) {
        station = name;
        words.put("{station}", name);
    }

    private ScriptSite site() {
        return site.orElseThrow();
    }

    private String filled(String line) {
        String filled = line;
        for (Map.Entry<String, String> word : words.entrySet()) {
            filled = filled.replace(word.getKey(), word.getValue());
        }
        return filled;
    }

    // ---- the site ----

    private void given(String step, List<String> text) {
        if (step.startsWith("csms answers within ")) {
            site().answerWait(Duration.ofMillis(Long.parseLong(step.split(" ")[3])));
            return;
        }
        if (!step.startsWith("given ")) {
            throw new AssertionError("no step begins like this");
        }
        String name = step.substring("given ".length());
        for (String line : text) {
            String[] pair = line.split(" ", 2);
            site().set(name, plain -> set(plain, pair[0], pair.length > 1 ? pair[1] : ""));
        }
    }

    private static void set(PlainSettings.Station plain, String key, String value) {
        switch (key) {
            case "callback" -> plain.callback(value);
            case "callback-from" -> plain.callbackFrom(CallbackFrom.of(value).orElseThrow());
            case "callback-path" -> plain.callbackPath(value);
            case "soap-action" -> plain.soapAction();
            case "dialect" ->
                    plain.dialect(
                            Stream.of(Dialect.values())
                                    .filter(dialect -> dialect.word().equals(value))
                                    .findFirst()
                                    .orElseThrow());
            case "password" -> plain.key(value);
            case "call-wait" -> plain.callWait(Duration.ofMillis(Long.parseLong(value)));
            case "offline" ->
                    plain.offline(
                            OfflinePolicy.of(value).orElseThrow(),
                            OfflineAuthorization.OfflineLocalUnknownAuthorization);
            default -> throw new AssertionError("no setting " + key);
        }
    }

    // ---- what the station sends, and is answered ----

    private void posts(String where, List<String> text) throws IOException {
        boolean again = where.endsWith(" again");
        String line = "POST " + where.replace(" again", "");
        int head = headLines(text);
        http.send(
                line,
                ScriptHttp.headers(text.subList(0, head)),
                body(text.subList(head, text.size())),
                again);
    }

    private static int headLines(List<String> text) {
        int head = 0;
        while (head < text.size() && HEADER.matcher(text.get(head)).matches()) {
            head++;
        }
        return head;
    }

    private String body(List<String> text) {
        List<String> lines = text.stream().dropWhile(String::isBlank).toList();
        Matcher envelope = ENVELOPE.matcher(lines.isEmpty() ? "" : lines.get(0));
        if (!envelope.matches()) {
            return String.join("\n", lines);
        }
        String year =
                switch (envelope.group(1)) {
                    case "1.2" -> "2010/08";
                    case "1.5" -> "2012/06";
                    default -> "2015/10";
                };
        String soap = (envelope.group(3) == null ? Soap.V12 : Soap.V11).namespace();
        String service = envelope.group(2) == null ? "Cs" : "Cp";
        String addressing =
                (envelope.group(4) == null ? Addressing.W3C_2005 : Addressing.DRAFT_2004)
                        .namespace();
        String inside =
                String.join("\n", lines.subList(1, lines.size()))
                        .replace(
                                "{usual}",
                                "<o:chargeBoxIdentity s:mustUnderstand=\"true\">"
                                        + station
                                        + "</o:chargeBoxIdentity>"
                                        + "<a:MessageID>m-1</a:MessageID>"
                                        + "<a:From><a:Address>"
                                        + box.url()
                                        + "</a:Address></a:From>")
                        .replace(
                                "{boot}",
                                "<o:bootNotificationRequest><o:chargePointVendor>V</o:chargePointVendor>"
                                        + "<o:chargePointModel>M</o:chargePointModel></o:bootNotificationRequest>");
        return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<s:Envelope xmlns:s=\"%s\" xmlns:a=\"%s\" xmlns:o=\"urn://Ocpp/%s/%s/\">%s</s:Envelope>"
                .formatted(soap, addressing, service, year, inside);
    }

    private void answered(int status, List<String> text) throws Exception {
        ScriptHttp.Reply reply = http.reply();
        assertEquals(status, reply.status(), reply.text());
        look(reply.headers(), reply.text(), text);
    }

    // ---- what the station is called with, and answers ----

    private void visited(List<String> text) throws Exception {
        if (text.equals(List.of("nobody"))) {
            assertTrue(visits.poll(SHORT.toMillis(), TimeUnit.MILLISECONDS) == null, "it calls");
            return;
        }
        visit = visits.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        assertNotNull(visit, "nobody calls");
        String request = visit.request();
        int end = request.indexOf("\r\n\r\n");
        List<String> head = request.substring(0, end).lines().toList();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(ScriptHttp.headers(head.subList(1, head.size())));
        List<String> rest = new ArrayList<>(text);
        if (!rest.isEmpty() && rest.get(0).startsWith("POST ")) {
            assertEquals(rest.remove(0) + " HTTP/1.1", head.get(0));
        }
        String body = request.substring(end + 4);
        words.put("{asked}", text(one(parse(body), "Header/MessageID").orElseThrow()));
        look(headers, body, rest);
    }

    private void answers(String status, List<String> text) throws IOException {
        int head = headLines(text);
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Content-Type", "application/soap+xml; charset=utf-8");
        headers.putAll(ScriptHttp.headers(text.subList(0, head)));
        headers.values().removeIf("(none)"::equals);
        byte[] body =
                ScriptHttp.packed(
                        body(text.subList(head, text.size())).getBytes(StandardCharsets.UTF_8),
                        headers);
        StringBuilder out = new StringBuilder("HTTP/1.1 " + status + " Said\r\n");
        headers.forEach((name, value) -> out.append(name + ": " + value + "\r\n"));
        out.append("Content-Length: " + body.length + "\r\n\r\n");
        visit.socket().getOutputStream().write(out.toString().getBytes(StandardCharsets.UTF_8));
        visit.socket().getOutputStream().write(body);
        visit.socket().close();
        visit.answered().countDown();
    }

    // ---- what the CSMS sees ----

    private void sees(String pattern) {
        JsonElement wanted = JsonParser.parseString(pattern);
        Wait.until(
                "the CSMS sees " + pattern + "; it saw " + frames(), PATIENCE, () -> take(wanted));
    }

    private static void waited(String what, Supplier<List<String>> instead, BooleanSupplier until) {
        try {
            Wait.until(what, PATIENCE, until);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; there was " + instead.get(), e);
        }
    }

    private List<String> frames() {
        return site().sent().stream().map(sent -> sent.frame().toString()).toList();
    }

    private boolean take(JsonElement wanted) {
        List<ScriptSite.Sent> sent = site().sent();
        for (int i = framesRead; i < sent.size(); i++) {
            if (isLike(wanted, sent.get(i).frame())) {
                framesRead = i + 1;
                words.put("{id}", sent.get(i).frame().get(1).getAsString());
                words.put("{who}", sent.get(i).station().value());
                return true;
            }
        }
        return false;
    }

    private void misses(String pattern) {
        JsonElement unwanted = JsonParser.parseString(pattern);
        assertFalse(
                site().sent().stream().anyMatch(sent -> isLike(unwanted, sent.frame())),
                () -> "it sees " + frames());
    }

    /** Whether a value is as wanted; {@code "*"} is anything. */
    private static boolean isLike(JsonElement wanted, JsonElement found) {
        if (wanted.isJsonPrimitive() && wanted.getAsString().equals("*")) {
            return true;
        }
        if (wanted instanceof JsonArray list && found instanceof JsonArray all) {
            for (int i = 0; i < Math.min(list.size(), all.size()); i++) {
                if (!isLike(list.get(i), all.get(i))) {
                    return false;
                }
            }
            return list.size() == all.size();
        }
        if (wanted instanceof JsonObject fields && found instanceof JsonObject all) {
            boolean open = fields.has("*");
            return fields.entrySet().stream()
                            .filter(field -> !field.getKey().equals("*"))
                            .allMatch(
                                    field ->
                                            all.has(field.getKey())
                                                    && isLike(
                                                            field.getValue(),
                                                            all.get(field.getKey())))
                    && (open || all.size() == fields.size());
        }
        if (wanted.isJsonPrimitive() && found.isJsonPrimitive()) {
            String text = wanted.getAsString();
            return text.startsWith("~")
                    ? Pattern.compile(text.substring(1)).matcher(found.getAsString()).find()
                    : wanted.equals(found);
        }
        return wanted.equals(found);
    }

    // ---- what the operator sees ----

    /** {@code INFO once}: one line of that level has all the words below. */
    private void logged(String how, List<String> text) {
        String level = how.split(" ")[0];
        waited(how + " " + text, () -> lines.all, () -> count(level, text) > 0);
        if (how.endsWith(" once")) {
            assertEquals(1, count(level, text), () -> String.join("\n", lines.all));
        }
    }

    private long count(String level, List<String> text) {
        return lines.all.stream()
                .filter(line -> line.startsWith(level))
                .filter(line -> text.stream().allMatch(line::contains))
                .count();
    }

    /** A note in the message log, {@code CLASS path "original" -> "result"}. */
    private void noted(List<String> text) {
        for (String wanted : text) {
            waited(
                    "a note " + wanted,
                    this::notes,
                    () -> notes().stream().anyMatch(note -> note.contains(wanted)));
        }
    }

    private List<String> notes() {
        return site().log().stream()
                .flatMap(row -> row.notes().stream())
                .map(
                        note ->
                                "%s %s \"%s\" -> \"%s\""
                                        .formatted(
                                                note.loss(),
                                                note.path(),
                                                note.original(),
                                                note.result()))
                .toList();
    }

    // ---- looking at messages ----

    private void look(Map<String, String> headers, String body, List<String> expected)
            throws Exception {
        for (String line : expected) {
            if (line.isBlank()) {
                continue;
            }
            if (HEADER.matcher(line).matches()) {
                int colon = line.indexOf(':');
                String found = headers.getOrDefault(line.substring(0, colon), "(none)");
                compare(line, line.substring(colon + 2), found);
            } else if (line.startsWith("text ")) {
                compare(line, line.substring("text ".length()), body);
            } else {
                String[] parts = line.split(" ", 2);
                compare(line, parts[1], value(parse(body), parts[0]));
            }
        }
    }

    /**
     * {@code = text}, {@code ~ regular expression}, {@code = "text with blanks"} or a bare text.
     */
    private static void compare(String line, String wanted, String found) {
        if (wanted.startsWith("~ ")) {
            assertTrue(
                    Pattern.compile(wanted.substring(2), Pattern.DOTALL).matcher(found).find(),
                    line + " but it is " + found);
            return;
        }
        String text = wanted.startsWith("= ") ? wanted.substring(2) : wanted;
        boolean quoted = text.length() > 1 && text.startsWith("\"") && text.endsWith("\"");
        assertEquals(
                quoted ? text.substring(1, text.length() - 1) : text,
                quoted ? found : found.strip(),
                line);
    }

    private static String value(Element envelope, String path) {
        if (path.startsWith("Fault")) {
            return fault(one(envelope, "Body/Fault").orElseThrow(), path);
        }
        int at = path.indexOf("@ns");
        Optional<Element> element = one(envelope, at < 0 ? path : path.substring(0, at));
        return element.map(found -> at < 0 ? text(found) : found.getNamespaceURI())
                .orElse("absent");
    }

    /** A fault's code and sub-code, in either version of SOAP. */
    private static String fault(Element fault, String part) {
        boolean soap11 = one(fault, "faultcode").isPresent();
        Optional<Element> sub =
                soap11
                        ? one(fault, "detail").map(detail -> children(detail).get(0))
                        : one(fault, "Code/Subcode/Value");
        return switch (part) {
            case "Fault/reason" ->
                    text(one(fault, soap11 ? "faultstring" : "Reason/Text").orElseThrow());
            case "Fault/number" ->
                    text(one(fault, (soap11 ? "detail" : "Detail") + "/number").orElseThrow());
            case "Fault/namespace" ->
                    soap11
                            ? sub.orElseThrow().getNamespaceURI()
                            : sub.orElseThrow()
                                    .lookupNamespaceURI(
                                            text(sub.orElseThrow()).replaceFirst(":.*", ""));
            default ->
                    local(text(one(fault, soap11 ? "faultcode" : "Code/Value").orElseThrow()))
                            + "/"
                            + (soap11
                                    ? sub.orElseThrow().getLocalName()
                                    : local(text(sub.orElseThrow())));
        };
    }

    private static String local(String name) {
        return name.strip().replaceFirst(".*:", "");
    }

    private static String text(Element element) {
        return element.getTextContent();
    }

    private static Optional<Element> one(Element from, String path) {
        Optional<Element> found = Optional.of(from);
        for (String name : path.isEmpty() ? new String[0] : path.split("/")) {
            found =
                    found.flatMap(
                            parent ->
                                    children(parent).stream()
                                            .filter(child -> child.getLocalName().equals(name))
                                            .findFirst());
        }
        return found;
    }

    private static List<Element> children(Element parent) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element element) {
                found.add(element);
            }
        }
        return found;
    }

    private static Element parse(String xml) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
        factory.setNamespaceAware(true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        return factory.newDocumentBuilder()
                .parse(new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)))
                .getDocumentElement();
    }

    @Override
    public void close() throws Exception {
        lines.close();
        http.close();
        box.close();
        if (site.isPresent()) {
            site.get().close();
        }
    }
}
