package dev.substation.soap;

import dev.substation.model.Answer;
import dev.substation.model.Cause;
import dev.substation.model.ErrorCode;
import dev.substation.model.Payload;
import dev.substation.model.StationId;
import java.util.Locale;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * A SOAP fault that a station answered, 1.1 or 1.2, in whatever namespace. Codes are kept without
 * their prefixes.
 *
 * @param subCode empty when there is none
 */
record StationFault(String code, String subCode, String reason) {

    private static final int MAX_TEXT = 255;

    /** Reads a fault; the reader stands on its start and is left on its end. */
    static StationFault read(XMLStreamReader in) throws XMLStreamException {
        String code = "";
        String subCode = "";
        String reason = "";
        StringBuilder text = new StringBuilder();
        boolean inDetail = false;
        int depth = 1;
        while (depth > 0) {
            switch (in.next()) {
                case XMLStreamConstants.START_ELEMENT:
                    depth++;
                    inDetail |= in.getLocalName().equalsIgnoreCase("detail");
                    text.setLength(0);
                    break;
                case XMLStreamConstants.END_ELEMENT:
                    depth--;
                    String value = text.toString().strip();
                    text.setLength(0);
                    if (inDetail) {
                        inDetail = !in.getLocalName().equalsIgnoreCase("detail");
                        break;
                    }
                    switch (in.getLocalName().toLowerCase(Locale.ROOT)) {
                        case "value" -> {
                            // The outermost sub-code is the one that everybody knows.
                            subCode =
                                    code.isEmpty() || !subCode.isEmpty()
                                            ? subCode
                                            : localPart(value);
                            code = code.isEmpty() ? localPart(value) : code;
                        }
                        case "faultcode" -> code = localPart(value);
                        case "text", "faultstring" -> reason = reason.isEmpty() ? value : reason;
                        default -> {}
                    }
                    break;
                case XMLStreamConstants.CHARACTERS:
                case XMLStreamConstants.CDATA:
                    text.append(in.getText());
                    break;
                default:
                    break;
            }
        }
        return dotted(code, subCode, Xml.printable(reason, MAX_TEXT));
    }

    private static String localPart(String name) {
        return Xml.printable(name.substring(name.lastIndexOf(':') + 1), MAX_TEXT);
    }

    /** SOAP 1.1 section 4.4.1: {@code Client.SecurityError}. */
    private static StationFault dotted(String code, String subCode, String reason) {
        int dot = code.indexOf('.');
        return subCode.isEmpty() && dot > 0
                ? new StationFault(code.substring(0, dot), code.substring(dot + 1), reason)
                : new StationFault(code, subCode, reason);
    }

    /**
     * The failure that the CSMS gets.
     *
     * @param address where the station was called
     */
    Answer.Failure failure(StationId station, String address, int status) {
        String words = words(station, address);
        Answer.Failure plain = Answer.failure(Cause.STATION_REFUSED, errorCode(), words);
        Payload details =
                plain.details()
                        .with("faultCode", code)
                        .with("faultSubCode", subCode)
                        .with("faultReason", reason)
                        .with("httpStatus", (long) status);
        return new Answer.Failure(plain.cause(), plain.code(), plain.description(), details);
    }

    private String tellingCode() {
        return subCode.isEmpty() ? code : subCode;
    }

    private String words(StationId station, String address) {
        if (tellingCode().equals("IdentityMismatch")) {
            String said = reason.isEmpty() ? "" : ": " + reason;
            return Xml.printable(
                    "The station at %s is not %s%s".formatted(address, station, said), MAX_TEXT);
        }
        return reason.isEmpty()
                ? Xml.printable("The station " + station + " answered a fault", MAX_TEXT)
                : reason;
    }

    /** The left column of the fault table (OCPP-S 1.6 section 4.2; SOAP's and addressing's own). */
    private ErrorCode errorCode() {
        return switch (tellingCode()) {
            case "SecurityError", "IdentityMismatch" -> ErrorCode.SecurityError;
            case "ProtocolError",
                    "InvalidAddressingHeader",
                    "InvalidMessageInformationHeader",
                    "MessageAddressingHeaderRequired",
                    "MessageInformationHeaderRequired",
                    "DestinationUnreachable",
                    "EndpointUnavailable" ->
                    ErrorCode.ProtocolError;
            case "NotSupported", "ActionNotSupported" -> ErrorCode.NotSupported;
            case "InternalError" -> ErrorCode.InternalError;
            default ->
                    switch (code) {
                        case "MustUnderstand", "VersionMismatch", "DataEncodingUnknown" ->
                                ErrorCode.NotSupported;
                        case "Sender", "Client" -> ErrorCode.GenericError;
                        default -> ErrorCode.InternalError;
                    };
        };
    }
}
