package dev.substation.app;

import dev.substation.api.CsmsState;
import dev.substation.api.EventStream;
import dev.substation.api.Exchange;
import dev.substation.api.Operations;
import dev.substation.api.ParkedOperations;
import dev.substation.api.RefusedState;
import dev.substation.api.SentCall;
import dev.substation.api.StationState;
import dev.substation.api.TransactionState;
import dev.substation.app.settings.Settings;
import dev.substation.dialect.Masking;
import dev.substation.dialect.OperationForms;
import dev.substation.dialect.Secrets;
import dev.substation.flow.desk.StationOverview;
import dev.substation.flow.gate.OperatorCalls;
import dev.substation.flow.gate.StationFacts;
import dev.substation.flow.ports.Ledger.TransactionRow;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.flow.time.Moment;
import dev.substation.flow.time.Timers;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import dev.substation.store.Backlog;
import dev.substation.store.JpaLedger;
import dev.substation.store.TransactionQuery;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/** What the API shows of the gateway and does with it. */
final class OperatorView implements Operations {

    private static final int BAD = 400;
    private static final int NOT_FOUND = 404;
    private static final int CONFLICT = 409;
    private static final int LINKS_AWAY_SHOWN = 100;
    private static final int QUESTIONS_WAITING = 50;
    private static final int SEARCHES_WAITING = 20;
    private static final Set<String> LINK_KEYS = Set.of("AuthorizationKey", "SecurityProfile");

    private final Supplier<Settings> settings;
    private final StationFacts facts;
    private final JpaLedger ledger;
    private final MessageLog log;
    private final Exchanges exchanges;
    private final Timers timers;
    private final List<Payload> forms;
    private final RefusedStates refused;
    private final EventStream events;
    private final Executor threads;

    private final QuestionLane questions;

    /** Those over the message log, which may be long. */
    private final QuestionLane searches;

    OperatorView(
            Supplier<Settings> settings,
            StationFacts facts,
            JpaLedger ledger,
            MessageLog log,
            Exchanges exchanges,
            Timers timers,
            OperationForms forms,
            RefusedStates refused,
            EventStream events,
            Executor threads) {
        this.events = events;
        this.refused = refused;
        this.threads = threads;
        this.forms = forms.all();
        this.settings = settings;
        this.facts = facts;
        this.ledger = ledger;
        this.log = log;
        this.exchanges = exchanges;
        this.timers = timers;
        questions = new QuestionLane(QUESTIONS_WAITING, timers::moment);
        searches = new QuestionLane(SEARCHES_WAITING, timers::moment);
    }

    @Override
    public Executor threads() {
        return threads;
    }

    @Override
    public CompletionStage<List<StationState>> stations() {
        return facts.board().stations().thenCombineAsync(backlog(), this::stations, threads);
    }

    private List<StationState> stations(List<StationOverview> heard, Optional<Backlog> backlog) {
        StationStates states = states(backlog);
        List<StationState> all = new ArrayList<>();
        Set<StationId> shown = new HashSet<>();
        for (StationOverview one : heard) {
            shown.add(one.station());
            all.add(states.of(one));
        }
        settings.get().names().stream()
                .filter(shown::add)
                .forEach(name -> all.add(states.neverHeard(name)));
        return all;
    }

    @Override
    public CompletionStage<Optional<StationState>> station(StationId station) {
        return facts.board()
                .station(station)
                .thenCombineAsync(
                        backlog(),
                        (heard, backlog) ->
                                heard.map(one -> states(backlog).of(one))
                                        .or(() -> neverHeard(station, backlog)),
                        threads);
    }

    private Optional<StationState> neverHeard(StationId station, Optional<Backlog> backlog) {
        return settings.get()
                .station(station)
                .map(known -> states(backlog).neverHeard(known.station()));
    }

    private StationStates states(Optional<Backlog> backlog) {
        return new StationStates(settings.get(), backlog);
    }

    /** Empty when the ledger cannot be read now: what is in memory can be shown all the same. */
    private CompletableFuture<Optional<Backlog>> backlog() {
        return ledger.backlog().thenApply(Optional::of).exceptionally(fault -> Optional.empty());
    }

