package dev.substation.app;

import dev.substation.app.settings.Settings;
import dev.substation.flow.ports.GoneCsms;
import dev.substation.flow.settings.CsmsSettings;
import dev.substation.model.StationId;
import dev.substation.store.TransactionRecords;
import dev.substation.store.TransactionRecords.Unfinished;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Transactions whose CSMS is not the one that site.yaml gives their station. While the CSMS is
 * still there, the upstream station stays with it until the transaction has ended and all of it was
 * delivered: the other CSMS does not know its id. When the CSMS has left site.yaml, its messages
 * are kept aside.
 */
final class Placement {

    private final Map<StationId, CsmsSettings> held = new LinkedHashMap<>();
    private final List<String> reasons;

    private Placement(Settings settings, TransactionRecords records) {
        for (Unfinished one : records.unfinished()) {
            settings.upstream(one.upstream())
                    .map(upstream -> upstream.csms().name())
                    .filter(csms -> !csms.equals(one.csms()) && holds(one))
                    .filter(csms -> settings.csms().containsKey(one.csms()))
                    .ifPresent(
                            csms ->
                                    held.put(
                                            one.upstream(),
                                            settings.former(one.upstream(), one.csms()).csms()));
        }
        reasons = reasons(settings, records, held);
    }

    /** Whether a transaction keeps its station with its csms. */
    private static boolean holds(Unfinished one) {
        return one.stopped().isEmpty() && !one.replaced() || one.waiting() > 0;
    }

    /** What a ledger that nobody else writes says, with the settings of the site. */
    static Placement of(Settings settings, TransactionRecords records) {
        return new Placement(settings, records);
    }

    /**
     * The same, after parking the messages of removed CSMS and releasing those of CSMS that are
     * back.
     */
    static Placement settled(Settings settings, TransactionRecords records, Instant now) {
        settings.csms().keySet().forEach(csms -> records.bringBack(GoneCsms.whys(csms)));
        records.unfinished().stream()
                .map(Unfinished::csms)
                .distinct()
                .filter(csms -> !settings.csms().containsKey(csms))
                .forEach(csms -> records.retire(csms, GoneCsms.why(csms), now));
        return of(settings, records);
    }

    private static String held(Unfinished one, String csms) {
        return "The station %s stays with the CSMS %s until its transaction %d (%s at the station) has ended and is delivered; then it moves to %s; see gw transactions list"
                .formatted(
                        one.upstream(),
                        one.csms(),
                        one.key(),
                        one.stationId().map(Object::toString).orElse("no id yet"),
                        csms);
    }

    private static String released(String csms, long messages) {
        return "%d messages for the CSMS %s are parked, because it was missing in site.yaml when the gateway started; the next start releases them"
                .formatted(messages, csms);
    }

    private static String retired(String csms, long parked, long waiting) {
        return "The CSMS %s is not in site.yaml any more and has unfinished transactions; %d messages for it are parked%s; add it to site.yaml again, or see gw transactions list"
                .formatted(
                        csms,
                        parked,
                        waiting == 0
                                ? ""
                                : ", %d wait, and a start without it parks them"
                                        .formatted(waiting));
    }

    /** The upstream stations that stay with another CSMS than site.yaml's for now, with that. */
    Map<StationId, CsmsSettings> held() {
        return held;
    }

    /** Sentences for the operator at the start. */
    List<String> reasons() {
        return reasons;
    }

    /**
     * Sentences for the operator.
     *
     * @param settings what site.yaml says
     * @param held the upstream stations that stay with another CSMS
     */
    static List<String> reasons(
            Settings settings, TransactionRecords records, Map<StationId, CsmsSettings> held) {
        List<String> sentences = new ArrayList<>();
        Set<StationId> waiting = new HashSet<>();
        Map<String, Long> parked = new LinkedHashMap<>();
        Map<String, Long> waits = new LinkedHashMap<>();
        for (Unfinished one : records.unfinished()) {
            boolean stays =
                    Optional.ofNullable(held.get(one.upstream()))
                            .map(CsmsSettings::name)
                            .filter(one.csms()::equals)
                            .isPresent();
            if (stays && holds(one)) {
                settings.upstream(one.upstream())
                        .map(upstream -> upstream.csms().name())
                        .filter(next -> !next.equals(one.csms()))
                        .filter(next -> waiting.add(one.upstream()))
                        .ifPresent(next -> sentences.add(held(one, next)));
            } else if (!settings.csms().containsKey(one.csms())) {
                parked.merge(one.csms(), one.setAside(), Long::sum);
                waits.merge(one.csms(), one.waiting(), Long::sum);
            }
        }
        parked.forEach((csms, messages) -> sentences.add(retired(csms, messages, waits.get(csms))));
        for (String csms : settings.csms().keySet()) {
            long back = records.parked(GoneCsms.whys(csms));
            if (back > 0) {
                sentences.add(released(csms, back));
            }
        }
        return List.copyOf(sentences);
    }
}
