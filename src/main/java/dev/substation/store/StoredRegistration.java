package dev.substation.store;

import dev.substation.flow.ports.Ledger.RegistrationRow;
import dev.substation.model.StationId;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.Table;
import java.util.Objects;
import java.util.Optional;

/** A row of {@code registration}. */
@Entity
@Table(name = "registration")
class StoredRegistration {

    /** Which station at which csms. */
    @Embeddable
    static class Pair {

        @Column(name = "upstream_key")
        private String upstreamKey;

        private String csms;

        /** For JPA. */
        protected Pair() {}

        Pair(RegistrationRow row) {
            upstreamKey = Text.key(row.upstream());
            csms = row.csms();
        }

        String upstreamKey() {
            return upstreamKey;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Pair that
                    && upstreamKey.equals(that.upstreamKey)
                    && csms.equals(that.csms);
        }

        @Override
        public int hashCode() {
            return Objects.hash(upstreamKey, csms);
        }
    }

    @EmbeddedId private Pair pair;
    private String upstream;
    private String status;

    @Column(name = "heartbeat_interval")
    private long interval;

    /** For JPA. */
    protected StoredRegistration() {}

    StoredRegistration(RegistrationRow row) {
        pair = new Pair(row);
        set(row);
    }

    Pair pair() {
        return pair;
    }

    final void set(RegistrationRow row) {
        upstream = row.upstream().value();
        status = row.status().orElse(null);
        interval = row.interval();
    }

    RegistrationRow row() {
        return new RegistrationRow(
                new StationId(upstream), pair.csms, Optional.ofNullable(status), interval);
    }
}
