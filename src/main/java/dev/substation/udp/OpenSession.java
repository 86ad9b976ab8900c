package dev.substation.udp;

import dev.substation.model.Payload;
import java.time.Instant;
import java.util.Optional;

/**
 * A session of a box on its way to becoming a transaction. What a message says of it is fixed and
 * stored before the message is sent for the first time, so that the same message can be sent again
 * after a kill: the gateway recognizes it, and no session starts or ends twice.
 *
 * @param id as the box counts them; for a box that does not, the register at its start
 * @param energyAtStart the register at its start in 0.1 Wh
 * @param idTag what OCPP gets
 * @param tag the card as the box writes it; empty for none
 * @param vouched whether nobody is asked any more whether the card may charge
 * @param rejected whether the CSMS does not want the card; then there is no transaction, unless
 *     energy was taken all the same
 * @param transaction its id at the gateway; empty until it has one
 * @param stopReason why the gateway has stopped it; empty while it has not
 * @param end empty while it runs
 */
record OpenSession(
        long id,
        long energyAtStart,
        Instant started,
        String idTag,
        String tag,
        boolean vouched,
        boolean rejected,
        Optional<Long> transaction,
        String stopReason,
        Optional<End> end) {

    /**
     * How a session ended.
     *
     * @param register in 0.1 Wh
     * @param reason a word of OCPP
     */
    record End(Instant at, long register, String reason) {}

    OpenSession asVouched() {
        return with(true, rejected, transaction, stopReason, end);
    }

    OpenSession asRejected() {
        return with(true, true, transaction, stopReason, end);
    }

    OpenSession as(long transactionId) {
        return with(vouched, rejected, Optional.of(transactionId), stopReason, end);
    }

    OpenSession stoppedFor(String reason) {
        return with(vouched, rejected, transaction, reason, end);
    }

    OpenSession ended(End how) {
        return with(vouched, rejected, transaction, stopReason, Optional.of(how));
    }

    private OpenSession with(
            boolean isVouched,
            boolean isRejected,
            Optional<Long> transactionId,
            String reason,
            Optional<End> how) {
        return new OpenSession(
                id,
                energyAtStart,
                started,
                idTag,
                tag,
                isVouched,
                isRejected,
                transactionId,
                reason,
                how);
    }

    /** Whether a box reports this one. */
    boolean isOf(SessionReport report) {
        return report.id() == id && report.energyAtStart() == energyAtStart;
    }

    /** Whether it was the gateway that stopped it. */
    boolean isStopped() {
        return !stopReason.isEmpty();
    }

    /** Whether the CSMS must learn of it. */
    boolean counts() {
        return !rejected || end.filter(how -> how.register() > energyAtStart).isPresent();
    }

    Payload payload() {
        Payload plain =
                Payload.of(
                        "id", id,
                        "energyAtStart", energyAtStart,
                        "started", started.toString(),
                        "idTag", idTag,
                        "tag", tag,
                        "vouched", vouched,
                        "rejected", rejected,
                        "stopReason", stopReason);
        Payload named = transaction.map(number -> plain.with("transaction", number)).orElse(plain);
        return end.map(
                        how ->
                                named.with(
                                        "end",
                                        Payload.of(
                                                "at", how.at().toString(),
                                                "register", how.register(),
                                                "reason", how.reason())))
                .orElse(named);
    }

    static OpenSession of(Payload stored) {
        return new OpenSession(
                stored.number("id").orElse(0L),
                stored.number("energyAtStart").orElse(0L),
                Instant.parse(stored.text("started").orElseThrow()),
                stored.text("idTag").orElse(""),
                stored.text("tag").orElse(""),
                Boolean.TRUE.equals(stored.get("vouched")),
                Boolean.TRUE.equals(stored.get("rejected")),
                stored.number("transaction"),
                stored.text("stopReason").orElse(""),
                stored.object("end")
                        .map(
                                end ->
                                        new End(
                                                Instant.parse(end.text("at").orElseThrow()),
                                                end.number("register").orElse(0L),
                                                end.text("reason").orElse(""))));
    }
}
