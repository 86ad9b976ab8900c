package dev.substation.soap;

import dev.substation.dialect.SoapCodec;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.StationId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Finds what is odd about envelopes, and notes it; the flow tells of it, as of all that was
 * tolerated.
 */
final class Oddities {

    private Oddities() {}

    /** The oddities of one message, as they are found. */
    static final class Found {

        private final List<Note> notes = new ArrayList<>();

        private Found() {}

        Found add(boolean when, Oddity oddity, String path, String original, String result) {
            if (when) {
                notes.add(oddity.note(path, original, result));
            }
            return this;
        }

        List<Note> notes() {
            return notes;
        }
    }

    /** A request of a station; its From is the caller's to judge. */
    static Found request(SoapExchange visit, SoapCodec.Decoded body) {
        Envelope envelope = visit.envelope().orElseThrow();
        String type = visit.post().contentType();
        String wanted = envelope.soap().contentType().replaceFirst(";.*", "");
        List<String> identities = envelope.identities();
        Optional<String> replyTo = envelope.replyTo().filter(to -> !isAnonymous(to));
        Found found = new Found();
        found.notes.addAll(visit.post().document().notes());
        both(found, envelope, body.dialect(), Direction.UP, "/" + body.action().name());
        found.add(
                        visit.post().place().behind().isPresent(),
                        identities.isEmpty() ? Oddity.IDENTITY_IN_PATH : Oddity.IDENTITY_BEHIND,
                        "Address",
                        visit.post().path(),
                        visit.post().place().path())
                .add(visit.post().isNameless(), Oddity.NO_HOST, "Host", "", "");
        return found.add(
                        !type.strip().regionMatches(true, 0, wanted, 0, wanted.length()),
                        Oddity.CONTENT_TYPE,
                        "",
                        type,
                        wanted)
                .add(
                        identities.size() > 1,
                        Oddity.IDENTITY_TWICE,
                        "Header/chargeBoxIdentity",
                        String.join(", ", identities),
                        identities.isEmpty() ? "" : identities.get(0))
                .add(
                        !envelope.identityName().equals(Envelope.IDENTITY),
                        Oddity.IDENTITY_NAME,
                        "Header/" + envelope.identityName(),
                        envelope.identityName(),
                        Envelope.IDENTITY)
                .add(
                        envelope.messageId().isEmpty(),
                        Oddity.NO_MESSAGE_ID,
                        "Header/MessageID",
                        "",
                        visit.messageId())
                .add(
                        replyTo.isPresent(),
                        Oddity.REPLY_TO,
                        "Header/ReplyTo",
                        replyTo.orElse(""),
                        envelope.addressing().anonymous());
    }

    /** An answer of a station to our message. */
    static List<Note> answer(
            StationId station, Envelope envelope, SoapCodec.Decoded body, String asked) {
        Optional<String> relatesTo = envelope.relatesTo();
        Optional<String> other =
                envelope.identities().stream()
                        .filter(id -> !id.equalsIgnoreCase(station.value()))
                        .findFirst();
        Found found = new Found();
        both(
                found,
                envelope,
                body.dialect(),
                Direction.DOWN,
                "/" + body.action().name() + "Response");
        return found.add(
                        relatesTo.isEmpty() && envelope.action().isEmpty(),
                        Oddity.BARE_ANSWER,
                        "Header",
                        "",
                        asked)
                .add(
                        relatesTo.filter(id -> !id.equals(asked)).isPresent(),
                        Oddity.RELATES_TO,
                        "Header/RelatesTo",
                        relatesTo.orElse(""),
                        asked)
                .add(
                        other.isPresent(),
                        Oddity.OTHER_IDENTITY,
                        "Header/chargeBoxIdentity",
                        other.orElse(""),
                        station.value())
                .notes();
    }

    private static void both(
            Found found, Envelope envelope, Dialect dialect, Direction direction, String action) {
        String namespace = SoapCodec.namespace(dialect, direction);
        String body = envelope.service().orElse("");
        Optional<String> identity =
                envelope.identityNamespace().filter(given -> !given.equals(namespace));
        Optional<String> other = envelope.action().filter(given -> !given.equals(action));
        found.add(!envelope.stray().isEmpty(), Oddity.STRAY_TEXT, "", envelope.stray(), "")
                .add(envelope.isUnqualified(), Oddity.NAMESPACE, "Body", "", namespace)
                .add(
                        envelope.soap() == Soap.V11,
                        Oddity.SOAP_11,
                        "",
                        Soap.V11.namespace(),
                        Soap.V12.namespace())
                .add(
                        envelope.addressing() == Addressing.DRAFT_2004,
                        Oddity.OLD_ADDRESSING,
                        "Header",
                        Addressing.DRAFT_2004.namespace(),
                        Addressing.W3C_2005.namespace())
                .add(!body.equals(namespace), Oddity.NAMESPACE, "Body", body, namespace)
                .add(
                        body.equals(namespace) && identity.isPresent(),
                        Oddity.NAMESPACE,
                        "Header/chargeBoxIdentity",
                        identity.orElse(""),
                        namespace)
                .add(other.isPresent(), Oddity.ACTION, "Header/Action", other.orElse(""), action);
    }

    private static boolean isAnonymous(String address) {
        return address.endsWith("/anonymous");
    }
}
