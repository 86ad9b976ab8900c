package dev.substation.tracing;

import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.StationId;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The spans of calls, by the traces that calls carry. May be used by many threads at once. */
final class CallSpans {

    private static final AttributeKey<String> STATION = AttributeKey.stringKey("ocpp.station");
    private static final AttributeKey<String> DIALECT = AttributeKey.stringKey("ocpp.dialect");
    private static final AttributeKey<String> DIRECTION = AttributeKey.stringKey("ocpp.direction");
    private static final AttributeKey<String> ACTION = AttributeKey.stringKey("ocpp.action");
    private static final AttributeKey<String> MESSAGE = AttributeKey.stringKey("ocpp.message_id");
    private static final AttributeKey<String> SENT_AS = AttributeKey.stringKey("ocpp.sent_as");
    private static final AttributeKey<String> CSMS = AttributeKey.stringKey("ocpp.csms");
    private static final AttributeKey<String> OUTCOME = AttributeKey.stringKey("ocpp.outcome");

    /** More calls than can wait at once. */
    private static final int MOST_OPEN = 20_000;

    private final Tracer tracer;
    private final LineTraces lines = new LineTraces();

    /** The spans of calls that have no answer yet, by their traces. */
    private final Map<String, Span> open = new ConcurrentHashMap<>();

    CallSpans(Tracer tracer) {
        this.tracer = tracer;
    }

    /** A line of the log with its trace. */
    String inLine(String line) {
        return lines.in(line);
    }

    /** A call has come; it goes on with its trace, if it is followed. */
    Call begun(Call call) {
        if (open.size() >= MOST_OPEN) {
            return call;
        }
        Span span =
                described(
                                tracer.spanBuilder(call.direction().word() + " " + call.action())
                                        .setNoParent()
                                        .setSpanKind(SpanKind.SERVER),
                                call)
                        .startSpan();
        if (!span.getSpanContext().isSampled()) {
            return call;
        }
        String trace = TraceParent.of(span.getSpanContext());
        open.put(trace, span);
        lines.note(call.station(), call.messageId(), trace);
        return call.traced(trace);
    }

    /** It has its answer. */
    void ended(Call call, Answer answer) {
        Span span = open.remove(call.trail().trace());
        if (span != null) {
            span.setAttribute(SENT_AS, call.trail().ids());
            end(span, answer);
        }
    }

    /**
     * A call to the other side.
     *
     * @param csms whom it goes to; empty for a station
     */
    CompletableFuture<Answer> leg(
            String name, Call call, String csms, Supplier<CompletableFuture<Answer>> sending) {
        String trace = call.trail().trace();
        if (trace.isEmpty()) {
            return sending.get();
        }
        lines.note(call.station(), call.messageId(), trace);
        SpanBuilder building = below(name, trace).setSpanKind(SpanKind.CLIENT);
        if (!csms.isEmpty()) {
            building.setAttribute(CSMS, csms);
        }
        Span span = described(building, call).startSpan();
        try {
            return sending.get()
                    .whenComplete(
                            (answer, fault) -> {
                                if (fault == null) {
                                    end(span, answer);
                                } else {
                                    failed(span);
                                }
                            });
        } catch (RuntimeException fault) {
            failed(span);
            throw fault;
        }
    }

    /** A span for something that the gateway does with a call of this trace. */
    Span within(String name, String trace) {
        return below(name, trace).startSpan();
    }

    private SpanBuilder below(String name, String trace) {
        SpanContext parent = TraceParent.read(trace);
        return tracer.spanBuilder(name).setParent(Context.root().with(Span.wrap(parent)));
    }

    /** The trace of a call that was begun under this id; empty when it is not followed. */
    String traceOf(StationId station, String messageId) {
        return lines.of(station.value(), messageId);
    }

    private static SpanBuilder described(SpanBuilder span, Call call) {
        return span.setAttribute(STATION, call.station().value())
                .setAttribute(DIALECT, call.dialect().word())
                .setAttribute(DIRECTION, call.direction().word())
                .setAttribute(ACTION, call.action().name())
                .setAttribute(MESSAGE, call.messageId());
    }

    /** Texts of peers stay out: an error may name what they sent. */
    private static void end(Span span, Answer answer) {
        span.setAttribute(
                OUTCOME, answer.fold(result -> "answered", failure -> failure.cause().number()));
        if (answer instanceof Answer.Failure) {
            span.setStatus(StatusCode.ERROR);
        }
        span.end();
    }

    static void failed(Span span) {
        span.setStatus(StatusCode.ERROR);
        span.end();
    }
}
