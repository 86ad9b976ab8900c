package dev.substation.flow.down;

import dev.substation.dialect.Remarks;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.flow.settings.UpstreamSettings.Shape;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Loss;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The one answer to the CSMS from those of all stations, or connectors, that a call of it went to:
 * the word that promises least (docs/split-and-join.md).
 */
public final class CombinedAnswers {

    private static final String CONNECTOR = "connectorId";
    private static final String KEYS = "configurationKey";
    private static final String WIRED = "mapping of the site";

    /** Stands among the words of an action for an error, and for a word that is not there. */
    public static final String ERROR = "(error)";

    /**
     * The words of one action; of several answers, the CSMS gets the one whose word comes first.
     *
     * @param words all that OCPP 1.6 and its security extension have
     */
    public record Order(Action action, List<String> words) {

        private Order(Action action, String... words) {
            this(action, List.of(words));
        }
    }

    // spotless:off
    /**
     * A word that says that something was not done comes before an error, which leaves it open, and
     * that before all that was done. Where it is enough that one does it, that comes first.
     */
    public static final List<Order> TABLE = List.of(
            new Order(Action.ChangeAvailability,     "Rejected", ERROR, "Scheduled", "Accepted"),
            new Order(Action.ChangeConfiguration,    "Rejected", "NotSupported", ERROR, "RebootRequired", "Accepted"),
            new Order(Action.ClearCache,             "Rejected", ERROR, "Accepted"),
            new Order(Action.DataTransfer,           "Rejected", "UnknownVendorId", "UnknownMessageId", ERROR, "Accepted"),
            new Order(Action.GetCompositeSchedule,   "Rejected", ERROR, "Accepted"),
            new Order(Action.RemoteStartTransaction, "Rejected", ERROR, "Accepted"),
            new Order(Action.RemoteStopTransaction,  "Rejected", ERROR, "Accepted"),
            new Order(Action.ReserveNow,             "Rejected", "Faulted", "Unavailable", "Occupied", ERROR, "Accepted"),
            new Order(Action.Reset,                  "Rejected", ERROR, "Accepted"),
            new Order(Action.SendLocalList,          "Failed", "VersionMismatch", "NotSupported", ERROR, "Accepted"),
            new Order(Action.SetChargingProfile,     "Rejected", "NotSupported", ERROR, "Accepted"),
            new Order(Action.TriggerMessage,         "Rejected", "NotImplemented", ERROR, "Accepted"),
            new Order(Action.ExtendedTriggerMessage, "Rejected", "NotImplemented", ERROR, "Accepted"),
            new Order(Action.UnlockConnector,        "UnlockFailed", "NotSupported", ERROR, "Unlocked"),
            new Order(Action.GetLog,                 "Rejected", ERROR, "AcceptedCanceled", "Accepted"),
            new Order(Action.SignedUpdateFirmware,   "InvalidCertificate", "RevokedCertificate", "Rejected", ERROR, "AcceptedCanceled", "Accepted"),
            new Order(Action.InstallCertificate,     "Rejected", "Failed", ERROR, "Accepted"),
            new Order(Action.CertificateSigned,      "Rejected", ERROR, "Accepted"),
            // what may fail at all but one
            new Order(Action.CancelReservation,      "Accepted", ERROR, "Rejected"),
            new Order(Action.ClearChargingProfile,   "Accepted", ERROR, "Unknown"),
            new Order(Action.DeleteCertificate,      "Failed", ERROR, "Accepted", "NotFound"),
            new Order(Action.GetInstalledCertificateIds, "Accepted", ERROR, "NotFound"));
    // spotless:on

    private static final List<String> USUAL = List.of("Rejected", "Failed", ERROR, "Accepted");

    private static final Map<Action, List<String>> WORDS =
            TABLE.stream().collect(Collectors.toUnmodifiableMap(Order::action, Order::words));

    private CombinedAnswers() {}

    /**
     * @param answers of those that were called, in their order; one at least
     */
    static Answer of(UpstreamSettings upstream, Call call, List<Answer> answers) {
        Answer chosen = chosen(call.action(), answers);
        List<Note> ofOthers =
                answers.stream()
                        .filter(answer -> answer != chosen)
                        .flatMap(answer -> answer.notes().stream())
                        .toList();
        return chosen.<Answer>fold(
                        result -> {
                            Payload merged = merged(call.action(), result.payload(), answers);
                            Payload fitting = fitting(upstream, call, merged);
                            return result.withPayload(fitting)
                                    .noting(
                                            Remarks.on(
                                                    result.payload(),
                                                    fitting,
                                                    Loss.RENAMED,
                                                    WIRED));
                        },
                        failure -> failure)
                .noting(ofOthers);
    }

    private static Answer chosen(Action action, List<Answer> answers) {
        List<String> words = WORDS.getOrDefault(action, USUAL);
        return answers.stream()
                .min(Comparator.comparingInt(answer -> rank(words, answer)))
                .orElseThrow();
    }

    private static int rank(List<String> words, Answer answer) {
        return answer.fold(
                result ->
                        result.status()
                                .map(word -> words.contains(word) ? word : ERROR)
                                .map(words::indexOf)
                                .orElse(words.size()), // it has no status: it was done
                failure -> words.indexOf(ERROR));
    }

    /** What several stations tell of themselves, where the site has all of them asked. */
    private static Payload merged(Action action, Payload chosen, List<Answer> answers) {
        List<Payload> all = new ArrayList<>();
        for (Answer answer : answers) {
            if (answer instanceof Answer.Result result) {
                all.add(result.payload());
            }
        }
        if (all.size() < 2) {
            return chosen;
        }
        if (action.equals(Action.GetLocalListVersion)) {
            // The next list goes on from the oldest.
            return all.stream()
                    .min(
                            Comparator.comparingLong(
                                    answer -> answer.number("listVersion").orElse(0L)))
                    .orElse(chosen);
        }
        return action.equals(Action.GetConfiguration) ? configuration(all) : chosen;
    }

    /** Each key as the first station has it that knows it; unknown is what none knows. */
    private static Payload configuration(List<Payload> all) {
        Map<String, Payload> known = new LinkedHashMap<>();
        Set<Object> unknown = new LinkedHashSet<>();
        for (Payload answer : all) {
            answer.objects(KEYS)
                    .forEach(entry -> known.putIfAbsent(entry.text("key").orElse(""), entry));
            if (answer.get("unknownKey") instanceof List<?> keys) {
                unknown.addAll(keys);
            }
        }
        unknown.removeIf(known::containsKey);
        Payload merged = Payload.EMPTY;
        if (!known.isEmpty()) {
            merged = merged.with(KEYS, List.copyOf(known.values()));
        }
        return unknown.isEmpty() ? merged : merged.with("unknownKey", List.copyOf(unknown));
    }

    /** An answer that speaks of connectors, as the CSMS numbers and counts them. */
    private static Payload fitting(UpstreamSettings upstream, Call call, Payload answer) {
        if (upstream.shape() == Shape.PLAIN) {
            return answer;
        }
        Payload numbered =
                call.payload()
                        .number(CONNECTOR)
                        .filter(asked -> answer.containsKey(CONNECTOR))
                        .map(asked -> answer.with(CONNECTOR, asked))
                        .orElse(answer);
        int sockets = upstream.sockets().size();
        if (!call.action().equals(Action.GetConfiguration) || sockets == 0) {
            return numbered;
        }
        return numbered.changingEach(
                "configurationKey",
                entry ->
                        entry.text("key").filter("NumberOfConnectors"::equals).isPresent()
                                ? entry.with("value", Integer.toString(sockets))
                                : entry);
    }
}
