package dev.substation.routes.rules;

import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.routes.rules.Parameters.Pair;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Gives a DataTransfer the names that the other side knows: makers have the same message under
 * names of their own. The station's name goes up as the CSMS's, and the CSMS's goes down as the
 * station's. The data does not change, and neither does the answer, which has no names.
 *
 * <p>vendorId and messageId are CiString in OCPP, so capitals do not matter.
 */
public final class RenameDataTransfer implements SiteRule {

    private static final String VENDOR = "vendorId";
    private static final String MESSAGE = "messageId";
    private static final String MAP = "map";
    private static final String EXAMPLE =
            "ABL/SetMeterConfiguration=generalConfiguration/setMeterConfiguration";

    /**
     * @param message empty for all messages of the vendor, which keep their own
     */
    private record Name(String vendor, String message) {

        static Name of(Parameters parameters, String text) {
            String[] parts = text.split("/", 2);
            boolean halved = parts.length == 2 && parts[1].isBlank();
            if (parts[0].isBlank() || halved) {
                throw parameters.wrong(
                        MAP, "has \"" + text + "\"; write vendorId/messageId, or vendorId alone");
            }
            return new Name(parts[0].strip(), parts.length == 2 ? parts[1].strip() : "");
        }

        String folded() {
            return (vendor + "/" + message).toLowerCase(Locale.ROOT);
        }
    }

    /** What messages are called at the one who gets them, by the folded name of the sender. */
    private record Names(Map<String, Name> up, Map<String, Name> down) {

        Map<String, Name> towards(Direction direction) {
            return direction == Direction.UP ? up : down;
        }
    }

    @Override
    public String id() {
        return "rename-data-transfer";
    }

    @Override
    public Use use(Parameters parameters) {
        Names names = new Names(new HashMap<>(), new HashMap<>());
        String eitherWay = "station: NAME, csms: NAME or map: \"NAME=NAME\", the station's first";
        for (Pair pair : parameters.pairsOrOne(eitherWay, EXAMPLE)) {
            Name station = Name.of(parameters, pair.station());
            Name csms = Name.of(parameters, pair.csms());
            if (station.message().isEmpty() != csms.message().isEmpty()) {
                throw parameters.wrong(MAP, "names a messageId on one side alone, at " + pair);
            }
            boolean twice = names.up().put(station.folded(), csms) != null;
            if (names.down().put(csms.folded(), station) != null || twice) {
                throw parameters.wrong(MAP, "names a message twice on one side, at " + pair);
            }
        }
        return context -> rename(context, names);
    }

    private static Payload rename(RuleContext context, Names names) {
        Call call = context.call();
        Payload payload = call.payload();
        if (!call.action().equals(Action.DataTransfer)) {
            return payload;
        }
        Map<String, Name> known = names.towards(call.direction());
        String vendor = payload.text(VENDOR).orElse("").strip();
        String message = payload.text(MESSAGE).orElse("").strip();
        return Optional.ofNullable(known.get(new Name(vendor, message).folded()))
                .or(() -> Optional.ofNullable(known.get(new Name(vendor, "").folded())))
                .map(
                        name ->
                                renamed(
                                        context,
                                        renamed(context, payload, VENDOR, name.vendor()),
                                        MESSAGE,
                                        name.message()))
                .orElse(payload);
    }

    private static Payload renamed(
            RuleContext context, Payload payload, String field, String name) {
        String before = payload.text(field).orElse("");
        if (name.isEmpty() || name.equals(before)) {
            return payload;
        }
        context.note(Note.renamed(field, before, name, "the receiver's name for the message"));
        return payload.with(field, name);
    }
}
