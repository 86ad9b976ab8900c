package dev.substation.sandbox;

import java.util.Map;
import java.util.function.Function;

/**
 * {@code gw station} for the launcher, which shares no classes with this package. Asked for {@code
 * args}, one on a line, it runs {@link StationCommand} and tells the exit {@code status}.
 */
public final class StationEntry implements Function<Map<String, String>, Map<String, String>> {

    @Override
    public Map<String, String> apply(Map<String, String> question) {
        String[] args = question.getOrDefault("args", "").lines().toArray(String[]::new);
        return Map.of("status", Integer.toString(StationCommand.run(args, System.out)));
    }
}
