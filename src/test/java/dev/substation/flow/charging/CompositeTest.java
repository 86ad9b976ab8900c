package dev.substation.flow.charging;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.flow.charging.Composite.Circuit;
import dev.substation.flow.charging.Composite.Running;
import dev.substation.flow.charging.Composite.Schedule;
import dev.substation.flow.charging.Composite.Step;
import dev.substation.flow.charging.Rate.Unit;
import dev.substation.model.Payload;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Composite schedules that were worked out by hand: {@code charging/composite.txt}. */
class CompositeTest {

    private static final Instant RECEIVED = Instant.parse("2026-01-01T00:00:00Z");

    @TestFactory
    Stream<DynamicTest> addsUpToWhatWasWorkedOutByHand() throws IOException {
        return cases().stream()
                .map(
                        lines ->
                                DynamicTest.dynamicTest(
                                        lines.get(0).substring(2), () -> check(lines)));
    }

    @Test
    void hasSixtyCasesAtLeast() throws IOException {
        assertTrue(cases().size() >= 60, cases().size() + " cases");
    }

    private static List<List<String>> cases() throws IOException {
        try (var in = CompositeTest.class.getResourceAsStream("/charging/composite.txt")) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return Stream.of(text.split("\n\n+"))
                    .map(each -> each.lines().toList())
                    .filter(each -> !each.get(0).startsWith("##"))
                    .toList();
        }
    }

    private static void check(List<String> lines) throws Exception {
        ZoneId zone = ZoneId.of("UTC");
        Circuit circuit = new Circuit(new BigDecimal("32"), 3, new BigDecimal("230"));
        Map<Long, Running> charging = new HashMap<>();
        List<ChargingProfile> profiles = new ArrayList<>();
        long connectors = 1;
        String[] ask = {};
        String then = "";
        for (String line : lines.subList(1, lines.size())) {
            String[] words = line.trim().split(" +");
            switch (words[0]) {
                case "zone" -> zone = ZoneId.of(words[1]);
                case "circuit" ->
                        circuit =
                                new Circuit(
                                        new BigDecimal(words[1]),
                                        Integer.parseInt(words[2]),
                                        new BigDecimal(words[3]));
                case "connectors" -> connectors = Long.parseLong(words[1]);
                case "charging" ->
                        charging.put(
                                Long.valueOf(words[1]),
                                new Running(Long.parseLong(words[3]), Instant.parse(words[5])));
                case "profile" -> profiles.add(profile(words));
                case "ask" -> ask = words;
                case "then" -> then = line.trim().substring(5).trim();
                default -> throw new IllegalArgumentException(line);
            }
        }
        Composite composite =
                new Composite(
                        profiles,
                        charging,
                        new TreeSet<>(LongStream.rangeClosed(1, connectors).boxed().toList()),
                        zone,
                        circuit);
        Unit unit = Unit.valueOf(ask[7]);

        Schedule schedule =
                composite.schedule(
                        Long.parseLong(ask[1]),
                        Instant.parse(ask[3]),
                        Duration.ofSeconds(Long.parseLong(ask[5])),
                        20);

        assertEquals(
                then,
                schedule.steps().stream()
                        .map(step -> written(step, unit))
                        .collect(Collectors.joining(" ")));
    }

    private static String written(Step step, Unit unit) {
        return step.start()
                + "="
                + step.rate().in(unit).stripTrailingZeros().toPlainString()
                + (step.rate().phases() == 3 ? "" : "/" + step.rate().phases())
                + step.minimum()
                        .map(least -> Composite.minimumIn(least, unit).stripTrailingZeros())
                        .map(least -> ">" + least.toPlainString())
                        .orElse("");
    }

    /** {@code profile default @1 level=0 daily start=TIME for=3600 unit=A 0=16 600=10/1}. */
    private static ChargingProfile profile(String... words) throws Exception {
        Payload schedule = Payload.of("chargingRateUnit", "A");
        List<Payload> periods = new ArrayList<>();
        Payload profile =
                Payload.of(
                        "chargingProfileId",
                        (long) words.length,
                        "stackLevel",
                        0L,
                        "chargingProfilePurpose",
                        Map.of(
                                        "max", "ChargePointMaxProfile",
                                        "default", "TxDefaultProfile",
                                        "tx", "TxProfile")
                                .get(words[1]));
        Optional<Long> transaction = Optional.empty();
        for (String word : List.of(words).subList(3, words.length)) {
            String[] pair = word.split("=");
            switch (pair[0]) {
                case "absolute" -> profile = profile.with("chargingProfileKind", "Absolute");
                case "relative" -> profile = profile.with("chargingProfileKind", "Relative");
                case "daily" ->
                        profile =
                                profile.with("chargingProfileKind", "Recurring")
                                        .with("recurrencyKind", "Daily");
                case "weekly" ->
                        profile =
                                profile.with("chargingProfileKind", "Recurring")
                                        .with("recurrencyKind", "Weekly");
                case "level" -> profile = profile.with("stackLevel", Long.valueOf(pair[1]));
                case "of" -> transaction = Optional.of(Long.valueOf(pair[1]));
                case "from" -> profile = profile.with("validFrom", pair[1]);
                case "to" -> profile = profile.with("validTo", pair[1]);
                case "start" -> schedule = schedule.with("startSchedule", pair[1]);
                case "for" -> schedule = schedule.with("duration", Long.valueOf(pair[1]));
                case "unit" -> schedule = schedule.with("chargingRateUnit", pair[1]);
                case "min" -> schedule = schedule.with("minChargingRate", new BigDecimal(pair[1]));
                default -> {
                    String[] limit = pair[1].split("/");
                    Payload period =
                            Payload.of(
                                    "startPeriod",
                                    Long.valueOf(pair[0]),
                                    "limit",
                                    new BigDecimal(limit[0]));
                    periods.add(
                            limit.length == 1
                                    ? period
                                    : period.with("numberPhases", Long.valueOf(limit[1])));
                }
            }
        }
        return ChargingProfile.of(
                Long.parseLong(words[2].substring(1)),
                profile.with("chargingSchedule", schedule.with("chargingSchedulePeriod", periods)),
                transaction,
                RECEIVED);
    }
}
