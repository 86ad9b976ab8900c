package dev.substation.api;

import dev.substation.api.Operations.BadRequest;
import dev.substation.api.RefusedState.RefusedPage;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /api/v1/refused}. */
@Path("refused")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Rejected at the door")
public class RefusedResource {

    private static final int USUAL = 100;
    private static final int MOST = 1_000;
    private static final int NOT_FOUND = 404;
    private static final List<String> DOORS = List.of("port", "websocket", "soap", "http");

    @Context private ServletContext context;

    @GET
    @Operation(
            operationId = "refused",
            summary = "Who was rejected at the door since the start, those that came last first")
    public CompletionStage<RefusedPage> all(
            @Parameter(description = "port, websocket, soap or http") @QueryParam("door")
                    String door,
            @Parameter(description = "Only for this reason, such as unknown-identity")
                    @QueryParam("reason")
                    String reason,
            @Parameter(description = "Part of an identity, address or path") @QueryParam("q")
                    String text,
            @Parameter(description = "How many to leave out, 0 by default") @QueryParam("offset")
                    String offset,
            @Parameter(description = "How many at most, 100 by default, 1000 at most")
                    @QueryParam("limit")
                    String limit)
            throws BadRequest {
        Optional<String> at = Parameters.choice("door", door, DOORS);
        Operations operations = Served.operations(context);
        Optional<String> why = Parameters.choice("reason", reason, operations.reasonsOfRefusals());
        Optional<String> part = Parameters.text(text).map(one -> one.toLowerCase(Locale.ROOT));
        long skipped = Parameters.number("offset", offset, 0, 0, Long.MAX_VALUE);
        long most = Parameters.number("limit", limit, USUAL, 1, MOST);
        return CompletableFuture.supplyAsync(
                () -> {
                    List<RefusedState> found =
                            operations.refused().stream()
                                    .filter(
                                            one ->
                                                    at.filter(is -> !is.equals(one.door()))
                                                            .isEmpty())
                                    .filter(
                                            one ->
                                                    why.filter(is -> !is.equals(one.reason()))
                                                            .isEmpty())
                                    .filter(one -> part.filter(is -> !has(one, is)).isEmpty())
                                    .sorted(
                                            Comparator.comparing(RefusedState::last)
                                                    .thenComparing(RefusedState::number)
                                                    .reversed())
                                    .toList();
                    return new RefusedPage(
                            found.size(),
                            skipped,
                            found.stream().skip(skipped).limit(most).toList());
                },
                operations.threads());
    }

    private static boolean has(RefusedState one, String part) {
        return Stream.of(Optional.of(one.address()), one.identity(), one.path())
                .flatMap(Optional::stream)
                .anyMatch(text -> text.toLowerCase(Locale.ROOT).contains(part));
    }

    @DELETE
    @Operation(operationId = "forgetAllRefused", summary = "Forgets all that were rejected")
    @APIResponse(responseCode = "204", description = "They are forgotten")
    public void forgetAll() {
        Served.operations(context).forgetRefused();
    }

    @DELETE
    @Path("{number}")
    @Operation(operationId = "forgetRefused", summary = "Forgets one that was rejected")
    @APIResponse(responseCode = "204", description = "It is forgotten")
    public void forget(@PathParam("number") String number) throws BadRequest {
        long one = Parameters.number("number", number, 0, 1, Long.MAX_VALUE);
        if (!Served.operations(context).forgetRefused(one)) {
            throw new BadRequest(NOT_FOUND, "Nobody who was rejected has the number " + one);
        }
    }

    @POST
    @Path("{number}/station")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "letIn",
            summary = "Writes a station that was rejected to site.yaml, which lets it in")
    public CompletionStage<Setup.Written> letIn(
            @PathParam("number") String number, @Context HttpServletRequest request)
            throws BadRequest, IOException {
        long one = Parameters.number("number", number, 0, 1, Long.MAX_VALUE);
        Operations operations = Served.operations(context);
        Optional<RefusedState> peer = operations.refused(one);
        if (peer.isPresent()) {
            Served.visit(request)
                    .audit("let in " + peer.get().identity().orElse(peer.get().address()));
        }
        return Deadline.worked(operations, () -> Served.setup(context).letIn(one));
    }
}
