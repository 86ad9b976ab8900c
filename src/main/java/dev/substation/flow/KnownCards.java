package dev.substation.flow;

import dev.substation.flow.CardList.Told;
import dev.substation.flow.Ledger.Change;
import dev.substation.model.Answer.Failure;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
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
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is known of cards, for the time when the csms is away: its answers, the lists that it sent
 * to stations, and the files that the site names. Of an answer and a list the later counts; a file
 * counts for cards of which the csms never spoke.
 *
 * <p>An answer is a memory of the ledger under the owner {@value #OWNER}, a station's list is one
 * under {@value #LIST_OWNER}, however long it is. Both are kept by upstream station, with tags as
 * the csms writes them.
 */
final class KnownCards {

    private static final Logger LOG = LoggerFactory.getLogger(KnownCards.class);

    static final String OWNER = "authorization";
    static final String LIST_OWNER = "local-list";

    /** Cards kept of each kind and station; KEBA and Technagon hold 1,000, ABL 9,000. */
    static final int MOST = 10_000;

    private final Map<StationId, LinkedHashMap<String, Told>> answered = new HashMap<>();
    private final Map<StationId, CardList> listed = new HashMap<>();
    private final Set<StationId> warned = new HashSet<>();
    private final Site site;
    private final Tally tally;
    private final Desk desk;

    KnownCards(List<Memory> memories, Site site, Tally tally, Desk desk) {
        this.site = site;
        this.tally = tally;
        this.desk = desk;
        record Answer(StationId station, Told told) {}
        memories.stream()
                .filter(memory -> memory.owner().equals(OWNER))
                .flatMap(
                        memory ->
                                CardList.told(memory.key() + "\t" + memory.value())
                                        .map(told -> new Answer(memory.station(), told))
                                        .stream())
                .sorted(Comparator.comparing(answer -> answer.told().when()))
                .forEach(
                        answer -> answers(answer.station()).put(tag(answer.told()), answer.told()));
        memories.stream()
                .filter(memory -> memory.owner().equals(LIST_OWNER))
                .forEach(memory -> listed.put(memory.station(), CardList.stored(memory.value())));
    }

    private static String tag(Told told) {
        return told.card().idTag();
    }

    private LinkedHashMap<String, Told> answers(StationId station) {
        return answered.computeIfAbsent(station, id -> new LinkedHashMap<>());
    }

    private CardList list(StationId station) {
        return listed.getOrDefault(station, CardList.EMPTY);
    }

    /** Forgets what is known for a station. */
    void forget(StationId station) {
        answered.remove(station);
        listed.remove(station);
        warned.remove(station);
    }

    /** Learns from an answer of the csms; what is new is to be stored. */
    List<Change> learn(StationId station, Optional<String> idTag, Payload answer) {
        Optional<Card> card =
                idTag.flatMap(
                        tag -> answer.object("idTagInfo").flatMap(info -> Card.of(tag, info)));
        if (card.isEmpty() || card.equals(ofCsms(station, card.get().idTag()).map(Told::card))) {
            return List.of();
        }
        Told told = new Told(card.get(), desk.operated());
        LinkedHashMap<String, Told> answers = answers(station);
        answers.remove(tag(told)); // so that it is the newest again
        answers.put(tag(told), told);
        List<Change> changes = new ArrayList<>();
        String line = CardList.line(told);
        String value = line.substring(line.indexOf('\t') + 1).stripTrailing();
        changes.add(remembered(OWNER, station, tag(told), value));
        if (answers.size() > MOST) {
            warn(station);
            changes.add(forgotten(station, answers.keySet().iterator().next()));
        }
        return changes;
    }

    /** Learns from a SendLocalList that the station has accepted; what is new is to be stored. */
    List<Change> learnList(StationId station, Payload sent) {
        Map<String, Told> before = list(station).cards();
        boolean differential = sent.text("updateType").filter("Differential"::equals).isPresent();
        LinkedHashMap<String, Told> cards = new LinkedHashMap<>(differential ? before : Map.of());
        OperatingTime when = desk.operated();
        for (Payload entry : sent.objects("localAuthorizationList")) {
            Optional<String> tag = entry.text("idTag").map(Card::folded);
            tag.ifPresent(cards::remove); // without idTagInfo that is what is meant
            tag.flatMap(idTag -> entry.object("idTagInfo").flatMap(info -> Card.of(idTag, info)))
                    .ifPresent(card -> cards.put(card.idTag(), new Told(card, when)));
        }
        bound(station, cards);
        List<Change> changes = new ArrayList<>();
        before.keySet().stream()
                .filter(tag -> !cards.containsKey(tag) && answers(station).containsKey(tag))
                .forEach(tag -> changes.add(forgotten(station, tag)));
        CardList list = CardList.of(cards.values());
        listed.put(station, list);
        changes.add(remembered(LIST_OWNER, station, "", list.text()));
        LOG.info("station={} local list of {} cards learnt", station, cards.size());
        return changes;
    }

    private void bound(StationId station, LinkedHashMap<String, Told> cards) {
        while (cards.size() > MOST) {
            warn(station);
            cards.remove(cards.keySet().iterator().next());
        }
    }

    private void warn(StationId station) {
        if (warned.add(station)) {
            LOG.warn("station={} has more than {} cards; the newest are kept", station, MOST);
        }
    }

    private Change forgotten(StationId station, String tag) {
        answers(station).remove(tag);
        return remembered(OWNER, station, tag, "");
    }

    private static Change remembered(String owner, StationId station, String key, String value) {
        return new Change.Remembered(new Memory(owner, station, key, value));
    }

    /** The idTagInfo to answer while the csms is away. */
    Payload offlineInfo(Outgoing out) {
        Optional<Card> card = out.idTag().map(Card::folded).flatMap(tag -> known(out, tag));
        String status =
                out.station()
                        .settings()
                        .offlineAuthorization()
                        .decide(card.map(known -> known.statusAt(desk.now())));
        tally.authorizedOffline(status);
        Payload info = Payload.of("status", status);
        return card.flatMap(Card::parentIdTag)
                .map(parent -> info.with("parentIdTag", parent))
                .orElse(info);
    }

    /** Remarks on such an answer that it is not the csms'. */
    static Note note(Outgoing out, Payload info, Failure instead) {
        return new Note(
                Loss.DEDUCED,
                "idTagInfo.status",
                "",
                info.text("status").orElse(""),
                "by policy %s: %s"
                        .formatted(
                                out.station().settings().offlineAuthorization(),
                                instead.description()));
    }

    /**
     * A card is known to all parts of a split station: it authorizes and charges as different ones.
     */
    private Optional<Card> known(Outgoing out, String tag) {
        Stream<StationId> parts =
                site.upstreams(out.station().id()).stream().map(UpstreamSettings::identity);
        return Stream.concat(Stream.of(out.call().station()), parts)
                .distinct()
                .flatMap(upstream -> ofCsms(upstream, tag).stream())
                .max(Comparator.comparing(Told::when))
                .map(Told::card)
                .or(() -> site.card(out.station().id(), tag));
    }

    /** The csms' latest word on a card. */
    private Optional<Told> ofCsms(StationId station, String tag) {
        Optional<Told> answer =
                Optional.ofNullable(answered.get(station)).map(answers -> answers.get(tag));
        Optional<Told> inList = list(station).find(tag);
        return answer.filter(told -> inList.isEmpty() || !told.when().isBefore(inList.get().when()))
                .or(() -> inList);
    }
}
