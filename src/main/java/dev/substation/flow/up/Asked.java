package dev.substation.flow.up;

import dev.substation.flow.desk.AnswerTable;
import dev.substation.flow.desk.GatewayCalls;
import dev.substation.flow.desk.KnownCards;
import dev.substation.flow.desk.Outgoing;
import dev.substation.flow.desk.Parts;
import dev.substation.flow.desk.Registration;
import dev.substation.flow.desk.SharedState;
import dev.substation.flow.desk.SparedAuthorizations;
import dev.substation.flow.desk.Store;
import dev.substation.flow.desk.Triggered.Taken;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.time.Desk;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Answer.Result;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.IdTagInfo;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks the CSMS, and answers its station with what it says; without an answer by the fallback of
 * the answer table. Nothing is stored before.
 */
final class Asked {

    private static final Logger LOG = LoggerFactory.getLogger(Asked.class);

    private final Desk desk;
    private final Store store;
    private final Rules rules;
    private final KnownCards cards;
    private final Registration registration;
    private final CsmsAnswers answers;
    private final SparedAuthorizations spared;

    Asked(Parts parts, SharedState books, Registration registration, CsmsAnswers answers) {
        desk = parts.desk();
        rules = parts.rules();
        store = books.store();
        cards = books.cards();
        spared = books.spared();
        this.registration = registration;
        this.answers = answers;
    }

    /** The manner {@code ASKED}. */
    CompletableFuture<Answer> answer(List<Outgoing> outs, Passage passage) {
        AnswerTable.Fallback fallback = AnswerTable.row(outs.get(0).call().action()).fallback();
        return switch (fallback) {
            case REGISTRATION -> booted(outs, passage.taken());
            case AUTHORIZATION -> authorize(outs.get(0));
            default -> asked(outs.get(0), fallback);
        };
    }

    /** The list of the station answers, or the CSMS is asked. */
    private CompletableFuture<Answer> authorize(Outgoing out) {
        return cards.localInfo(out)
                .thenCompose(
                        info ->
                                info.map(known -> byList(out, known))
                                        .orElseGet(
                                                () ->
                                                        asked(
                                                                out,
                                                                AnswerTable.Fallback
                                                                        .AUTHORIZATION)));
    }

    private CompletableFuture<Answer> byList(Outgoing out, IdTagInfo info) {
        store.commit(out.changes());
        Answer told = Answer.result(Payload.of(IdTagInfo.FIELD, info.payload()));
        return CompletableFuture.completedFuture(
                SparedCards.told(
                        out.station().settings(),
                        rules.unwind(out.undo(), told.noting(ListedCards.logged(out, info)))));
    }

    CompletableFuture<Answer> asked(Outgoing out, AnswerTable.Fallback fallback) {
        store.commit(out.changes());
        return soundly(out)
                .thenComposeAsync(
                        answer ->
                                isOwnToKeep(out, answer)
                                        ? CompletableFuture.completedFuture(refusal(out))
                                        : answered(out, fallback, answer),
                        desk);
    }

    /** Each upstream station boots at the CSMS by itself; the station waits for all of them. */
    private CompletableFuture<Answer> booted(List<Outgoing> outs, Taken taken) {
        Outgoing first = outs.get(0);
        store.commit(first.changes());
        boolean speaks =
                taken.upstream().isPresent()
                        || !taken.covered()
                                && first.settings().first().equals(first.station().id());
        if (!speaks && registration.isJoinedAlready(first.settings())) {
            return registration.joined(first);
        }
        outs.forEach(registration::asking);
        List<CompletableFuture<Answer>> answers = outs.stream().map(this::soundly).toList();
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new))
                .thenComposeAsync(
                        all -> {
                            List<Answer> told =
                                    answers.stream().map(CompletableFuture::join).toList();
                            return isOwnToKeep(first, told.get(0))
                                    ? CompletableFuture.completedFuture(refusal(first))
                                    : registration.answered(outs, told);
                        },
                        desk);
    }

    /** The CSMS's answer to a call now, if it is one that the station can be given. */
    CompletableFuture<Answer> soundly(Outgoing out) {
        Call call = out.call().withMessageId(GatewayCalls.messageId());
        out.received().trail().sentAs(call.messageId());
        return out.upstream()
                .ask(call)
                .thenApply(
                        answer ->
                                answers.sound(
                                        out.settings().csms().dialect(), call.action(), answer));
    }

    private CompletableFuture<Answer> answered(
            Outgoing out, AnswerTable.Fallback fallback, Answer answer) {
        return switch (fallback) {
            case AUTHORIZATION -> authorized(out, answer);
            default -> CompletableFuture.completedFuture(rules.unwind(out.undo(), answer));
        };
    }

    /** The CSMS went away under a call of a station that wants to know it. */
    private static boolean isOwnToKeep(Outgoing out, Answer answer) {
        return out.station().settings().keepsItsOwn()
                && answer instanceof Failure failure
                && failure.cause().undelivered();
    }

    private static Answer refusal(Outgoing out) {
        return Answer.failure(
                Cause.CSMS_AWAY_REFUSED, out.upstream().csms().name(), out.station().id());
    }

    private CompletableFuture<Answer> authorized(Outgoing out, Answer answer) {
        if (answer instanceof Result result) {
            store.commit(cards.learn(out.call().station(), out.idTag(), result));
            return CompletableFuture.completedFuture(told(out, result));
        }
        Optional<Failure> barred = registration.barred(out, (Failure) answer);
        if (barred.isPresent()) {
            return CompletableFuture.completedFuture(barred.get());
        }
        return cards.offlineInfo(out).thenApply(info -> byPolicy(out, info, (Failure) answer));
    }

    private Answer byPolicy(Outgoing out, IdTagInfo info, Failure instead) {
        LOG.atLevel(out.upstream().insteadOfCsms())
                .log(
                        "station={} action={} id={} {}",
                        out.station().id(),
                        out.call().action(),
                        out.received().messageId(),
                        Problem.ANSWERED_OFFLINE.line(
                                info.status().orElse(""),
                                out.station().settings().offlineAuthorization(),
                                instead.cause().number(),
                                instead.description()));
        return told(
                out,
                Answer.result(Payload.of(IdTagInfo.FIELD, info.payload()))
                        .noting(KnownCards.note(out, info, instead)));
    }

    /** An answer about a card as the station reads it; what it does not read is remembered. */
    private Answer told(Outgoing out, Answer answer) {
        Optional<String> refusal =
                answer.fold(
                        result ->
                                IdTagInfo.in(result.payload())
                                        .flatMap(
                                                info ->
                                                        SparedCards.told(
                                                                        out.station().settings(),
                                                                        info)
                                                                .refusal()),
                        failure -> Optional.empty());
        out.idTag().ifPresent(card -> spared.answered(out.station().id(), card, refusal));
        return SparedCards.told(out.station().settings(), rules.unwind(out.undo(), answer));
    }
}
