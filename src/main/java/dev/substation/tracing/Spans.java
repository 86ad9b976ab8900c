package dev.substation.tracing;

import dev.substation.flow.ports.CsmsLinks;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Rules;
import dev.substation.flow.ports.StationGate;
import dev.substation.flow.ports.StationLink;
import dev.substation.flow.ports.Tracing;
import dev.substation.flow.settings.TracingSettings;
import dev.substation.flow.time.Timers;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.exporter.otlp.http.trace.OtlpHttpSpanExporter;
import io.opentelemetry.sdk.resources.Resource;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.SpanLimits;
import io.opentelemetry.sdk.trace.export.BatchSpanProcessor;
import io.opentelemetry.sdk.trace.export.SpanExporter;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;

/**
 * Makes the spans of a call: what it takes as a whole, in the rules, in the ledger, and at the
 * other side. They wait in a queue of limited length for the collector; what does not fit is lost,
 * and no call waits for any of it.
 */
public final class Spans implements Tracing {

    private static final int MOST_WAITING = 2_048;
    private static final int MOST_AT_ONCE = 512;
    private static final int LONGEST_VALUE = 256;
    private static final Duration SENT_EVERY = Duration.ofSeconds(1);
    private static final Duration SENT_WITHIN = Duration.ofSeconds(10);
    private static final Duration FLUSHED_WITHIN = Duration.ofSeconds(2);

    private final SdkTracerProvider provider;
    private final CollectorClient collector;
    private final CallSpans calls;

    /**
     * @param version of the gateway
     * @param sender the threads of the client that sends spans; nothing on them waits
     * @param trust for a collector at https
     */
    public Spans(
            TracingSettings settings,
            String version,
            Executor sender,
            SSLContext trust,
            Timers timers) {
        collector = new CollectorClient(settings, sender, trust, timers, SENT_WITHIN);
        provider =
                SdkTracerProvider.builder()
                        .setResource(
                                Resource.getDefault()
                                        .merge(
                                                Resource.create(
                                                        Attributes.of(
                                                                AttributeKey.stringKey(
                                                                        "service.name"),
                                                                settings.serviceName(),
                                                                AttributeKey.stringKey(
                                                                        "service.version"),
                                                                version))))
                        .setSampler(
                                Sampler.parentBased(
                                        Sampler.traceIdRatioBased(settings.ratio().doubleValue())))
                        .setSpanLimits(
                                SpanLimits.builder()
                                        .setMaxAttributeValueLength(LONGEST_VALUE)
                                        .build())
                        .addSpanProcessor(
                                BatchSpanProcessor.builder(exporter(settings, collector))
                                        .setMaxQueueSize(MOST_WAITING)
                                        .setMaxExportBatchSize(MOST_AT_ONCE)
                                        .setScheduleDelay(SENT_EVERY)
                                        .setExporterTimeout(SENT_WITHIN.multipliedBy(2))
                                        .build())
                        .build();
        calls = new CallSpans(provider.get("dev.substation", version), timers::moment);
    }

    private static SpanExporter exporter(TracingSettings settings, CollectorClient collector) {
        return OtlpHttpSpanExporter.builder()
                .setEndpoint(settings.endpoint().toString())
                .setRetryPolicy(null)
                .setComponentLoader(collector.loader())
                .build();
    }

    @Override
    public Call begun(Call call) {
        return calls.begun(call);
    }

    @Override
    public void ended(Call call, Answer answer) {
        calls.ended(call, answer);
    }

    @Override
    public CompletableFuture<Answer> toStation(StationLink link, Call call, Duration deadline) {
        return calls.leg("station", call, "", () -> link.call(call, deadline));
    }

    @Override
    public StationGate gate(StationGate gate) {
        return new TracedGate(gate, calls);
    }

    @Override
    public Rules rules(Rules rules) {
        return new TracedRules(rules, calls);
    }

    @Override
    public Ledger ledger(Ledger ledger) {
        return new TracedLedger(ledger, calls);
    }

    @Override
    public CsmsLinks links(CsmsLinks links) {
        return new TracedLinks(links, calls);
    }

    @Override
    public String inLine(String line) {
        return calls.inLine(line);
    }

    /** Sends what waits, if the collector takes it soon; what is under way then is cancelled. */
    @Override
    public void close() {
        provider.shutdown().join(FLUSHED_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        collector.shutdown();
    }
}
