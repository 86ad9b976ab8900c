package dev.substation.app;

import java.io.PrintStream;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import java.util.function.LongSupplier;

/** Lines that show how far long work is, one every two seconds; short work shows none. */
final class Progress implements LongConsumer {

    private static final long PAUSE = 2_000_000_000L;

    private final PrintStream out;
    private final LongSupplier nanoTime;
    private final LongFunction<String> line;
    private long said;

    /**
     * @param line what to say of a number
     */
    Progress(PrintStream out, LongSupplier nanoTime, LongFunction<String> line) {
        this.out = out;
        this.nanoTime = nanoTime;
        this.line = line;
        this.said = nanoTime.getAsLong();
    }

    /** Of bytes, in megabytes. */
    static Progress ofBytes(PrintStream out, String verb) {
        return new Progress(
                out, System::nanoTime, bytes -> "%s %d MB".formatted(verb, bytes >> 20));
    }

    @Override
    public void accept(long number) {
        if (nanoTime.getAsLong() - said > PAUSE) {
            said = nanoTime.getAsLong();
            out.println(line.apply(number));
        }
    }
}
