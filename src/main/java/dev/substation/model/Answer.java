package dev.substation.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The outcome of a call: a {@link Result} or a {@link Failure}. */
public sealed interface Answer {

    /** The field with the status, in most results the only one. */
    String STATUS = "status";

    /** One of the two, whichever it is; exhaustive by construction. */
    <T> T fold(Function<Result, T> onResult, Function<Failure, T> onFailure);

    /** What was changed on the way, in the order in which it was; on a failure, of its call. */
    List<Note> notes();

    /** The same answer with further notes behind its own. */
    Answer noting(List<Note> more);

    /** The same answer with one more note. */
    Answer noting(Note more);

    /** The status that the peer answered; empty for a failure, and where the result has none. */
    Optional<String> status();

    /** Whether the peer answered this status. */
    default boolean hasStatus(String status) {
        return status().filter(status::equals).isPresent();
    }

    /** Whether the peer answered {@code Accepted}. */
    default boolean isAccepted() {
        return hasStatus("Accepted");
    }

    static Result result(Payload payload) {
        return new Result(payload, List.of());
    }

    /** A result that is a status and nothing else. */
    static Result ofStatus(String status) {
        return result(Payload.of(STATUS, status));
    }

    /** A failure for this cause; the values fill its sentence from left to right. */
    static Failure failure(Cause cause, Object... values) {
        return failure(cause, cause.code(), values);
    }

    /** The same with the error code that the peer answered. */
    static Failure failure(Cause cause, ErrorCode peers, Object... values) {
        return new Failure(
                cause,
                peers,
                cause.sentence().formatted(values),
                Payload.of("number", cause.number()));
    }

    /** What the peer answered. */
    record Result(Payload payload, List<Note> notes) implements Answer {

        public Result {
            notes = List.copyOf(notes);
        }

        @Override
        public <T> T fold(Function<Result, T> onResult, Function<Failure, T> onFailure) {
            return onResult.apply(this);
        }

        @Override
        public Optional<String> status() {
            return payload.text(STATUS);
        }

        /**
         * Whether a value was left out because it cannot be read, so that its absence says nothing.
         *
         * @param path where it was, as in {@link Note#path}
         */
        public boolean isUnreadAt(String path) {
            return notes.stream()
                    .anyMatch(note -> note.loss() == Loss.IMPOSSIBLE && note.path().equals(path));
        }

        public Result withPayload(Payload changed) {
            return new Result(changed, notes);
        }

        @Override
        public Result noting(List<Note> more) {
            return more.isEmpty() ? this : new Result(payload, joined(notes, more));
        }

        @Override
        public Result noting(Note more) {
            return noting(List.of(more));
        }
    }

    /**
     * Why there is no result.
     *
     * @param code what a JSON peer reads in the CALLERROR
     * @param description a sentence of at most 255 characters that says what to do
     * @param details the CALLERROR's details object
     */
    record Failure(
            Cause cause, ErrorCode code, String description, Payload details, List<Note> notes)
            implements Answer {

        private static final int MAX_DESCRIPTION = 255; // OCPP-J 1.6 section 4.2.3

        public Failure {
            description =
                    description.length() <= MAX_DESCRIPTION
                            ? description
                            : description.substring(0, MAX_DESCRIPTION - 1) + "…";
            notes = List.copyOf(notes);
        }

        /** The number and the sentence, as the log has them. */
        public String line() {
            return cause.number() + " " + description;
        }

        @Override
        public Optional<String> status() {
            return Optional.empty();
        }

        /** With nothing to remark. */
        public Failure(Cause cause, ErrorCode code, String description, Payload details) {
            this(cause, code, description, details, List.of());
        }

        @Override
        public Failure noting(List<Note> more) {
            return more.isEmpty()
                    ? this
                    : new Failure(cause, code, description, details, joined(notes, more));
        }

        @Override
        public Failure noting(Note more) {
            return noting(List.of(more));
        }

        @Override
        public <T> T fold(Function<Result, T> onResult, Function<Failure, T> onFailure) {
            return onFailure.apply(this);
        }
    }

    private static List<Note> joined(List<Note> notes, List<Note> more) {
        List<Note> all = new ArrayList<>(notes);
        all.addAll(more);
        return all;
    }
}
