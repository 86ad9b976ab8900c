package dev.substation.api;

import dev.substation.api.CardEditing.CardChange;
import dev.substation.api.CardEditing.CardFilter;
import dev.substation.api.CardEditing.CardList;
import dev.substation.api.CardEditing.CardsPosted;
import dev.substation.api.CardEditing.CardsSaved;
import dev.substation.api.Operations.BadRequest;
import dev.substation.model.Payload;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
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
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /api/v1/cards}. */
@Path("cards")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Cards")
public class CardsResource {

    private static final long EDITED_WITHIN_S = 20;
    private static final int USUAL = 100;
    private static final int MOST = 1_000;
    private static final List<String> STATUSES =
            List.of("Accepted", "Blocked", "Expired", "Invalid");

    @Context private ServletContext context;

    @GET
    @Operation(
            operationId = "cards",
            summary = "The card files that the settings name, and their cards",
            description = "Cards are masked for the role view, which cannot ask for a text either.")
    public CompletionStage<CardList> cards(
            @Parameter(description = "Only in this file") @QueryParam("file") String file,
            @Parameter(description = "Text in the idTag or the group") @QueryParam("q") String text,
            @Parameter(description = "Accepted, Blocked, Expired or Invalid") @QueryParam("status")
                    String status,
            @QueryParam("offset") String offset,
            @Parameter(description = "At most 1000; 100 if left out") @QueryParam("limit")
                    String limit,
            @Context HttpServletRequest request)
            throws BadRequest {
        RoleView view = RoleView.of(Served.visit(request));
        Optional<String> asked = Parameters.text(text);
        view.mayAskFor(asked);
        CardFilter filter =
                new CardFilter(
                        Parameters.text(file),
                        asked,
                        Parameters.choice("status", status, STATUSES),
                        (int) Parameters.number("offset", offset, 0, 0, Integer.MAX_VALUE),
                        (int) Parameters.number("limit", limit, USUAL, 1, MOST));
        CardEditing cards = Served.cards(context);
        return Deadline.on(
                Deadline.worked(cards.threads(), () -> cards.cards(filter)),
                Deadline.QUESTION_S,
                Served.operations(context).threads(),
                view::cards);
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @RequestBody(content = @Content(schema = @Schema(implementation = CardsPosted.class)))
    @Operation(
            operationId = "changeCards",
            summary = "Adds, changes and removes cards of one file",
            description =
                    "All other lines of the file stay as they are. The answer is 412 if the file"
                            + " was changed since it was read.")
    @APIResponse(
            responseCode = "200",
            content = @Content(schema = @Schema(implementation = CardsSaved.class)))
    public CompletionStage<Response> change(
            @Parameter(description = "The etag of the file", required = true)
                    @HeaderParam("If-Match")
                    String match,
            InputStream body,
            @Context HttpServletRequest request)
            throws BadRequest, IOException {
        String etag = ETags.required(match);
        Payload posted = Bodies.object("The change", body, List.of("file", "changes"));
        String file =
                posted.text("file")
                        .orElseThrow(() -> new BadRequest(400, "Name the file of the cards"));
        List<CardChange> changes = CardChange.all(posted);
        CardEditing cards = Served.cards(context);
        return Deadline.edited(
                cards.threads(),
                Served.visit(request)::audit,
                note -> cards.change(file, changes, etag, note),
                EDITED_WITHIN_S,
                Served.operations(context).threads(),
                saved -> ETags.tagged(saved, saved.etag()));
    }
}
