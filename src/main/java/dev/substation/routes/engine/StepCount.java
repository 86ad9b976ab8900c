package dev.substation.routes.engine;

import dev.substation.routes.language.RoutePlan;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Processor;
import org.apache.camel.spi.InterceptStrategy;
import org.apache.camel.support.AsyncProcessorConverterHelper;
import org.apache.camel.support.processor.DelegateAsyncProcessor;

/**
 * Stands in front of every step: stops routes that go in a circle, knows where a call is when
 * something fails, passes over what follows an answer, and traces calls that are explained.
 */
final class StepCount implements InterceptStrategy {

    private final StepPlaces places;

    /**
     * @param plan where everything was written
     */
    StepCount(RoutePlan plan) {
        this.places = new StepPlaces(plan);
    }

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode node, Processor target, Processor next) {
        return new Counted(TracedStep.of(context, node, places), target);
    }

    private static final class Counted extends DelegateAsyncProcessor {

        private final TracedStep step;
        private final String place;

        Counted(TracedStep step, Processor target) {
            super(AsyncProcessorConverterHelper.convert(target));
            this.step = step;
            this.place = step.place();
        }

        @Override
        public boolean process(Exchange exchange, AsyncCallback callback) {
            Passage passage = Passage.of(exchange);
            if (passage.isAnswered()) {
                return done(callback);
            }
            try {
                passage.step(place);
            } catch (IllegalStateException e) {
                exchange.setException(e);
                return done(callback);
            }
            if (passage.isTrial() && !passage.isTraced() && step.isLog()) {
                return done(callback); // what is only tried must not appear in the log
            }
            return passage.isTraced() && !step.isInForm()
                    ? traced(passage.trace().orElseThrow(), exchange, callback)
                    : super.process(exchange, callback);
        }

        private boolean traced(Trace trace, Exchange exchange, AsyncCallback callback) {
            Trace.Begun begun;
            try {
                begun = trace.begins(step, exchange);
            } catch (RuntimeException e) {
                // Camel drops what is thrown here, and its caller would wait for ever.
                exchange.setException(e);
                return done(callback);
            }
            if (step.isLog()) {
                // What is only explained must not appear in the log.
                trace.ends(begun);
                return done(callback);
            }
            return super.process(
                    exchange,
                    sync -> {
                        trace.ends(begun);
                        callback.done(sync);
                    });
        }

        private static boolean done(AsyncCallback callback) {
            callback.done(true);
            return true;
        }
    }
}
