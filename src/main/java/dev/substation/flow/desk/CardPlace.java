package dev.substation.flow.desk;

import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.Card;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.model.Action;
import dev.substation.model.Authorize;
import dev.substation.model.Payload;
import dev.substation.model.StartTransaction;
import dev.substation.model.StationId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Where a card is shown, for cards that count at certain boxes or connectors only
 * (docs/configuration.md, files with cards).
 *
 * @param connectors the connector by the names of the station and of its upstream stations, each in
 *     its own numbers; 0 where it is not known
 * @param serials the serial number behind the card, which is that of the box in a KEBA network;
 *     otherwise those of the station's boot
 */
record CardPlace(Map<String, Long> connectors, Set<String> serials) {

    /** In the boot, what identifies a box. */
    private static final Set<String> SERIALS =
            Set.of("chargePointSerialNumber", "chargeBoxSerialNumber");

    static CardPlace of(Outgoing out, Site site) {
        Map<String, Long> connectors = new HashMap<>();
        boolean starts = out.call().action().equals(Action.StartTransaction);
        if (!starts) { // an Authorize names no connector, so it may be for any part
            site.upstreams(out.station().id()).stream()
                    .map(UpstreamSettings::identity)
                    .forEach(upstream -> connectors.put(folded(upstream), 0L));
        }
        connectors.put(
                folded(out.settings().identity()), starts ? connector(out.call().payload()) : 0L);
        out.station()
                .settings()
                .names()
                .forEach(name -> connectors.put(folded(name), starts ? out.connector() : 0L));
        return new CardPlace(connectors, serials(out));
    }

    private static long connector(Payload start) {
        return new StartTransaction(start).connectorId().orElse(0L);
    }

    private static Set<String> serials(Outgoing out) {
        String shown = new Authorize(out.received().payload()).idTag().map(Card::folded).orElse("");
        String card = out.idTag().map(Card::folded).orElse("");
        if (!shown.equals(card)) {
            String behind =
                    shown.startsWith(card)
                            ? shown.substring(card.length()).replaceFirst("^[^\\p{L}\\d]+", "")
                            : shown.substring(shown.indexOf('_') + 1);
            if (!behind.isEmpty() && !behind.equals(shown)) {
                return Set.of(behind);
            }
        }
        Payload boot = out.station().boot().orElse(Payload.EMPTY);
        return SERIALS.stream()
                .map(boot::text)
                .flatMap(Optional::stream)
                .map(Card::folded)
                .collect(Collectors.toSet());
    }

    private static String folded(StationId station) {
        return Card.folded(station.value());
    }

    /** Whether what is known of a card counts here. */
    boolean has(Card card) {
        return card.places().isEmpty() || card.places().stream().anyMatch(this::isNamedBy);
    }

    private boolean isNamedBy(String place) {
        if (serials.contains(place) || connectors.containsKey(place)) {
            return true;
        }
        int slash = place.lastIndexOf('/');
        return slash > 0
                && Stream.ofNullable(connectors.get(place.substring(0, slash)))
                        .anyMatch(
                                connector ->
                                        connector == 0
                                                || connector
                                                        .toString()
                                                        .equals(place.substring(slash + 1)));
    }
}