    @Override
    public CompletionStage<CsmsState.CsmsList> csms() {
        return facts.board().stations().thenCombineAsync(backlog(), this::csms, threads);
    }

    @Override
    public CompletionStage<Optional<Integer>> tryNow(String csms) {
        return settings.get().csms().containsKey(csms)
                ? facts.tryNow(csms).thenApply(Optional::of)
                : CompletableFuture.completedFuture(Optional.empty());
    }

    private CsmsState.CsmsList csms(List<StationOverview> heard, Optional<Backlog> backlog) {
        Settings now = settings.get();
        List<StationState.Link> links =
                stations(heard, backlog).stream()
                        .flatMap(station -> station.links().stream())
                        .distinct() // joined stations share one
                        .toList();
        long waiting = links.stream().mapToLong(StationState.Link::waiting).sum();
        return new CsmsState.CsmsList(
                now.csms().values().stream().map(one -> csms(one, links)).toList(),
                Math.max(0, backlog.map(Backlog::rows).orElse(0L) - waiting));
    }

    @Override
    public List<Payload> forms() {
        return forms;
    }

    @Override
    public ParkedOperations parked() {
        return new ParkedView(settings, ledger, facts.parked());
    }

    @Override
    public EventStream events() {
        return events;
    }

    @Override
    public List<RefusedState> refused() {
        return refused.all();
    }

    @Override
    public List<String> reasonsOfRefusals() {
        return RefusedStates.REASONS;
    }

    @Override
    public boolean forgetRefused(long number) {
        return refused.peers().forget(number);
    }

    @Override
    public void forgetRefused() {
        refused.peers().forgetAll();
    }

    private CsmsState csms(CsmsSettings csms, List<StationState.Link> all) {
        List<StationState.Link> links =
                all.stream().filter(link -> link.csms().equals(csms.name())).toList();
        return new CsmsState(
                csms.name(),
                secrets().inText(csms.url()),
                (int) links.stream().filter(link -> !link.state().equals("closed")).count(),
                (int) links.stream().filter(link -> link.state().equals("connected")).count(),
                links.stream()
                        .filter(link -> link.state().equals("away"))
                        .limit(LINKS_AWAY_SHOWN)
                        .toList(),
                links.stream().mapToLong(StationState.Link::waiting).sum(),
                links.stream()
                        .flatMap(link -> link.oldestSeconds().stream())
                        .max(Comparator.naturalOrder()));
    }

    private Secrets secrets() {
        return settings.get().secrets();
    }

    @Override
    public CompletionStage<SentCall> send(
            StationId station, Optional<StationId> identity, Action action, Payload payload)
            throws BadRequest {
        OperatorCalls calls = facts.calls();
        StationId called = identity(station, identity);
        if (isKeyOfLink(action, payload)) {
            throw new BadRequest(
                    BAD,
                    "The gateway would take this key for one of the CSMS. Set password or"
                            + " security-profile in site.yaml instead");
        }
        Optional<Answer.Failure> wrong = calls.objection(action, payload);
        if (wrong.isPresent()) {
            throw new BadRequest(BAD, wrong.get().description());
        }
        Moment since = timers.moment();
        return calls.send(called, action, payload)
                .thenApplyAsync(
                        sent -> sent(station, action, payload, sent, since.until(timers.moment())),
                        threads);
    }

    private static boolean isKeyOfLink(Action action, Payload payload) {
        return action.equals(Action.ChangeConfiguration)
                && payload.text("key").filter(LINK_KEYS::contains).isPresent();
    }

    private StationId identity(StationId station, Optional<StationId> named) throws BadRequest {
        List<StationId> identities = facts.calls().identities(station);
        if (identities.isEmpty()) {
            throw new BadRequest(
                    NOT_FOUND,
                    "The site does not know the station %s: add it under stations in site.yaml"
                            .formatted(station));
        }
        if (named.isPresent() ? identities.contains(named.get()) : identities.size() == 1) {
            return named.orElse(identities.get(0));
        }
        throw new BadRequest(
                BAD,
                "The station %s is %s at its CSMS: name one of them as identity"
                        .formatted(
                                station,
                                String.join(
                                        ", ", identities.stream().map(StationId::value).toList())));
    }

