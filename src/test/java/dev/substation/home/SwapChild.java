package dev.substation.home;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

/** Another process that restores a home. */
final class SwapChild {

    /** The name of the folder in {@code data/aside/}. */
    static final String ASIDE = "2027-03-01T08.00.00-restore";

    private static final Clock CLOCK =
            Clock.fixed(Instant.parse("2027-03-01T08:00:00Z"), ZoneOffset.UTC);

    private SwapChild() {}

    /** Puts the files of the folder in the second argument into the home in the first. */
    public static void main(String[] args) {
        Home home = Home.at(Path.of(args[0]));
        new HomeSwap(home, new Aside(home.data(), "restore", CLOCK)).with(Path.of(args[1]));
    }
}
