package dev.substation.routes.rules;

import dev.substation.model.Answer;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.routes.rules.Parameters.Pair;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gives a connector another number towards the CSMS than the station gives it.
 *
 * <p>{@code connectorId} stands at the top of 13 messages of OCPP 1.6, the answer to
 * GetCompositeSchedule and ExtendedTriggerMessage among them, and nowhere deeper; a message that is
 * not in the standard is treated alike. Connector 0, the whole station, keeps its number.
 *
 * <p>A connector is renamed once per call, however many uses of this rule the call passes: so the
 * two lines "1 is 2" and "2 is 1" swap two connectors and do not undo each other.
 */
public final class RenameConnector implements SiteRule {

    private static final String ID = "rename-connector";
    private static final String FIELD = "connectorId";

    private record Names(Map<Long, Long> up, Map<Long, Long> down) {}

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Use use(Parameters parameters) {
        Names names = names(parameters);
        return context -> rename(context, names);
    }

    private static Names names(Parameters parameters) {
        List<Pair> pairs =
                parameters.pairsOrOne("station: 1, csms: 2 or map: \"1=2,2=1\"", "1=2,2=1");
        Names names = new Names(new HashMap<>(), new HashMap<>());
        for (Pair pair : pairs) {
            long station = parameters.number("station", pair.station(), 1);
            long csms = parameters.number("csms", pair.csms(), 1);
            boolean twice = names.up().put(station, csms) != null;
            if (names.down().put(csms, station) != null || twice) {
                throw parameters.wrong("map", "names a connector twice on one side, at " + pair);
            }
        }
        return names;
    }

    private static Payload rename(RuleContext context, Names names) {
        Payload payload = context.call().payload();
        Map<Long, Long> way =
                context.call().direction() == Direction.UP ? names.up() : names.down();
        Long from = payload.number(FIELD).orElse(0L);
        Long to = way.get(from);
        if (to == null || context.acted()) {
            return payload;
        }
        context.undo(Payload.of("from", from, "to", to));
        context.note(Note.renamed(FIELD, "" + from, "" + to, "the site's number for it"));
        return payload.with(FIELD, to);
    }

    @Override
    public Answer unwind(Payload data, Answer.Result answer) {
        Payload payload = answer.payload();
        if (!payload.number(FIELD).equals(data.number("to"))) {
            return answer;
        }
        return answer.withPayload(payload.with(FIELD, data.number("from").orElseThrow()));
    }
}
