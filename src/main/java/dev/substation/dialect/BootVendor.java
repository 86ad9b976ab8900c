package dev.substation.dialect;

import dev.substation.model.Payload;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Which vendor profile a station has, by what it says of itself at boot. */
public final class BootVendor {

    private static final String VENDOR = "chargePointVendor";
    private static final String MODEL = "chargePointModel";

    /**
     * A vendor with what its stations say; a model that others sell under their own name counts.
     * ABL is a word of its own, for it is a part of many others.
     */
    private record Row(String vendor, Pattern name, Pattern model) {

        static Row of(String vendor, String name, String model) {
            int flags = Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE;
            return new Row(vendor, Pattern.compile(name, flags), Pattern.compile(model, flags));
        }
    }

    // spotless:off
    private static final List<Row> ROWS =
            List.of(
                    Row.of("keba",      "keba",                                     "keba|^KC-P\\d0"),
                    Row.of("abl",       "(?<!\\p{L})abl(?!\\p{L})|abl[ _-]?sursum", "(?<!\\p{L})abl(?!\\p{L})|^eM[HC]\\d"),
                    Row.of("technagon", "technagon",                                "technagon"));
    // spotless:on

    private BootVendor() {}

    /**
     * The vendor profile of who sends such a boot, {@code generic} when it has none; empty when the
     * boot names no maker.
     */
    public static Optional<String> of(Payload boot) {
        String name = boot.text(VENDOR).orElse("");
        String model = boot.text(MODEL).orElse("");
        Optional<String> known =
                ROWS.stream()
                        .filter(row -> row.name().matcher(name).find())
                        .findFirst()
                        .or(
                                () ->
                                        ROWS.stream()
                                                .filter(row -> row.model().matcher(model).find())
                                                .findFirst())
                        .map(Row::vendor);
        return known.isPresent() || name.isBlank() ? known : Optional.of(Vendors.GENERIC);
    }

    /** Maker and model as a boot names them, for the log and the API. */
    public static String words(Payload boot) {
        return (boot.text(VENDOR).orElse("") + " " + boot.text(MODEL).orElse("")).strip();
    }
}
