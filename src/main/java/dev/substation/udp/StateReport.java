package dev.substation.udp;

import java.util.Optional;

/**
 * What a box says to {@code report 2}: what it does. Currents are mA.
 *
 * @param enabled whether charging is allowed by UDP ({@code Enable user})
 * @param userCurrent the limit that was set by UDP
 * @param failsafe to what it falls, and after how many seconds without a command; 0 s for never
 * @param energyLimit in 0.1 Wh; 0 for none
 * @param output the relay
 * @param sec seconds since the box started; older firmware leaves it out
 */
record StateReport(
        long state,
        long plug,
        String error1,
        String error2,
        boolean enabled,
        Optional<Long> userCurrent,
        Optional<Long> hardwareCurrent,
        Failsafe failsafe,
        Optional<Long> energyLimit,
        Optional<Long> output,
        Optional<String> serial,
        Optional<Long> sec) {

    static final long STARTING = 0;
    static final long NOT_READY = 1;
    static final long READY = 2;
    static final long CHARGING = 3;
    static final long ERROR = 4;
    static final long CARD_REJECTED = 5;

    /** From this on, the plug is in a car. */
    private static final long PLUGGED_AT_CAR = 5;

    /** The safe current that a box falls to by itself. */
    record Failsafe(long current, long timeout) {}

    static Optional<StateReport> of(BoxText said) {
        Optional<Long> state = said.number("State");
        Optional<Long> plug = said.number("Plug");
        if (state.isEmpty() || plug.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                new StateReport(
                        state.get(),
                        plug.get(),
                        said.text("Error1").orElse("0"),
                        said.text("Error2").orElse("0"),
                        said.number("Enable user").filter(one -> one == 0).isEmpty(),
                        said.number("Curr user"),
                        said.number("Curr HW"),
                        new Failsafe(
                                said.number("Curr FS").orElse(0L),
                                said.number("Tmo FS").orElse(0L)),
                        said.number("Setenergy"),
                        said.number("Output"),
                        said.text("Serial"),
                        said.number("Sec")));
    }

    boolean isCharging() {
        return state == CHARGING;
    }

    /** Whether a car is connected. */
    boolean hasCar() {
        return plug >= PLUGGED_AT_CAR;
    }

    /** Whether the plug is locked at the station: 3 without a car, 7 with one. */
    boolean isLocked() {
        return plug == 3 || plug == 7;
    }
}
