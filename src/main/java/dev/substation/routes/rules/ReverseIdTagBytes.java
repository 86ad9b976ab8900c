package dev.substation.routes.rules;

import dev.substation.model.Payload;
import java.util.ArrayList;
import java.util.List;

/**
 * Reverses the bytes of cards that are UIDs in hexadecimal: some readers send the first byte first,
 * others the last. Doing it twice undoes it, so both ways are alike.
 */
final class ReverseIdTagBytes extends IdTagRule {

    ReverseIdTagBytes(RuleMemory memory) {
        super("reverse-idtag-bytes", "the CSMS has the bytes in the other order", memory);
    }

    @Override
    Payload settings(Parameters parameters) {
        List<Long> lengths = new ArrayList<>();
        for (String length : parameters.items("bytes", "4,7,8,10")) {
            lengths.add(parameters.number("bytes", length, 2));
        }
        return Payload.of("bytes", lengths);
    }

    @Override
    String towardsCsms(Payload settings, String tag) {
        List<?> lengths = (List<?>) settings.get("bytes");
        boolean uid =
                tag.matches("([0-9A-Fa-f]{2})+") && lengths.contains((long) (tag.length() / 2));
        return uid ? reversed(tag) : tag;
    }

    private static String reversed(String tag) {
        StringBuilder bytes = new StringBuilder(tag.length());
        for (int at = tag.length() - 2; at >= 0; at -= 2) {
            bytes.append(tag, at, at + 2);
        }
        return bytes.toString();
    }

    @Override
    String towardsStation(Payload settings, String tag) {
        return towardsCsms(settings, tag);
    }

    @Override
    boolean remembers() {
        return false;
    }
}
