package dev.substation.udp;

import java.util.Optional;
import java.util.function.Predicate;

/**
 * A command to a box: ASCII without an end of line.
 *
 * @param text as it goes over the wire
 * @param answeredBy which datagrams answer it. There is nothing in them that names the command, so
 *     a late answer to the one before can be taken for one to this; who needs to know the effect of
 *     a command reads it back
 * @param repeatable whether it may be sent again when no answer comes. Showing a card twice may
 *     undo what showing it once did
 */
record KebaCommand(String text, Predicate<BoxText> answeredBy, boolean repeatable) {

    /** No limit by UDP. */
    static final long HIGHEST_CURRENT = 63_000;

    static final long LOWEST_CURRENT = 6_000;

    private static final String ID = "ID";

    /** Which product and firmware; the oldest boxes answer it too. */
    static final KebaCommand INFO =
            new KebaCommand("i", said -> said.has("Firmware") && !said.has(ID), true);

    static final KebaCommand PRODUCT = report(1, said -> ProductReport.of(said).isPresent());
    static final KebaCommand STATE = report(2, said -> StateReport.of(said).isPresent());
    static final KebaCommand METER = report(3, said -> MeterReport.of(said).isPresent());
    static final KebaCommand UNLOCK = acted("unlock");

    private static KebaCommand report(long number, Predicate<BoxText> looksRight) {
        return new KebaCommand(
                "report " + number,
                said ->
                        looksRight.test(said)
                                && said.number(ID).filter(id -> id != number).isEmpty(),
                true);
    }

    /**
     * A session.
     *
     * @param number 100 for the latest, up to 130 for those before
     */
    static KebaCommand session(int number) {
        return new KebaCommand(
                "report " + number,
                said -> SessionReport.of(said).isPresent() && isSession(said, number),
                true);
    }

    /** The guide has an answer to {@code report 100} that calls itself 6. */
    private static boolean isSession(BoxText said, int number) {
        Optional<Long> id =
                said.number(ID)
                        .filter(one -> one >= SessionReport.FIRST && one <= SessionReport.LAST);
        return id.map(one -> one == number).orElse(number == SessionReport.FIRST);
    }

    private static KebaCommand acted(String text) {
        return new KebaCommand(text, said -> said.confirms() || said.refuses(), true);
    }

    static KebaCommand enable(boolean on) {
        return acted("ena " + (on ? 1 : 0));
    }

    /** A limit of the current in mA. */
    static KebaCommand current(long milliamperes) {
        return acted("curr " + milliamperes);
    }

    /**
     * Stops charging gently, until the car is unplugged: some cars take {@code ena 0} for a fault.
     */
    static final KebaCommand PAUSE = acted("currtime 0 1");

    /** A limit of the energy of the session in 0.1 Wh; 0 for none. */
    static KebaCommand energy(long tenths) {
        return acted("setenergy " + tenths);
    }

    static KebaCommand output(long value) {
        return acted("output " + value);
    }

    /**
     * @param seconds without a command after which the box falls
     * @param milliamperes to which it falls
     */
    static KebaCommand failsafe(long seconds, long milliamperes) {
        return acted("failsafe " + seconds + " " + milliamperes + " 1");
    }

    /** Shows a card that begins a session. */
    static KebaCommand start(String tag) {
        return shown("start " + tag);
    }

    /** Shows a card that ends a session. */
    static KebaCommand stop(String tag) {
        return shown("stop " + tag);
    }

    /** The box may answer with the card in place of a confirmation. */
    private static KebaCommand shown(String text) {
        return new KebaCommand(
                text,
                said ->
                        said.confirms()
                                || said.refuses()
                                || said.has("RFID tag") && !said.has("Session ID"),
                false);
    }

    /**
     * A text on the display.
     *
     * @param text at most 23 characters of ASCII
     */
    static KebaCommand display(String text) {
        return acted("display 0 0 0 0 " + text.replace(' ', '$'));
    }
}
