package dev.substation.api;

import dev.substation.access.Logins;
import dev.substation.access.Logins.Outcome;
import dev.substation.access.Operator;
import dev.substation.access.Sessions;
import dev.substation.access.Visit;
import dev.substation.api.Operations.BadRequest;
import dev.substation.model.Payload;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /api/v1/session}: who somebody is, login and logout. */
@Path("session")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Session")
public class SessionResource {

    private static final int BAD = 400;
    private static final int WRONG = 401;
    private static final int TOO_OFTEN = 429;
    private static final int BUSY = 503;

    @Context private ServletContext context;
    @Context private HttpServletRequest request;

    /**
     * Who asks.
     *
     * @param name of the user or the token; left out for somebody who has not logged in
     * @param role {@code view}, {@code operate} or {@code configure}
     * @param by {@code session}, {@code token}, or {@code loopback} without a login
     * @param csrfToken what a session sends in the header X-CSRF-Token to change anything
     * @param singleSignOn true where users can log in at an identity provider too, by going to
     *     /api/v1/session/oidc in a browser; left out elsewhere
     */
    @Schema(name = "Session")
    public record SessionState(
            Optional<String> name,
            Optional<String> role,
            Optional<String> by,
            Optional<String> csrfToken,
            Optional<Boolean> singleSignOn) {}

    /**
     * A login.
     *
     * @param name of a user, or {@code admin}
     * @param password of the user, or the admin token
     */
    @Schema(name = "Login")
    public record Login(String name, String password) {

        static final List<String> FIELDS = List.of("name", "password");
    }

    @GET
    @Operation(
            operationId = "session",
            summary = "Who asks",
            description = "Without a login, all fields but singleSignOn are left out.")
    public SessionState who() {
        return state(visit().operator(), visit().session());
    }

    private SessionState state(Optional<Operator> operator, Optional<String> session) {
        return new SessionState(
                operator.map(Operator::name),
                operator.map(one -> one.role().word()),
                operator.map(one -> one.way().word()),
                operator.filter(one -> one.way() == Operator.Way.SESSION)
                        .flatMap(any -> session)
                        .flatMap(logins()::session)
                        .map(Sessions.Live::csrf),
                Optional.of(true).filter(any -> Served.signOns(context).areOffered()));
    }

    @POST
    @Operation(
            operationId = "login",
            summary = "Logs in",
            description =
                    "Begins a session: a cookie is set, and csrfToken must be sent in the header"
                            + " X-CSRF-Token with all that changes anything.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = Login.class),
                            mediaType = MediaType.APPLICATION_JSON))
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = SessionState.class)))
    public CompletionStage<Response> login(InputStream body) throws BadRequest, IOException {
        Payload login = Bodies.object("The login", body);
        Bodies.has("A login", login, Login.FIELDS);
        Optional<String> name = login.text("name").filter(text -> !text.isBlank());
        Optional<String> password = login.text("password").filter(text -> !text.isEmpty());
        if (name.isEmpty() || password.isEmpty()) {
            throw new BadRequest(BAD, "A login has name and password");
        }
        Visit visit = visit();
        return Deadline.on(
                logins().login(name.get().strip(), password.get(), visit.address()),
                Deadline.QUESTION_S,
                Served.operations(context).threads(),
                outcome -> answer(outcome, visit));
    }

    private Response answer(Outcome outcome, Visit visit) {
        if (outcome instanceof Outcome.Opened opened) {
            visit.session().ifPresent(logins()::logout);
            Optional<String> session = Optional.of(opened.session());
            return Response.ok(
                            state(
                                    logins().session(opened.session()).map(Sessions.Live::operator),
                                    session))
                    .header(
                            HttpHeaders.SET_COOKIE,
                            Cookies.session(context, opened.session(), visit, ""))
                    .build();
        }
        if (outcome instanceof Outcome.TooOften tooOften) {
            long seconds = tooOften.pause().toSeconds() + 1;
            return Response.fromResponse(
                            Problems.of(
                                    TOO_OFTEN,
                                    "Too many logins failed; try again in %d s".formatted(seconds)))
                    .header(HttpHeaders.RETRY_AFTER, seconds)
                    .build();
        }
        return outcome instanceof Outcome.Busy
                ? Problems.of(BUSY, "Too many log in at once; try again in a few seconds")
                : Problems.of(WRONG, "The name or the password is wrong");
    }

    @DELETE
    @Operation(operationId = "logout", summary = "Logs out")
    @APIResponse(responseCode = "204", description = "The session has ended")
    public Response logout() {
        Visit visit = visit();
        visit.session().ifPresent(logins()::logout);
        return Response.noContent()
                .header(HttpHeaders.SET_COOKIE, Cookies.session(context, "", visit, "; Max-Age=0"))
                .build();
    }

    private Logins logins() {
        return Served.logins(context);
    }

    private Visit visit() {
        return Served.visit(request);
    }
}
