package dev.substation.dialect;

import dev.substation.dialect.Dictionary.Message;
import dev.substation.dialect.Shape.Field;
import dev.substation.model.Call;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Loss;
import dev.substation.model.Payload;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The times in a station's calls: with the zone of its clock where they name none (Growatt,
 * evcc#10399), and doubted where the clock was never set (MicroOcpp#311).
 */
public final class StationTimes {

    /** When there was no OCPP yet. */
    private static final Instant BEFORE_OCPP = Instant.parse("2009-01-01T00:00:00Z");

    private final Dictionary dictionary;

    public StationTimes(Dictionary dictionary) {
        this.dictionary = dictionary;
    }

    /**
     * A call with its times as they are meant. A time that names a zone stays as it is, whatever
     * the station's zone; so does one that cannot be read.
     *
     * @param zone of the station's clock; when it is empty, times without a zone stay so
     */
    public Call read(Call call, Optional<ZoneId> zone) {
        Optional<Message> message =
                dictionary.message(Dialect.CANONICAL, Direction.UP, call.action(), Part.REQUEST);
        if (message.isEmpty()) {
            return call;
        }
        Reading reading = new Reading(zone);
        Payload read = reading.object(message.get().shape(), call.payload(), FieldPath.TOP);
        return reading.notes.list().isEmpty()
                ? call
                : call.withPayload(read).noting(reading.notes.list());
    }

    /** The reading of one call. */
    private static final class Reading {

        private final Optional<ZoneId> zone;
        private final Notes notes = new Notes();

        Reading(Optional<ZoneId> zone) {
            this.zone = zone;
        }

        Payload object(Shape shape, Payload payload, FieldPath path) {
            Payload read = payload;
            for (Field field : shape.fields()) {
                Object value = payload.get(field.name());
                if (field.kind() == Shape.Kind.TIME && value instanceof String text) {
                    String time = time(text, path.field(field.name()));
                    read = time.equals(text) ? read : read.with(field.name(), time);
                } else if (value instanceof List<?> items) {
                    List<?> members = members(field, items, path);
                    read = members == items ? read : read.with(field.name(), members);
                } else if (value instanceof Payload inner) {
                    Payload changed = object(field.shape(), inner, path.field(field.name()));
                    read = changed == inner ? read : read.with(field.name(), changed);
                }
            }
            return read;
        }

        /** The same list when nothing in it changes. */
        private List<?> members(Field field, List<?> items, FieldPath path) {
            List<Object> members = new ArrayList<>(items.size());
            boolean same = true;
            for (int i = 0; i < items.size(); i++) {
                Object item = items.get(i);
                Object member =
                        item instanceof Payload inner
                                ? object(field.shape(), inner, path.item(field.name(), i))
                                : item;
                same &= member == item;
                members.add(member);
            }
            return same ? items : members;
        }

        private String time(String text, FieldPath path) {
            Optional<Instant> instant = Times.parse(text, zone.orElse(ZoneOffset.UTC));
            if (instant.isEmpty()) {
                return text;
            }
            boolean deduced = zone.isPresent() && !Times.namesZone(text);
            String time = deduced ? Times.millis(instant.get()) : text;
            if (deduced) {
                notes.add(
                        Loss.DEDUCED,
                        path,
                        text,
                        time,
                        "without a time zone; taken as " + zone.get() + " (time-zone)");
            }
            if (instant.get().isBefore(BEFORE_OCPP)) {
                notes.add(
                        Loss.APPROXIMATED,
                        path,
                        text,
                        time,
                        "the station's clock is not set; its time is passed on unchanged");
            }
            return time;
        }
    }
}
