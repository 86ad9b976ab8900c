package dev.substation.app;

import dev.substation.api.RefusedState;
import dev.substation.app.settings.Settings;
import dev.substation.app.settings.SiteSnippet;
import dev.substation.dialect.Secrets;
import dev.substation.flow.ports.RefusalReason;
import dev.substation.flow.ports.RefusedPeer;
import dev.substation.flow.ports.RefusedPeers;
import dev.substation.model.Dialect;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Puts into words who was rejected at the door, for the API.
 *
 * @param context where the server serves the gateway, {@code ""} at its root
 */
record RefusedStates(Supplier<Settings> settings, RefusedPeers peers, String context) {

    static final List<String> REASONS =
            Arrays.stream(RefusalReason.values()).map(RefusalReason::word).toList();

    List<RefusedState> all() {
        Settings now = settings.get();
        SiteSnippet snippets = new SiteSnippet(now, context);
        Secrets secrets = now.secrets();
        return peers.all().stream().map(peer -> state(peer, snippets, secrets)).toList();
    }

    private static RefusedState state(RefusedPeer peer, SiteSnippet snippets, Secrets secrets) {
        return new RefusedState(
                peer.number(),
                peer.address(),
                peer.door().word(),
                peer.reason().word(),
                peer.identity().map(TextTable::printable),
                Optional.of(peer.path()).filter(path -> !path.isEmpty()).map(secrets::inText),
                peer.dialect().map(Dialect::word),
                secrets.inText(peer.why()),
                peer.reason().remedy(),
                snippets.of(peer),
                snippets.isThere(peer),
                peer.first().truncatedTo(ChronoUnit.SECONDS),
                peer.last().truncatedTo(ChronoUnit.SECONDS),
                peer.times());
    }
}
