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
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A question to the running gateway as JSON, by POST: {@code /api/v1/doctor}, what is wrong with
 * the installation (docs/operations.md).
 *
 * <p>A question is {@code application/json} and nothing else: a page in a browser on this machine
 * cannot send that elsewhere without being allowed to.
 */
public final class QuestionServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private static final Logger LOG = LoggerFactory.getLogger(QuestionServlet.class);

    /** The longest question. */
    public static final int MAX_BYTES = 1 << 20;

    /** After the deadline of the answer. */
    private static final Duration CONTAINER_WAITS = Duration.ofSeconds(5);

    private final transient Explaining answers;
    private final Duration deadline;
    private final Problem problem;

    /**
     * @param answers answers; no answer within the deadline is 503
     * @param problem how the log names a question that was not answered
     */
    public QuestionServlet(Explaining answers, Duration deadline, Problem problem) {
        this.answers = answers;
        this.deadline = deadline;
        this.problem = problem;
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
            throw new Refused(
                    HttpServletResponse.SC_METHOD_NOT_ALLOWED, "Send the question with POST");
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
        waiting.setTimeout(deadline.plus(CONTAINER_WAITS).toMillis());
        try {
            answers.explain(question)
                    .orTimeout(deadline.toMillis(), TimeUnit.MILLISECONDS)
                    .whenComplete((explanation, fault) -> finish(waiting, explanation, fault));
        } catch (Explaining.BadQuestion e) {
            finish(waiting, HttpServletResponse.SC_BAD_REQUEST, error(e.getMessage()));
        } catch (RuntimeException e) {
            finish(waiting, null, e);
        }
    }

    private void finish(AsyncContext waiting, Payload explanation, Throwable fault) {
        if (fault == null) {
            finish(waiting, HttpServletResponse.SC_OK, explanation);
            return;
        }
        LOG.warn(problem.line(fault));
        LOG.debug("a question could not be answered", fault);
        String sentence =
                fault instanceof TimeoutException
                        ? "The gateway is busy or stopping; ask again in a minute"
                        : "The gateway could not answer; its log says why";
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
