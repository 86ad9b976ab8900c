package dev.substation.routes.rules;

import dev.substation.model.Payload;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Writes cards that are UIDs as the CSMS does: in hexadecimal, with colons, or as a number. */
final class RewriteIdTag extends IdTagRule {

    private static final List<String> FORMS = Arrays.stream(Form.values()).map(Form::word).toList();

    /** Bytes of a UID, the shortest first (ISO 14443: 4, 7 or 10; ISO 15693: 8). */
    private static final int[] LENGTHS = {4, 7, 8, 10};

    /** How the bytes of a UID are written. */
    private enum Form {
        HEX {
            @Override
            Optional<String> hex(String tag) {
                return Optional.of(tag).filter(RewriteIdTag::isUid);
            }

            @Override
            String written(String hex) {
                return hex;
            }
        },
        COLONS {
            @Override
            Optional<String> hex(String tag) {
                return tag.matches("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2})+")
                        ? HEX.hex(tag.replace(":", ""))
                        : Optional.empty();
            }

            @Override
            String written(String hex) {
                return hex.replaceAll("..(?!$)", "$0:");
            }
        },
        DECIMAL {
            @Override
            Optional<String> hex(String tag) {
                if (!tag.matches("[0-9]{1,25}")) {
                    return Optional.empty();
                }
                String digits = new BigInteger(tag).toString(16).toUpperCase(Locale.ROOT);
                return Arrays.stream(LENGTHS)
                        .filter(bytes -> digits.length() <= 2 * bytes)
                        .mapToObj(bytes -> "0".repeat(2 * bytes - digits.length()) + digits)
                        .findFirst();
            }

            @Override
            String written(String hex) {
                return new BigInteger(hex, 16).toString();
            }
        };

        /** The bytes of a UID that is written so; empty for what is none. */
        abstract Optional<String> hex(String tag);

        abstract String written(String hex);

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    RewriteIdTag(RuleMemory memory) {
        super("rewrite-idtag", "the CSMS writes UIDs in another way", memory);
    }

    private static boolean isUid(String hex) {
        return hex.matches("[0-9A-Fa-f]+")
                && Arrays.stream(LENGTHS).anyMatch(bytes -> hex.length() == 2 * bytes);
    }

    @Override
    Payload settings(Parameters parameters) {
        String station = parameters.word("station", "", FORMS);
        String csms = parameters.word("csms", "", FORMS);
        if (station.equals(csms)) {
            throw parameters.wrong("csms", "is " + csms + " on both sides; the rule is not needed");
        }
        return Payload.of("station", station, "csms", csms);
    }

    @Override
    String towardsCsms(Payload settings, String tag) {
        return rewritten(form(settings, "station"), form(settings, "csms"), tag);
    }

    @Override
    String towardsStation(Payload settings, String tag) {
        return rewritten(form(settings, "csms"), form(settings, "station"), tag);
    }

    private static Form form(Payload settings, String side) {
        return Form.valueOf(settings.text(side).orElseThrow().toUpperCase(Locale.ROOT));
    }

    private static String rewritten(Form from, Form to, String tag) {
        return from.hex(tag).map(to::written).orElse(tag);
    }

    /** A number has no capitals, and no zeros in front. */
    @Override
    boolean remembers() {
        return true;
    }
}
