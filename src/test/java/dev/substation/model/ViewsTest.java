package dev.substation.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What views read, and what they make of fields that are missing or wrong. */
class ViewsTest {

    @Test
    void readsAFieldOfAnotherTypeAsMissing() {
        Payload odd = Payload.of("status", 7L, "connectorId", "1", "errorCode", null);

        StatusNotification report = new StatusNotification(odd);

        assertEquals(Optional.empty(), report.status());
        assertEquals(Optional.empty(), report.connectorId());
        assertEquals(Optional.empty(), report.errorCode());
        assertFalse(report.is("7"));
    }

    @Test
    void keepsThePayloadWithItsUnknownFields() {
        Payload sent = Payload.of("connectorId", 1L, "status", "Occupied", "vendorField", "x");

        StatusNotification report = new StatusNotification(sent);

        assertSame(sent, report.payload());
        assertEquals(sent.with("status", "Charging"), report.withStatus("Charging"));
    }

    @Test
    void takesACardWithoutAStatusForNeitherAcceptedNorRejected() {
        IdTagInfo silent = new IdTagInfo(Payload.of("parentIdTag", "P"));

        assertFalse(silent.isAccepted());
        assertEquals(Optional.empty(), silent.refusal());
        assertEquals(Optional.of("P"), silent.parentIdTag());
    }

    @Test
    void namesTheStatusWithWhichACardIsRejected() {
        Payload conf = Payload.of("idTagInfo", Payload.of("status", "ConcurrentTx"));

        assertEquals(Optional.of("ConcurrentTx"), IdTagInfo.in(conf).flatMap(IdTagInfo::refusal));
        assertEquals(Optional.empty(), new IdTagInfo(Payload.of("status", "Accepted")).refusal());
    }

    @Test
    void knowsAReasonThatIsThereWithoutText() {
        StopTransaction stop = new StopTransaction(Payload.of("reason", null));

        assertTrue(stop.hasReason());
        assertEquals(Optional.empty(), stop.reason());
    }

    @Test
    void takesAListOfNoTypeForNeitherFullNorDifferential() {
        SendLocalList list =
                new SendLocalList(
                        Payload.of(
                                "localAuthorizationList",
                                List.of(Payload.of("idTag", "A"), "no entry")));

        assertFalse(list.isFull());
        assertFalse(list.isDifferential());
        assertEquals(
                List.of(Optional.of("A")), list.entries().stream().map(e -> e.idTag()).toList());
    }

    @Test
    void findsNoStatusInAFailure() {
        Answer failure = Answer.failure(Cause.STOPPING);

        assertEquals(Optional.empty(), failure.status());
        assertFalse(failure.isAccepted());
        assertTrue(Answer.ofStatus("Accepted").isAccepted());
        assertTrue(Answer.ofStatus("Rejected").hasStatus("Rejected"));
    }
}
