package dev.substation.fuzz;

import dev.substation.model.StationId;
import dev.substation.testing.soap.SoapDoor;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** Stations that speak OCPP over SOAP, and are called back. */
final class SoapWorld extends World {

    private static final Pattern CALLED =
            Pattern.compile("<(?:\\w+:)?(\\w+)Request[^>]*urn://Ocpp/Cp/(20\\d\\d/\\d\\d)/");
    private static final Pattern ENVELOPE = Pattern.compile("<(?:\\w+:)?Envelope\\b[^>]*>");
    private static final int LONGEST = 100_000;
    private static final Seeds.Body HEARTBEAT_15 =
            new Seeds.Body("2012/06", "<o:heartbeatRequest/>");
    private static final Seeds.Body HEARTBEAT_16 =
            new Seeds.Body("2015/10", "<o:heartbeatRequest/>");

    private final Envelopes envelopes;
    private final SoapDoor door;
    private final List<Sent> sent = new ArrayList<>();
    private final ScriptedHttp http;
    private boolean stationsInOrder = true;

    private record Sent(SoapDoor.Request request, SoapDoor.Reply reply) {}

    SoapWorld(Seeds seeds, Path routes) throws Exception {
        this(seeds, routes, new Callbacks());
    }

    /** What must be there before the world is. */
    private static final class Callbacks {
        private ScriptedHttp http;
        private dev.substation.flow.ports.StationLinks links;
    }

    private SoapWorld(Seeds seeds, Path routes, Callbacks callbacks) throws Exception {
        super(
                seeds,
                routes,
                world -> {
                    callbacks.http =
                            new ScriptedHttp(
                                    world.time, body -> ((SoapWorld) world).answered(body));
                    callbacks.links =
                            SoapDoor.callbacks(
                                    callbacks.http,
                                    world.codec,
                                    world.checks,
                                    lookup -> {
                                        throw new RejectedExecutionException("no names here");
                                    });
                    return callbacks.links;
                });
        http = callbacks.http;
        envelopes = new Envelopes(xml);
        door = new SoapDoor(entrance, codec, checks, callbacks.links, time);
        for (int i = 0; i < STATIONS; i++) {
            boot(i);
        }
        rest();
        verify();
        forget();
    }

    private SoapDoor.Reply heartbeat(int number) {
        SoapDoor.Reply reply =
                send(
                        number,
                        Envelopes.good(
                                station(number).value(),
                                address(number),
                                dice.oneIn(2) ? HEARTBEAT_15 : HEARTBEAT_16));
        rest();
        return reply;
    }

    private void boot(int number) {
        boot(number, station(number));
    }

    @Override
    void boot(StationId station) {
        boot(Math.floorMod(station.hashCode(), STATIONS), station);
    }

    private void boot(int number, StationId station) {
        String year = number % 2 == 0 ? "2015/10" : "2012/06";
        send(
                number,
                Envelopes.good(
                        station.value(),
                        address(number),
                        new Seeds.Body(
                                year,
                                "<o:bootNotificationRequest><o:chargePointVendor>V</o:chargePointVendor><o:chargePointModel>M</o:chargePointModel></o:bootNotificationRequest>")));
    }

    private static String address(int number) {
        return "http://10.0.0." + number + ":12801/ocpp";
    }

    private SoapDoor.Reply send(int number, SoapDoor.Request request) {
        note(
                "station " + station(number),
                () ->
                        request.method()
                                + " "
                                + request.path()
                                + " "
                                + request.headers()
                                + " "
                                + new String(request.body(), StandardCharsets.UTF_8));
        SoapDoor.Reply reply = door.send(request, "10.0.0." + number);
        sent.add(new Sent(request, reply));
        return reply;
    }

    @Override
    boolean allAnswered() {
        return http.underWay() == 0 && sent.stream().allMatch(one -> one.reply().answers() > 0);
    }

    @Override
    void input() {
        stationsInOrder = true;
        int number = dice.below(STATIONS);
        switch (dice.below(20)) {
            case 0, 1, 2 -> {
                stationsInOrder = dice.oneIn(4);
                fromCsms(station(number));
            }
            case 3 -> session(number);
            case 4 -> {
                send(number, bad(number));
                send(number, bad(number));
            }
            default -> send(number, bad(number));
        }
        rest();
        if (dice.oneIn(10)) {
            probe(number);
        }
    }

