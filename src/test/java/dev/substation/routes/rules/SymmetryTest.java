package dev.substation.routes.rules;

import static dev.substation.testing.Calls.call;
import static dev.substation.testing.Calls.delivered;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.substation.flow.ports.Rules.Routed.Delivered;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.routes.language.BadRoutes;
import dev.substation.routes.live.SiteRoutes;
import dev.substation.testing.OneRoute;
import dev.substation.testing.RuleClocks;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Whatever a station says comes back to it as it said it: in answers, and in what the CSMS sends
 * with what it was told. Random messages of every kind that has a card or a connector, through one
 * rule and through several.
 */
class SymmetryTest {

    private static final int ROUNDS = 60;

    private static final List<Action> WITH_A_CARD_UP =
            List.of(Action.Authorize, Action.StartTransaction, Action.StopTransaction);

    @TempDir Path folder;

    private final Random random = new Random(4_711);

    private SiteRoutes using(List<String> rules) throws BadRoutes {
        OneRoute.write(folder, rules.stream().map(rule -> "{ " + rule + " }").toList());
        return new SiteRoutes(folder, List.of(), RuleClocks.real());
    }

    static Stream<List<String>> rulesOnCards() {
        String strip = "name: strip-idtag-suffix";
        String add = "name: add-idtag-suffix, parameters: { suffix: '-X' }";
        String upper = "name: change-idtag-case, parameters: { csms: upper }";
        String lower = "name: change-idtag-case, parameters: { csms: lower }";
        String reverse = "name: reverse-idtag-bytes";
        String fit = "name: fit-idtag, parameters: { csms: 12, cut: any }";
        String pad = "name: fit-idtag, parameters: { station: 8, csms: 14, at: start }";
        String alias = "name: alias-idtag, parameters: { map: '04A1B2C3=FLEET-7,CARD-9=04A1B2C3' }";
        return Stream.of(
                List.of(strip),
                List.of(add),
                List.of(upper),
                List.of(lower),
                List.of(reverse),
                List.of(fit),
                List.of(pad),
                List.of("name: rewrite-idtag, parameters: { station: hex, csms: decimal }"),
                List.of("name: rewrite-idtag, parameters: { station: hex, csms: colons }"),
                List.of(alias),
                List.of(strip, reverse),
                List.of(strip, lower, add),
                List.of(strip, pad, reverse, upper),
                List.of(strip, alias, add, fit));
    }

    @ParameterizedTest
    @MethodSource("rulesOnCards")
    void aCardComesBackAsTheStationUsedIt(List<String> rules) throws Exception {
        int changed = 0;
        try (SiteRoutes routes = using(rules)) {
            for (int round = 0; round < ROUNDS; round++) {
                String card = card();
                Action action = WITH_A_CARD_UP.get(random.nextInt(WITH_A_CARD_UP.size()));
                Payload said = shuffled(Map.of("idTag", card, "connectorId", 1L, "x", "_a_"));

                Delivered up = delivered(routes.apply(call(Direction.UP, action, said), "any"));

                String csms = up.call().payload().text("idTag").orElseThrow();
                changed += csms.equals(card) ? 0 : 1;
                assertEquals(said.with("idTag", csms), up.call().payload());
                Payload info = Payload.of("status", "Accepted", "parentIdTag", csms);
                assertEquals(
                        Payload.of("idTagInfo", info.with("parentIdTag", card)),
                        payload(
                                routes.unwind(
                                        up.undo(), Answer.result(Payload.of("idTagInfo", info)))));
                for (Payload told : callsOfTheCsmsWith(csms)) {
                    Payload expected = replaced(told, csms, card);
                    Action down = actionOf(told);
                    assertEquals(
                            expected,
                            delivered(routes.apply(call(Direction.DOWN, down, told), "any"))
                                    .call()
                                    .payload(),
                            rules + " " + card);
                }
            }
        }
        assertNotEquals(0, changed, "the rules changed no card at all");
    }

