package dev.substation.dialect;

import dev.substation.model.Action;
import dev.substation.model.Payload;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Configuration keys that say where a station finds its CSMS, and how it calls itself there.
 * Whoever sets one takes the station away from the gateway. OCPP 1.6 names none; the makers' names
 * are alike: {@code CentralSystemAddress} and {@code HostConnectorType} (KEBA), {@code ServiceURL},
 * {@code OcppVersion} and {@code ChargeBoxId} (ABL), paths such as {@code /ocpp/backend/url}. A key
 * is known by its words.
 */
public final class AddressKeys {

    /** A name of the CSMS that means nothing else. */
    private static final List<List<String>> CSMS =
            List.of(
                    List.of("central", "system"),
                    List.of("central", "server"),
                    List.of("management", "system"),
                    List.of("back", "end"),
                    List.of("backend"),
                    List.of("back", "office"),
                    List.of("backoffice"),
                    List.of("csms"));

    /** Who may be the CSMS, if an address is said of it. */
    private static final Set<String> PEERS =
            Set.of(
                    "ocpp",
                    "service",
                    "server",
                    "websocket",
                    "ws",
                    "wss",
                    "cs",
                    "connection",
                    "endpoint");

    private static final Set<String> ADDRESSES = Set.of("url", "urls", "uri", "address", "fqdn");

    /** Addresses only behind the name of a peer. */
    private static final Set<String> PARTS =
            Set.of(
                    "addr",
                    "hostname",
                    "host",
                    "port",
                    "path",
                    "endpoint",
                    "domain",
                    "server",
                    "servers",
                    "ip");

    private static final List<List<String>> IDENTITIES =
            List.of(
                    List.of("charge", "box"),
                    List.of("charge", "point"),
                    List.of("charging", "station"),
                    List.of("cp"),
                    List.of("cb"),
                    List.of("ocpp"));

    private static final Set<String> IDS = Set.of("id", "identity", "identifier");

    private static final List<List<String>> PROTOCOLS =
            List.of(
                    List.of("ocpp", "version"),
                    List.of("ocpp", "protocol"),
                    List.of("host", "connector", "type"));

    /** Other machines: where files go, the time comes from, cards are paid, values are read. */
    private static final Set<String> OTHERS =
            Set.of(
                    "ftp",
                    "ftps",
                    "sftp",
                    "firmware",
                    "diagnostic",
                    "diagnostics",
                    "diagnose",
                    "log",
                    "logs",
                    "logging",
                    "syslog",
                    "ntp",
                    "sntp",
                    "time",
                    "proxy",
                    "upload",
                    "download",
                    "modbus",
                    "mqtt",
                    "meter",
                    "meters",
                    "dns",
                    "dhcp",
                    "ldap",
                    "webserver",
                    "webui",
                    "payment",
                    "pay",
                    "billing",
                    "customer",
                    "tariff",
                    "price",
                    "display",
                    "image",
                    "mail",
                    "smtp",
                    "snmp",
                    "ssh",
                    "vpn",
                    "radius",
                    "certificate",
                    "cert",
                    "tag",
                    "list",
                    "report");

    /** Others too, unless the CSMS is named: {@code UpdateServerUrl}, {@code BackendUrlLocal}. */
    private static final Set<String> OTHERS_THAN_CSMS = Set.of("local", "update", "updates");

    /** What is set about a connection without moving it. */
    private static final Set<String> MANNERS =
            Set.of(
                    "timeout",
                    "interval",
                    "retry",
                    "retries",
                    "attempts",
                    "count",
                    "period",
                    "delay",
                    "ping",
                    "enabled",
                    "enable",
                    "disable",
                    "check",
                    "verify",
                    "password",
                    "user",
                    "username",
                    "length",
                    "max",
                    "limit",
                    "status",
                    "supported",
                    "available",
                    "format",
                    "visible");

    private static final Set<String> SETTING =
            Set.of("set", "change", "write", "update", "configure");
    private static final Set<String> READING = Set.of("get", "read", "query", "report", "notify");

    /** What a DataTransfer that sets configuration keys is called, and no other. */
    private static final Set<String> CONFIGURATION =
            Set.of(
                    "put",
                    "config",
                    "configuration",
                    "configurations",
                    "parameter",
                    "parameters",
                    "param",
                    "params",
                    "setting",
                    "settings",
                    "variable",
                    "variables",
                    "key",
                    "keys",
                    "value",
                    "values",
                    "ocpp",
                    "custom",
                    "vendor",
                    "station");

    private static final int NONE = -1;

    private static final Set<String> WORDS = new HashSet<>();

    static {
        List.of(
                        PEERS,
                        ADDRESSES,
                        PARTS,
                        IDS,
                        OTHERS,
                        OTHERS_THAN_CSMS,
                        MANNERS,
                        SETTING,
                        CONFIGURATION)
                .forEach(WORDS::addAll);
        List.of(CSMS, IDENTITIES, PROTOCOLS).forEach(names -> names.forEach(WORDS::addAll));
        WORDS.addAll(List.of("web", "socket", "ui", "v", "get", "primary", "secondary", "backup"));
    }

