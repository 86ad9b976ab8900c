package dev.substation.flow.down;

import dev.substation.dialect.Dictionary;
import dev.substation.dialect.Differences;
import dev.substation.dialect.Profile;
import dev.substation.dialect.Remarks;
import dev.substation.flow.charging.SmartCharging;
import dev.substation.flow.desk.LatestReports;
import dev.substation.flow.desk.Station;
import dev.substation.flow.desk.Store;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.time.Desk;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Answer.Result;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Configuration keys that are not the station's alone: those of the link to the CSMS, which is the
 * gateway's, and those of OCPP 1.6 that say what a station can, which the gateway knows where the
 * station's dialect has no words for it.
 */
public final class ConfigurationKeys {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigurationKeys.class);

    private static final String KEY = "key";
    private static final String VALUE = "value";
    private static final String KNOWN = "configurationKey";
    private static final String UNKNOWN = "unknownKey";
    private static final String SECRET = "AuthorizationKey";

    /** Keys whose value is a list of measurands (OCPP 1.6 section 9.1). */
    private static final Set<String> MEASURANDS =
            Set.of(
                    "MeterValuesSampledData",
                    "MeterValuesAlignedData",
                    "StopTxnSampledData",
                    "StopTxnAlignedData");

    private final Dictionary dictionary;
    private final VouchedKeys vouched;
    private final Store store;
    private final Desk desk;

    public ConfigurationKeys(
            Dictionary dictionary,
            LatestReports said,
            SmartCharging charging,
            Store store,
            Desk desk) {
        this.dictionary = dictionary;
        vouched = new VouchedKeys(dictionary, said, charging);
        this.store = store;
        this.desk = desk;
    }

    /**
     * A call as the station should get it, without keys of the link.
     *
     * @return with an answer when nothing is left to ask the station for
     */
    Profile.ToStation towardsStation(UpstreamSettings upstream, Call call) {
        if (call.action().equals(Action.ChangeConfiguration)) {
            Optional<String> ofLink =
                    call.payload().text(KEY).filter(key -> isOfLink(call.dialect(), key));
            return ofLink.map(key -> new Profile.ToStation(noting(call, key), rejected()))
                    .orElseGet(() -> measurands(upstream, call));
        }
        List<String> ofLink = linkKeys(call);
        if (ofLink.isEmpty()) {
            return new Profile.ToStation(call, Optional.empty());
        }
        List<String> others =
                asked(call.payload()).stream().filter(key -> !ofLink.contains(key)).toList();
        Call noted = noting(call, String.join(", ", ofLink));
        return others.isEmpty()
                ? new Profile.ToStation(
                        noted, Optional.of(Answer.result(Payload.of(UNKNOWN, ofLink))))
                : new Profile.ToStation(
                        noted.withPayload(call.payload().with(KEY, others)), Optional.empty());
    }

    /** Stations refuse a whole list for one measurand that their version does not know. */
    private Profile.ToStation measurands(UpstreamSettings upstream, Call call) {
        Set<String> theirs = dictionary.measurands(call.dialect());
        Set<String> later = new HashSet<>(dictionary.measurands(upstream.csms().dialect()));
        later.removeAll(theirs);
        boolean isList =
                call.payload()
                        .text(KEY)
                        .filter(key -> contains(MEASURANDS.stream(), key))
                        .isPresent();
        String value = call.payload().text(VALUE).orElse("");
        List<String> asked = List.of(value.split(",", -1));
        List<String> kept =
                asked.stream().filter(measurand -> !later.contains(measurand.strip())).toList();
        if (!isList || kept.size() == asked.size()) {
            return new Profile.ToStation(call, Optional.empty());
        }
        String list = String.join(",", kept);
        Note note =
                Note.approximated(
                        VALUE,
                        value,
                        list,
                        "without the measurands that " + call.dialect().word() + " does not have");
        Call noted = call.noting(note);
        return kept.isEmpty()
                ? new Profile.ToStation(noted, rejected())
                : new Profile.ToStation(
                        noted.withPayload(call.payload().with(VALUE, list)), Optional.empty());
    }

    /**
     * Calls a station, once more with the other spelling of a key that it does not know and that
     * not all stations spell alike.
     *
     * @param sending calls it; completes normally
     */
    CompletableFuture<Answer> call(Call call, Function<Call, CompletableFuture<Answer>> sending) {
        return sending.apply(call)
                .thenComposeAsync(
                        answer ->
                                respelt(call, answer)
                                        .map(again -> again(call, answer, again, sending))
                                        .orElseGet(() -> CompletableFuture.completedFuture(answer)),
                        desk);
    }

    private Optional<Call> respelt(Call call, Answer answer) {
        if (!(answer instanceof Result result)) {
            return Optional.empty();
        }
        if (call.action().equals(Action.ChangeConfiguration)) {
            return call.payload()
                    .text(KEY)
                    .filter(key -> result.hasStatus("NotSupported"))
                    .flatMap(Differences::otherSpelling)
                    .map(other -> call.withPayload(call.payload().with(KEY, other)));
        }
        if (!call.action().equals(Action.GetConfiguration)) {
            return Optional.empty();
        }
        List<String> asked = asked(call.payload());
        return texts(result.payload().get(UNKNOWN)).stream()
                .filter(asked::contains)
                .flatMap(key -> Differences.otherSpelling(key).stream())
                .filter(other -> !asked.contains(other))
                .findFirst()
                .map(other -> call.withPayload(Payload.of(KEY, List.of(other))));
    }

    private CompletableFuture<Answer> again(
            Call call,
            Answer first,
            Call again,
            Function<Call, CompletableFuture<Answer>> sending) {
        Note note =
                Note.approximated(
                        KEY,
                        "",
                        "",
                        "the station does not know the key; repeated with its other spelling");
        LOG.info(
                "station={} action={} id={} repeated with the other spelling of a key",
                call.station(),
                call.action(),
                call.messageId());
        store.commit(store.logged(again, List.of(note)));
        return sending.apply(again)
                .thenApply(
                        second ->
                                call.action().equals(Action.ChangeConfiguration)
                                        ? (isKnown(second) ? second : first)
                                        : merged(call, (Result) first, second));
    }

    private static boolean isKnown(Answer answer) {
        return answer instanceof Result result && !result.hasStatus("NotSupported");
    }

    /** The first answer, with the entry that the second has, by the name that was asked for. */
    private static Answer merged(Call call, Result first, Answer second) {
        List<String> asked = asked(call.payload());
        List<Payload> found =
                second instanceof Result result ? entries(result.payload()) : List.of();
        List<Payload> known = new ArrayList<>(entries(first.payload()));
        List<String> unknown = new ArrayList<>(texts(first.payload().get(UNKNOWN)));
        for (Payload entry : found) {
            String key = entry.text(KEY).orElse("");
            asked.stream()
                    .filter(key::equalsIgnoreCase)
                    .filter(unknown::remove)
                    .findFirst()
                    .ifPresent(name -> known.add(entry.with(KEY, name)));
        }
        return first.withPayload(with(with(first.payload(), KNOWN, known), UNKNOWN, unknown));
    }

    private static Optional<Answer> rejected() {
        return Optional.of(Answer.ofStatus("Rejected"));
    }

    private static Call noting(Call call, String keys) {
        Note note =
                Note.impossible(
                        KEY,
                        keys,
                        "",
                        "key of the CSMS link, which site.yaml sets; not sent to the station");
        return call.noting(note);
    }

    private static boolean isOfLink(Dialect dialect, String key) {
        return Differences.isOfLink(dialect, key.strip());
    }

    private static List<String> linkKeys(Call call) {
        return call.action().equals(Action.GetConfiguration)
                ? asked(call.payload()).stream()
                        .filter(key -> isOfLink(call.dialect(), key))
                        .toList()
                : List.of();
    }

    /** The keys that are asked for; empty for all. */
    private static List<String> asked(Payload request) {
        return texts(request.get(KEY));
    }

    private static List<String> texts(Object list) {
        if (list instanceof String one && !one.isEmpty()) {
            return List.of(one);
        }
        return list instanceof List<?> items
                ? items.stream().filter(String.class::isInstance).map(String.class::cast).toList()
                : List.of();
    }

    /**
     * The station's answer with what the gateway knows beside it, and without what nobody asked
     * for.
     *
     * @param call as the CSMS sent it
     */
    Answer completed(Station station, Call call, Answer answer) {
        if (!(answer instanceof Result result)) {
            return answer;
        }
        if (call.action().equals(Action.GetConfiguration)) {
            Payload completed = configuration(station, call, result.payload());
            return result.withPayload(completed)
                    .noting(
                            Remarks.on(
                                    store.shown(result.payload()),
                                    store.shown(completed),
                                    Loss.DEDUCED,
                                    "keys that the gateway knows, or keeps"));
        }
        boolean readOnly =
                call.action().equals(Action.ChangeConfiguration)
                        && result.hasStatus("NotSupported")
                        && call.payload()
                                .text(KEY)
                                .filter(key -> vouched.has(station, key))
                                .isPresent();
        return readOnly
                ? result.withPayload(Payload.of(Answer.STATUS, "Rejected"))
                        .noting(
                                Note.deduced(
                                        Answer.STATUS,
                                        "NotSupported",
                                        "Rejected",
                                        "the gateway knows the key, and it is read-only"))
                : answer;
    }

    private Payload configuration(Station station, Call call, Payload answer) {
        List<String> asked = asked(call.payload());
        List<Payload> returned = entries(answer);
        List<Payload> wanted =
                returned.stream().filter(entry -> isWanted(asked, key(entry))).toList();
        if (wanted.size() < returned.size()) {
            station.quirks().seen(call.action(), List.of(unasked(returned, wanted)));
        }
        List<Payload> known =
                wanted.stream()
                        .filter(entry -> !isOfLink(station.dialect(), key(entry)))
                        .filter(entry -> !isAmong(vouched.carried(station), key(entry)))
                        .map(entry -> vouched.completed(station, entry))
                        .collect(Collectors.toCollection(ArrayList::new));
        vouched.of(station).stream()
                .filter(entry -> isWanted(asked, key(entry)) && !isAmong(known, key(entry)))
                .forEach(known::add);
        List<String> unknown = new ArrayList<>();
        Stream.concat(texts(answer.get(UNKNOWN)).stream(), asked.stream())
                .filter(key -> !isAmong(known, key) && !contains(unknown.stream(), key))
                .forEach(unknown::add);
        return with(with(answer, KNOWN, known), UNKNOWN, unknown);
    }

    /** What an answer tells; some stations write one entry where a list belongs. */
    private static List<Payload> entries(Payload answer) {
        return answer.object(KNOWN).map(List::of).orElseGet(() -> answer.objects(KNOWN));
    }

    private static boolean isWanted(List<String> asked, String key) {
        return asked.isEmpty() || contains(asked.stream(), key);
    }

    private static boolean isAmong(List<Payload> entries, String key) {
        return contains(entries.stream().map(ConfigurationKeys::key), key);
    }

    private static Note unasked(List<Payload> returned, List<Payload> known) {
        return Note.approximated(
                KNOWN,
                returned.size() + " keys",
                known.size() + " keys",
                "keys that were not asked for are left out");
    }

    private static String key(Payload entry) {
        return entry.text(KEY).orElse("");
    }

    private static Payload with(Payload answer, String field, List<?> items) {
        if (items.equals(answer.get(field))) {
            return answer;
        }
        return items.isEmpty() ? answer.without(field) : answer.with(field, items);
    }

    private static boolean contains(Stream<String> keys, String key) {
        return keys.anyMatch(key::equalsIgnoreCase);
    }
}
