package dev.substation.routes.rules;

import dev.substation.model.Action;
import dev.substation.model.Call;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import dev.substation.model.StatusNotification;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Gives StatusNotification an errorCode of OCPP 1.6 for a word of the maker's.
 *
 * <p>The word is looked for in {@code errorCode} (Technagon writes its own there) and, where that
 * says no more than OtherError, in {@code vendorErrorCode} (ABL: {@code RCCB TRIPPED}). It is never
 * lost: one from errorCode moves to vendorErrorCode, or to info when that is taken.
 */
public final class MapErrorCode implements SiteRule {

    private static final String ID = "map-error-code";
    private static final String MAP = "map";
    private static final String ERROR_CODE = "errorCode";
    private static final String VENDOR_ERROR_CODE = "vendorErrorCode";
    private static final String OTHER_ERROR = "OtherError";

    /** ChargePointErrorCode, OCPP 1.6 §7.6. */
    private static final List<String> CODES =
            List.of(
                    "ConnectorLockFailure",
                    "EVCommunicationError",
                    "GroundFailure",
                    "HighTemperature",
                    "InternalError",
                    "LocalListConflict",
                    "NoError",
                    OTHER_ERROR,
                    "OverCurrentFailure",
                    "OverVoltage",
                    "PowerMeterFailure",
                    "PowerSwitchFailure",
                    "ReaderFailure",
                    "ResetFailure",
                    "UnderVoltage",
                    "WeakSignal");

    @Override
    public String id() {
        return ID;
    }

    @Override
    public boolean isTwoSided() {
        return false;
    }

    @Override
    public Use use(Parameters parameters) {
        Map<String, String> codes = new HashMap<>();
        if (parameters.text(MAP).isEmpty()) {
            throw parameters.wrong(MAP, "is missing; " + example());
        }
        parameters.items(MAP).forEach(pair -> add(codes, pair, parameters));
        return context -> map(context, codes);
    }

    private static void add(Map<String, String> codes, String pair, Parameters parameters) {
        String[] sides = pair.split("=", -1);
        String word = sides[0].strip();
        if (sides.length != 2 || word.isEmpty()) {
            throw parameters.wrong(MAP, "has \"" + pair + "\"; " + example());
        }
        String code = sides[1].strip();
        if (!CODES.contains(code)) {
            throw parameters.wrong(
                    MAP, "has " + code + "; OCPP 1.6 knows " + String.join(", ", CODES));
        }
        if (codes.put(word, code) != null) {
            throw parameters.wrong(MAP, "names " + word + " twice");
        }
    }

    private static String example() {
        return "write word=errorCode, such as RCCB TRIPPED=GroundFailure, EVSE F5=OtherError";
    }

    private static Payload map(RuleContext context, Map<String, String> codes) {
        Call call = context.call();
        Payload payload = call.payload();
        if (call.direction() != Direction.UP || !call.action().equals(Action.StatusNotification)) {
            return payload;
        }
        StatusNotification report = new StatusNotification(payload);
        String given = report.errorCode().orElse("");
        if (codes.containsKey(given)) {
            return changed(context, keepingTheWord(payload, given), given, codes.get(given));
        }
        Optional<String> vendors = report.vendorErrorCode().map(String::strip).map(codes::get);
        return given.equals(OTHER_ERROR) && vendors.isPresent()
                ? changed(context, payload, given, vendors.get())
                : payload;
    }

    private static Payload changed(RuleContext context, Payload payload, String from, String to) {
        if (from.equals(to)) {
            return payload;
        }
        context.note(Note.renamed(ERROR_CODE, from, to, "the vendor's own error code"));
        return payload.with(ERROR_CODE, to);
    }

    private static Payload keepingTheWord(Payload payload, String word) {
        if (CODES.contains(word)) {
            return payload; // the standard's own, which the site reads differently
        }
        return List.of(VENDOR_ERROR_CODE, "info").stream()
                .filter(field -> payload.text(field).orElse("").isEmpty())
                .findFirst()
                .map(field -> payload.with(field, word))
                .orElse(payload);
    }
}