    /** Of the Open Charge Alliance: its messages carry names of OCPP 2, and move nothing. */
    private static final String ALLIANCE = "org.openchargealliance";

    private AddressKeys() {}

    /** The key in a call of the CSMS that would take its station away; empty for most calls. */
    public static Optional<String> in(Action action, Payload payload) {
        if (action.equals(Action.ChangeConfiguration)) {
            return payload.text("key").filter(AddressKeys::isOne);
        }
        if (!action.equals(Action.DataTransfer)
                || payload.text("vendorId")
                        .filter(id -> id.toLowerCase(Locale.ROOT).startsWith(ALLIANCE))
                        .isPresent()) {
            return Optional.empty();
        }
        Optional<String> messageId = payload.text("messageId");
        return messageId
                .filter(AddressKeys::isSet)
                .or(
                        () ->
                                Optional.ofNullable(payload.get("data"))
                                        .flatMap(data -> inData(messageId.orElse(""), data)));
    }

    /** Whether the very name of a DataTransfer says that it moves the station. */
    private static boolean isSet(String messageId) {
        List<String> words = words(messageId);
        if (words.isEmpty() || READING.contains(words.get(0))) {
            return false;
        }
        return isAddress(words) || SETTING.contains(words.get(0)) && isName(words);
    }

    /** Data may name the station or the CSMS for many reasons; only who sets that moves it. */
    private static Optional<String> inData(String messageId, Object data) {
        List<String> title = words(messageId);
        List<DataNames.Name> names = DataNames.in(data);
        boolean pairs = names.stream().anyMatch(name -> name.written());
        boolean writes =
                !pairs
                        && !title.isEmpty()
                        && title.stream()
                                .allMatch(w -> SETTING.contains(w) || CONFIGURATION.contains(w));
        return names.stream()
                .filter(
                        name -> {
                            List<String> words = words(name.text());
                            return isAddress(words) || (writes || name.written()) && isName(words);
                        })
                .map(DataNames.Name::text)
                .findFirst();
    }

    /** Whether a key, however it is spelled, is one of these. */
    static boolean isOne(String key) {
        List<String> words = words(key);
        return isAddress(words) || isName(words);
    }

    private static List<String> words(String name) {
        List<String> words = NameWords.of(name, WORDS);
        return words.isEmpty() ? words : joined(words);
    }

    /** {@code WebSocket} is one word, and {@code WebServer} another machine. */
    private static List<String> joined(List<String> words) {
        List<String> joined = new ArrayList<>();
        for (String word : words) {
            int last = joined.size() - 1;
            boolean afterWeb = last >= 0 && joined.get(last).equals("web");
            if (afterWeb && Set.of("socket", "server", "ui").contains(word)) {
                joined.set(last, "web" + word);
            } else if (word.equals("out") && last >= 0 && joined.get(last).equals("time")) {
                joined.set(last, "timeout");
            } else {
                joined.add(word);
            }
        }
        return joined;
    }

    /** Whether a name says where a peer is, and the peer may be the CSMS. */
    private static boolean isAddress(List<String> words) {
        boolean csms = CSMS.stream().anyMatch(name -> indexOf(words, name) >= 0);
        if (isOfOthers(words, csms)) {
            return false;
        }
        int peer = peer(words);
        if (peer == NONE) {
            return false;
        }
        boolean said = words.stream().anyMatch(ADDRESSES::contains);
        List<String> behind = words.subList(peer + 1, words.size());
        return said || behind.stream().anyMatch(PARTS::contains);
    }

    /** Where the name of the first peer ends. */
    private static int peer(List<String> words) {
        int first = NONE;
        for (int i = words.size() - 1; i >= 0; i--) {
            if (PEERS.contains(words.get(i))) {
                first = i;
            }
        }
        for (List<String> name : CSMS) {
            int at = indexOf(words, name);
            if (at >= 0 && (first == NONE || at <= first)) {
                first = at + name.size() - 1;
            }
        }
        return first;
    }

    /** Whether a name is that of the station or the CSMS itself, or of their protocol. */
    private static boolean isName(List<String> words) {
        if (isOfOthers(words, true)) {
            return false;
        }
        boolean identity =
                IDENTITIES.stream()
                        .anyMatch(
                                name -> {
                                    int at = indexOf(words, name);
                                    int id = at + name.size();
                                    return at >= 0
                                            && id < words.size()
                                            && IDS.contains(words.get(id));
                                });
        return identity
                || PROTOCOLS.stream().anyMatch(name -> indexOf(words, name) >= 0)
                || CSMS.contains(
                        words.stream()
                                .filter(w -> !w.equals("ocpp") && !SETTING.contains(w))
                                .filter(w -> !Character.isDigit(w.charAt(0)))
                                .toList());
    }

    private static boolean isOfOthers(List<String> words, boolean csms) {
        return words.stream()
                .anyMatch(
                        w ->
                                OTHERS.contains(w)
                                        || MANNERS.contains(w)
                                        || !csms && OTHERS_THAN_CSMS.contains(w));
    }

    private static int indexOf(List<String> words, List<String> name) {
        return Collections.indexOfSubList(words, name);
    }
}
