package dev.substation.routes.rules;

import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Call;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.routes.rules.Parameters.Pair;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Gives a configuration key the name that the CSMS expects: in GetConfiguration, in its answer
 * ({@code configurationKey} and {@code unknownKey}), and in ChangeConfiguration.
 *
 * <p>Names are CiString in OCPP and found in the field in any capitals, so capitals do not matter.
 * Values never change. If the station also has another key with the name that the CSMS expects, the
 * answer leaves that one out: it would be a second key of the same name.
 */
public final class RenameConfigurationKey implements SiteRule {

    private static final String KEY = "key";
    private static final String ENTRIES = "configurationKey";
    private static final String UNKNOWN = "unknownKey";

    /**
     * @param station names at the station by names at the CSMS in small letters
     */
    private record Names(Map<String, String> station, Payload csms) {}

    @Override
    public String id() {
        return "rename-configuration-key";
    }

    @Override
    public Use use(Parameters parameters) {
        Names names = names(parameters);
        return context -> rename(context, names);
    }

    private static Names names(Parameters parameters) {
        List<Pair> pairs =
                parameters.pairsOrOne(
                        "station: NAME, csms: NAME or map: \"NAME=NAME,NAME=NAME\", the station's"
                                + " name first",
                        "HeartBeatInterval=HeartbeatInterval");
        Map<String, String> station = new LinkedHashMap<>();
        Map<String, Object> csms = new LinkedHashMap<>();
        for (Pair pair : pairs) {
            boolean twice = station.put(folded(pair.csms()), pair.station()) != null;
            if (csms.put(folded(pair.station()), pair.csms()) != null || twice) {
                throw parameters.wrong("map", "names a key twice on one side, at " + pair);
            }
        }
        return new Names(station, new Payload(csms));
    }

    private static Payload rename(RuleContext context, Names names) {
        Call call = context.call();
        if (call.direction() != Direction.DOWN) {
            return call.payload();
        }
        if (call.action().equals(Action.ChangeConfiguration)) {
            return call.payload()
                    .text(KEY)
                    .map(key -> call.payload().with(KEY, stationName(context, names, key)))
                    .orElse(call.payload());
        }
        if (!call.action().equals(Action.GetConfiguration)) {
            return call.payload();
        }
        context.undo(names.csms());
        if (!(call.payload().get(KEY) instanceof List<?> asked) || asked.isEmpty()) {
            return call.payload();
        }
        List<Object> keys = new ArrayList<>(asked.size());
        asked.forEach(
                key ->
                        keys.add(
                                key instanceof String name
                                        ? stationName(context, names, name)
                                        : key));
        return keys.equals(asked) ? call.payload() : call.payload().with(KEY, keys);
    }

    private static String stationName(RuleContext context, Names names, String key) {
        String name = names.station().getOrDefault(folded(key), key);
        if (!name.equals(key)) {
            context.note(Note.renamed(KEY, key, name, "the station's name for the key"));
        }
        return name;
    }

    private static String folded(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    @Override
    public Answer unwind(Payload data, Answer.Result answer) {
        Payload payload = answer.payload();
        List<Payload> entries = payload.objects(ENTRIES);
        Set<String> taken = new HashSet<>();
        entries.forEach(entry -> csmsName(data, entry).ifPresent(name -> taken.add(folded(name))));
        List<Object> renamed = new ArrayList<>(entries.size());
        for (Payload entry : entries) {
            Optional<String> name = csmsName(data, entry);
            if (name.isPresent()) {
                renamed.add(entry.with(KEY, name.get()));
            } else if (!taken.contains(folded(entry.text(KEY).orElse("")))) {
                renamed.add(entry);
            }
        }
        Payload changed = entries.isEmpty() ? payload : payload.with(ENTRIES, renamed);
        return answer.withPayload(unknown(data, changed));
    }

    /** The CSMS's name for the key of an entry that has another one at the station. */
    private static Optional<String> csmsName(Payload data, Payload entry) {
        return entry.text(KEY).flatMap(name -> data.text(folded(name)));
    }

    private static Payload unknown(Payload data, Payload payload) {
        if (!(payload.get(UNKNOWN) instanceof List<?> unknown) || unknown.isEmpty()) {
            return payload;
        }
        List<Object> names = new ArrayList<>(unknown.size());
        unknown.forEach(
                key ->
                        names.add(
                                key instanceof String name
                                        ? data.text(folded(name)).orElse(name)
                                        : key));
        return payload.with(UNKNOWN, names);
    }

    /** Calls of the CSMS alone name keys, and the answers find back by themselves. */
    @Override
    public boolean isTwoSided() {
        return false;
    }
}
