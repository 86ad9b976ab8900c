package dev.substation.udp;

import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;

/**
 * What a box says to {@code report 3}: what its meter shows.
 *
 * @param volts of the three phases
 * @param milliamperes of the three phases
 * @param milliwatts of all phases
 * @param powerFactor in 0.1 %
 * @param session what the session that runs, or the latest one, has taken, in 0.1 Wh
 * @param total the register in 0.1 Wh. It leaves out the session that runs: the box adds that when
 *     it has ended
 */
record MeterReport(
        List<Optional<Long>> volts,
        List<Optional<Long>> milliamperes,
        Optional<Long> milliwatts,
        Optional<Long> powerFactor,
        long session,
        long total,
        Optional<Long> sec) {

    private static final int PHASES = 3;

    static Optional<MeterReport> of(BoxText said) {
        Optional<Long> total = positive(said, "E total");
        Optional<Long> session = positive(said, "E pres").or(() -> positive(said, "E Pres"));
        if (total.isEmpty() || session.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new MeterReport(
                        phases(said, "U"),
                        phases(said, "I"),
                        said.number("P"),
                        said.number("PF"),
                        session.get(),
                        total.get(),
                        said.number("Sec")));
    }

    private static Optional<Long> positive(BoxText said, String name) {
        return said.number(name).filter(value -> value >= 0);
    }

    private static List<Optional<Long>> phases(BoxText said, String name) {
        return LongStream.rangeClosed(1, PHASES)
                .mapToObj(phase -> said.number(name + phase))
                .toList();
    }

    /**
     * The register as OCPP has it, while a session runs: with what that has taken. If the session
     * has ended since, the box has added it already.
     *
     * @param atStart the register at the start of the session
     */
    long registerIn(long atStart) {
        return total > atStart ? total : total + session;
    }
}
