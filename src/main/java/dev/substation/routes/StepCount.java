package dev.substation.routes;

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
 * something fails, and passes over what follows an answer.
 */
final class StepCount implements InterceptStrategy {

    @Override
    public Processor wrapProcessorInInterceptors(
            CamelContext context, NamedNode step, Processor target, Processor next) {
        String place = place(step);
        return new DelegateAsyncProcessor(AsyncProcessorConverterHelper.convert(target)) {
            @Override
            public boolean process(Exchange exchange, AsyncCallback callback) {
                Passage passage = Passage.of(exchange);
                if (!passage.isAnswered()) {
                    try {
                        passage.step(place);
                        return super.process(exchange, callback);
                    } catch (IllegalStateException e) {
                        exchange.setException(e);
                    }
                }
                callback.done(true);
                return true;
            }
        };
    }

    private static String place(NamedNode step) {
        return step.getLocation() + ", line " + step.getLineNumber() + ", " + step.getShortName();
    }
}
