package dev.substation.app;

import dev.substation.api.EventStream;
import dev.substation.app.settings.Settings;
import dev.substation.dialect.Secrets;
import dev.substation.flow.ports.Event;
import dev.substation.flow.ports.EventKind;
import dev.substation.model.Payload;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/** Events as operators may see them: a sentence may quote an address with a secret in it. */
record ShownEvents(Supplier<Settings> settings) implements UnaryOperator<Event> {

    private static final Set<EventKind> WITH_SENTENCES =
            Set.of(EventKind.LINK, EventKind.REFUSED, EventKind.STATION);

    /** The stream of the events. */
    static EventStream stream(Supplier<Settings> settings, Threads threads) {
        return new EventStream(
                new ShownEvents(settings),
                WallClock.utc()::instant,
                threads.time(),
                threads.events());
    }

    @Override
    public Event apply(Event event) {
        if (!WITH_SENTENCES.contains(event.kind())) {
            return event;
        }
        Secrets secrets = settings.get().secrets();
        Payload.Builder shown = new Payload.Builder();
        event.details()
                .forEach(
                        (name, value) ->
                                shown.put(
                                        name,
                                        value instanceof String text
                                                ? secrets.inText(text)
                                                : value));
        return new Event(event.kind(), event.station(), shown.build());
    }
}
