package dev.substation.app;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The configuration file of a KEBA network, which its master reads from a USB stick: {@code *.conf}
 * with the section {@code [CONFIGURATION]}.
 *
 * @param values by key as the file spells it, in order
 */
record KebaConf(Map<String, String> values) {

    static final String HOST_CONNECTOR_TYPE = "HostConnectorType";
    static final String CENTRAL_ADDRESS = "CentralSystemAddress";
    static final String CENTRAL_PORT = "CentralSystemPort";
    static final String CENTRAL_PATH = "CentralSystemPath";
    static final String OWN_ADDRESS = "ChargepointAddress";
    static final String OWN_PORT = "ChargepointPort";
    static final String IDENTITY = "ChargeBoxIdentity";
    static final String CONNECTORS = "AmountConnectors";

    /** The only value of HostConnectorType that the manual names. */
    static final String OCPP_15 = "OCPP_15";

    private static final String SECTION = "[CONFIGURATION]";
    private static final Pattern SERIAL =
            Pattern.compile("connect2connectorserial(\\d{1,2})", Pattern.CASE_INSENSITIVE);

    /** KEBA gives these addresses to the boxes of its own network. */
    private static final String KEPT_BY_KEBA = "192.168.25.";

    private static final int PORT_LEAST = 1_025;
    private static final int PORT_MOST = 65_535;
    private static final int BOXES_MOST = 16;

    KebaConf {
        values = Map.copyOf(values);
    }

    /** Reads a file, whatever its line ends; what is in another section is passed over. */
    static KebaConf read(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        boolean ours = true;
        for (String line : text.replace("\uFEFF", "").split("\\R")) {
            String content = line.strip();
            int equals = content.indexOf('=');
            if (content.startsWith("[")) {
                ours = content.equalsIgnoreCase(SECTION);
            } else if (ours && equals > 0 && !content.startsWith(";") && !content.startsWith("#")) {
                values.put(
                        content.substring(0, equals).strip(),
                        unquoted(content.substring(equals + 1).strip()));
            }
        }
        return new KebaConf(values);
    }

    private static String unquoted(String value) {
        boolean quoted = value.length() > 1 && value.startsWith("\"") && value.endsWith("\"");
        return quoted ? value.substring(1, value.length() - 1) : value;
    }

    /** A value; capitals of the key do not count. */
    Optional<String> value(String key) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().equalsIgnoreCase(key))
                .map(Map.Entry::getValue)
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    /** The serial number of the box at each connector. */
    Map<Integer, String> serials() {
        Map<Integer, String> serials = new TreeMap<>();
        values.forEach(
                (key, value) -> {
                    Matcher serial = SERIAL.matcher(key);
                    if (serial.matches() && !value.isEmpty()) {
                        serials.put(Integer.valueOf(serial.group(1)), value);
                    }
                });
        return serials;
    }

    /** How many connectors the network has; by its serials when the file does not say it. */
    int connectors() {
        return value(CONNECTORS)
                .filter(text -> text.matches("\\d{1,2}"))
                .map(Integer::valueOf)
                .orElseGet(() -> serials().keySet().stream().max(Integer::compare).orElse(0));
    }

    /** What is wrong or doubtful, each in a sentence. */
    List<String> doubts() {
        List<String> doubts = new ArrayList<>();
        value(OWN_PORT)
                .filter(port -> !isPort(port))
                .ifPresent(
                        port ->
                                doubts.add(
                                        "%s is %s; KEBA takes %d to %d"
                                                .formatted(OWN_PORT, port, PORT_LEAST, PORT_MOST)));
        for (String key : List.of(CENTRAL_ADDRESS, OWN_ADDRESS)) {
            value(key)
                    .filter(address -> address.contains(KEPT_BY_KEBA))
                    .ifPresent(
                            address ->
                                    doubts.add(
                                            "%s is %s; KEBA keeps the addresses %sx for its own"
                                                            .formatted(key, address, KEPT_BY_KEBA)
                                                    + " network; choose another"));
        }
        if (connectors() > BOXES_MOST) {
            doubts.add(
                    "%s is %d; a network has %d boxes at most"
                            .formatted(CONNECTORS, connectors(), BOXES_MOST));
        }
        serials().keySet().stream()
                .filter(connector -> connector < 1 || connector > connectors())
                .forEach(
                        connector ->
                                doubts.add(
                                        "there is a serial for connector %d, but %s is %d"
                                                .formatted(connector, CONNECTORS, connectors())));
        value(HOST_CONNECTOR_TYPE)
                .filter(type -> !type.equals(OCPP_15))
                .ifPresent(
                        type ->
                                doubts.add(
                                        "%s is %s, which the manual does not name; the gateway"
                                                        .formatted(HOST_CONNECTOR_TYPE, type)
                                                + " learns from the messages what the master"
                                                + " speaks"));
        return doubts;
    }

    private static boolean isPort(String text) {
        return text.matches("\\d{1,5}")
                && Integer.parseInt(text) >= PORT_LEAST
                && Integer.parseInt(text) <= PORT_MOST;
    }

    /** What to write into {@code site.yaml} for the station. */
    String entry() {
        String identity = value(IDENTITY).orElse("NAME");
        StringBuilder entry = new StringBuilder("stations:\n  " + identity + ":\n");
        entry.append("    vendor: keba\n");
        value(HOST_CONNECTOR_TYPE)
                .filter(OCPP_15::equals)
                .ifPresent(type -> entry.append("    dialect: soap1.5\n"));
        value(OWN_ADDRESS)
                .ifPresent(
                        address ->
                                entry.append("    callback: http://")
                                        .append(address)
                                        .append(value(OWN_PORT).map(port -> ":" + port).orElse(""))
                                        .append("/   # only if the announced address is not")
                                        .append(" reachable\n"));
        if (connectors() > 1) {
            entry.append("    # split: { ");
            for (int connector = 1; connector <= connectors(); connector++) {
                entry.append(connector > 1 ? ", " : "")
                        .append("\"%d\": %s-%d".formatted(connector, identity, connector));
            }
            entry.append(" }   # each box as a station of its own\n");
        }
        return entry.toString();
    }

    /** The line of a route for a network that knows its boxes; empty without serials. */
    Optional<String> rule() {
        String serials =
                serials().entrySet().stream()
                        .map(serial -> serial.getValue() + "=" + serial.getKey())
                        .collect(Collectors.joining(","));
        return Optional.of(serials)
                .filter(text -> !text.isEmpty())
                .map(
                        text ->
                                ("- kamelet: { name: strip-idtag-suffix, parameters: { restore:"
                                                + " expanded, serials: \"%s\" } }\n")
                                        .formatted(text));
    }

    /**
     * The file.
     *
     * @param lines in their order, for {@code values} has none
     */
    static String text(Map<String, String> lines) {
        StringBuilder text = new StringBuilder(SECTION).append("\r\n");
        lines.forEach((key, value) -> text.append(key + "=" + value + "\r\n"));
        return text.toString();
    }
}
