package dev.substation.admin;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Json;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code POST /api/v1/routes/explain}: the steps that a call would take through the live routes
 * (docs/operations.md). Card numbers stand in question and answer; {@link LoopbackFilter} keeps it
 * to this machine.
 *
 * <p>A question is {@code application/json} and nothing else: a page in a browser on this machine
 * cannot send that elsewhere without being allowed to.
 */
public final class ExplainServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(ExplainServlet.class);

    /** The longest question. */
    public static final int MAX_BYTES = 1 << 20;

    private static final long DEADLINE_SECONDS = 5;
    private static final long CONTAINER_DEADLINE_MS = 10_000;

    private final transient Explaining routes;

    /**
     * @param routes explains; no answer within 5 seconds is 503
     */
    public ExplainServlet(Explaining routes) {
        this.routes = routes;
    }

    /** Something to tell instead of an explanation. */
    private static final class Refused extends Exception {

        private static final long serialVersionUID = 1L;

        private final int status;

        Refused(int status, String sentence) {
            super(sentence, null, false, false);
            this.status = status;
        }
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        try {
            requirePost(request, response);
            Payload question = question(request);
            explain(request, question);
        } catch (Refused e) {
            Page.json(response, e.status, error(e.getMessage()));
        }
    }

    private static void requirePost(HttpServletRequest request, HttpServletResponse response)
            throws Refused {
        if (!request.getMethod().equals("POST")) {
            response.setHeader("Allow", "POST");
            throw new Refused(HttpServletResponse.SC_METHOD_NOT_ALLOWED, "Send the call with POST");
        }
        String type = request.getContentType() == null ? "" : request.getContentType();
        if (!type.toLowerCase(Locale.ROOT).split(";")[0].strip().equals("application/json")) {
            throw new Refused(
                    HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE,
                    "Send JSON, with the header Content-Type: application/json");
        }
    }

    private static Payload question(HttpServletRequest request) throws IOException, Refused {
        byte[] body = request.getInputStream().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            throw new Refused(
                    HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
                    "The question is larger than " + MAX_BYTES + " bytes");
        }
        try {
            return Json.read(
                    StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(body)).toString());
        } catch (CharacterCodingException e) {
            throw bad("The question is no UTF-8 text");
        } catch (BadMessage e) {
            throw bad(e.failure().description());
        }
    }

    private static Refused bad(String sentence) {
        return new Refused(HttpServletResponse.SC_BAD_REQUEST, sentence);
    }

    private void explain(HttpServletRequest request, Payload question) {
        AsyncContext waiting = request.startAsync();
        waiting.setTimeout(CONTAINER_DEADLINE_MS);
        try {
            routes.explain(question)
                    .orTimeout(DEADLINE_SECONDS, TimeUnit.SECONDS)
                    .whenComplete((explanation, fault) -> finish(waiting, explanation, fault));
        } catch (Explaining.BadQuestion e) {
            finish(waiting, HttpServletResponse.SC_BAD_REQUEST, error(e.getMessage()));
        } catch (RuntimeException e) {
            finish(waiting, null, e);
        }
    }

    private static void finish(AsyncContext waiting, Payload explanation, Throwable fault) {
        if (fault == null) {
            finish(waiting, HttpServletResponse.SC_OK, explanation);
            return;
        }
        LOG.warn(Problem.EXPLAIN_FAILED.line(fault));
        LOG.debug("a call could not be explained", fault);
        String sentence =
                fault instanceof TimeoutException
                        ? "The gateway is busy or stopping; ask again in a minute"
                        : "The gateway could not explain it; its log says why";
        finish(waiting, HttpServletResponse.SC_SERVICE_UNAVAILABLE, error(sentence));
    }

    private static void finish(AsyncContext waiting, int status, Payload body) {
        try {
            Page.json((HttpServletResponse) waiting.getResponse(), status, body);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            waiting.complete();
        }
    }

    private static Payload error(String sentence) {
        return Payload.of("error", sentence);
    }
}
