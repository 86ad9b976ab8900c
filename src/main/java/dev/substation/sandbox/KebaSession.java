package dev.substation.sandbox;

/** A session as {@code report 100} and those behind it show it; energies are 0.1 Wh. */
final class KebaSession {

    final long id;
    final long energyAtStart;
    final long started;
    final String tag;
    long energy;
    long ended;
    long reason;
    boolean over;

    KebaSession(long id, long energyAtStart, long started, String tag) {
        this.id = id;
        this.energyAtStart = energyAtStart;
        this.started = started;
        this.tag = tag;
    }

    /** The text of a report; the latest session shows its register, others their energy. */
    String report(long number, long current, String serial, long sec) {
        return ("{\n\"ID\": \"%d\",\n\"Session ID\": %d,\n\"Curr HW \": %d,\n\"E Start \": %d,\n"
                        + "\"E Pres \": %d,\n\"started[s]\": %d,\n\"ended[s] \": %d,\n"
                        + "\"reason \": %d,\n\"RFID tag \": \"%s\",\n"
                        + "\"RFID class\": \"01010400000000000000\",\n\"Serial\": \"%s\",\n"
                        + "\"Sec\": %d\n}\n")
                .formatted(
                        number,
                        id,
                        current,
                        energyAtStart,
                        number == 100 ? energyAtStart + energy : energy,
                        started,
                        ended,
                        reason,
                        tag,
                        serial,
                        sec);
    }
}
