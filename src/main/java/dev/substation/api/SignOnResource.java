package dev.substation.api;

import dev.substation.access.Logins.Outcome;
import dev.substation.access.SignOns;
import dev.substation.access.SignOns.Beginning;
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
import java.util.Optional;
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
        SignOns signOns = signOns();
        Visit visit = Served.visit(request);
        String base = base(visit);
        if (!base.equals(asked(visit)) && request.getQueryString() == null) {
            // The cookie must be one of the host to which the provider sends the browser back.
            return CompletableFuture.completedFuture(
                    Response.seeOther(URI.create(base + PATH.substring(1) + "?again=true"))
                            .build());
        }
        return Deadline.on(
                signOns.begin(back(visit), visit.address()),
                Deadline.CALL_S,
                Served.operations(context).threads(),
                beginning -> answer(beginning, visit));
    }

    private Response answer(Beginning beginning, Visit visit) {
        if (beginning instanceof Beginning.Begun begun) {
            return Response.seeOther(begun.to())
                    .header(
                            HttpHeaders.SET_COOKIE,
                            Cookies.signOn(context, begun.state(), visit, ATTEMPT_S))
                    .build();
        }
        return console(beginning instanceof Beginning.Busy ? "busy" : "unreachable", visit);
    }

    @GET
    @Path("callback")
    @Operation(
            operationId = "endSingleSignOn",
            summary = "Where the identity provider sends a browser back")
    @APIResponse(responseCode = "303", description = "The console; with a cookie if it went well")
    public CompletionStage<Response> end(@CookieParam(Cookies.SIGN_ON) String state)
            throws BadRequest {
        SignOns signOns = signOns();
        Visit visit = Served.visit(request);
        Optional<URI> answer = answered(visit);
        if (state == null || answer.isEmpty()) {
            signOns.failed(
                    visit.address(),
                    state == null
                            ? "the browser came back without the cookie of its login"
                            : "the browser came back to an address that is none");
            return CompletableFuture.completedFuture(console("failed", visit));
        }
        return Deadline.on(
                signOns.end(answer.get(), state, visit.address()),
                Deadline.CALL_S,
                Served.operations(context).threads(),
                outcome -> answer(outcome, visit));
    }

    private Optional<URI> answered(Visit visit) {
        try {
            return Optional.ofNullable(request.getQueryString())
                    .map(query -> URI.create(back(visit) + "?" + query));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
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

    /** The address of the console in browsers. */
    private String base(Visit visit) {
        return Served.signOns(context)
                .console()
                .map(URI::toString)
                .map(url -> url.endsWith("/") ? url : url + "/")
                .orElseGet(() -> asked(visit));
    }

    /** The address that this browser asks. */
    private String asked(Visit visit) {
        return (visit.secure() ? "https://" : "http://")
                + visit.host()
                + context.getContextPath()
                + "/";
    }

    private SignOns signOns() throws BadRequest {
        SignOns signOns = Served.signOns(context);
        if (!signOns.areOffered()) {
            throw new BadRequest(
                    NOT_FOUND, "The site has no identity provider; see admin.oidc-issuer");
        }
        return signOns;
    }
}
