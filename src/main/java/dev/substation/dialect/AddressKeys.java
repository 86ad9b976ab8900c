package dev.substation.dialect;

import dev.substation.model.Action;
import dev.substation.model.Payload;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Configuration keys that say where a station finds its CSMS, and how it calls itself there.
 * Whoever sets one takes the station away from the gateway. OCPP 1.6 names none; the makers' names
 * are alike: {@code CentralSystemAddress} and {@code HostConnectorType} (KEBA), {@code ServiceURL},
 * {@code OcppVersion} and {@code ChargeBoxId} (ABL), paths such as {@code /ocpp/backend/url}.
 */
public final class AddressKeys {

    private static final Pattern ADDRESS =
            Pattern.compile(
                    ".*(?:centralsystem|backend|backoffice|csms|ocpp|service|server|websocket|endpoint)"
                            + ".*(?:url|uri|address|addr|hostname|host|(?<!sup|re|trans|im|ex)port|path"
                            + "|endpoint|domain|fqdn|server|serverip|systemip|backendip)\\d*");

    private static final Pattern BARE =
            Pattern.compile("(?:centralsystem|backend|backoffice|csms)\\d*");

    private static final Pattern IDENTITY =
            Pattern.compile(
                    ".*(?:ocppversion|ocppprotocol|ocppprotocolversion|hostconnectortype"
                            + "|chargeboxid|chargeboxidentity|chargepointid|chargepointidentity|ocppid"
                            + "|ocppidentity)|cpid|cbid");

    /** Addresses of other machines: where files go, the time comes from, and values are read. */
    private static final Pattern OTHERS =
            Pattern.compile(
                    "ftp|firmware|diagnos|log|ntp|timeserver|proxy|update|upload|download|modbus|mqtt|meter"
                            + "|dns|dhcp|ldap|web(?:ui|server)|local");

    private static final Pattern QUOTED = Pattern.compile("\"([A-Za-z/][\\w./ -]{1,99})\"");
    private static final Pattern ASSIGNED = Pattern.compile("([A-Za-z/][\\w./-]{1,99})\\s*[=:]");

    private static final int MOST_SEARCHED = 10_000;

    private AddressKeys() {}

    /** The key in a call of the CSMS that would take its station away; empty for most calls. */
    public static Optional<String> in(Action action, Payload payload) {
        if (action.equals(Action.ChangeConfiguration)) {
            return payload.text("key").filter(AddressKeys::isOne);
        }
        if (!action.equals(Action.DataTransfer)) {
            return Optional.empty();
        }
        return payload.text("messageId")
                .filter(AddressKeys::isOne)
                .or(() -> Optional.ofNullable(payload.get("data")).flatMap(AddressKeys::inData));
    }

    /** The makers write keys into data as JSON or as {@code name=value}. */
    private static Optional<String> inData(Object data) {
        String whole = data instanceof String text ? text : Json.text(data);
        String text = whole.substring(0, Math.min(whole.length(), MOST_SEARCHED));
        for (Pattern form : List.of(QUOTED, ASSIGNED)) {
            Matcher names = form.matcher(text);
            while (names.find()) {
                if (isOne(names.group(1))) {
                    return Optional.of(names.group(1));
                }
            }
        }
        return Optional.empty();
    }

    /** Whether a key, however it is spelled, is one of these. */
    static boolean isOne(String key) {
        String name = key.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return IDENTITY.matcher(name).matches()
                || BARE.matcher(name).matches()
                || ADDRESS.matcher(name).matches() && !OTHERS.matcher(name).find();
    }
}
