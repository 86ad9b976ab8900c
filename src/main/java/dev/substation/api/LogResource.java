package dev.substation.api;

import dev.substation.api.LogLines.LogFilter;
import dev.substation.api.Operations.BadRequest;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /api/v1/recent-lines}: the last lines of the gateway's log. */
@Path("")
@Tag(name = "The gateway itself")
public class LogResource {

    private static final int USUAL = 200;
    private static final int MOST = 2_000;
    private static final String TEXT = "text/plain;charset=utf-8";

    @Context private ServletContext context;

    @GET
    @Path("recent-lines")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(
            operationId = "recentLines",
            summary = "The last lines of the gateway's log, the latest first",
            description =
                    "Those since the start that are in memory: 1,000 warnings and errors, and 1,000"
                            + " others.")
    public CompletionStage<LogLines> lines(
            @Parameter(description = "Lines of this level and above: INFO, WARNING or SEVERE")
                    @QueryParam("level")
                    String level,
            @Parameter(description = "Text in the line") @QueryParam("q") String text,
            @Parameter(description = "Only lines with a higher number: those that are new")
                    @QueryParam("after")
                    String after,
            @Parameter(description = "At most 2000; 200 if left out") @QueryParam("limit")
                    String limit)
            throws BadRequest {
        LogFilter filter =
                new LogFilter(
                        Parameters.choice("level", level, List.of("INFO", "WARNING", "SEVERE")),
                        Parameters.text(text),
                        Parameters.number("after", after, -1, -1, Long.MAX_VALUE),
                        (int) Parameters.number("limit", limit, USUAL, 1, MOST));
        Insight insight = Served.insight(context);
        return CompletableFuture.supplyAsync(() -> insight.log(filter), insight.threads());
    }

    @GET
    @Path("recent-lines.txt")
    @Produces(TEXT)
    @Operation(
            operationId = "recentLinesAsText",
            summary = "All of these lines in their order, as they are in the log")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = "text/plain",
                            schema = @Schema(implementation = String.class)))
    public CompletionStage<String> text() {
        Insight insight = Served.insight(context);
        return CompletableFuture.supplyAsync(
                () -> insight.log(LogFilter.ALL).inOrder().collect(Collectors.joining("\n")),
                insight.threads());
    }
}
