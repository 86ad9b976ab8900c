package dev.substation.app.settings;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A section of {@code site.yaml} that has keys.
 *
 * <p>{@link #path} is the section's place; {@code *} stands for a name that the site chooses.
 */
enum Scope {
    HTTP("http", "", "Where stations connect."),
    ALIASES(
            "http.aliases",
            "",
            "Further paths of the endpoints, for stations whose settings cannot be changed."),
    ADMIN(
            "admin",
            "",
            "Who may use the console and the API; see [security.md](security.md#the-administration)."),
    CSMS(
            "csms.*",
            "main",
            "The CSMSs, each under a name that you choose. Without one, stations are rejected."),
    DEFAULTS("defaults", "", "Values for stations that do not set their own."),
    STATIONS(
            "stations.*",
            "KEBA-HOF-7",
            "The stations by their identity (chargeBoxIdentity), or by patterns with * for any text."
                    + " The value of the station's own entry counts, otherwise that of the longest"
                    + " pattern, otherwise the default."),
    UPSTREAM(
            "upstream.*",
            "HOF-1",
            "Stations as the CSMS sees them, by their identity there: stations with credentials of"
                    + " their own, and several stations joined into one."),
    SITES(
            "sites.*",
            "HALL-3",
            "Limits that several stations share, each under a name that you choose; see"
                    + " [smart-charging.md](smart-charging.md#one-limit-for-several-stations)."),
    STORE(
            "store",
            "",
            "The ledger: the database for transactions and for messages that the CSMS must still"
                    + " get."),
    FILES(
            "files",
            "",
            "Where stations bring diagnostics and fetch firmware if the gateway relays files (file-relay)."),
    UDP(
            "udp",
            "",
            "How KEBA boxes without OCPP are reached (keba-udp); see [keba-udp.md](keba-udp.md)."),
    ROUTES(
            "routes",
            "",
            "Changes in camel-routes/ go live without a restart, if they have no errors."),
    LOG(
            "log",
            "",
            "Where the log goes, and in which form. On a server that the gateway was deployed to, the log is the server's."),
    TRACING(
            "tracing",
            "",
            "A trace of each call over both legs, for a collector of OpenTelemetry. Off without an endpoint.");

    private static final String ANY_NAME = ".*";

    private final String path;
    private final String sample;
    private final String meaning;

    Scope(String path, String sample, String meaning) {
        this.path = path;
        this.sample = sample;
        this.meaning = meaning;
    }

    /** The sections at the top of the file, in their order. */
    static List<Scope> top() {
        return Arrays.stream(values()).filter(scope -> scope.parent().isEmpty()).toList();
    }

    /** Such as {@code csms.*}. */
    String path() {
        return path;
    }

    /** A name as a site might choose it, for the example in {@code payara/site.yaml}. */
    String sample() {
        return sample;
    }

    /** What the section is for, a sentence or two. */
    String meaning() {
        return meaning;
    }

    /** Whether it stands for sections whose names the site chooses. */
    boolean isNamed() {
        return path.endsWith(ANY_NAME);
    }

    /** The last word that is fixed: {@code csms} of {@code csms.*}, {@code aliases}. */
    String word() {
        String fixed = isNamed() ? path.substring(0, path.length() - ANY_NAME.length()) : path;
        return fixed.substring(fixed.lastIndexOf('.') + 1);
    }

    /** The section that it stands in; empty at the top. */
    Optional<Scope> parent() {
        return Arrays.stream(values())
                .filter(scope -> !scope.isNamed() && path.equals(scope.path + "." + word()))
                .findFirst();
    }

    /** The sections that stand in this one. */
    List<Scope> inner() {
        return Arrays.stream(values())
                .filter(scope -> scope.parent().equals(Optional.of(this)))
                .toList();
    }
}
