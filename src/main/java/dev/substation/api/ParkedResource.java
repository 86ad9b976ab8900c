package dev.substation.api;

import dev.substation.access.Visit;
import dev.substation.api.Operations.BadRequest;
import dev.substation.api.ParkedState.ParkedPage;
import dev.substation.model.StationId;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /api/v1/parked}. */
@Path("parked")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Parked messages")
public class ParkedResource {

    @Context private ServletContext context;

    @GET
    @Operation(operationId = "parked", summary = "Parked messages, the latest first")
    public CompletionStage<ParkedPage> all(
            @Parameter(
                            description =
                                    "Only of this station, by its own name or as its CSMS knows it")
                    @QueryParam("station")
                    String station,
            @BeanParam ListPart part,
            @Context HttpServletRequest request)
            throws BadRequest {
        RoleView view = RoleView.of(Served.visit(request));
        int most = part.most();
        Optional<StationId> of = Parameters.station("station", station);
        Operations operations = Served.operations(context);
        return Deadline.on(
                operations.parked().list(of, part.before(), most),
                Deadline.QUESTION_S,
                operations.threads(),
                found ->
                        new ParkedPage(
                                found.stream().map(view::parked).toList(),
                                ListPart.next(found, most, ParkedState::sequence)));
    }

    @POST
    @Path("{sequence}/requeue")
    @Operation(
            operationId = "requeueParked",
            summary = "Sends a parked message again",
            description =
                    "Behind all that waits for its CSMS, under the message id that it had. If the"
                            + " CSMS rejects it again, it is parked again, with another sequence.")
    @APIResponse(responseCode = "204", description = "It waits for its CSMS")
    public CompletionStage<Response> requeue(
            @PathParam("sequence") String sequence, @Context HttpServletRequest request)
            throws BadRequest {
        return done("send again", sequence, request, ParkedOperations::requeue);
    }

    @DELETE
    @Path("{sequence}")
    @Operation(
            operationId = "removeParked",
            summary = "Removes a parked message: its CSMS never gets it")
    @APIResponse(responseCode = "204", description = "It is removed")
    public CompletionStage<Response> remove(
            @PathParam("sequence") String sequence, @Context HttpServletRequest request)
            throws BadRequest {
        return done("remove", sequence, request, ParkedOperations::remove);
    }

    /** Which message it is stands in the audit log, for nobody can look it up afterwards. */
    private CompletionStage<Void> noted(String what, long sequence, Visit visit) {
        return Served.operations(context)
                .parked()
                .list(Optional.empty(), sequence + 1, 1)
                .thenAccept(
                        found -> {
                            try {
                                for (ParkedState one : found) {
                                    if (one.sequence() == sequence) {
                                        visit.audit(
                                                "%s %s of %s, message id %s, transaction %s"
                                                        .formatted(
                                                                what,
                                                                one.action(),
                                                                one.station(),
                                                                one.messageId(),
                                                                one.transaction()
                                                                        .map(Object::toString)
                                                                        .orElse("none")));
                                    }
                                }
                            } catch (IOException e) {
                                throw new CompletionException(e);
                            }
                        });
    }

    private CompletionStage<Response> done(
            String what,
            String sequence,
            HttpServletRequest request,
            BiFunction<ParkedOperations, Long, CompletionStage<Void>> deed)
            throws BadRequest {
        long number = Parameters.number("sequence", sequence, 0, 1, Long.MAX_VALUE);
        Operations operations = Served.operations(context);
        return Deadline.on(
                noted(what, number, Served.visit(request))
                        .thenCompose(noted -> deed.apply(operations.parked(), number)),
                Deadline.QUESTION_S,
                operations.threads(),
                nothing -> Response.noContent().build());
    }
}
