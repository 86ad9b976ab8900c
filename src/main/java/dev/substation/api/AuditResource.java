package dev.substation.api;

import dev.substation.access.AuditEntry;
import dev.substation.access.AuditLog;
import dev.substation.api.Operations.BadRequest;
import dev.substation.dialect.Json;
import dev.substation.model.Payload;
import jakarta.servlet.ServletContext;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;
import org.apache.commons.csv.CSVFormat;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** {@code /api/v1/audit}, {@code /api/v1/audit.jsonl} and {@code /api/v1/audit.csv}. */
@Path("")
@Tag(name = "Audit log")
public class AuditResource {

    @Context private ServletContext context;

    /** Which entries are meant. */
    public static final class Wanted {

        @Parameter(description = "Only of this user or token")
        @QueryParam("who")
        private String who;

        @Parameter(description = "Part of what was done, such as Reset or /calls")
        @QueryParam("q")
        private String text;

        @Parameter(description = "Not before this time")
        @QueryParam("from")
        private String from;

        @Parameter(description = "Before this time")
        @QueryParam("to")
        private String to;

        Predicate<AuditEntry> filter() throws BadRequest {
            Optional<String> name = Parameters.text(who);
            Optional<String> part = Parameters.text(text);
            Optional<Instant> first = Parameters.time("from", from);
            Optional<Instant> end = Parameters.time("to", to);
            return entry ->
                    name.filter(one -> !one.equals(entry.who())).isEmpty()
                            && part.filter(one -> !has(entry, one)).isEmpty()
                            && first.filter(one -> entry.at().isBefore(one)).isEmpty()
                            && end.filter(one -> !entry.at().isBefore(one)).isEmpty();
        }

        private static boolean has(AuditEntry entry, String part) {
            return entry.what().contains(part)
                    || entry.details().stream().anyMatch(detail -> detail.contains(part));
        }
    }

    /**
     * Entries of the audit log, the latest first.
     *
     * @param next for the parameter {@code before}, if there may be older ones
     */
    @Schema(name = "AuditEntries")
    public record AuditPage(List<AuditState> entries, Optional<Long> next) {}

    /**
     * What somebody did, or tried to do.
     *
     * @param by {@code session}, {@code token}, {@code loopback}, {@code password} for a login, or
     *     {@code command}
     * @param from address
     * @param what method and path, or the command
     * @param details what it was about, and what came of it, without cards and secrets
     * @param answer HTTP status, or {@code done}; left out if the gateway ended before
     */
    @Schema(name = "AuditEntry")
    public record AuditState(
            long id,
            String at,
            String who,
            String by,
            String from,
            String what,
            List<String> details,
            Optional<String> answer) {

        static AuditState of(AuditEntry entry) {
            return new AuditState(
                    entry.id(),
                    entry.at().toString(),
                    entry.who(),
                    entry.by(),
                    entry.from(),
                    entry.what(),
                    entry.details(),
                    entry.answer());
        }
    }

    @GET
    @Path("audit")
    @Produces(MediaType.APPLICATION_JSON)
    @Operation(operationId = "audit", summary = "Who changed or sent what, the latest first")
    public CompletionStage<AuditPage> all(@BeanParam Wanted wanted, @BeanParam ListPart part)
            throws BadRequest {
        int most = part.most();
        return Deadline.on(
                read(wanted.filter(), part.before(), most),
                Deadline.QUESTION_S,
                Served.operations(context).threads(),
                found ->
                        new AuditPage(
                                found.stream().map(AuditState::of).toList(),
                                ListPart.next(found, most, AuditEntry::id)));
    }

    @GET
    @Path("audit.jsonl")
    @Produces("application/x-ndjson")
    @Operation(operationId = "exportAudit", summary = "The same, a line of JSON for each entry")
    @APIResponse(
            responseCode = "200",
            content =
                    @Content(
                            mediaType = "application/x-ndjson",
                            schema = @Schema(type = SchemaType.STRING)))
    public StreamingOutput lines(@BeanParam Wanted wanted) throws BadRequest, IOException {
        return export(
                "",
                "{\"incomplete\":\"%s\"}\n",
                wanted.filter(),
                (entry, out) -> out.write(Json.write(line(entry)) + "\n"));
    }

    private static Payload line(AuditEntry entry) {
        Payload line =
                Payload.of(
                        "id", entry.id(),
                        "at", entry.at().toString(),
                        "who", entry.who(),
                        "by", entry.by(),
                        "from", entry.from(),
                        "what", entry.what(),
                        "details", entry.details());
        return entry.answer().map(text -> line.with("answer", text)).orElse(line);
    }

    @GET
    @Path("audit.csv")
    @Produces("text/csv")
    @Operation(operationId = "exportAuditTable", summary = "The same as a table")
    @APIResponse(
            responseCode = "200",
            content = @Content(mediaType = "text/csv", schema = @Schema(type = SchemaType.STRING)))
    public StreamingOutput table(@BeanParam Wanted wanted) throws BadRequest, IOException {
        return export(
                "id,at,who,by,from,what,details,answer\r\n",
                "incomplete: %s\r\n",
                wanted.filter(),
                AuditResource::row);
    }

    private static void row(AuditEntry entry, Writer out) throws IOException {
        CSVFormat.RFC4180.printRecord(
                out,
                entry.id(),
                entry.at(),
                TransactionTable.cell(entry.who()),
                entry.by(),
                TransactionTable.cell(entry.from()),
                TransactionTable.cell(entry.what()),
                TransactionTable.cell(String.join("; ", entry.details())),
                entry.answer().orElse(null));
    }

    private StreamingOutput export(
            String head,
            String incomplete,
            Predicate<AuditEntry> wanted,
            Export.Row<AuditEntry> row)
            throws IOException {
        return Export.of(
                head, incomplete, before -> read(wanted, before, Export.PART), AuditEntry::id, row);
    }

    /** Reads files, on the threads of the API. */
    private CompletableFuture<List<AuditEntry>> read(
            Predicate<AuditEntry> wanted, long before, int most) {
        AuditLog audit = Served.audit(context);
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return audit.read(wanted, before, most);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                Served.operations(context).threads());
    }
}
