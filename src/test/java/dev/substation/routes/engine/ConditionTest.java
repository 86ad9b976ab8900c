package dev.substation.routes.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.model.Direction;
import dev.substation.model.Payload;
import dev.substation.routes.language.Condition;
import dev.substation.routes.rules.RuleBook;
import dev.substation.routes.rules.RuleMemory;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {

    private DefaultCamelContext context;

    @BeforeEach
    void open() {
        context = RouteLoader.context(RuleBook.shipped(new RuleMemory(List.of())), "test");
        context.start();
    }

    @AfterEach
    void close() {
        context.stop();
    }

    private boolean matches(String condition, String idTag) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setHeader("direction", "up");
        exchange.getMessage().setHeader("station", "CP-HALL-03-1");
        exchange.getMessage().setHeader("vendor", "keba");
        exchange.getMessage().setBody(Payload.of("connectorId", 2L, "idTag", idTag));
        return context.resolveLanguage("simple").createPredicate(condition).matches(exchange);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            value = {
                "${header.vendor} == 'keba' -> true",
                "${header.vendor} == \"keba\" -> true",
                "${header.vendor} == 'KEBA' -> false",
                "${header.vendor} =~ 'KEBA' -> true",
                "${header.vendor} != 'abl' -> true",
                "${header.vendor} in 'abl,keba' -> true",
                "${header.vendor} !in 'abl,keba' -> false",
                "${header.station} startsWith 'CP-' -> true",
                "${header.station} !endsWith '-1' -> false",
                "${header.station} contains 'HALL' -> true",
                "${header.station} regex 'CP-HALL-\\d+-.*' -> true",
                "${header.station} regex 'HALL' -> false",
                "${header.station} !regex 'HALL' -> true",
                "${body[connectorId]} == 2 -> true",
                "${body[connectorId]} == '2' -> true",
                "${body[connectorId]} > 1 -> true",
                "${body[connectorId]} range '1..2' -> true",
                "${body[connectorId]} regex '[12]' -> true",
                "${body[idTag]} == 'a && b' -> true",
                "${body[no]} == null -> true",
                "${body[no]} != null -> false",
                "${body[no]} regex '.*' -> false",
                "${body[no]} !regex '.*' -> true",
                "${header.vendor} == 'keba' && ${body[connectorId]} == 1 -> false",
                "${header.vendor} == 'abl' || ${header.direction} == 'up' -> true",
                "${header.vendor} == 'abl' || ${header.vendor} == 'x' -> false",
            })
    void isTrueOrFalse(String condition, boolean expected) {
        assertEquals(expected, matches(condition, "a && b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "${header.vendor}",
                "'keba' == ${header.vendor}",
                "${header.vendor} is 'java.lang.Runtime'",
                "${header.vendor}=='keba'",
                "${header.vendor} == 'keba' ? 'a' : 'b'",
                "${header.vendor} == 'keba' and ${header.direction} == 'up'",
                "${header.vendor} == 'keba' &&",
                "${header.vendor} == 'ke",
                "${header.vendor} in keba",
                "${body[connectorId]} range 'a..b'",
                "${header.vendor} ~> 'x'",
                "!${header.vendor}",
            })
    void refusesWhatCamelWouldTakeOtherwiseThanItLooks(String condition) {
        String sentence =
                assertThrows(IllegalArgumentException.class, () -> Condition.parse(condition))
                        .getMessage();

        assertTrue(sentence.contains("; "), sentence);
    }

    @ParameterizedTest
    @CsvSource(
            delimiterString = " -> ",
            quoteCharacter = '`',
            value = {
                "${header.direction} == 'up' -> true -> false",
                "${header.direction} != 'up' -> false -> true",
                "${header.direction} in 'up,down' -> true -> true",
                "${header.direction} =~ 'UP' -> true -> false",
                "${header.direction} !=~ 'UP' -> false -> true",
                "${header.action} == 'MeterValues' -> depends -> false",
                "${header.action} in 'Reset,ClearCache' -> false -> depends",
                "${header.action} != 'MeterValues' -> depends -> true",
                "${header.action} == 'DataTransfer' -> depends -> depends",
                "${header.vendor} == 'x' && ${header.direction} == 'up' -> depends -> false",
                "${header.vendor} == 'x' || ${header.direction} == 'up' -> true -> depends",
                "${header.direction} == 'sideways' -> false -> false",
            })
    void saysWhatItMeansForADirection(String condition, String up, String down) {
        Condition parsed = Condition.parse(condition);

        assertEquals(up, parsed.under(Direction.UP).map(String::valueOf).orElse("depends"));
        assertEquals(down, parsed.under(Direction.DOWN).map(String::valueOf).orElse("depends"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"(.*a){20}", "(.*)*(.*)*(.*)*c", ".*.*.*.*.*.*c", "(a+)+\\1c"})
    void givesUpAPatternThatNeverEndsOnAHostileCard(String pattern) {
        String condition = "${body[idTag]} regex '" + pattern + "'";
        Exception e =
                Assertions.assertTimeoutPreemptively(
                        Duration.ofSeconds(5),
                        () ->
                                assertThrows(
                                        IllegalStateException.class,
                                        () -> matches(condition, "a".repeat(48) + "!")));

        assertTrue(e.getMessage().contains("takes too long for a text of 49"), e.getMessage());
    }

    /** Java itself remembers where these have failed before. */
    @ParameterizedTest
    @ValueSource(strings = {"(a+)+$", "(a|aa)+$", "(a*)*b"})
    void endsTheClassicPatternsWithoutGivingUp(String pattern) {
        boolean matched =
                Assertions.assertTimeoutPreemptively(
                        Duration.ofSeconds(5),
                        () ->
                                matches(
                                        "${body[idTag]} regex '" + pattern + "'",
                                        "a".repeat(48) + "!"));

        assertFalse(matched);
    }

    @Test
    void isFastEnoughForTheLongestFieldsOfSaneSites() {
        String text = "CP-HALL-" + "0".repeat(500);

        assertTrue(matches("${body[idTag]} regex '.*HALL-\\d+'", text));
        assertTrue(matches("${body[idTag]} !regex '.*HALL.*[1-9].*'", text));
    }
}
