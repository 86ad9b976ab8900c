package dev.substation.routes.rules;

import dev.substation.dialect.BadMessage;
import dev.substation.dialect.Json;
import dev.substation.dialect.Times;
import dev.substation.model.Dialect;
import dev.substation.model.MeterValue;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The meter values that one connector, in one transaction, has reported in some time. It is kept
 * between calls as text; the times in it are the station's.
 *
 * @param station whom the CSMS knows them of
 * @param message the latest MeterValues without its meter values
 * @param begin where the time begins
 * @param end where it ends
 * @param whole whether a later value has shown that nothing more will come
 * @param count how many meter values it took
 */
record Window(
        StationId station,
        Dialect dialect,
        Payload message,
        Instant begin,
        Instant end,
        Keep keep,
        boolean whole,
        int count,
        List<Series> series) {

    /** With one meter value more. */
    Window with(Payload latest, Payload meterValue) {
        String time = new MeterValue(meterValue).timestamp().orElseThrow();
        Map<List<String>, Series> all = new LinkedHashMap<>();
        series.forEach(known -> all.put(Series.key(keep, known.sample()), known));
        boolean repeated = true;
        for (Payload sample : new MeterValue(meterValue).samples()) {
            List<String> key = Series.key(keep, sample);
            Series known = all.get(key);
            repeated &= known != null && known.isRepeated(time);
            all.put(key, known == null ? Series.of(keep, time, sample) : known.with(time, sample));
        }
        return new Window(
                station,
                dialect,
                latest,
                begin,
                end,
                keep,
                whole,
                repeated ? count : count + 1,
                new ArrayList<>(all.values()));
    }

    Window asWhole() {
        return new Window(station, dialect, message, begin, end, keep, true, count, series);
    }

    String text() {
        return Json.write(
                Payload.of(
                        "station",
                        station.value(),
                        "dialect",
                        dialect.name(),
                        "message",
                        message,
                        "begin",
                        begin.toString(),
                        "end",
                        end.toString(),
                        "keep",
                        keep.word(),
                        "whole",
                        whole,
                        "count",
                        count,
                        "series",
                        series.stream().map(Series::toPayload).toList()));
    }

    static Window of(String text) {
        try {
            Payload payload = Json.read(text);
            return new Window(
                    new StationId(payload.text("station").orElseThrow()),
                    Dialect.valueOf(payload.text("dialect").orElseThrow()),
                    payload.object("message").orElseThrow(),
                    Times.parse(payload.text("begin").orElseThrow()).orElseThrow(),
                    Times.parse(payload.text("end").orElseThrow()).orElseThrow(),
                    Keep.of(payload.text("keep").orElseThrow()),
                    Boolean.TRUE.equals(payload.get("whole")),
                    payload.number("count").orElseThrow().intValue(),
                    payload.objects("series").stream().map(Series::of).toList());
        } catch (BadMessage e) {
            throw new IllegalStateException("a stored window is no JSON object", e);
        }
    }
}
