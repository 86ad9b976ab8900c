package dev.substation.routes.rules;

import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Gives connectors names for people: in the log, in the message log, and to whoever asks {@link
 * #name}. What goes on is not changed.
 */
public final class NameConnector implements SiteRule {

    private static final Logger LOG = LoggerFactory.getLogger(NameConnector.class);

    private static final String ID = "name-connector";
    private static final String FIELD = "connectorId";
    private static final int LONGEST = 40;
    private static final int MOST = 100;

    private final RuleMemory memory;

    /**
     * @param memory where names are looked up
     */
    public NameConnector(RuleMemory memory) {
        this.memory = memory;
    }

    @Override
    public String id() {
        return ID;
    }

    /** The name of a station's connector, when one of its calls has met a rule that names it. */
    public Optional<String> name(StationId station, long connector) {
        return memory.recall(ID, station, Long.toString(connector));
    }

    @Override
    public Use use(Parameters parameters) {
        Map<Long, String> names = new TreeMap<>();
        for (String pair : parameters.items("names")) {
            String[] sides = pair.split("=", 2);
            if (sides.length != 2 || sides[1].isBlank() || sides[1].strip().length() > LONGEST) {
                throw parameters.wrong(
                        "names",
                        "has "
                                + pair
                                + "; write connectors and names of at most "
                                + LONGEST
                                + " characters, such as 1=Garage left,2=Garage right");
            }
            long connector = parameters.number("names", sides[0].strip(), 0);
            if (names.put(connector, sides[1].strip()) != null || names.size() > MOST) {
                throw parameters.wrong("names", "names a connector twice, at " + pair);
            }
        }
        return context -> noted(context, names);
    }

    private static Payload noted(RuleContext context, Map<Long, String> names) {
        Call call = context.call();
        Optional<Long> connector = call.payload().number(FIELD).filter(names::containsKey);
        if (connector.isEmpty()) {
            return call.payload();
        }
        String key = Long.toString(connector.get());
        String name = names.get(connector.get());
        if (!context.remembered(key).equals(Optional.of(name))) {
            context.remember(key, name);
        }
        if (!context.isTrial()) {
            log(call, key, name);
        }
        // Meter values are many and say nothing new.
        if (!call.action().equals(Action.MeterValues)) {
            String reason = "connector " + key + " is called " + name;
            context.note(Note.renamed(FIELD, key, key, reason));
        }
        return call.payload();
    }

    private static void log(Call call, String connector, String name) {
        boolean begins = call.action().equals(Action.StartTransaction);
        LOG.atLevel(begins ? Level.INFO : Level.DEBUG)
                .log(
                        "station={} action={} id={} connector={} name=\"{}\"",
                        call.station(),
                        call.action(),
                        call.messageId(),
                        connector,
                        name);
    }

    @Override
    public boolean isTwoSided() {
        return false;
    }
}
