package dev.substation.api;

import dev.substation.model.Payload;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which stations are meant, and in which order.
 *
 * @param text in lower case; found in an identity, an address, the vendor or the last boot
 * @param sort {@code trouble}, {@code station} or {@code last-heard}
 */
record StationList(
        Optional<String> state,
        Optional<String> csms,
        boolean problems,
        Optional<String> text,
        String sort) {

    /** Those that something is wrong with come first, those that are well last. */
    private static final Map<String, Integer> TROUBLE =
            Map.of("disconnected", 1, "silent", 1, "never-heard", 2, "connected", 3);

    private static final Comparator<StationState> BY_NAME =
            Comparator.comparing(StationState::station, String.CASE_INSENSITIVE_ORDER)
                    .thenComparing(StationState::station);

    List<StationState> of(List<StationState> all) {
        return all.stream().filter(this::isMeant).sorted(order()).toList();
    }

    private Comparator<StationState> order() {
        return switch (sort) {
            case "trouble" -> Comparator.comparingInt(StationList::trouble).thenComparing(BY_NAME);
            case "last-heard" ->
                    Comparator.<StationState, Instant>comparing(
                                    station -> station.lastHeard().orElse(Instant.MIN))
                            .reversed()
                            .thenComparing(BY_NAME);
            default -> BY_NAME;
        };
    }

    private static int trouble(StationState station) {
        return station.problems().isEmpty() ? TROUBLE.get(station.state()) : 0;
    }

    private boolean isMeant(StationState station) {
        return state.filter(word -> !word.equals(station.state())).isEmpty()
                && (!problems || !station.problems().isEmpty())
                && csms.filter(
                                name ->
                                        station.links().stream()
                                                .noneMatch(it -> it.csms().equals(name)))
                        .isEmpty()
                && text.filter(part -> texts(station).noneMatch(one -> one.contains(part)))
                        .isEmpty();
    }

    private static Stream<String> texts(StationState station) {
        return Stream.of(
                        Stream.of(station.station(), station.vendor()),
                        station.address().stream(),
                        station.links().stream().map(StationState.Link::identity),
                        station.boot().stream()
                                .map(Payload::values)
                                .flatMap(values -> values.stream().map(String::valueOf)))
                .flatMap(part -> part)
                .map(one -> one.toLowerCase(Locale.ROOT));
    }
}