    private String card() {
        return switch (random.nextInt(8)) {
            case 0 -> "04A1B2C3";
            case 1 -> "CARD-9";
            case 2 -> hex(4) + "_1710" + random.nextInt(3);
            case 3 -> hex(7) + "_17101357";
            case 4 -> hex(4);
            case 5 -> hex(7).toLowerCase(java.util.Locale.ROOT);
            case 6 -> "Card " + random.nextInt(1_000);
            default -> hex(1 + random.nextInt(10));
        };
    }

    private String hex(int bytes) {
        return IntStream.range(0, bytes)
                .mapToObj(i -> "%02X".formatted(random.nextInt(256)))
                .collect(Collectors.joining());
    }

    /** Each place of a card in what a CSMS can send. */
    private List<Payload> callsOfTheCsmsWith(String tag) {
        Payload info = Payload.of("status", "Accepted", "parentIdTag", tag);
        Payload entry = shuffled(Map.of("idTag", tag, "idTagInfo", info));
        return List.of(
                shuffled(Map.of("idTag", tag, "connectorId", 2L)),
                shuffled(
                        Map.of(
                                "idTag",
                                tag,
                                "parentIdTag",
                                tag,
                                "connectorId",
                                2L,
                                "reservationId",
                                3L)),
                shuffled(
                        Map.of(
                                "listVersion",
                                7L,
                                "updateType",
                                random.nextBoolean() ? "Full" : "Differential",
                                "localAuthorizationList",
                                List.of(entry, entry.with("y", "z")))));
    }

    private static Action actionOf(Payload call) {
        return call.containsKey("localAuthorizationList")
                ? Action.SendLocalList
                : call.containsKey("reservationId")
                        ? Action.ReserveNow
                        : Action.RemoteStartTransaction;
    }

    private static Payload replaced(Payload in, String tag, String by) {
        UnaryOperator<Payload> own =
                payload -> {
                    Payload changed = payload;
                    for (String field : List.of("idTag", "parentIdTag")) {
                        changed =
                                changed.text(field).filter(tag::equals).isPresent()
                                        ? changed.with(field, by)
                                        : changed;
                    }
                    return changed;
                };
        return own.apply(in)
                .changingEach(
                        "localAuthorizationList",
                        entry -> own.apply(entry).changing("idTagInfo", own));
    }

    @ParameterizedTest
    @MethodSource("dev.substation.testing.Calls#actionsWithAConnector")
    void aConnectorComesBackAsTheStationNumbersIt(Action action) throws Exception {
        List<Integer> numbers = new ArrayList<>(List.of(1, 2, 3, 4, 5));
        Collections.shuffle(numbers, random);
        String map =
                IntStream.range(0, 5)
                        .mapToObj(i -> (i + 1) + "=" + numbers.get(i))
                        .collect(Collectors.joining(","));
        Direction way = Action.UP.contains(action) ? Direction.UP : Direction.DOWN;
        Direction back = way == Direction.UP ? Direction.DOWN : Direction.UP;
        try (SiteRoutes routes =
                using(
                        List.of(
                                "name: rename-connector, parameters: { map: '" + map + "' }",
                                "name: name-connector, parameters: { names: '1=Left' }"))) {
            for (long connector = 0; connector <= 6; connector++) {
                Payload said = shuffled(Map.of("connectorId", connector, "x", 1L, "idTag", "A_1"));

                Delivered sent = delivered(routes.apply(call(way, action, said), "any"));

                long other = sent.call().payload().number("connectorId").orElseThrow();
                assertEquals(said.with("connectorId", other), sent.call().payload());
                assertEquals(
                        Payload.of("connectorId", connector),
                        payload(
                                routes.unwind(
                                        sent.undo(),
                                        Answer.result(Payload.of("connectorId", other)))));
                assertEquals(
                        said,
                        delivered(routes.apply(call(back, action, sent.call().payload()), "any"))
                                .call()
                                .payload());
            }
        }
    }

    private static Payload payload(Answer answer) {
        return answer.fold(
                Answer.Result::payload,
                failure -> {
                    throw new AssertionError(failure);
                });
    }

    private Payload shuffled(Map<String, Object> fields) {
        List<String> names = new ArrayList<>(fields.keySet());
        Collections.sort(names);
        Collections.shuffle(names, random);
        Payload payload = Payload.EMPTY;
        for (String name : names) {
            payload = payload.with(name, fields.get(name));
        }
        return payload;
    }
}
