package dev.substation.api;

import dev.substation.api.Operations.BadRequest;
import dev.substation.model.StationId;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Optional;

/** Reads parameters; what cannot be read is refused with what to write instead. */
final class Parameters {

    private static final int BAD = 400;
    private static final int FIRST_YEAR = 1970;
    private static final int LAST_YEAR = 9999;

    private Parameters() {}

    /** A text; an empty one counts as none, and no database takes a NUL. */
    static Optional<String> text(String value) {
        return Optional.ofNullable(value)
                .map(text -> text.replace("\0", "").strip())
                .filter(text -> !text.isEmpty());
    }

    static Optional<StationId> station(String name, String value) throws BadRequest {
        Optional<String> text = text(value);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new StationId(text.get()));
        } catch (IllegalArgumentException e) {
            throw new BadRequest(BAD, "%s is no identity of a station".formatted(name));
        }
    }

    /** A whole number from one to another. */
    static long number(String name, String value, long otherwise, long least, long most)
            throws BadRequest {
        Optional<String> text = text(value);
        if (text.isEmpty()) {
            return otherwise;
        }
        if (text.get().matches("-?\\d{1,18}")) {
            long number = Long.parseLong(text.get());
            if (number >= least && number <= most) {
                return number;
            }
        }
        throw new BadRequest(
                BAD,
                most == Long.MAX_VALUE
                        ? "%s must be a whole number from %d on".formatted(name, least)
                        : "%s must be a whole number from %d to %d".formatted(name, least, most));
    }

    /** A time in UTC, or with an offset. */
    static Optional<Instant> time(String name, String value) throws BadRequest {
        Optional<String> text = text(value);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            // A plus sign that nobody has encoded arrives as a blank.
            OffsetDateTime time = OffsetDateTime.parse(text.get().replace(' ', '+'));
            if (time.getYear() >= FIRST_YEAR && time.getYear() <= LAST_YEAR) {
                return Optional.of(time.toInstant());
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        throw new BadRequest(BAD, "%s must be a time such as 2026-11-30T08:00:00Z".formatted(name));
    }

    static boolean flag(String name, String value) throws BadRequest {
        return choice(name, value, List.of("true", "false")).filter("true"::equals).isPresent();
    }

    /** One of some words. */
    static Optional<String> choice(String name, String value, List<String> words)
            throws BadRequest {
        Optional<String> text = text(value);
        if (text.isPresent() && !words.contains(text.get())) {
            throw new BadRequest(
                    BAD, "%s must be one of %s".formatted(name, String.join(", ", words)));
        }
        return text;
    }
}
