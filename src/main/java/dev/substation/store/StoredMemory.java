package dev.substation.store;

import dev.substation.flow.ports.Memory;
import dev.substation.model.StationId;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Lob;
import jakarta.persistence.Table;
import java.util.Objects;

/** A row of {@code memory}. */
@Entity
@Table(name = "memory")
class StoredMemory {

    /** Who remembers what of whom. */
    @Embeddable
    static class Place {

        private String owner;

        @Column(name = "station_key")
        private String stationKey;

        @Column(name = "memory_key")
        private String key;

        /** For JPA. */
        protected Place() {}

        Place(Memory memory) {
            owner = memory.owner();
            stationKey = Text.key(memory.station());
            key = memory.key();
        }

        String owner() {
            return owner;
        }

        String stationKey() {
            return stationKey;
        }

        String key() {
            return key;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Place that
                    && owner.equals(that.owner)
                    && stationKey.equals(that.stationKey)
                    && key.equals(that.key);
        }

        @Override
        public int hashCode() {
            return Objects.hash(owner, stationKey, key);
        }
    }

    @EmbeddedId private Place place;
    private String station;

    @Lob
    @Column(name = "memory_value")
    private String value;

    /** For JPA. */
    protected StoredMemory() {}

    StoredMemory(Memory memory) {
        place = new Place(memory);
        set(memory);
    }

    Place place() {
        return place;
    }

    final void set(Memory memory) {
        station = memory.station().value();
        value = memory.value();
    }

    Memory row() {
        return new Memory(place.owner(), new StationId(station), place.key(), value);
    }
}