    private SoapDoor.Request bad(int number) {
        String name = station(number).value();
        return dice.oneIn(25)
                ? envelopes.bad(dice, name, dice.of(seeds.envelopes))
                : envelopes.bad(dice, name, address(number), dice.of(seeds.bodies));
    }

    private void fromCsms(StationId station) {
        String frame = callOfCsms();
        String text = carried(dice.oneIn(6) ? json.frame(dice, frame) : frame);
        note("csms", text);
        csms.say(station, text);
    }

    /** What a station answers to a call of the gateway. */
    private ScriptedHttp.Reply answered(String request) {
        note("gateway to a station", request);
        Matcher called = CALLED.matcher(request);
        boolean found = called.find();
        watched(
                () -> {
                    Judge.envelope(request.getBytes(StandardCharsets.UTF_8));
                    if (!found) {
                        throw new Defect("no call: " + request);
                    }
                });
        if (!found) {
            return new ScriptedHttp.Reply(404, Map.of(), new byte[0], Optional.empty());
        }
        String action =
                called.group(1).substring(0, 1).toUpperCase(Locale.ROOT)
                        + called.group(1).substring(1);
        Seeds.Body good = seeds.soapAnswer(called.group(2), action);
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", "application/soap+xml; charset=utf-8");
        int status = 200;
        Optional<IOException> broken = Optional.empty();
        SoapDoor.Request shape = Envelopes.good("FZ", "http://10.0.0.1/", good);
        byte[] body = shape.body();
        if (!stationsInOrder) {
            switch (dice.below(12)) {
                case 0 -> status = dice.of(100, 201, 202, 204, 301, 400, 404, 500, 503, 599);
                case 1 ->
                        broken =
                                Optional.of(
                                        dice.of(
                                                new IOException(
                                                        "HTTP/1.1 header parser received no bytes"),
                                                new HttpTimeoutException("request timed out"),
                                                new ConnectException(),
                                                new SocketException("Connection reset"),
                                                new IOException("chunked transfer encoding")));
                case 2 -> body = Nasty.slip(dice, body);
                case 3 -> body = new byte[dice.of(0, 1, 1 << 20, (1 << 20) + 1)];
                case 4 -> {
                    status = dice.of(200, 500, 400);
                    body =
                            xml.changed(
                                            dice,
                                            "<s:Envelope xmlns:s='http://www.w3.org/2003/05/soap-envelope'><s:Body><s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>NotSupported</s:Value></s:Subcode></s:Code><s:Reason><s:Text>no</s:Text></s:Reason></s:Fault></s:Body></s:Envelope>")
                                    .getBytes(StandardCharsets.UTF_8);
                }
                case 5 -> {
                    headers.put("Content-Encoding", dice.of("gzip", "deflate", "br", "gzip, gzip"));
                    body = dice.oneIn(2) ? Envelopes.gzip(body) : body;
                }
                case 6 ->
                        headers.put(
                                "Content-Type",
                                dice.of(
                                        "text/html",
                                        "text/xml; charset=utf-16",
                                        "",
                                        "x; charset="));
                default -> {
                    SoapDoor.Request bad = envelopes.bad(dice, "FZ", "http://10.0.0.1/", good);
                    body = bad.body();
                    headers.putAll(bad.headers());
                }
            }
        }
        ScriptedHttp.Reply reply = new ScriptedHttp.Reply(status, headers, body, broken);
        note(
                "station",
                () ->
                        reply.status()
                                + " "
                                + headers
                                + " "
                                + new String(reply.body(), StandardCharsets.UTF_8));
        return reply;
    }

    @Override
    void verify() {
        for (Sent one : sent) {
            verify(one.request(), one.reply());
        }
    }

    @Override
    void settle() {}

    @Override
    void forget() {
        sent.clear();
    }

