package dev.substation.store;

import dev.substation.flow.Ledger.RegistrationRow;
import dev.substation.model.StationId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.util.Optional;

/** A row of {@code registration}. */
@Entity
@Table(name = "registration")
class StoredRegistration {

    @Id
    @Column(name = "upstream_key")
    private String upstreamKey;

    private String upstream;
    private String status;

    @Column(name = "heartbeat_interval")
    private long interval;

    /** For JPA. */
    protected StoredRegistration() {}

    StoredRegistration(RegistrationRow row) {
        upstreamKey = Text.key(row.upstream());
        set(row);
    }

    String upstreamKey() {
        return upstreamKey;
    }

    final void set(RegistrationRow row) {
        upstream = row.upstream().value();
        status = row.status().orElse(null);
        interval = row.interval();
    }

    RegistrationRow row() {
        return new RegistrationRow(new StationId(upstream), Optional.ofNullable(status), interval);
    }
}
