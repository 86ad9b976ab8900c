package dev.substation.api;

import dev.substation.model.Problem;
import jakarta.json.Json;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what went wrong as {@code application/problem+json} (RFC 9457). */
@Provider
public final class Problems implements ExceptionMapper<Throwable> {

    private static final Logger LOG = LoggerFactory.getLogger(Problems.class);

    private static final int UNAVAILABLE = 503;

    static final Map<Integer, String> SENTENCES =
            Map.of(
                    404, "The API has no such page; docs/api.md lists them",
                    405, "The page does not do that; the header Allow says what it does",
                    406, "The page has another format than the header Accept asks for",
                    415, "Send JSON, with the header Content-Type: application/json");

    @Override
    public Response toResponse(Throwable thrown) {
        Throwable fault =
                thrown instanceof CompletionException && thrown.getCause() != null
                        ? thrown.getCause()
                        : thrown;
        if (fault instanceof Operations.BadRequest bad) {
            return of(bad.status(), bad.getMessage());
        }
        if (fault instanceof WebApplicationException known) {
            Response answer = known.getResponse();
            return of(
                    answer.getStatus(),
                    SENTENCES.getOrDefault(answer.getStatus(), known.getMessage()),
                    answer);
        }
        LOG.warn(Problem.API_FAILED.line(fault));
        LOG.debug("the API could not answer", fault);
        return of(
                UNAVAILABLE,
                fault instanceof TimeoutException
                        ? "The gateway is busy or stopping; ask again in a minute"
                        : "The gateway cannot answer now; its log says why");
    }

    static Response of(int status, String sentence) {
        return of(status, sentence, Response.status(status).build());
    }

    /** With the headers of an answer that was made already, such as {@code Allow}. */
    private static Response of(int status, String sentence, Response made) {
        Response.StatusType type = Response.Status.fromStatusCode(status);
        return Response.fromResponse(made)
                .type("application/problem+json")
                .entity(
                        Json.createObjectBuilder()
                                .add("title", type == null ? "Error" : type.getReasonPhrase())
                                .add("status", status)
                                .add("detail", sentence == null ? "" : sentence)
                                .build()
                                .toString())
                .build();
    }
}