    private void verify(SoapDoor.Request request, SoapDoor.Reply reply) {
        byte[] body = reply.body();
        if (reply.header("Content-Encoding").equals("gzip")) {
            body = unpacked(body);
        }
        byte[] told = body;
        note("gateway", () -> reply.status() + " " + new String(told, StandardCharsets.UTF_8));
        if (reply.escaped() != null) {
            throw new Defect("the servlet threw " + reply.escaped());
        }
        if (reply.answers() != 1) {
            throw new Defect("answered " + reply.answers() + " times");
        }
        if (body.length > LONGEST) {
            throw new Defect("an answer of " + body.length + " bytes");
        }
        if (!request.method().equals("POST")) {
            page(reply, new String(body, StandardCharsets.UTF_8));
            return;
        }
        Judge.Envelope answer =
                Judge.soapAnswer(reply.status(), reply.header("Content-Type"), body, this::sent);
        if (!answer.isFault()) {
            String text = new String(request.body(), StandardCharsets.UTF_8);
            Matcher envelope = ENVELOPE.matcher(text);
            if (envelope.find()
                    && answer.soap12()
                            == envelope.group().contains("schemas.xmlsoap.org/soap/envelope/")) {
                throw new Defect("the other version of SOAP");
            }
        }
        count(answer.isFault() ? "fault " + reply.status() : "result");
    }

    private void page(SoapDoor.Reply reply, String page) {
        if (!List.of(200, 400, 405).contains(reply.status())) {
            throw new Defect("HTTP " + reply.status());
        }
        if (reply.status() != 200) {
            Judge.leak(page, this::sent)
                    .ifPresent(
                            word -> {
                                throw new Defect("the sender is told of " + word);
                            });
        }
        count("page " + reply.status());
    }

    private static byte[] unpacked(byte[] body) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new Defect("an answer that is no gzip");
        }
    }

    private void session(int number) {
        boolean old = dice.oneIn(2);
        String year = old ? "2012/06" : "2015/10";
        int bad = dice.below(6);
        List<String> bodies =
                new ArrayList<>(
                        List.of(
                                "<o:bootNotificationRequest><o:chargePointVendor>V</o:chargePointVendor><o:chargePointModel>M</o:chargePointModel></o:bootNotificationRequest>",
                                "<o:statusNotificationRequest><o:connectorId>1</o:connectorId><o:status>Available</o:status><o:errorCode>NoError</o:errorCode></o:statusNotificationRequest>",
                                "<o:authorizeRequest><o:idTag>CARD_1</o:idTag></o:authorizeRequest>",
                                "<o:startTransactionRequest><o:connectorId>1</o:connectorId><o:idTag>CARD_1</o:idTag><o:timestamp>"
                                        + time.instant()
                                        + "</o:timestamp><o:meterStart>"
                                        + dice.below(1_000_000)
                                        + "</o:meterStart></o:startTransactionRequest>"));
        String id = "1";
        for (int i = 0; i < 6; i++) {
            if (i == 4) {
                bodies.add(
                        "<o:stopTransactionRequest><o:transactionId>"
                                + id
                                + "</o:transactionId><o:timestamp>2026-01-01T09:00:00Z</o:timestamp><o:meterStop>2000000</o:meterStop></o:stopTransactionRequest>");
                bodies.add("<o:heartbeatRequest/>");
            }
            Seeds.Body body = new Seeds.Body(year, bodies.get(i));
            String name = station(number).value();
            SoapDoor.Reply reply =
                    send(
                            number,
                            i == bad
                                    ? envelopes.bad(dice, name, address(number), body)
                                    : Envelopes.good(name, address(number), body));
            rest();
            Matcher told =
                    Pattern.compile("transactionId>(-?\\d+)<")
                            .matcher(new String(reply.body(), StandardCharsets.UTF_8));
            id = told.find() ? told.group(1) : id;
        }
    }

    /** The station can go on as if nothing had been. */
    private void probe(int number) {
        if (keepsItsOwn(number)) {
            return;
        }
        SoapDoor.Reply reply = heartbeat(number);
        if (isHeldBack(new String(reply.body(), StandardCharsets.UTF_8))) {
            calm();
            boot(number);
            rest();
            reply = heartbeat(number);
        }
        String text = new String(reply.body(), StandardCharsets.UTF_8);
        if (reply.status() != 200 || !text.contains("currentTime>")) {
            throw new Defect("a Heartbeat was answered with " + reply.status() + " " + text);
        }
        count("probe");
    }

    @Override
    public void close() {
        super.close();
        door.close();
    }
}
