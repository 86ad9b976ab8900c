package dev.substation.flow.up;

import dev.substation.dialect.Samples;
import dev.substation.flow.ports.Memory;
import dev.substation.flow.settings.ConnectorMapping;
import dev.substation.flow.settings.UpstreamSettings;
import dev.substation.model.MeterValue;
import dev.substation.model.MeterValues;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The sum of the meters of joined stations, which the gateway sends to the CSMS as connector 0.
 *
 * <p>A round ends when every connector has reported its energy register, or when one reports it
 * again; then the gateway sends the sum of the latest registers. The registers are memories of the
 * ledger under the owner {@value #OWNER}, by upstream station and connector.
 */
final class Joined {

    static final String OWNER = "joined-meter";

    /**
     * A connector's register.
     *
     * @param fresh whether it was reported in this round
     */
    private record Register(BigDecimal wattHours, String timestamp, boolean fresh) {

        String text() {
            return wattHours.toPlainString() + "\t" + timestamp + "\t" + fresh;
        }

        static Optional<Register> of(String text) {
            String[] parts = text.split("\t", -1);
            return parts.length == 3
                    ? Optional.of(
                            new Register(
                                    new BigDecimal(parts[0]),
                                    parts[1],
                                    Boolean.parseBoolean(parts[2])))
                    : Optional.empty();
        }
    }

    private record Place(StationId upstream, long connectorId) {}

    /**
     * What follows from a message with meter values.
     *
     * @param sum MeterValues of connector 0, when a round has ended
     * @param remembered to be stored with it
     */
    record Sum(Optional<Payload> sum, List<Memory> remembered) {

        static final Sum NONE = new Sum(Optional.empty(), List.of());
    }

    private final Map<Place, Register> registers = new HashMap<>();

    Joined(List<Memory> memories) {
        memories.stream()
                .filter(memory -> memory.owner().equals(OWNER))
                .forEach(
                        memory ->
                                Register.of(memory.value())
                                        .ifPresent(
                                                register ->
                                                        registers.put(
                                                                new Place(
                                                                        memory.station(),
                                                                        Long.parseLong(
                                                                                memory.key())),
                                                                register)));
    }

    /**
     * @param meterValues as the CSMS gets them, with its number of the connector
     */
    Sum meter(UpstreamSettings upstream, Payload meterValues) {
        Optional<Long> connector =
                new MeterValues(meterValues)
                        .connectorId()
                        .filter(number -> upstream.plug(number).isPresent());
        Optional<Register> told = connector.flatMap(number -> register(meterValues));
        if (told.isEmpty()) {
            return Sum.NONE;
        }
        Place place = new Place(upstream.identity(), connector.get());
        Register before = registers.get(place);
        boolean again = before != null && before.fresh();
        List<Memory> remembered = new ArrayList<>();
        Optional<Payload> ofRound =
                again ? sumOf(upstream, before.timestamp(), remembered) : Optional.empty();
        keep(place, told.get(), remembered);
        boolean complete =
                upstream.plugs().stream()
                        .map(
                                plug ->
                                        registers.get(
                                                new Place(upstream.identity(), plug.connectorId())))
                        .allMatch(register -> register != null && register.fresh());
        Optional<Payload> sum =
                complete ? sumOf(upstream, told.get().timestamp(), remembered) : ofRound;
        return new Sum(sum, remembered);
    }

    /** The sum of the latest registers, which ends the round; empty while one is not known. */
    private Optional<Payload> sumOf(
            UpstreamSettings upstream, String timestamp, List<Memory> remembered) {
        BigDecimal sum = BigDecimal.ZERO;
        for (ConnectorMapping plug : upstream.plugs()) {
            Place place = new Place(upstream.identity(), plug.connectorId());
            Register register = registers.get(place);
            if (register == null) {
                return Optional.empty();
            }
            sum = sum.add(register.wattHours());
        }
        for (ConnectorMapping plug : upstream.plugs()) {
            Place place = new Place(upstream.identity(), plug.connectorId());
            Register old = registers.get(place);
            keep(place, new Register(old.wattHours(), old.timestamp(), false), remembered);
        }
        Payload sample =
                Payload.of(
                        "value", sum.toPlainString(), "measurand", Samples.REGISTER, "unit", "Wh");
        return Optional.of(
                Payload.of(
                        "connectorId",
                        0L,
                        MeterValues.METER_VALUE,
                        List.of(
                                Payload.of(
                                        MeterValue.TIMESTAMP,
                                        timestamp,
                                        MeterValue.SAMPLED_VALUE,
                                        List.of(sample)))));
    }

    private void keep(Place place, Register register, List<Memory> remembered) {
        registers.put(place, register);
        remembered.add(
                new Memory(
                        OWNER,
                        place.upstream(),
                        Long.toString(place.connectorId()),
                        register.text()));
    }

    /** The last register in the message; one that is signed, or of a phase, is none. */
    private static Optional<Register> register(Payload meterValues) {
        Optional<Register> last = Optional.empty();
        for (Payload value : new MeterValues(meterValues).values()) {
            MeterValue meterValue = new MeterValue(value);
            if (Samples.isSigned(value)) {
                continue;
            }
            for (Payload sample : meterValue.samples()) {
                Optional<BigDecimal> wattHours = Samples.wattHours(sample);
                if (wattHours.isPresent()) {
                    last =
                            Optional.of(
                                    new Register(
                                            wattHours.get(),
                                            meterValue.timestamp().orElse(""),
                                            true));
                }
            }
        }
        return last;
    }
}
