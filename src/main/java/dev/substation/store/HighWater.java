package dev.substation.store;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of {@code high_water}: the highest number ever given of a kind. */
@Entity
@Table(name = "high_water")
class HighWater {

    /** What is numbered. */
    enum Kind {
        OUTBOX,
        TRANSACTION,
        GATEWAY_TRANSACTION_ID,
        /** Writes that only tried whether the disk takes one. */
        TRIAL,
        /** The operating-hours counter, in milliseconds. */
        OPERATING_TIME,
        /** Lines of the message log. */
        MESSAGE_LOG
    }

    @Id
    @Enumerated(EnumType.STRING)
    @Column(name = "name")
    private Kind kind;

    private long reached;

    /** For JPA. */
    protected HighWater() {}

    private HighWater(Kind kind, long reached) {
        this.kind = kind;
        this.reached = reached;
    }

    /** Notes that a number was given. */
    static void raise(EntityManager manager, Kind kind, long number) {
        HighWater mark = manager.find(HighWater.class, kind);
        if (mark == null) {
            manager.persist(new HighWater(kind, number));
            return;
        }
        mark.reached = Math.max(mark.reached, number);
    }

    /** The highest number given; 0 when none was. */
    static long reached(EntityManager manager, Kind kind) {
        HighWater mark = manager.find(HighWater.class, kind);
        return mark == null ? 0 : mark.reached;
    }
}
