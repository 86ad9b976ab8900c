package dev.substation.tracing;

import dev.substation.flow.time.Moment;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanBuilder;
import io.opentelemetry.api.trace.SpanContext;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Context;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
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

    /** Of a call whose answer was never reported. */
    private static final String LOST = "lost";

    private final Tracer tracer;
    private final LineTraces lines;
    private final OpenSpans open;

    /**
     * @param now the monotonic clock
     */
    CallSpans(Tracer tracer, Supplier<Moment> now) {
        this.tracer = tracer;
        lines = new LineTraces(now);
        open = new OpenSpans(now);
    }

    /** A line of the log with its trace. */
    String inLine(String line) {
        return lines.in(line);
    }

    /** A call has come; it goes on with its trace, if it is followed. */
    Call begun(Call call) {
        Span span =
                tracer.spanBuilder(call.direction().word() + " " + name(call))
                        .setNoParent()
                        .setSpanKind(SpanKind.SERVER)
                        .startSpan();
        if (!span.getSpanContext().isSampled()) {
            lines.forget(call);
            return call;
        }
        describe(span, call);
        String trace = TraceParent.of(span.getSpanContext());
        for (Span lost : open.put(trace, span)) {
            lost.setAttribute(OUTCOME, LOST);
            failed(lost);
        }
        lines.note(call, trace);
        return call.traced(trace);
    }

    /** It has its answer. */
    void ended(Call call, Answer answer) {
        String trace = call.trail().trace();
        if (!trace.isEmpty()) {
            open.take(trace)
                    .ifPresent(
                            span -> {
                                span.setAttribute(SENT_AS, call.trail().ids());
                                end(span, answer);
                            });
        }
    }

    /** A call that has come, from here to its answer, whatever becomes of it. */
    CompletableFuture<Answer> followed(Call call, Function<Call, CompletableFuture<Answer>> way) {
        Call traced = begun(call);
        if (traced == call) {
            return way.apply(call);
        }
        Answer.Failure broken = Answer.failure(Cause.INTERNAL, call.action());
        try {
            return way.apply(traced)
                    .whenComplete((told, fault) -> ended(traced, fault == null ? told : broken));
        } catch (RuntimeException fault) {
            ended(traced, broken);
            throw fault;
        }
    }

    /** The names of spans are few, so that a collector can count by them. */
    static String name(Call call) {
        return call.action().isKnown() ? call.action().name() : "(unknown)";
    }

    /**
     * A call to the other side.
     *
     * @param side {@code station} or {@code csms}
     * @param csms whom it goes to; empty for a station
     */
    CompletableFuture<Answer> leg(
            String side, Call call, String csms, Supplier<CompletableFuture<Answer>> sending) {
        String trace = call.trail().trace();
        if (trace.isEmpty()) {
            return sending.get();
        }
        lines.note(call, trace);
        Span span = below(side + " " + name(call), trace).setSpanKind(SpanKind.CLIENT).startSpan();
        describe(span, call);
        if (!csms.isEmpty()) {
            span.setAttribute(CSMS, csms);
        }
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

    /** The trace of a call that was begun as this one; empty when it is not followed. */
    String traceOf(Call call) {
        return lines.of(call);
    }

    private static void describe(Span span, Call call) {
        span.setAttribute(STATION, call.station().value())
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
