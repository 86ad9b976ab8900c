package dev.substation.flow.keys;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Profile;
import dev.substation.flow.desk.Connections;
import dev.substation.flow.desk.Parts;
import dev.substation.flow.desk.SharedState;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Store;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.LinkPasswords;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.StationLocks;
import dev.substation.flow.settings.StationSettings;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.settings.UpstreamSettings.Shape;
import dev.substation.flow.time.Desk;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Call;
import dev.substation.model.Cause;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Problem;
import dev.substation.model.StationId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The configuration keys AuthorizationKey and SecurityProfile of the white paper "Improved security
 * for OCPP 1.6-J". By them a CSMS changes what it wants to be shown on its link, and that link is
 * the gateway's: what a station takes, the gateway takes over. A link that no station could open,
 * of a SOAP station or of stations that are split or joined, has its key at the gateway alone.
 * Lives on the desk.
 */
public final class LinkKeys {

    private static final Logger LOG = LoggerFactory.getLogger(LinkKeys.class);

    private static final String AUTHORIZATION = "AuthorizationKey";
    private static final String SECURITY = "SecurityProfile";
    private static final String KEY = "key";
    private static final String VALUE = "value";
    private static final int LEAST_BYTES = 16;
    private static final int MOST_BYTES = 40;

    /** When a link is opened anew after its key was changed: once the CSMS has the answer. */
    private static final Duration RENEWED_AFTER = Duration.ofSeconds(1);

    /** Who remembers in the ledger what a CSMS has set. */
    public static final List<String> OWNERS =
            List.of(AuthorizationKeys.OWNER, SecurityProfiles.OWNER);

    private final Desk desk;
    private final Store store;
    private final Site site;
    private final Connections connections;
    private final AuthorizationKeys keys;
    private final SecurityProfiles profiles;

    /** Links that are about to be opened anew. */
    private final Set<StationId> renewing = new HashSet<>();

    private CompletableFuture<Void> stored = CompletableFuture.completedFuture(null);

    public LinkKeys(Parts parts, SharedState books, List<Memory> memories) {
        desk = parts.desk();
        site = parts.site();
        store = books.store();
        connections = books.connections();
        keys = new AuthorizationKeys(parts.vault(), site, desk, store, memories);
        profiles = new SecurityProfiles(site, desk, memories);
    }

    /** What the links to the CSMS show. */
    public LinkPasswords passwords() {
        return keys;
    }

    /**
     * What CSMS have set and what counts no more, because {@code site.yaml} was changed; to be
     * stored. Asked for at the start, and whenever the settings have changed.
     */
    public List<Change> outdated() {
        return Stream.concat(keys.outdated().stream(), profiles.outdated().stream()).toList();
    }

    /** The settings as they count now. May be called from any thread. */
    public StationSettings current(StationSettings settings) {
        return profiles.current(keys.current(settings));
    }

    /** A station has shown a key that it might show beside the one before. */
    public void shown(StationId station) {
        keys.shown(station);
    }

    public void forget(StationId station) {
        keys.forget(station);
        profiles.forget(station);
    }

    /** What a memory of the ledger tells; empty for one of something else. */
    public static Optional<SetByCsms> told(Memory memory) {
        try {
            return switch (memory.owner()) {
                case AuthorizationKeys.OWNER -> Optional.of(AuthorizationKeys.told(memory));
                case SecurityProfiles.OWNER -> Optional.of(SecurityProfiles.told(memory));
                default -> Optional.empty();
            };
        } catch (BadMessage e) {
            return Optional.empty();
        }
    }

    /** What CSMS have set. */
    public List<SetByCsms> all() {
        return Stream.concat(keys.all().stream(), profiles.all().stream()).toList();
    }

    /**
     * The answer to a call that concerns a link of stations that are split or joined, which no
     * station could open; empty for all others.
     */
    public Optional<Answer> ofGateway(UpstreamSettings upstream, Call received) {
        if (upstream.shape() == Shape.PLAIN) {
            return Optional.empty();
        }
        if (sets(received, AUTHORIZATION)) {
            return Optional.of(taken(upstream, received));
        }
        return sets(received, SECURITY)
                ? Optional.of(rejected("the profile of a link of the gateway is set in site.yaml"))
                : Optional.empty();
    }

    /** A call as the station should get it; with an answer when it concerns the gateway alone. */
    public Profile.ToStation towardsStation(Station station, UpstreamSettings upstream, Call call) {
        boolean soap = station.dialect().isSoap();
        if (soap && sets(call, AUTHORIZATION)) {
            return new Profile.ToStation(call, Optional.of(taken(upstream, call)));
        }
        Optional<String> objection =
                soap || !sets(call, SECURITY)
                        ? Optional.empty()
                        : profile(call).flatMap(asked -> objection(station, asked));
        return new Profile.ToStation(call, objection.map(LinkKeys::rejected));
    }

