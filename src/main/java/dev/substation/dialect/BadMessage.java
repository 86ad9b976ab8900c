package dev.substation.dialect;

import dev.substation.model.Answer;

/** A message that cannot be understood; carries what its sender is to be told. */
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
