package dev.substation.sandbox;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Dictionary;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.ErrorCode;
import dev.substation.model.Payload;
import dev.substation.sandbox.SimulatedStation.Reactions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.function.Consumer;

/** A station that speaks OCPP 1.5 or 1.6 over SOAP and listens on an endpoint of its own. */
public final class SoapStation extends SimulatedStation {

    private static final String CONTENT_TYPE = "application/soap+xml; charset=utf-8";
    private static final int MAX_CALL_BYTES = 1 << 20;

    private final Dialect dialect;
    private final Envelopes envelopes;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final HttpServer callback;

    SoapStation(Dialect dialect, Setup setup, Reactions reactions, Consumer<Message> witness) {
        super(setup, reactions, witness);
        this.dialect = dialect;
        this.envelopes = new Envelopes(Dictionary.load(), dialect, setup.id());
        try {
            callback =
                    HttpServer.create(
                            new InetSocketAddress(
                                    InetAddress.getLoopbackAddress(), setup.callbackPort()),
                            0);
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "the callback port " + setup.callbackPort() + " cannot be opened", e);
        }
        callback.createContext("/", this::called);
        callback.start();
    }

    @Override
    public Dialect dialect() {
        return dialect;
    }

    /** Where the gateway reaches the station: what it says in {@code wsa:From}. */
    public String callbackUrl() {
        return "http://127.0.0.1:" + callback.getAddress().getPort() + "/";
    }

    @Override
    Answer exchange(Action action, Payload payload) {
        String messageId = "urn:uuid:" + UUID.randomUUID();
        String request =
                envelopes.request(
                        action, payload, messageId, callbackUrl(), setup().url().toString());
        HttpRequest.Builder post =
                HttpRequest.newBuilder(setup().url())
                        .timeout(ANSWER_WAIT)
                        .header("Content-Type", CONTENT_TYPE + "; action=\"/" + action + "\"")
                        .POST(HttpRequest.BodyPublishers.ofString(request));
        setup().password()
                .ifPresent(
                        password ->
                                post.header(
                                        "Authorization",
                                        JsonStation.basic(setup().id().value(), password)));
        sent(request);
        try {
            HttpResponse<String> response =
                    http.send(
                            post.build(),
                            HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            received(response.body());
            if (!response.body().stripLeading().startsWith("<")) {
                return away("HTTP " + response.statusCode() + ": " + response.body().strip());
            }
            return envelopes.answer(response.body());
        } catch (BadMessage e) {
            return e.failure();
        } catch (IOException e) {
            return away(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.failure(Cause.CSMS_LINK_CLOSED, action);
        }
    }

    private Answer away(String why) {
        return new Answer.Failure(
                Cause.CSMS_AWAY,
                ErrorCode.GenericError,
                "no answer from " + setup().url() + ": " + why,
                Payload.EMPTY);
    }

    private void called(HttpExchange exchange) throws IOException {
        try (exchange) {
            byte[] body = exchange.getRequestBody().readNBytes(MAX_CALL_BYTES);
            String request = new String(body, StandardCharsets.UTF_8);
            received(request);
            String response = respond(request);
            sent(response);
            byte[] bytes = response.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", CONTENT_TYPE);
            exchange.sendResponseHeaders(response.contains(":Fault>") ? 500 : 200, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
        answerIsOut();
    }

    private String respond(String request) {
        Envelopes.Called called;
        try {
            called = envelopes.called(request);
        } catch (BadMessage e) {
            return envelopes.fault(Direction.DOWN, "", e.failure());
        }
        return react(called.action(), called.payload())
                .fold(
                        result ->
                                envelopes.response(
                                        called.action(), result.payload(), called.messageId()),
                        failure -> envelopes.fault(Direction.DOWN, called.messageId(), failure));
    }

    @Override
    public void close() {
        super.close();
        callback.stop(0);
    }
}
