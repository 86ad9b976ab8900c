package dev.substation.app;

import dev.substation.admin.Explaining;
import dev.substation.flow.ports.Site;
import dev.substation.model.Answer;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.live.SiteRoutes;
import dev.substation.routes.workbench.CaseReading;
import dev.substation.routes.workbench.ExplanationTree;
import dev.substation.routes.workbench.RouteCase.Message;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;

/**
 * Explains calls by the routes that are live, and by what their rules remember now.
 *
 * @param vendors the vendor profile of a station that is known; asked on the desk
 */
record LiveRoutes(
        SiteRoutes rules,
        Site site,
        Function<StationId, Optional<String>> vendors,
        Executor desk,
        Executor workers)
        implements Explaining {

    @Override
    public CompletableFuture<Payload> explain(Payload question) throws BadQuestion {
        Message asked;
        try {
            asked = CaseReading.asked("the question", question);
        } catch (BadRoutes e) {
            throw new BadQuestion(e.getMessage());
        }
        Message given = site.station(asked.station()).map(asked::of).orElse(asked);
        return CompletableFuture.supplyAsync(
                        () ->
                                rules.explain(
                                        given.call(),
                                        given.vendor()
                                                .or(() -> vendors.apply(given.station()))
                                                .orElseGet(given::vendorOrGeneric),
                                        given.answer().map(Answer::result)),
                        desk)
                .thenApplyAsync(ExplanationTree::of, workers);
    }
}
