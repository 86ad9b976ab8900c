package dev.substation.api;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.io.InputStream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /api/v1/openapi.yaml}. */
@Path("openapi.yaml")
@Tag(name = "This description")
public class DescriptionResource {

    private static final String FILE = "/api/openapi.yaml";

    @GET
    @Produces("application/yaml")
    @Operation(operationId = "openapi", summary = "This description of the API")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = "application/yaml",
                            schema = @Schema(type = SchemaType.STRING)))
    public InputStream all() {
        return DescriptionResource.class.getResourceAsStream(FILE);
    }
}
