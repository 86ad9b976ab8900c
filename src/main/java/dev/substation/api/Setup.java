package dev.substation.api;

import dev.substation.api.Operations.BadRequest;
import dev.substation.model.Payload;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * Brings a new gateway to work: its CSMS, and the stations that knock. What is set is written to
 * {@code site.yaml}, where the gateway takes it within seconds. Methods may block for the disk.
 */
public interface Setup {

    /** How far it has come. */
    State state();

    /**
     * Tries the way to a CSMS, without setting it. One trial at a time.
     *
     * @throws BadRequest when it is no CSMS that could be set
     */
    CompletionStage<Trial> attempt(Csms csms) throws BadRequest;

    /**
     * Writes the first CSMS to the settings, and its password to a file of its own.
     *
     * @throws BadRequest when there is a CSMS already, or the file cannot be changed
     */
    Written set(Csms csms) throws BadRequest;

    /**
     * Writes a station to the settings that was rejected because it is not listed.
     *
     * @param number its number among those that were rejected
     * @throws BadRequest when it is not such a station, or the file cannot be changed
     */
    Written letIn(long number) throws BadRequest;

    /**
     * How far it has come.
     *
     * @param setUp whether the settings in use have a CSMS
     * @param file the settings
     * @param addresses what to type into stations, by each address of this machine
     */
    @Schema(name = "Setup")
    record State(boolean setUp, String file, List<Address> addresses) {}

    /**
     * Where stations connect.
     *
     * @param host of this machine
     * @param soap for OCPP 1.5 and 1.6 over SOAP
     * @param json for OCPP-J 1.6, with {@code {station}} for the identity
     */
    @Schema(name = "AddressForStations")
    record Address(String host, String soap, String json) {}

    /**
     * A CSMS to be tried or set.
     *
     * @param name in the settings, {@code main} if left out
     * @param url {@code ws://} or {@code wss://}, with {@code {station}} for the identity
     * @param user for Basic authentication
     * @param password for Basic authentication
     * @param identity of a station that the CSMS knows, for the trial
     */
    @Schema(name = "CsmsToSet")
    record Csms(
            Optional<String> name,
            String url,
            Optional<String> user,
            Optional<String> password,
            Optional<String> identity) {

        static final List<String> FIELDS = List.of("name", "url", "user", "password", "identity");

        static Csms of(Payload body) throws BadRequest {
            Bodies.has("A CSMS", body, FIELDS);
            for (String field : FIELDS) {
                if (body.containsKey(field) && body.text(field).isEmpty()) {
                    throw new BadRequest(400, field + " must be a text");
                }
            }
            for (String field : List.of("name", "url", "user")) {
                if (body.text(field).orElse("").contains("${")) {
                    throw new BadRequest(
                            400, field + " must not have ${: references are for site.yaml itself");
                }
            }
            Optional<String> password = body.text("password").filter(text -> !text.isEmpty());
            if (password.filter(text -> !text.equals(text.strip())).isPresent()) {
                throw new BadRequest(
                        400, "password must not begin or end with a blank: files are read without");
            }
            return new Csms(
                    text(body, "name"),
                    text(body, "url")
                            .orElseThrow(
                                    () ->
                                            new BadRequest(
                                                    400,
                                                    "Name the url, such as"
                                                            + " wss://csms.example.org/ocpp/{station}")),
                    text(body, "user"),
                    password,
                    text(body, "identity"));
        }

        private static Optional<String> text(Payload body, String field) {
            return body.text(field).map(String::strip).filter(text -> !text.isEmpty());
        }
    }

    /**
     * What came of a trial.
     *
     * @param good whether nothing is wrong
     * @param findings in the order of the way
     */
    @Schema(name = "Trial")
    record Trial(boolean good, List<Found> findings) {}

    /**
     * One thing that was looked at.
     *
     * @param kind {@code ok}, {@code note} or {@code wrong}
     * @param text a sentence
     * @param advice what to do, if there is something
     */
    @Schema(name = "Finding")
    record Found(String kind, String text, Optional<String> advice) {}

    /**
     * What was written.
     *
     * @param file the settings
     * @param lines that were added
     */
    @Schema(name = "Written")
    record Written(String file, String lines) {}
}
