package dev.substation.api;

import dev.substation.api.Operations.BadRequest;
import jakarta.ws.rs.QueryParam;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** Which part of a list is meant whose rows have numbers, the latest first. */
public final class ListPart {

    private static final int MOST = 500;
    private static final int USUAL = 50;

    @Parameter(description = "Only older ones than the one with this number, such as next")
    @QueryParam("before")
    private String before;

    @Parameter(description = "How many at most, 50 by default, 500 at most")
    @QueryParam("limit")
    private String limit;

    long before() throws BadRequest {
        return Parameters.number("before", before, Long.MAX_VALUE, 1, Long.MAX_VALUE);
    }

    int most() throws BadRequest {
        return (int) Parameters.number("limit", limit, USUAL, 1, MOST);
    }

    /** Where the next part begins, if there may be one. */
    static <T> Optional<Long> next(List<T> part, int most, ToLongFunction<T> number) {
        return part.size() < most
                ? Optional.empty()
                : Optional.of(number.applyAsLong(part.get(most - 1)));
    }
}
