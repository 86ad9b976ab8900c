package dev.substation.testing.stepped;

import dev.substation.flow.ports.Event;
import dev.substation.flow.ports.EventKind;
import dev.substation.flow.ports.Events;
import java.util.ArrayList;
import java.util.List;

/** Somebody who looks on, if a test wants that. */
public final class TakenEvents implements Events {

    public final List<Event> all = new ArrayList<>();
    public boolean wanted = true;

    @Override
    public boolean areWanted() {
        return wanted;
    }

    @Override
    public void add(Event event) {
        all.add(event);
    }

    /** Fields of those of a kind, with spaces between them. */
    public List<String> of(EventKind kind, String... fields) {
        return all.stream()
                .filter(event -> event.kind() == kind)
                .map(
                        event ->
                                String.join(
                                        " ",
                                        List.of(fields).stream()
                                                .map(name -> "" + event.details().get(name))
                                                .toList()))
                .toList();
    }
}
