package dev.substation.api;

import dev.substation.api.Operations.BadRequest;
import dev.substation.api.Operations.TransactionFilter;
import dev.substation.dialect.Json;
import dev.substation.model.Payload;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /api/v1/transactions} and {@code /api/v1/transactions.csv}. */
@Path("")
@Tag(name = "Transactions")
public class TransactionsResource {

    private static final int BAD = 400;

    @Context private ServletContext context;
    @Context private HttpServletRequest request;

    /** Which transactions are meant. */
    public static final class Wanted {

        @Parameter(description = "Only of this station, by its own name")
        @QueryParam("station")
        private String station;

        @Parameter(description = "Only of this CSMS")
        @QueryParam("csms")
        private String csms;

        @Parameter(description = "open or ended; both if left out")
        @QueryParam("state")
        private String state;

        @Parameter(description = "Only with this idTag, as the station sent it")
        @QueryParam("card")
        private String card;

        @Parameter(description = "Started not before this time")
        @QueryParam("from")
        private String from;

        @Parameter(description = "Started before this time")
        @QueryParam("to")
        private String to;

        TransactionFilter filter(long before, int limit) throws BadRequest {
            return new TransactionFilter(
                    Parameters.station("station", station),
                    Parameters.text(csms),
                    Parameters.choice("state", state, List.of("open", "ended")).map("open"::equals),
                    Parameters.text(card),
                    Parameters.time("from", from),
                    Parameters.time("to", to),
                    before,
                    limit);
        }
    }

    /**
     * Transactions, the latest first.
     *
     * @param next for the parameter {@code before}, if there may be older ones
     */
    @Schema(name = "Transactions")
    public record TransactionPage(List<TransactionState> transactions, Optional<Long> next) {}

    @GET
    @Path("transactions")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "transactions", summary = "Transactions, the latest first")
    public CompletionStage<TransactionPage> all(@BeanParam Wanted wanted, @BeanParam ListPart part)
            throws BadRequest {
        int most = part.most();
        TransactionFilter filter = wanted.filter(part.before(), most);
        RoleView.of(Served.visit(request)).mayAskFor(filter.card());
        Operations operations = Served.operations(context);
        return Deadline.on(
                operations.transactions(filter),
                Deadline.QUESTION_S,
                operations.threads(),
                found ->
                        new TransactionPage(
                                found, ListPart.next(found, most, TransactionState::key)));
    }

    @POST
    @Path("transactions/{key}/close")
    @Consumes(MediaType.APPLICATION_JSON)
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "closeTransaction",
            summary = "Closes a transaction whose end will never come",
            description =
                    "With meterStop, its CSMS gets a StopTransaction with that reading, the time of"
                            + " now and the reason Other. Without it, the transaction ends in the"
                            + " ledger alone. If the station reports the end later, that goes to the"
                            + " CSMS in any case.")
    @RequestBody(
            content =
                    @Content(
                            schema = @Schema(implementation = Closing.class),
                            mediaType = MediaType.APPLICATION_JSON))
    public CompletionStage<TransactionState> close(
            @PathParam("key") String key, InputStream body, @Context HttpServletRequest request)
            throws BadRequest, IOException {
        long number = Parameters.number("key", key, 0, 1, Long.MAX_VALUE - 1);
        Payload closing = Bodies.object("The closing", body);
        Bodies.has("A closing", closing, Closing.FIELDS);
        Optional<Long> meterStop = closing.number("meterStop");
        if (closing.containsKey("meterStop") && meterStop.filter(wh -> wh >= 0).isEmpty()) {
            throw new BadRequest(BAD, "meterStop must be a whole number of Wh");
        }
        if (closing.containsKey("force") && !(closing.get("force") instanceof Boolean)) {
            throw new BadRequest(BAD, "force must be true or false");
        }
        Served.visit(request).audit("close " + Json.write(closing));
        Operations operations = Served.operations(context);
        return Deadline.on(
                operations.close(number, meterStop, Boolean.TRUE.equals(closing.get("force"))),
                Deadline.CALL_S,
                operations.threads(),
                closed -> closed);
    }

    /**
     * How a transaction is closed.
     *
     * @param meterStop the reading that the CSMS gets, in Wh; none if nothing is to be said to it
     * @param force whether it may be one that its station, which is connected, could end itself
     */
    @Schema(name = "Closing")
    public record Closing(Optional<Long> meterStop, Optional<Boolean> force) {

        static final List<String> FIELDS = List.of("meterStop", "force");
    }

    @GET
    @Path("transactions.csv")
    @Produces("text/csv")
    @Operation(operationId = "exportTransactions", summary = "Transactions as a table")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)))
    public StreamingOutput export(@BeanParam Wanted wanted) throws BadRequest, IOException {
        Operations operations = Served.operations(context);
        TransactionFilter filter = wanted.filter(Long.MAX_VALUE, Export.PART);
        RoleView.of(Served.visit(request)).mayAskFor(filter.card());
        return Export.of(
                TransactionTable.HEAD,
                "incomplete: %s\r\n",
                before -> operations.transactions(filter.before(before)),
                TransactionState::key,
                TransactionTable::write);
    }
}
