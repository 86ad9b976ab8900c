package dev.substation.routes.engine;

import dev.substation.routes.rules.Parameters;
import dev.substation.routes.rules.RuleBook;
import dev.substation.routes.rules.SiteRule;
import java.util.HashMap;
import java.util.Map;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Consumer;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.support.DefaultAsyncProducer;
import org.apache.camel.support.DefaultComponent;
import org.apache.camel.support.DefaultEndpoint;

/** The scheme {@code rule:ID}, by which a form in {@code rules/} names its Java class. */
final class RuleComponent extends DefaultComponent {

    private final RuleBook book;

    RuleComponent(RuleBook book) {
        this.book = book;
    }

    @Override
    protected Endpoint createEndpoint(String uri, String id, Map<String, Object> parameters) {
        SiteRule rule = book.rule(id).orElseThrow();
        Map<String, String> values = new HashMap<>();
        parameters.forEach((name, value) -> values.put(name, String.valueOf(value)));
        parameters.clear();
        return new RuleEndpoint(uri, this, rule, rule.use(new Parameters(id, values)));
    }

    private static final class RuleEndpoint extends DefaultEndpoint {

        private final SiteRule rule;
        private final SiteRule.Use use;

        RuleEndpoint(String uri, RuleComponent component, SiteRule rule, SiteRule.Use use) {
            super(uri, component);
            this.rule = rule;
            this.use = use;
        }

        @Override
        public Producer createProducer() {
            return new DefaultAsyncProducer(this) {
                @Override
                public boolean process(Exchange exchange, AsyncCallback callback) {
                    try {
                        Passage.of(exchange).run(rule, use, exchange);
                    } catch (RuntimeException e) {
                        exchange.setException(e);
                    }
                    callback.done(true);
                    return true;
                }
            };
        }

        @Override
        public Consumer createConsumer(Processor processor) {
            throw new UnsupportedOperationException("a rule begins no route");
        }

        @Override
        public boolean isSingleton() {
            return true;
        }
    }
}
