package dev.substation.api;

import dev.substation.model.Payload;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /api/v1/operations}. */
@Path("operations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Stations")
public class OperationsResource {

    @Context private ServletContext context;

    /** Operations with their fields. */
    @Schema(name = "OperationList")
    public record OperationList(List<Payload> operations) {}

    @GET
    @Operation(
            operationId = "operations",
            summary = "The operations that can be sent to stations, with their fields")
    public OperationList all() {
        return new OperationList(Served.operations(context).forms());
    }
}
