package dev.substation.app;

import dev.substation.api.Operations.BadRequest;
import dev.substation.api.RuleEditing.ReplayQuery;
import dev.substation.app.edit.RecordedCalls;
import dev.substation.flow.desk.StationVendor;
import dev.substation.flow.ports.Site;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.routes.workbench.RouteCase.Message;
import dev.substation.store.LogQuery;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * The calls of the message log, for a replay. The desk is asked once for the vendors of all
 * stations, not for each call.
 *
 * @param vendors the vendor profiles of stations that are known
 */
record LoggedCalls(
        MessageLog log, Site site, Supplier<CompletableFuture<List<StationVendor>>> vendors)
        implements RecordedCalls {

    private static final long WITHIN_S = 10;
    private static final int BUSY = 503;

    @Override
    public List<Payload> lines(ReplayQuery query) throws BadRequest {
        return got(log.rows(logQuery(query))).stream()
                .filter(
                        line ->
                                query.id()
                                        .map(id -> line.number("id").equals(Optional.of(id)))
                                        .orElse(true))
                .toList();
    }

    private static LogQuery logQuery(ReplayQuery query) {
        return new LogQuery(
                query.station(),
                query.action(),
                Optional.of("call"),
                Optional.empty(),
                false,
                false,
                LogQuery.Content.ANY,
                query.from(),
                query.to(),
                query.id().map(id -> id + 1).orElse(Long.MAX_VALUE),
                query.id().isPresent() ? 1 : query.limit());
    }

    private static <T> T got(CompletableFuture<T> answer) throws BadRequest {
        try {
            return answer.get(WITHIN_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new BadRequest(BUSY, "The message log cannot be read now; try it again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BadRequest(BUSY, "The gateway is stopping");
        }
    }

    @Override
    public Vendors known() throws BadRequest {
        Map<StationId, String> known =
                got(vendors.get()).stream()
                        .collect(
                                Collectors.toMap(
                                        StationVendor::station,
                                        StationVendor::vendor,
                                        (one, other) -> one));
        return call -> {
            Message here = site.station(call.station()).map(call::of).orElse(call);
            return here.vendor().isPresent()
                    ? here
                    : here.withVendor(known.getOrDefault(call.station(), Message.GENERIC));
        };
    }
}
