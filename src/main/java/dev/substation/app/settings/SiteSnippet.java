package dev.substation.app.settings;

import dev.substation.flow.ports.Door;
import dev.substation.flow.ports.RefusalReason;
import dev.substation.flow.ports.RefusedPeer;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The lines of {@code site.yaml} with which somebody who was rejected would be let in; empty where
 * the station has to change, or where a lock would be weakened. None of what a peer has sent can
 * mean anything but its own name or path.
 */
public final class SiteSnippet {

    private static final Pattern PLAIN = Pattern.compile("[A-Za-z/][A-Za-z0-9._/-]*");

    private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{C}\\p{Zl}\\p{Zp}\"\\\\]");

    /** Words that YAML takes for something else than text. */
    private static final Set<String> WORDS =
            Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    /** Reasons that go once the station is listed. */
    private static final Set<RefusalReason> BY_NAME =
            EnumSet.of(RefusalReason.UNKNOWN_IDENTITY, RefusalReason.NOT_SET_UP);

    private final Settings settings;
    private final String context;

    /**
     * @param settings in use
     * @param context where the server serves the gateway, {@code ""} at its root
     */
    public SiteSnippet(Settings settings, String context) {
        this.settings = settings;
        this.context = context;
    }

    /** The lines for somebody. */
    public Optional<String> of(RefusedPeer peer) {
        return switch (peer.reason()) {
            case UNKNOWN_IDENTITY, TOO_MANY_STATIONS, NOT_SET_UP -> station(peer);
            case WRONG_DIALECT -> peer.dialect().flatMap(spoken -> station(peer));
            case FOREIGN_NETWORK -> network(peer.address());
            case WRONG_PATH -> alias(peer);
            default -> Optional.empty();
        };
    }

    /** Whether the settings in use have what was missing. */
    public boolean isThere(RefusedPeer peer) {
        return BY_NAME.contains(peer.reason())
                && peer.identity()
                        .filter(Identities::fits)
                        .filter(name -> isListed(new StationId(name)))
                        .isPresent();
    }

    /** Without a CSMS a station that is listed may not come in either. */
    private boolean isListed(StationId station) {
        return settings.station(station).isPresent() || settings.named().contains(station);
    }

    private Optional<String> station(RefusedPeer peer) {
        return peer.identity()
                .map(String::strip)
                .filter(Identities::isIdentity)
                .filter(name -> !UNPRINTABLE.matcher(name).find())
                .map(name -> lines("stations:", "  " + scalar(name) + ":" + entry(peer.dialect())));
    }

    private static String entry(Optional<Dialect> dialect) {
        return dialect.map(spoken -> "\n    dialect: " + spoken.word()).orElse(" {}");
    }

    private Optional<String> network(String address) {
        String bare = address.replaceFirst("%.*", "");
        return Optional.of(
                lines(
                        "http:",
                        "  accept-networks: " + list(settings.http().accepted().written(), bare)));
    }

    /** A path of which SOAP stations can be given one more. */
    private Optional<String> alias(RefusedPeer peer) {
        String path = peer.path();
        String below =
                (path.startsWith(context + "/") ? path.substring(context.length()) : path)
                        .replaceAll("/{2,}", "/")
                        .replaceFirst("/$", "");
        boolean posted = peer.door() != Door.WEBSOCKET;
        return Optional.of(below)
                .filter(text -> posted && Types.isPath(text))
                .filter(text -> !Types.isOwn(text))
                .map(
                        text ->
                                lines(
                                        "http:",
                                        "  aliases:",
                                        "    soap: " + list(settings.http().soapAliases(), text)));
    }

    private static String lines(String... lines) {
        return String.join("\n", lines) + "\n";
    }

    private static String list(List<String> known, String one) {
        List<String> all = new ArrayList<>(known);
        all.add(one);
        return all.stream()
                .distinct()
                .map(SiteSnippet::scalar)
                .collect(Collectors.joining(", ", "[", "]"));
    }

    private static String scalar(String text) {
        boolean plain =
                PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT));
        return plain ? text : "\"" + text + "\"";
    }
}
