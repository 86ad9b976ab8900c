package dev.substation.sandbox;

import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** What stations of every form have in common: their transactions, their meters, their worker. */
public abstract class SimulatedStation implements Station {

    /** What a simulated station does when the CSMS calls it. */
    @FunctionalInterface
    public interface Reactions {

        /**
         * The answer to a call. What follows from it (a transaction that starts) is done later, on
         * the station's worker: {@link SimulatedStation#later}.
         */
        Answer answer(SimulatedStation station, Action action, Payload payload);
    }

    /** How long a station waits for an answer; the gateway itself waits up to 15 s for its csms. */
    static final Duration ANSWER_WAIT = Duration.ofSeconds(40);

    /**
     * What makes a station.
     *
     * @param url where it connects: {@code http://host:8080/soap} or {@code ws://host:8080/ocpp},
     *     to which a JSON station adds its identity
     * @param password what it shows as HTTP Basic authentication, its identity being the user
     * @param callbackPort where a SOAP station listens on loopback; 0 for a free port
     */
    public record Setup(
            StationId id,
            URI url,
            Make make,
            int connectors,
            Optional<String> password,
            int callbackPort) {

        public Setup(String id, URI url, Make make, int connectors) {
            this(new StationId(id), url, make, connectors, Optional.empty(), 0);
        }
    }

    /** An open transaction, with the id that the station got. */
    public record Open(long id, long connector, String idTag, long meterStart) {}

    private final Setup setup;
    private final Reactions reactions;
    private final Consumer<Message> witness;
    private final Journal journal = new Journal(Clock.systemUTC());
    private final Map<Long, Open> open = new ConcurrentSkipListMap<>();
    private final Map<Long, Long> meters = new ConcurrentSkipListMap<>();
    private final ExecutorService worker;
    private final Object oneAtATime = new Object();
    private final Queue<Runnable> afterTheAnswer = new ConcurrentLinkedQueue<>();

    /**
     * @param witness is shown each message as it goes over the wire; called from several threads
     */
    SimulatedStation(Setup setup, Reactions reactions, Consumer<Message> witness) {
        this.setup = setup;
        this.reactions = reactions;
        this.witness = witness;
        this.worker =
                new ThreadPoolExecutor(
                        1,
                        1,
                        0,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(),
                        task -> {
                            Thread thread = new Thread(task, "station-" + setup.id());
                            thread.setDaemon(true);
                            return thread;
                        });
    }

    /** Sends one call over the wire and waits for its answer. */
    abstract Answer exchange(Action action, Payload payload);

    @Override
    public StationId id() {
        return setup.id();
    }

    @Override
    public Make make() {
        return setup.make();
    }

    public int connectors() {
        return setup.connectors();
    }

    @Override
    public Answer call(Action action, Payload payload) {
        Answer answer;
        synchronized (oneAtATime) {
            answer = exchange(action, payload);
        }
        answer.fold(
                result -> {
                    remember(action, payload, result.payload());
                    return null;
                },
                failure -> null);
        return answer;
    }

    private void remember(Action action, Payload sent, Payload answered) {
        if (action.equals(Action.StartTransaction)) {
            long id = answered.number("transactionId").orElse(0L);
            long connector = sent.number("connectorId").orElse(0L);
            open.put(
                    id,
                    new Open(
                            id,
                            connector,
                            sent.text("idTag").orElse(""),
                            sent.number("meterStart").orElse(0L)));
        } else if (action.equals(Action.StopTransaction)) {
            Open ended = open.remove(sent.number("transactionId").orElse(0L));
            if (ended != null) {
                meters.put(ended.connector(), sent.number("meterStop").orElse(ended.meterStart()));
            }
        } else if (action.equals(Action.MeterValues)) {
            sent.objects("meterValue").stream()
                    .flatMap(value -> value.objects("sampledValue").stream())
                    .flatMap(sample -> sample.text("value").stream())
                    .forEach(
                            value ->
                                    meters.put(
                                            sent.number("connectorId").orElse(0L),
                                            new BigDecimal(value).longValue()));
        }
    }

    /** The answer to a call from the csms. */
    Answer react(Action action, Payload payload) {
        return reactions.answer(this, action, payload);
    }

    /** Does something once the answer has gone, in order, on the station's own thread. */
    public void later(Runnable work) {
        afterTheAnswer.add(work);
    }

    /** The answer to a call from the CSMS has gone: what follows from it may begin. */
    void answerIsOut() {
        for (Runnable work = afterTheAnswer.poll(); work != null; work = afterTheAnswer.poll()) {
            try {
                worker.execute(work);
            } catch (RejectedExecutionException e) {
                return; // the station has been switched off
            }
        }
    }

    public List<Open> transactions() {
        return List.copyOf(open.values());
    }

    public Optional<Open> transaction(long id) {
        return Optional.ofNullable(open.get(id));
    }

    public Optional<Open> transactionOn(long connector) {
        return open.values().stream().filter(t -> t.connector() == connector).findFirst();
    }

    /** The first connector that nobody charges at; 0 when there is none. */
    public long freeConnector() {
        for (long connector = 1; connector <= connectors(); connector++) {
            if (transactionOn(connector).isEmpty()) {
                return connector;
            }
        }
        return 0;
    }

    /** The last register of a connector in Wh. */
    public long meter(long connector) {
        return meters.getOrDefault(connector, 0L);
    }

    /** What went over the wire, oldest first. */
    public List<Message> messages() {
        return journal.of(setup.id().value());
    }

    Setup setup() {
        return setup;
    }

    void sent(String text) {
        witness.accept(journal.add(setup.id().value(), Message.Way.SENT, text));
    }

    void received(String text) {
        witness.accept(journal.add(setup.id().value(), Message.Way.RECEIVED, text));
    }

    @Override
    public void close() {
        worker.shutdownNow();
    }
}
