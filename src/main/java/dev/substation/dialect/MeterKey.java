package dev.substation.dialect;

import dev.substation.model.Payload;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The public key of a meter that signs, and where messages have one. Makers write it in several
 * forms, of which each can mean one thing alone.
 *
 * @param connectorId as its sender writes it; empty when it names none
 * @param meterSerial empty when the sender names none
 * @param publicKey as it was sent; empty when the sender names the meter alone
 */
public record MeterKey(Optional<Long> connectorId, String meterSerial, String publicKey) {

    /** The longest key that is taken for one: RSA of 8192 bits in hexadecimal digits. */
    private static final int LONGEST = 4_096;

    /** No public key of a meter is as short: an elliptic curve of 192 bits in Base64 has 66. */
    private static final int SHORTEST = 32;

    private static final Pattern PLAIN = Pattern.compile("[0-9A-Za-z+/=:_\\-\\s]+");

    private static final String OCMF = "OCMF|";

    private static final List<String> KEYS = List.of("publickey", "meterpublickey", "pk", "key");
    private static final List<String> SERIALS = List.of("meterserial", "serial", "ms");
    private static final List<String> CONNECTORS = List.of("connectorid", "connector");

    /**
     * The key in an answer to GetMeterPublicKey: alone, or in an object of JSON, depending on the
     * version of the station (ABL 1.8 and 1.8p1).
     */
    public static Optional<String> inAnswer(String data) {
        return json(data)
                .map(object -> of(object).publicKey())
                .or(() -> Optional.of(data.strip()))
                .filter(MeterKey::isKey);
    }

    /** The meters in the data of SetMeterConfiguration, as ABL and Technagon send it. */
    public static List<MeterKey> inConfiguration(String data) {
        return json(data).map(object -> object.objects("meters")).orElse(List.of()).stream()
                .map(MeterKey::of)
                .filter(meter -> isKey(meter.publicKey()))
                .toList();
    }

    /**
     * The meter that signed a record of OCMF, as text or in hexadecimal digits. The format names
     * the meter (MS); few stations add its key.
     */
    public static Optional<MeterKey> inSignedValue(String value) {
        String text = value.startsWith(OCMF) ? value : ofHex(value);
        if (!text.startsWith(OCMF)) {
            return Optional.empty();
        }
        List<Payload> sections = sections(text);
        MeterKey key = new MeterKey(Optional.empty(), "", "");
        for (Payload section : sections) {
            MeterKey found = of(section);
            key =
                    new MeterKey(
                            Optional.empty(),
                            key.meterSerial().isEmpty() ? found.meterSerial() : key.meterSerial(),
                            isKey(found.publicKey()) ? found.publicKey() : key.publicKey());
        }
        return Optional.of(key)
                .filter(it -> !it.meterSerial().isEmpty() || !it.publicKey().isEmpty());
    }

    /** The objects between the bars; a bar inside a text of one makes both halves unreadable. */
    private static List<Payload> sections(String text) {
        List<Payload> sections = new ArrayList<>();
        for (String section : text.substring(OCMF.length()).split("\\|")) {
            json(section).ifPresent(sections::add);
        }
        return sections;
    }

    private static String ofHex(String value) {
        String digits = value.strip();
        boolean hex =
                digits.length() % 2 == 0
                        && digits.regionMatches(true, 0, "4f434d467c", 0, 2 * OCMF.length());
        try {
            return hex ? new String(HexFormat.of().parseHex(digits), StandardCharsets.UTF_8) : "";
        } catch (IllegalArgumentException noHex) {
            return "";
        }
    }

    private static MeterKey of(Payload object) {
        return new MeterKey(
                field(object, CONNECTORS)
                        .filter(number -> number.matches("\\d{1,9}"))
                        .map(Long::valueOf),
                field(object, SERIALS).orElse(""),
                field(object, KEYS).orElse(""));
    }

    /** A field whose name is one of these, whatever its capitals; numbers as text. */
    private static Optional<String> field(Payload object, List<String> names) {
        return names.stream()
                .flatMap(
                        name ->
                                object.entrySet().stream()
                                        .filter(
                                                entry ->
                                                        entry.getKey()
                                                                .toLowerCase(Locale.ROOT)
                                                                .equals(name)))
                .map(Map.Entry::getValue)
                .filter(value -> value instanceof String || value instanceof Long)
                .map(value -> value.toString().strip())
                .findFirst();
    }

    private static boolean isKey(String text) {
        return text.length() >= SHORTEST
                && text.length() <= LONGEST
                && PLAIN.matcher(text).matches();
    }

    private static Optional<Payload> json(String text) {
        if (!text.strip().startsWith("{")) {
            return Optional.empty();
        }
        try {
            return Optional.of(Json.read(text.strip()));
        } catch (BadMessage noObject) {
            return Optional.empty();
        }
    }
}
