package dev.substation.model;

import java.util.List;
import java.util.Optional;

/** View of a SendLocalList. */
public record SendLocalList(Payload payload) {

    /** The field with the entries. */
    public static final String LIST = "localAuthorizationList";

    /** View of an entry: a card that the list adds, changes or, without idTagInfo, removes. */
    public record Entry(Payload payload) {

        public Optional<String> idTag() {
            return payload.text("idTag");
        }

        public Optional<IdTagInfo> idTagInfo() {
            return IdTagInfo.in(payload);
        }
    }

    public List<Entry> entries() {
        return payload.objects(LIST).stream().map(Entry::new).toList();
    }

    /** Whether it replaces the list that the station has. */
    public boolean isFull() {
        return isOfType("Full");
    }

    /** Whether it changes the list that the station has. */
    public boolean isDifferential() {
        return isOfType("Differential");
    }

    private boolean isOfType(String type) {
        return payload.text("updateType").filter(type::equals).isPresent();
    }
}
