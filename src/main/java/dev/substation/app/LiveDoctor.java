package dev.substation.app;

import dev.substation.admin.Explaining;
import dev.substation.admin.Health;
import dev.substation.app.doctor.Finding;
import dev.substation.app.doctor.WaysIn;
import dev.substation.app.settings.Settings;
import dev.substation.home.Home;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * What {@code gw doctor} does, by the running gateway for its API: it knows where it calls its SOAP
 * stations, and needs no address. One examination at a time.
 */
final class LiveDoctor implements Explaining, AutoCloseable {

    /** How long an examination may take: a CSMS and its name server may not answer. */
    static final Duration DEADLINE = Duration.ofSeconds(60);

    private static final Duration ENDS_WITHIN = Duration.ofSeconds(2);
    private static final long ANSWERS_WITHIN_S = 5;

    private final Home home;
    private final Map<String, String> environment;
    private final Clock clock;
    private final ThreadFactory maker;
    private final Myself gateway;
    private final AtomicReference<Thread> working = new AtomicReference<>();

    /**
     * @param environment overrides the settings, as at the start
     * @param maker makes threads
     * @param health of this gateway
     * @param called its SOAP stations with their addresses
     */
    LiveDoctor(
            Home home,
            Map<String, String> environment,
            Clock clock,
            ThreadFactory maker,
            Supplier<CompletableFuture<Health>> health,
            Supplier<CompletableFuture<Map<StationId, String>>> called) {
        this.home = home;
        this.environment = environment;
        this.clock = clock;
        this.maker = maker;
        this.gateway = new Myself(health, called);
    }

    @Override
    public CompletableFuture<Payload> explain(Payload question) throws BadQuestion {
        CompletableFuture<Payload> answer = new CompletableFuture<>();
        Thread thread = maker.newThread(() -> examine(answer));
        thread.setName("substation-doctor");
        thread.setDaemon(true);
        if (!working.compareAndSet(null, thread)) {
            throw new BadQuestion("An examination is under way; ask again when it has ended");
        }
        thread.start();
        return answer;
    }

    private void examine(CompletableFuture<Payload> answer) {
        try {
            Parts parts = new Parts();
            Map<String, String> places =
                    Map.of(
                            "home", home.directory().toString(),
                            "site", home.site().toString(),
                            "routes", home.routes().toString(),
                            "data", home.data().toString());
            int wrong = new Examination(places, environment, clock, maker, gateway, parts).run();
            working.set(null);
            answer.complete(Payload.of("wrong", wrong, "parts", parts.asJson()));
        } catch (RuntimeException e) {
            working.set(null);
            answer.completeExceptionally(e);
        }
    }

    @Override
    public void close() {
        Thread thread = working.get();
        if (thread == null) {
            return;
        }
        thread.interrupt();
        try {
            thread.join(ENDS_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * The gateway that examines.
     *
     * @param readiness its health
     * @param stations its SOAP stations with their addresses
     */
    private record Myself(
            Supplier<CompletableFuture<Health>> readiness,
            Supplier<CompletableFuture<Map<StationId, String>>> stations)
            implements Examination.Gateway {

        @Override
        public Optional<Map<StationId, String>> called() {
            return Optional.of(stations.get().orTimeout(ANSWERS_WITHIN_S, TimeUnit.SECONDS).join());
        }

        @Override
        public List<Finding> health(Settings settings) {
            Health health = readiness.get().orTimeout(ANSWERS_WITHIN_S, TimeUnit.SECONDS).join();
            return WaysIn.said(health.status(), health.reasons());
        }
    }

    /** The answer, part by part. */
    private static final class Parts implements Report {

        private record Part(String title, List<Object> findings, List<Object> remarks) {}

        private final List<Part> parts = new ArrayList<>();

        @Override
        public void title(String text) {
            parts.add(new Part(text, new ArrayList<>(), new ArrayList<>()));
        }

        @Override
        public void say(Finding finding) {
            Payload said = Payload.of("kind", finding.kind().word(), "text", finding.text());
            last().findings()
                    .add(finding.advice().isEmpty() ? said : said.with("advice", finding.advice()));
        }

        @Override
        public void line(String text) {
            last().remarks().add(text);
        }

        private Part last() {
            return parts.get(parts.size() - 1);
        }

        List<Object> asJson() {
            List<Object> all = new ArrayList<>();
            for (Part part : parts) {
                all.add(
                        Payload.of(
                                "title",
                                part.title(),
                                "findings",
                                part.findings(),
                                "remarks",
                                part.remarks()));
            }
            return all;
        }
    }
}
