package dev.substation.sandbox;

/** What a box writes, with the oddities that the guide shows. */
final class KebaTexts {

    private static final long POWER_FACTOR = 999;

    private KebaTexts() {}

    /** {@code report 3}: V, mA and mW, and the energies in 0.1 Wh. */
    static String meter(
            long volts,
            long milliamperes,
            long milliwatts,
            long session,
            long total,
            String serial,
            long sec) {
        return ("{\n\"ID\": \"3\",\n\"U1\": %d,\n\"U2\": %d,\n\"U3\": %d,\n\"I1\": %d,\n\"I2\": %d,\n"
                        + "\"I3\": %d,\n\"P\": %d,\n\"PF\": %d,\n\"E pres\": %d,\n\"E total\": %d,\n"
                        + "\"Serial\": \"%s\",\n\"Sec\": %d\n}\n")
                .formatted(
                        volts,
                        volts,
                        volts,
                        milliamperes,
                        milliamperes,
                        milliamperes,
                        milliwatts,
                        milliwatts > 0 ? POWER_FACTOR : 0,
                        session,
                        total,
                        serial,
                        sec);
    }
}
