package dev.substation.dialect;

import dev.substation.model.Answer;

/** A message that cannot be understood, with the failure for its sender. */
public final class BadMessage extends Exception {

    private static final long serialVersionUID = 1L;

    private final transient Answer.Failure failure;

    public BadMessage(Answer.Failure failure) {
        super(failure.description(), null, false, false);
        this.failure = failure;
    }

    public Answer.Failure failure() {
        return failure;
    }
}
