package dev.substation.udp;

import java.util.Optional;

/**
 * What a box says to {@code report 100} of its latest session, and to {@code report 101} to {@code
 * report 130} of those before. Energies are 0.1 Wh, times are seconds since the box started.
 *
 * @param ended 0 while the session runs
 * @param reason 1 if it ended by unplugging, 10 by the card
 * @param tag the card as the box writes it, hexadecimal with the lowest digit first; empty for none
 * @param sec when the box said this
 */
record SessionReport(
        long id,
        long energyAtStart,
        long energy,
        long started,
        long ended,
        long reason,
        Optional<String> tag,
        Optional<Long> sec) {

    /** How many reports of sessions there are: the latest, and 30 before. */
    static final int FIRST = 100;

    static final int LAST = 130;

    static final long UNPLUGGED = 1;
    static final long BY_CARD = 10;

    /** Empty for what is no report of a session; a box that has seen none says zeros. */
    static Optional<SessionReport> of(BoxText said) {
        return said.number("Session ID")
                .map(
                        id ->
                                new SessionReport(
                                        id,
                                        said.number("E Start").orElse(0L),
                                        said.number("E Pres")
                                                .or(() -> said.number("E pres"))
                                                .orElse(0L),
                                        seconds(said, "started"),
                                        seconds(said, "ended"),
                                        said.number("reason").orElse(0L),
                                        said.text("RFID tag").filter(CardTag::isCard),
                                        said.number("Sec")));
    }

    /** The unit is in the name: {@code started[s]}. */
    private static long seconds(BoxText said, String name) {
        return said.number(name + "[s]").or(() -> said.number(name)).orElse(0L);
    }

    /** Whether there is no session behind it, as after a restart of the box without a car. */
    boolean isNone() {
        return id == 0;
    }

    boolean isOver() {
        return ended > 0 || reason > 0;
    }

    /**
     * Whether {@code E Pres} may be an energy or a register, and the register of the box does not
     * say which, because it is still the one of the start.
     */
    boolean isUnclear(long total) {
        return energy > energyAtStart && energyAtStart > 0 && total <= energyAtStart;
    }

    /**
     * The register at its end, or now while it runs.
     *
     * <p>The guide's examples have two things in {@code E Pres}: the register in some, and the
     * energy of the session in others. What comes after the session decides, if it is known: the
     * next session begins where this one ended, and {@code E total} of {@code report 3} is the
     * register once a session has ended. Otherwise a value that is not below {@code E Start} is a
     * register, and a smaller one an energy.
     *
     * @param next the register after the session; empty if it is not known
     */
    long register(Optional<Long> next) {
        long added = energyAtStart + energy;
        if (energy < energyAtStart) {
            return added;
        }
        boolean isEnergy =
                next.filter(after -> Math.abs(after - added) < Math.abs(after - energy))
                        .isPresent();
        return isEnergy ? added : energy;
    }
}
