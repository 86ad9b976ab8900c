package dev.substation.store;

import dev.substation.flow.ports.Ledger.StationRow;
import dev.substation.flow.time.OperatingTime;
import dev.substation.model.Dialect;
import dev.substation.model.StationId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Lob;
import jakarta.persistence.Table;
import java.util.Optional;

/** A row of {@code station}. */
@Entity
@Table(name = "station")
class StoredStation {

    @Id
    @Column(name = "station_key")
    private String stationKey;

    private String station;

    @Enumerated(EnumType.STRING)
    private Dialect dialect;

    private String address;
    @Lob private String boot;

    /** The operating time, in milliseconds. */
    private long heard;

    /** For JPA. */
    protected StoredStation() {}

    StoredStation(StationRow row) {
        stationKey = Text.key(row.station());
        set(row);
    }

    String stationKey() {
        return stationKey;
    }

    final void set(StationRow row) {
        station = row.station().value();
        dialect = row.dialect();
        address = row.address();
        boot = row.boot().map(Text::of).orElse(null);
        heard = row.lastHeard().millis();
    }

    StationRow row() {
        return new StationRow(
                new StationId(station),
                dialect,
                address,
                Optional.ofNullable(boot).map(Text::payload),
                new OperatingTime(heard));
    }
}
