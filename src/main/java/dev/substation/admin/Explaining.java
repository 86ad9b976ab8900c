package dev.substation.admin;

import dev.substation.model.Payload;
import java.util.concurrent.CompletableFuture;

/** Answers questions about the running gateway, without changing anything. */
@FunctionalInterface
public interface Explaining {

    /**
     * @param question the call, as in the {@code given} of a case, and perhaps an {@code answer}
     * @throws BadQuestion with a sentence for whoever asked
     */
    CompletableFuture<Payload> explain(Payload question) throws BadQuestion;

    /** A question that cannot be answered; the message says what to write instead. */
    final class BadQuestion extends Exception {

        private static final long serialVersionUID = 1L;

        public BadQuestion(String sentence) {
            super(sentence);
        }
    }
}
