package dev.substation.model;

/**
 * Every warning and error of the log that is not the answer to a call, once: a stable number, a
 * sentence, and what to do. The reasons for which calls fail are in {@link Cause}; both share one
 * series of numbers, and {@code docs/errors.md} is generated from both. Numbers are never reused;
 * 11xx are the station's side, 21xx the CSMS's side, 31xx rules and settings, 91xx the gateway.
 */
public enum Problem {
    // spotless:off
    SECRET_LOST            (1067, "A stored message or value has *** in place of a password or code, because data/key-vault was replaced",
                                  "Restore data/key-vault from a backup, or enter the value again at the station or the CSMS"),
    CARD_WITH_SERIAL       (1068, "A card ends in a serial number (%s), as KEBA networks send it. The vendor of the station is unknown, so the CSMS gets the card unchanged",
                                  "If it is a KEBA network, set vendor: keba, or restart the station so that it sends its BootNotification. If the CSMS knows the cards in this form, set vendor: generic"),
    ANSWERED_FROM_LIST     (1069, "The gateway answered %s from the local list and the card files, because of online-authorization: %s",
                                  "None. If the card should charge, enter it in the local list or a card file, or set online-authorization: FirstOnline"),
    LIST_OVER_CSMS         (1070, "The CSMS answered %s for the card of the transaction, but with online-authorization: OnlyLocal the local list counts; the transaction continues",
                                  "None. If the CSMS should decide, set online-authorization: FirstOnline or FirstLocal"),
    LEDGER_NOT_COPIED      (1093, "The ledger could not be copied for gw backup: %s",
                                  "Correct the reason, then run gw backup again. The gateway itself is not affected"),
    COPIED_RULES_STAY      (1094, "Rules of an earlier version are still in the home: %s",
                                  "Correct the reason, then restart the gateway, which tries again. Until then the old rules count"),
    TRACES_NOT_TAKEN       (1095, "The collector %s does not take traces: %s",
                                  "Check tracing.endpoint and tracing.headers, or remove tracing. Messages are not affected; the traces of this time are lost"),
    UNKNOWN_TRANSACTION    (1101, "A StopTransaction names a transaction that the gateway does not know",
                                  "None: the CSMS gets the message unchanged. If it happens often, check whether the station shares its identity with another one"),
    MESSAGE_IGNORED        (1102, "A message was ignored: %s",
                                  "Check the firmware of the station, or ask the vendor of the CSMS: the message is not OCPP-J, and has no id to answer"),
    LIST_INCOMPLETE        (1103, "%s",
                                  "Send the local list again from the CSMS. If the station rejects it again, send a shorter list"),
    STOP_NOT_ACCEPTED      (1104, "The station has not accepted the RemoteStopTransaction for a card that the CSMS rejected (%s), attempt %s: %s",
                                  "The gateway repeats it. If the station never accepts it, end the transaction at the station"),
    TWO_DEVICES            (1105, "%s",
                                  "Give each device an identity of its own"),
    WEBSOCKET_FAILED       (1106, "The WebSocket failed: %s",
                                  "Check the network between station and gateway; the station connects again"),
    METER_SUM              (1107, "Connector 0 reports %s, but its connectors add up to %s",
                                  "Check the meters, or set the rule connector-zero-meter to compute the value"),
    UPGRADE_REJECTED       (1108, "The WebSocket is rejected with status %s: %s",
                                  "Change the URL of the station as the line says"),
    STATION_WOULD_LEAVE    (1162, "The CSMS wants to set %s. The station would then leave the gateway, so the gateway answered Rejected",
                                  "None, if the station is to stay. To let the CSMS move it, set csms-may-move: true for the station in site.yaml"),
    CSMS_NOT_CONNECTED     (2101, "The CSMS is not connected: %s",
                                  "Check network, address and credentials of the CSMS. The gateway stores messages and connects again"),
    CSMS_SILENT            (2102, "The CSMS does not answer, although its link is open",
                                  "Ask the operator of the CSMS. The gateway stores messages, and sends a Heartbeat every 15 s until the CSMS answers"),
    LINK_CLOSED_AT_ONCE    (2103, "The CSMS closes the link right after each handshake (%s)",
                                  "Look for another gateway or station that connects to this CSMS under the same identity"),
    NO_SUBPROTOCOL         (2104, "The CSMS chose no sub-protocol; the gateway uses %s",
                                  "None, if messages pass. Otherwise check the URL of the CSMS"),
    MESSAGE_REJECTED       (2105, "The CSMS rejected the message, attempt %s of %s: %s: %s",
                                  "None: the gateway retries. Ask the operator of the CSMS for the reason if the message is parked later"),
    MESSAGE_PARKED         (2106, "Message parked: the CSMS rejected it with %s: %s",
                                  "Ask the operator of the CSMS for the reason, then release or delete the message: operations.md, Parked messages"),
    MESSAGE_DROPPED        (2107, "Message dropped: the CSMS rejected it with %s: %s",
                                  "Ask the operator of the CSMS for the reason. The message is outside transactions and is lost"),
    MESSAGE_UNANSWERED     (2108, "The CSMS did not answer the message, but a Heartbeat after it: %s times",
                                  "None: the gateway retries, and parks the message in the end. Ask the operator of the CSMS, or raise csms.*.delivery-wait"),
    PARKED_UNANSWERED      (2109, "Message parked: %s times the CSMS did not answer it, but a Heartbeat after it",
                                  "Ask the operator of the CSMS for the reason, then release or delete the message: operations.md, Parked messages"),
    PARKED_OTHER_CSMS      (2110, "Message parked: its transaction belongs to the CSMS %s",
                                  "Add this CSMS to site.yaml again under the same name, or end the transaction: operations.md, Transactions that do not end"),
    BOOT_NOT_ACCEPTED      (2111, "The CSMS did not accept the boot: %s: %s",
                                  "Register the station at the CSMS"),
    BOOT_ANSWERED          (2112, "The gateway answered the boot itself with %s: %s: %s",
                                  "Connect the CSMS, which gets the boot then. If the station must be accepted before, set defaults.offline-boot"),
    ANSWERED_OFFLINE       (2113, "The gateway answered %s by the offline policy %s: %s: %s",
                                  "Connect the CSMS, or raise csms.*.answer-wait if it is only slow"),
    CARD_REJECTED_LATE     (2114, "The CSMS answered %s for the card after the start of the transaction; the gateway stops it",
                                  "None. To let such cards charge, set stop-refused: false"),
    FOREIGN_TRANSACTION    (2115, "The CSMS names a transaction that does not belong to the station",
                                  "Check the transaction at the CSMS; the call goes to the station unchanged"),
    GENERATED_REJECTED     (2116, "gateway-generated message rejected: %s",
                                  "See the reason in the line. The gateway sends the message again when its cause occurs again"),
    UPDATE_NOT_TAKEN       (1173, "A firmware update could not be sent to the station at its retrieveDate: %s. The gateway tries again every 5 minutes, for a day",
                                  "Check the connection of the station to the gateway"),
    UPDATE_GIVEN_UP        (1174, "A firmware update that was due at %s is dropped, because the gateway could not call the station for a day",
                                  "Check the connection of the station. Then send the update again from the CSMS, which got DownloadFailed"),
    STATION_ERROR          (1175, "The station reports %s: %s / %s",
                                  "Do what the line says. docs/error-help.md lists the codes of all vendors"),
    TOO_MANY_CARDS         (2117, "The local list has more than %s cards; the newest are kept",
                                  "None, if fewer cards are sufficient while the CSMS is offline. Otherwise list the cards in a file (cards)"),
    KEY_REJECTED           (2118, "The CSMS rejects the key that it has set, and accepts the previous one",
                                  "Set the key again from the CSMS"),
    FILE_NOT_RELAYED       (2130, "The file is not relayed, so the station gets the address that the CSMS sent: %s",
                                  "Let the CSMS send an address that the gateway can relay (http, https, ftp, ftps), or make sure that the station reaches the file server itself"),
    FILE_FAILED            (2131, "A file was not relayed (%s): %s",
                                  "Check the file server of the CSMS, and the limits under files in site.yaml. Then request the file again from the CSMS"),
    FILE_LOGIN_REJECTED    (1130, "A connection for files from %s is rejected: %s",
                                  "None, if a station retries an old address. Otherwise find out which machine uses this network address"),
    CARDS_UNREADABLE       (3101, "%s; the cards that were read from it earlier stay valid",
                                  "Correct the file; the gateway reads it again within a minute. gw check lists all problems"),
    CARD_LINE              (3102, "%s; the line is skipped",
                                  "Correct the line; the gateway reads the file again within a minute"),
    TLS_FILE_UNREADABLE    (3103, "%s; the previous content stays valid",
                                  "Correct the file; the gateway reads it again when it changes"),
    NOT_STARTED            (3104, "The gateway did not start: %s",
                                  "Do what the line says, then start the gateway again; gw check shows further errors"),
    FEW_FILES              (3105, "http.connections is %s, but the system allows this process %s open files; the gateway accepts %s connections",
                                  "Raise the limit (ulimit -n, LimitNOFILE), or lower http.connections"),
    PROFILE_NOT_SERVED     (3106, "The security profile %s, which the CSMS has set, is not required of the station: %s",
                                  "Change the settings as the line says, then set the profile again from the CSMS"),
    PROFILE_LOST           (3107, "The station has security profile %s, for which site.yaml has no settings any more; it cannot connect",
                                  "Restore http.tls-key-store and http.tls-client-ca, or change its security-profile"),
    ROUTES_REJECTED        (3108, "The changed routes are rejected, the previous ones stay active: %s",
                                  "Correct the file and line; gw routes check shows all errors"),
    ROUTES_WARNING         (3109, "%s",
                                  "Change the route as the line says, or leave it if the effect is intended"),
    ROUTES_NOT_COPIED      (3110, "The active routes were not copied to %s: %s",
                                  "Check space and permissions of the data folder"),
    ROUTES_COPY_UNREADABLE (3111, "The copy of the last active routes cannot be used: %s",
                                  "Correct the routes in camel-routes/; without a copy the gateway needs them to start"),
    RULE_UNKNOWN           (3112, "The rule does not exist any more; the answer passes unchanged",
                                  "None: the rule was removed between the call and its answer"),
    RULE_FAILED            (3113, "The rule failed on an answer: %s",
                                  "Report the line, with the DEBUG line after it"),
    HELD_LOST              (3114, "The rule could not release a held message, which is lost",
                                  "Report the line with its stack trace"),
    HELD_UNREADABLE        (3115, "The rule cannot read a held message: %s",
                                  "Report the line"),
    HELD_NOT_SENT          (3116, "The message of a rule could not be sent; it is due again later",
                                  "Report the line with its stack trace, if there is one"),
    DOCTOR_FAILED          (3130, "The installation could not be examined: %s",
                                  "Run gw doctor, which does the same in a process of its own"),
    SETTINGS_REJECTED      (3117, "The changed site.yaml has errors, the settings before stay active: %s",
                                  "Correct site.yaml, which then goes live; gw check names all errors. If it has none, restart the gateway: a key that needs that does not fit the others yet"),
    SETTINGS_NOT_TAKEN     (3118, "The changed site.yaml could not be taken: %s",
                                  "Restart the gateway, and report the line with its stack trace"),
    PARKED_UNTIL_RESTART   (3125, "Message parked: others of its transaction were parked while the CSMS %s was missing in site.yaml",
                                  "Restart the gateway, which then delivers them in their order"),
    ACCESS_FILE_UNREADABLE (3140, "%s cannot be used: %s; whoever it names cannot log in",
                                  "Correct the file, or remove it and make users and tokens again with gw users and gw tokens. It counts at once"),
    ADMIN_TOKEN_NOT_MADE   (3141, "The admin token %s cannot be written (%s), so nobody can log in with it",
                                  "Check space and permissions of the data folder, then restart the gateway"),
    AUDIT_NOT_WRITTEN      (3142, "The audit log cannot be written: %s",
                                  "Check space and permissions of data/audit. Until then nothing can be changed over the console and the API"),
    EDIT_UNREADABLE        (3143, "The edit %s of the history cannot be read: %s",
                                  "It cannot be undone; delete the file. All other edits are still there"),
    UDP_TASK_FAILED        (3160, "A task of the UDP interface of KEBA boxes failed: %s",
                                  "Report the line with its stack trace"),
    UDP_UNKNOWN_SENDER     (3162, "A datagram came from an address that is of no KEBA box in site.yaml; it is dropped",
                                  "If it is a box, set its address in stations.*.keba-udp. Otherwise find out who sends to the port"),
    UDP_NO_ANSWER          (3163, "The KEBA box at %s does not answer over UDP",
                                  "Check its power, network and address. DIP switch DSW1.3 must be on, with firmware 2.5 (P20) or 3.05 (P30) or later; the box reads the switch when it starts. gw udp find asks it"),
    UDP_BOX_REPLACED       (3164, "The KEBA box has another serial number than before, which was %s: now %s",
                                  "None, if it was replaced: sessions of the new box that ended before are not reported. Otherwise compare stations.*.keba-udp with the address of the box"),
    UDP_NOT_OPEN           (3165, "The UDP port %s cannot be opened: %s",
                                  "End what uses the port, or set udp.port and udp.address; the gateway tries again"),
    UDP_LOOK_FAILED        (3166, "What the KEBA box said could not be processed: %s",
                                  "None, if it is rare: the gateway looks again. Otherwise report the line with its stack trace"),
    UDP_NOT_REMEMBERED     (3167, "What is remembered of the KEBA box cannot be read: %s",
                                  "Check the ledger; the gateway tries again, and does not serve the box until then"),
    LIMIT_NOT_APPLIED      (3175, "The limit of connector %s, %s, is not applied: %s",
                                  "Make the station take the limit; the gateway repeats it. Until then the station may draw more"),
    CALL_INTERNAL          (9101, "%s was called while %s was under way",
                                  "Report the line: the gateway must send one call at a time"),
    DESK_TASK_FAILED       (9102, "A task failed: %s",
                                  "Report the line with its stack trace"),
    DESK_SLOW              (9103, "The desk is slow: a task waited %s ms and took %s ms",
                                  "Check the load of the machine; if only the gateway is busy, check the rules with gw routes explain"),
    RECURRING_TASK_FAILED  (9104, "%s failed and will be repeated",
                                  "See the reason after the line; health shows whether it goes on"),
    NOT_CLOSED             (9105, "%s did not close in order",
                                  "None, if the next start succeeds. Otherwise report the line with its stack trace"),
    FRONT_MISSING          (9106, "A listener has no front door: slow senders and malformed requests reach the container (%s)",
                                  "Use the Payara version of the release, or report the line"),
    CONNECTION_NOT_CUT     (9107, "A connection could not be cut: %s",
                                  "None: the connection ends with its timeout"),
    SIGNED_VALUES_CHANGED  (9108, "Signed meter values have changed on the way: %s became %s",
                                  "Compare the message in the message log (eichrecht.md), and report it"),
    STORED_DATA_UNREADABLE (9109, "Stored data of the station cannot be read: %s",
                                  "None: the station works without it. Report the line"),
    KEY_UNREADABLE         (9110, "The key that the CSMS set at %s cannot be read, because data/key-vault was replaced",
                                  "Restore data/key-vault, or set the password in site.yaml"),
    LEDGER_UNREADABLE      (9112, "The ledger cannot be read (%s): %s",
                                  "Check the disk, or the database server"),
    LEDGER_NOT_WRITTEN     (9113, "The ledger cannot be written: %s",
                                  "Check space and errors of the disk, or the database server. Stations repeat their messages; the gateway tries every five seconds"),
    LEDGER_NOT_PRUNED      (9114, "Old rows of the ledger were not deleted: %s",
                                  "Check the disk, or the database server; the gateway tries again"),
    LEDGER_CLOSED_EARLY    (9115, "The ledger closed before everything was stored: %s",
                                  "None: what was not stored was not answered, and stations repeat it"),
    DISK_NEARLY_FULL       (9116, "The disk is nearly full: %s MB are free, %s MB are reserved; only messages that end transactions are stored",
                                  "Free space on the disk of the ledger, or lower store.reserve"),
    PREVIOUS_OWNER         (9117, "The previous gateway did not close the %s and may still run elsewhere; this one sends nothing for %s s",
                                  "None, unless another gateway uses the database: stop one of the two"),
    TAKEN_OVER             (9118, "Nothing is stored or sent any more: %s",
                                  "Stop one of the two gateways, then restart the other"),
    LOCK_LOST              (9119, "The lock on the %s is lost: %s",
                                  "Check the database server; the gateway takes the lock again"),
    NOT_RELEASED           (9120, "The %s was not released in order; the next gateway waits a little: %s",
                                  "None"),
    API_FAILED             (9121, "A question over the API could not be answered: %s",
                                  "Ask again; if it stays, report the line");
    // spotless:on

    private final int number;
    private final String sentence;
    private final String remedy;

    Problem(int number, String sentence, String remedy) {
        this.number = number;
        this.sentence = sentence;
        this.remedy = remedy;
    }

    /** The number that an operator quotes: {@code SUB-2101}. */
    public String number() {
        return "SUB-" + number;
    }

    /** The sentence with {@code %s} where the values go. */
    public String sentence() {
        return sentence;
    }

    /** What the operator can do about it. */
    public String remedy() {
        return remedy;
    }

    /**
     * The number and the sentence, for the log; the values fill the sentence from left to right.
     */
    public String line(Object... values) {
        return number() + " " + sentence.formatted(values);
    }
}