    private Answer taken(UpstreamSettings upstream, Call call) {
        String key = value(call);
        int bytes = key.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < LEAST_BYTES
                || bytes > MOST_BYTES
                || key.chars().anyMatch(Character::isISOControl)) {
            return rejected(
                    "an AuthorizationKey has %d to %d bytes".formatted(LEAST_BYTES, MOST_BYTES));
        }
        commit(List.of(keys.show(upstream, key)));
        renew(upstream);
        LOG.info(
                "station={} csms={} has set another AuthorizationKey, which the gateway uses "
                        + "from now on",
                upstream.identity(),
                upstream.csms().name());
        return Answer.ofStatus("Accepted")
                .noting(note("key of the gateway's own link; not sent to a station"));
    }

    /** Why a station must not change its profile to this one. */
    private Optional<String> objection(Station station, int profile) {
        StationLocks locks = locks(station);
        if (profile < locks.profile()) {
            return Optional.of(
                    "the station is in security profile %d, and a profile is never lowered remotely"
                            .formatted(locks.profile()));
        }
        if (profile > site.highestProfile()) {
            return Optional.of(
                    "the gateway does not serve this profile; see http.tls-key-store and"
                            + " http.tls-client-ca in site.yaml");
        }
        boolean keyless = locks.key().isEmpty() && locks.nextKey().isEmpty();
        return profile > locks.profile() && locks.in(profile).needsPassword() && keyless
                ? Optional.of("the station has no password yet; set AuthorizationKey first")
                : Optional.empty();
    }

    private StationLocks locks(Station station) {
        return site.station(station.id()).map(this::current).orElse(station.settings()).locks();
    }

    private static Answer rejected(String why) {
        return Answer.ofStatus("Rejected").noting(note(why));
    }

    private static Note note(String why) {
        return Note.whole(Loss.DEDUCED, why);
    }

    /**
     * A station has answered, or has not: what it takes, the gateway takes over.
     *
     * @param received as the CSMS sent it
     * @param sent as the station got it
     */
    public void answered(
            Station station, UpstreamSettings upstream, Call received, Call sent, Answer answer) {
        if (upstream.shape() != Shape.PLAIN || station.dialect().isSoap()) {
            return;
        }
        if (sets(sent, AUTHORIZATION)) {
            keyAnswered(station.id(), upstream, received, sent, answer);
        } else if (sets(sent, SECURITY)) {
            profile(sent)
                    .filter(profile -> profile > locks(station).profile())
                    .filter(higher -> isTaken(answer))
                    .ifPresent(higher -> raise(station, upstream, higher));
        }
    }

    private void raise(Station raised, UpstreamSettings upstream, int profile) {
        StationId station = raised.id();
        Optional<String> objection = objection(raised, profile);
        if (objection.isPresent()) { // a transparent station, which is asked whatever it is
            LOG.warn(
                    "station={} csms={} {}",
                    station,
                    upstream.csms().name(),
                    Problem.PROFILE_NOT_SERVED.line(profile, objection.get()));
            return;
        }
        commit(List.of(profiles.raise(station, profile)));
        LOG.info(
                "station={} csms={} has raised its security profile to {}, which is required "
                        + "from its next connection on",
                station,
                upstream.csms().name(),
                profile);
    }

    private void keyAnswered(
            StationId station, UpstreamSettings upstream, Call received, Call sent, Answer answer) {
        String key = value(sent);
        if (key.isEmpty()) {
            return;
        }
        List<Change> changes = new ArrayList<>();
        if (answer.isAccepted()) {
            changes.add(keys.mustShow(station, key));
        } else if (answer.hasStatus("RebootRequired") || isInDoubt(answer)) {
            changes.add(keys.mayShow(station, key));
        }
        if (isTaken(answer)) {
            changes.add(keys.show(upstream, value(received)));
            LOG.info(
                    "station={} csms={} has set another AuthorizationKey; the station answered {}",
                    station,
                    upstream.csms().name(),
                    answer.status().orElse(""));
        }
        commit(changes);
        if (answer.isAccepted()) {
            renew(upstream);
        }
    }

    /** Shows the CSMS the new key; a station would do the same with a link of its own. */
    private void renew(UpstreamSettings upstream) {
        if (renewing.add(upstream.identity())) {
            desk.after(
                    RENEWED_AFTER,
                    () -> {
                        renewing.remove(upstream.identity());
                        connections.upstream(upstream).renew("the CSMS has set another key");
                    });
        }
    }

    private void commit(List<Change> changes) {
        if (!changes.isEmpty()) {
            stored = store.commit(changes);
        }
    }

    /** The same answer once what was taken over is on the disk, or cannot be brought there. */
    public CompletableFuture<Answer> whenStored(Answer answer) {
        return stored.handle((done, fault) -> answer);
    }

    private static boolean sets(Call call, String name) {
        return call.action().equals(Action.ChangeConfiguration)
                && call.payload()
                        .text(KEY)
                        .map(String::strip)
                        .filter(name::equalsIgnoreCase)
                        .isPresent();
    }

    private static String value(Call call) {
        Object value = call.payload().get(VALUE);
        return value == null ? "" : value.toString();
    }

    private static Optional<Integer> profile(Call call) {
        return Optional.of(value(call).strip())
                .filter(digit -> digit.matches("[0-3]"))
                .map(Integer::valueOf);
    }

    private static boolean isTaken(Answer answer) {
        return answer.isAccepted() || answer.hasStatus("RebootRequired");
    }

    /** The station may have done it. */
    private static boolean isInDoubt(Answer answer) {
        return answer instanceof Failure failure
                && (failure.cause() == Cause.STATION_TIMED_OUT
                        || failure.cause() == Cause.STATION_UNREACHABLE
                        || failure.cause() == Cause.STATION_GARBLED);
    }
}
