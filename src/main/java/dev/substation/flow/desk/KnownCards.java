package dev.substation.flow.desk;

import dev.substation.flow.desk.CardList.Verdict;
import dev.substation.flow.ports.Ledger;
import dev.substation.flow.ports.Ledger.Change;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.ports.MemoryFigure;
import dev.substation.flow.ports.Site;
import dev.substation.flow.settings.Card;
import dev.substation.flow.settings.OfflineAuthorization;
import dev.substation.flow.settings.OnlineAuthorization;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.time.Desk;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Failure;
import dev.substation.model.IdTagInfo;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.Problem;
import dev.substation.model.SendLocalList;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of cards, for the time when the CSMS is away: its answers, the lists that it sent
 * to stations, and the files that the site names. Of an answer and a list the later counts; a file
 * counts for cards of which the CSMS never spoke.
 *
 * <p>An answer is a memory of the ledger under the owner {@link Memory#CARDS}, a station's list is
 * one under {@link Memory#CARD_LISTS}, however long it is. Both are kept by upstream station, with
 * tags as the CSMS writes them. The ledger has all of them; in memory are those that were learnt or
 * asked for last, so that neither the start nor the heap depends on how many there are
 * (docs/adr/0030-cards-in-the-ledger.md).
 */
public final class KnownCards {

    private static final Logger LOG = LoggerFactory.getLogger(KnownCards.class);

    /** Cards of a station's list that are kept; KEBA and Technagon hold 1,000, ABL 9,000. */
    public static final int MOST = 10_000;

    /** Answers that are held in memory, over all stations. */
    public static final int HELD = 20_000;

    /** Characters of lists that are held in memory, over all stations. */
    static final int LISTS_HELD = 8_000_000;

    private static final int CHANGES_AT_ONCE = 500;

    private record Place(StationId upstream, String tag) {}

    private final RecentlyUsed<Place, Verdict> answered = new RecentlyUsed<>(HELD, verdict -> 1);
    private final RecentlyUsed<StationId, CardList> listed =
            new RecentlyUsed<>(LISTS_HELD, list -> list.text().length() + 100);

    /** Lists that are being changed, each change after the one before. */
    private final Map<StationId, CompletableFuture<Void>> changing = new HashMap<>();

    private final Set<StationId> warned = new HashSet<>();
    private final Ledger ledger;
    private final Store store;
    private final Site site;
    private final Counters tally;
    private final Desk desk;

    KnownCards(Ledger ledger, Store store, Site site, Counters tally, Desk desk) {
        this.ledger = ledger;
        this.store = store;
        this.site = site;
        this.tally = tally;
        this.desk = desk;
    }

    private static String tag(Verdict verdict) {
        return verdict.card().idTag();
    }

    /** What is held in memory, for the metrics. */
    public List<MemoryFigure> kept() {
        return List.of(answered.kept("cards"), listed.kept("card-lists"));
    }

    /** Forgets what is known for a station. */
    public void forget(StationId station) {
        answered.removeIf(place -> place.upstream().equals(station));
        listed.remove(station);
        warned.remove(station);
    }

    /** Learns from an answer of the CSMS; what is new is to be stored. */
    public List<Change> learn(StationId station, Optional<String> idTag, Answer.Result answer) {
        Optional<Card> card =
                idTag.flatMap(
                        tag -> IdTagInfo.in(answer.payload()).flatMap(info -> Card.of(tag, info)));
        if (card.isEmpty()
                || IdTagInfo.isForNow(answer)
                || card.equals(held(station, card.get().idTag()).map(Verdict::card))) {
            return List.of();
        }
        Verdict verdict = new Verdict(card.get(), desk.operated());
        answered.put(new Place(station, tag(verdict)), verdict);
        String line = CardList.line(verdict);
        String value = line.substring(line.indexOf('\t') + 1).stripTrailing();
        return List.of(remembered(Memory.CARDS, station, tag(verdict), value));
    }

    /** The CSMS's latest word on a card, as far as it is held in memory. */
    private Optional<Verdict> held(StationId station, String tag) {
        return later(
                answered.get(new Place(station, tag)),
                listed.get(station).flatMap(list -> list.find(tag)));
    }

    private static Optional<Verdict> later(Optional<Verdict> answer, Optional<Verdict> inList) {
        return answer.filter(
                        verdict ->
                                inList.isEmpty() || !verdict.when().isBefore(inList.get().when()))
                .or(() -> inList);
    }

    /** Learns from a SendLocalList that the station has accepted, and stores it. */
    public void learnList(StationId station, Payload sent) {
        OperatingTime when = desk.operated();
        CompletableFuture<Void> before =
                changing.getOrDefault(station, CompletableFuture.completedFuture(null));
        CompletableFuture<Void> learnt =
                before.thenCompose(done -> list(station))
                        .thenAccept(list -> learnList(station, list, sent, when))
                        .exceptionally(
                                fault -> {
                                    LOG.warn(
                                            "station={} {}",
                                            station,
                                            Problem.LEDGER_UNREADABLE.line(
                                                    "local list", fault.getMessage()));
                                    return null;
                                });
        if (!learnt.isDone()) {
            changing.put(station, learnt);
            learnt.thenRunAsync(() -> changing.remove(station, learnt), desk);
        }
    }

    private void learnList(StationId station, CardList known, Payload sent, OperatingTime when) {
        Map<String, Verdict> before = known.cards();
        SendLocalList update = new SendLocalList(sent);
        LinkedHashMap<String, Verdict> cards =
                new LinkedHashMap<>(update.isDifferential() ? before : Map.of());
        for (SendLocalList.Entry entry : update.entries()) {
            Optional<String> tag = entry.idTag().map(Card::folded);
            tag.ifPresent(cards::remove); // without idTagInfo that is what is meant
            tag.flatMap(idTag -> entry.idTagInfo().flatMap(info -> Card.of(idTag, info)))
                    .ifPresent(card -> cards.put(card.idTag(), new Verdict(card, when)));
        }
        bound(station, cards);
        List<Change> changes = new ArrayList<>();
        CardList list = CardList.of(cards.values());
        listed.put(station, list);
        changes.add(remembered(Memory.CARD_LISTS, station, "", list.text()));
        before.keySet().stream()
                .filter(tag -> !cards.containsKey(tag))
                .forEach(tag -> changes.add(forgotten(station, tag)));
        for (int from = 0; from < changes.size(); from += CHANGES_AT_ONCE) {
            store.commit(changes.subList(from, Math.min(from + CHANGES_AT_ONCE, changes.size())));
        }
        LOG.info("station={} local list stored, {} cards", station, cards.size());
    }

    private void bound(StationId station, LinkedHashMap<String, Verdict> cards) {
        while (cards.size() > MOST) {
            if (warned.add(station)) {
                LOG.warn("station={} {}", station, Problem.TOO_MANY_CARDS.line(MOST));
            }
            cards.remove(cards.keySet().iterator().next());
        }
    }

    private Change forgotten(StationId station, String tag) {
        answered.remove(new Place(station, tag));
        return remembered(Memory.CARDS, station, tag, "");
    }

    private static Change remembered(String owner, StationId station, String key, String value) {
        return new Change.Remembered(new Memory(owner, station, key, value));
    }

    /**
     * The idTagInfo to answer while the CSMS is away. Completes on the desk, at once for a card
     * that is held in memory; a card that cannot be looked for counts as unknown.
     */
    public CompletableFuture<IdTagInfo> offlineInfo(Outgoing out) {
        return out.idTag()
                .map(Card::folded)
                .map(tag -> known(out, tag))
                .orElseGet(() -> CompletableFuture.completedFuture(Optional.empty()))
                .thenApply(card -> offlineInfo(out, card));
    }

    private IdTagInfo offlineInfo(Outgoing out, Optional<Card> card) {
        String status =
                out.station()
                        .settings()
                        .offlineAuthorization()
                        .decide(card.map(known -> known.statusAt(desk.now())));
        tally.authorizedOffline(status);
        return info(status, card);
    }

    private static IdTagInfo info(String status, Optional<Card> card) {
        Payload info = Payload.of("status", status);
        return new IdTagInfo(
                card.flatMap(Card::parentIdTag)
                        .map(parent -> info.with("parentIdTag", parent))
                        .orElse(info));
    }

    /**
     * The idTagInfo that the list of a station decides on, whatever the CSMS says; empty if the
     * CSMS is to be asked. Completes on the desk, at once with {@code FirstOnline} and for lists
     * that are held in memory.
     */
    public CompletableFuture<Optional<IdTagInfo>> localInfo(Outgoing out) {
        Optional<String> tag = out.idTag().map(Card::folded);
        OnlineAuthorization mode = out.station().settings().onlineAuthorization();
        if (mode == OnlineAuthorization.FirstOnline || tag.isEmpty()) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        CompletableFuture<Optional<Card>> listed = listed(out, tag.get());
        CompletableFuture<Optional<IdTagInfo>> told =
                mode == OnlineAuthorization.OnlyLocal
                        ? listed.thenApply(card -> Optional.of(onlyLocal(card)))
                        : listed.thenCombine(
                                known(out, tag.get()), (card, word) -> firstLocal(out, card, word));
        if (told.isDone() && !told.isCompletedExceptionally()) {
            return told;
        }
        return told.handleAsync(
                (info, fault) -> {
                    if (fault == null) {
                        return info;
                    }
                    // No card is rejected because the gateway cannot read: the CSMS is asked.
                    LOG.warn(
                            "station={} {}",
                            out.station().id(),
                            Problem.LEDGER_UNREADABLE.line("local list", fault.getMessage()));
                    return Optional.empty();
                },
                desk);
    }

    private IdTagInfo onlyLocal(Optional<Card> card) {
        return info(card.map(known -> known.statusAt(desk.now())).orElse("Invalid"), card);
    }

    /** A card that the CSMS rejected later than it, or the site, listed it is asked for. */
    private Optional<IdTagInfo> firstLocal(Outgoing out, Optional<Card> card, Optional<Card> word) {
        boolean nobodyCharges =
                out.station().settings().offlineAuthorization()
                                == OfflineAuthorization.OfflineNoCharging
                        && out.upstream().isAway();
        return card.filter(this::isAccepted)
                .filter(listed -> word.filter(this::isAccepted).isPresent())
                .filter(listed -> !nobodyCharges)
                .map(listed -> info("Accepted", card));
    }

    private boolean isAccepted(Card card) {
        return card.statusAt(desk.now()).equals("Accepted");
    }

    /** A card in the lists that the CSMS sent, or else in the card files. */
    private CompletableFuture<Optional<Card>> listed(Outgoing out, String tag) {
        return upstreams(out)
                .map(upstream -> list(upstream).thenApply(list -> list.find(tag)))
                .reduce(
                        CompletableFuture.completedFuture(Optional.empty()),
                        (one, other) -> one.thenCombine(other, KnownCards::latest))
                .thenApply(verdict -> verdict.map(Verdict::card).or(() -> inFiles(out, tag)));
    }

    /** Remarks on such an answer that it is not the CSMS's. */
    public static Note note(Outgoing out, IdTagInfo info, Failure instead) {
        return Note.deduced(
                "idTagInfo.status",
                "",
                info.status().orElse(""),
                "by the offline policy %s: %s"
                        .formatted(
                                out.station().settings().offlineAuthorization(),
                                instead.description()));
    }

    /**
     * A card is known to all parts of a split station: it authorizes and charges as different ones.
     */
    private CompletableFuture<Optional<Card>> known(Outgoing out, String tag) {
        return upstreams(out)
                .map(upstream -> ofCsms(upstream, tag))
                .reduce(
                        CompletableFuture.completedFuture(Optional.empty()),
                        (one, other) -> one.thenCombine(other, KnownCards::latest))
                .thenApply(verdict -> verdict.map(Verdict::card).or(() -> inFiles(out, tag)));
    }

    private Stream<StationId> upstreams(Outgoing out) {
        Stream<StationId> parts =
                site.upstreams(out.station().id()).stream().map(UpstreamSettings::identity);
        return Stream.concat(Stream.of(out.call().station()), parts).distinct();
    }

    private Optional<Card> inFiles(Outgoing out, String tag) {
        Optional<Card> card = site.card(out.station().id(), tag);
        Optional<Card> here = card.filter(CardPlace.of(out, site)::has);
        if (card.isPresent() && here.isEmpty()) {
            LOG.info(
                    "station={} action={} id={} the card files have this card for other boxes or"
                            + " connectors only; it counts as unknown here",
                    out.station().id(),
                    out.call().action(),
                    out.received().messageId());
        }
        return here;
    }

    private static Optional<Verdict> latest(Optional<Verdict> one, Optional<Verdict> other) {
        return Stream.concat(one.stream(), other.stream()).max(Comparator.comparing(Verdict::when));
    }

    /** The CSMS's latest word on a card. */
    private CompletableFuture<Optional<Verdict>> ofCsms(StationId upstream, String tag) {
        CompletableFuture<Optional<Verdict>> verdict =
                answer(upstream, tag)
                        .thenCombine(
                                list(upstream).thenApply(list -> list.find(tag)),
                                KnownCards::later);
        if (verdict.isDone() && !verdict.isCompletedExceptionally()) {
            return verdict;
        }
        return verdict.handleAsync(
                (found, fault) -> {
                    if (fault == null) {
                        return found;
                    }
                    LOG.warn(
                            "station={} {}",
                            upstream,
                            Problem.LEDGER_UNREADABLE.line("cards", fault.getMessage()));
                    return held(upstream, tag);
                },
                desk);
    }

    private CompletableFuture<Optional<Verdict>> answer(StationId upstream, String tag) {
        Place place = new Place(upstream, tag);
        Optional<Verdict> held = answered.get(place);
        if (held.isPresent()) {
            return CompletableFuture.completedFuture(held);
        }
        return ledger.recall(Memory.CARDS, upstream, tag)
                .thenApplyAsync(
                        memory -> {
                            if (answered.get(place).isEmpty()) { // else it was learnt meanwhile
                                memory.flatMap(
                                                known ->
                                                        CardList.told(
                                                                known.key() + "\t" + known.value()))
                                        .ifPresent(verdict -> answered.put(place, verdict));
                            }
                            return answered.get(place);
                        },
                        desk);
    }

    private CompletableFuture<CardList> list(StationId upstream) {
        Optional<CardList> held = listed.get(upstream);
        if (held.isPresent()) {
            return CompletableFuture.completedFuture(held.get());
        }
        return ledger.recall(Memory.CARD_LISTS, upstream, "")
                .thenApplyAsync(
                        memory -> {
                            if (listed.get(upstream).isEmpty()) {
                                listed.put(
                                        upstream,
                                        memory.map(known -> CardList.stored(known.value()))
                                                .orElse(CardList.EMPTY));
                            }
                            return listed.get(upstream).orElseThrow();
                        },
                        desk);
    }
}