    private SentCall sent(
            StationId station,
            Action action,
            Payload call,
            OperatorCalls.Sent sent,
            Duration took) {
        Answer answer = sent.answer();
        return new SentCall(
                station.value(),
                action.name(),
                sent.messageId(),
                took.toMillis(),
                Optional.of(sent.trace()).filter(trace -> !trace.isEmpty()),
                answer.fold(
                        result -> Optional.of(shown(result.payload(), call)),
                        failure -> Optional.empty()),
                answer.fold(
                        result -> Optional.empty(),
                        failure ->
                                Optional.of(
                                        new SentCall.Failed(
                                                failure.cause().number(),
                                                failure.code().toString(),
                                                secrets().inText(failure.description()),
                                                failure.cause().remedy()))),
                answer.notes().stream().map(this::note).toList());
    }

    @Override
    public Payload shown(Payload payload) {
        return shown(payload, payload);
    }

    /** As the message log has it. */
    private Payload shown(Payload answer, Payload call) {
        String makers = call.text("messageId").orElse("");
        return Masking.masked(secrets().kept(answer, List.of(), makers).payload());
    }

    private Payload note(Note note) {
        return MessageLog.note(
                Payload.of(
                        "loss", note.loss().toString(),
                        "path", note.path(),
                        "original", secrets().inText(note.original()),
                        "result", secrets().inText(note.result()),
                        "reason", note.reason()));
    }

    @Override
    public CompletionStage<List<Payload>> messages(MessageFilter filter) {
        CompletionStage<Optional<List<StationId>>> ofCsms =
                filter.said().csms().isEmpty()
                        ? CompletableFuture.completedFuture(Optional.empty())
                        : stations().thenApply(all -> MessageQuery.of(all, filter.said().csms()));
        return ofCsms.thenCompose(
                stations ->
                        searches.ask(
                                () ->
                                        transaction(filter.said().transaction())
                                                .thenCompose(
                                                        row ->
                                                                log.lines(
                                                                        MessageQuery.of(
                                                                                filter, stations,
                                                                                row)))));
    }

    /** The one with this key; a failure when there is none. */
    private CompletableFuture<Optional<TransactionRow>> transaction(Optional<Long> key) {
        return key.isEmpty()
                ? CompletableFuture.completedFuture(Optional.empty())
                : ledger.transactions(TransactionQuery.one(key.get()))
                        .thenCompose(
                                rows ->
                                        rows.stream()
                                                .filter(row -> row.key() == key.get())
                                                .findFirst()
                                                .map(Optional::of)
                                                .map(CompletableFuture::completedFuture)
                                                .orElseGet(() -> noTransaction(key.get())));
    }

    private static <T> CompletableFuture<T> noTransaction(long key) {
        return refusal(NOT_FOUND, "There is no transaction " + key);
    }

    @Override
    public CompletionStage<Optional<Exchange>> exchange(long id, boolean rules) {
        return searches.ask(() -> exchanges.of(id, rules));
    }

    @Override
    public CompletionStage<TransactionState> close(
            long key, Optional<Long> meterStop, boolean force) {
        return questions
                .ask(() -> transaction(Optional.of(key)))
                .thenCompose(row -> facts.closing().close(row.orElseThrow(), meterStop, force))
                .thenCompose(
                        closed ->
                                closed.row()
                                        .map(StationStates::transaction)
                                        .map(CompletableFuture::completedFuture)
                                        .orElseGet(() -> refusal(CONFLICT, closed.objection())));
    }

    private static <T> CompletableFuture<T> refusal(int status, String why) {
        return CompletableFuture.failedFuture(new BadRequest(status, why));
    }

    @Override
    public CompletionStage<List<TransactionState>> transactions(TransactionFilter filter) {
        TransactionQuery query =
                new TransactionQuery(
                        filter.station(),
                        filter.csms(),
                        filter.open(),
                        filter.card(),
                        filter.from(),
                        filter.to(),
                        filter.before(),
                        filter.limit());
        return questions.ask(
                () ->
                        ledger.transactions(query)
                                .thenApply(
                                        rows ->
                                                rows.stream()
                                                        .map(StationStates::transaction)
                                                        .toList()));
    }
}
