package dev.substation.api;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.model.Payload;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which stations a list has, and in which order. */
class StationListTest {

    private static final List<StationState> ALL =
            List.of(
                    station("d", "connected", 40, "main"),
                    station("C", "never-heard", 0, "main"),
                    station("b", "silent", 20, "other"),
                    station("a", "connected", 30, "other", "It is Faulted"),
                    station("e", "disconnected", 10, "main"));

    private static StationState station(
            String name, String state, long heard, String csms, String... problems) {
        return new StationState(
                name,
                state,
                Optional.of(heard).filter(time -> time > 0).map(Instant::ofEpochSecond),
                Optional.empty(),
                "generic",
                "unknown",
                Optional.of("http://10.0.0." + heard + "/"),
                true,
                List.of(problems),
                0,
                List.of(),
                List.of(
                        new StationState.Link(
                                "UP-" + name,
                                csms,
                                "connected",
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                0,
                                Optional.empty())),
                List.of(),
                0,
                Optional.of(Payload.of("chargePointSerialNumber", "SN-" + heard)));
    }

    private static String names(StationList wanted) {
        return String.join(" ", wanted.of(ALL).stream().map(StationState::station).toList());
    }

    private static StationList wanted(String state, String csms, boolean bad, String q, String s) {
        return new StationList(
                Optional.ofNullable(state),
                Optional.ofNullable(csms),
                bad,
                Optional.ofNullable(q),
                s);
    }

    @ParameterizedTest
    @CsvSource({"trouble, a b e C d", "station, a b C d e", "last-heard, d a b e C"})
    void areSorted(String sort, String order) {
        assertEquals(order, names(wanted(null, null, false, null, sort)));
    }

    @ParameterizedTest
    @CsvSource({
        "silent,,false,, b",
        ",other,false,, a b",
        ",,true,, a",
        ",,false,sn-10, e",
        ",,false,10.0.0.4, d",
        ",,false,up-c, C",
        ",,false,generic, a b C d e",
        "connected,main,false,, d",
        "silent,main,false,, ''",
    })
    void areFiltered(String state, String csms, boolean problems, String text, String found) {
        assertEquals(found, names(wanted(state, csms, problems, text, "station")));
    }

    @Test
    void aListHasNoBoots() {
        assertEquals(Optional.empty(), ALL.get(0).brief().boot());
    }
}
