package dev.substation.api;

import dev.substation.access.Logins;
import dev.substation.access.Logins.Outcome;
import dev.substation.access.Visit;
import dev.substation.api.Operations.BadRequest;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * {@code /api/v1/session/oidc}: a browser logs in at the identity provider of the site. What goes
 * wrong is a word in the address of the console, which says it in the user's language.
 */
@Path("session/oidc")
@Tag(name = "Session")
public class SignOnResource {

    /** Below the application. */
    static final String PATH = "/api/v1/session/oidc";

    private static final int NOT_FOUND = 404;
    private static final int ATTEMPT_S = 600;

    @Context private ServletContext context;
    @Context private HttpServletRequest request;

    @GET
    @Operation(
            operationId = "beginSingleSignOn",
            summary = "Sends a browser to the identity provider of the site")
    @APIResponse(responseCode = "303", description = "The address to log in at")
    public CompletionStage<Response> begin() throws BadRequest {
        Logins logins = logins();
        Visit visit = Served.visit(request);
        return Deadline.on(
                logins.begin(back(visit)),
                Deadline.CALL_S,
                Served.operations(context).threads(),
                begun ->
                        begun.map(
                                        one ->
                                                Response.seeOther(one.to())
                                                        .header(
                                                                HttpHeaders.SET_COOKIE,
                                                                Cookies.signOn(
                                                                        context,
                                                                        one.state(),
                                                                        visit,
                                                                        ATTEMPT_S))
                                                        .build())
                                .orElseGet(() -> console("unreachable", visit)));
    }

    @GET
    @Path("callback")
    @Operation(
            operationId = "endSingleSignOn",
            summary = "Where the identity provider sends a browser back")
    @APIResponse(responseCode = "303", description = "The console; with a cookie if it went well")
    public CompletionStage<Response> end(@CookieParam(Cookies.SIGN_ON) String state)
            throws BadRequest {
        Logins logins = logins();
        Visit visit = Served.visit(request);
        String query = request.getQueryString();
        if (state == null || query == null) {
            return CompletableFuture.completedFuture(console("failed", visit));
        }
        URI answer;
        try {
            answer = URI.create(back(visit) + "?" + query);
        } catch (IllegalArgumentException e) {
            return CompletableFuture.completedFuture(console("failed", visit));
        }
        return Deadline.on(
                logins.signedOn(answer, state, visit.address()),
                Deadline.CALL_S,
                Served.operations(context).threads(),
                outcome -> answer(outcome, visit));
    }

    private Response answer(Outcome outcome, Visit visit) {
        if (outcome instanceof Outcome.Opened opened) {
            visit.session().ifPresent(Served.logins(context)::logout);
            return Response.fromResponse(console("", visit))
                    .header(
                            HttpHeaders.SET_COOKIE,
                            Cookies.session(context, opened.session(), visit, ""))
                    .build();
        }
        if (outcome instanceof Outcome.NoRole) {
            return console("role", visit);
        }
        return console(outcome instanceof Outcome.Wrong ? "failed" : "busy", visit);
    }

    /** Back to the console, with what went wrong. */
    private Response console(String fault, Visit visit) {
        String page = fault.isEmpty() ? "" : "#/sign-on/" + fault;
        return Response.seeOther(URI.create(base(visit) + page))
                .header(HttpHeaders.SET_COOKIE, Cookies.signOn(context, "", visit, 0))
                .build();
    }

    private URI back(Visit visit) {
        return URI.create(base(visit) + PATH.substring(1) + "/callback");
    }

    /** The address of the console in this browser. */
    private String base(Visit visit) {
        String url =
                Served.logins(context)
                        .console()
                        .map(URI::toString)
                        .orElseGet(
                                () ->
                                        (visit.secure() ? "https://" : "http://")
                                                + visit.host()
                                                + context.getContextPath());
        return url.endsWith("/") ? url : url + "/";
    }

    private Logins logins() throws BadRequest {
        Logins logins = Served.logins(context);
        if (!logins.hasSignOn()) {
            throw new BadRequest(
                    NOT_FOUND, "The site has no identity provider; see admin.oidc-issuer");
        }
        return logins;
    }
}
