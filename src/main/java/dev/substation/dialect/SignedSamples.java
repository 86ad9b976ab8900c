package dev.substation.dialect;

import dev.substation.model.Action;
import dev.substation.model.MeterValue;
import dev.substation.model.Payload;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The SHA-256 of what is signed in a message: of all samples of the meter values that have a
 * signature, the plain value beside it among them. Who is shown the same twice knows that nothing
 * in them differs, neither a digit nor a unit (docs/eichrecht.md).
 *
 * <p>What is hashed is text that others can make too: each sample in its order, as a JSON object
 * without blanks whose fields stand in the order of the alphabet, and a line feed behind it.
 */
public final class SignedSamples {

    private SignedSamples() {}

    /**
     * The hash, in hexadecimal digits; empty when nothing in the message is signed.
     *
     * @param payload of a call up, canonical; whether one object stands for a list of one makes no
     *     difference
     */
    public static String hash(Action action, Payload payload) {
        Optional<String> field = Samples.field(action);
        if (field.isEmpty() || !isSigned(payload, field.get())) {
            return "";
        }
        List<Payload> values =
                Samples.values(payload, field.get()).stream()
                        .map(value -> value.with(MeterValue.SAMPLED_VALUE, samples(value)))
                        .toList();
        Set<Object> signed = Samples.signedTimes(values);
        MessageDigest digest = Sha256.digest();
        values.stream()
                .filter(value -> Samples.isSealed(value, signed))
                .flatMap(value -> samples(value).stream())
                .map(sample -> Json.write(new Payload(new TreeMap<>(sample))) + "\n")
                .forEach(line -> digest.update(line.getBytes(StandardCharsets.UTF_8)));
        return HexFormat.of().formatHex(digest.digest());
    }

    private static boolean isSigned(Payload payload, String field) {
        for (Payload value : Samples.values(payload, field)) {
            for (Payload sample : samples(value)) {
                if (Samples.isSignature(sample)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static List<Payload> samples(Payload meterValue) {
        return new MeterValue(meterValue).samples();
    }
}
