package dev.substation.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What {@code --help} prints: the page of all commands, and a page for each of them. */
final class Help {

    private static final String HEAD =
            """
            Substation, an OCPP gateway. It connects charging stations that speak OCPP 1.5 or 1.6 over
            SOAP, or OCPP-J 1.6, to a CSMS that speaks OCPP-J 1.6.

            usage: %s COMMAND [OPTION ...]

              run           start the gateway
              check         find errors in a home without starting the gateway
              health        ask a running gateway on this machine whether it is ready
              demo          try it: a gateway, a practice CSMS and a charging session
              station       a simulated charging station
              routes        check, test and explain the rules in camel-routes/; show the shipped forms
              stations      how the stations of a running gateway stand
              csms          how the CSMSs of a running gateway stand
              refused       who was rejected at the door of a running gateway, and what to do
              messages      the message log of a running gateway
              parked        messages that a CSMS never takes: list, send again, remove
              send          send an operation to a station
              transactions  list or close transactions that have not ended
              cards         list, export or import cards for times when the CSMS is offline
              keba          the configuration file of a KEBA network
              udp           find KEBA boxes without OCPP
              backup        save a home in one file, also while the gateway runs
              restore       bring a home back from such a file
              move-to-postgresql
                            copy the ledger from its file to PostgreSQL
              doctor        examine an installation, from the disk to the CSMS
              users         who may log in to the console, with which role
              tokens        tokens for programs that use the API
              audit         who changed or sent what
              support       write one file for whoever helps you

              COMMAND --help    the options of a command
              --help            this page
              --version         version, commit, and the Payara Micro in the jar
              jvm-options       the JVM options for this machine, one per line

            The first run writes a site.yaml; docs/configuration.md explains it.
            """;

    private static final Map<String, String> PAGES = new LinkedHashMap<>();

    static {
        PAGES.put(
                "run",
                """
                usage: %s run [--home DIR] [--http-port N]

                Starts the gateway. Ctrl+C or SIGTERM stops it in order.

                  --home DIR       folder with site.yaml, camel-routes/, keys/ and data/;
                                   default: $SUBSTATION_HOME, otherwise %s
                  --http-port N    port for stations, instead of http.port in site.yaml

                The first run writes site.yaml and camel-routes/ into the home and exits. The gateway
                runs in a second JVM, with the options that "jvm-options" prints; JVM options that you
                give before -jar, or in $SUBSTATION_JAVA_OPTIONS, override them.
                Exit status: 1 if the gateway cannot start, 2 for errors in site.yaml.
                """);
        PAGES.put(
                "check",
                """
                usage: %s check [--home DIR]

                Reports all errors in a home: settings, certificates, card files, routes. It starts
                nothing. It does not test ports or the CSMS connection; doctor does.

                  --home DIR       folder with site.yaml, camel-routes/, keys/ and data/;
                                   default: $SUBSTATION_HOME, otherwise %s

                Exit status: 0 without errors, otherwise 1.
                """);
        PAGES.put(
                "health",
                """
                usage: %s health [--home DIR] [--http-port N]

                Asks the gateway on this machine for /health/ready and prints the answer.

                  --home DIR       its home; default: $SUBSTATION_HOME, otherwise %s.
                                   The running gateway notes there where it is
                  --http-port N    its port, in place of what the home says; default if the home
                                   says nothing: $SUBSTATION_HTTP_PORT, otherwise 8080

                Exit status: 0 if it is ready, otherwise 1.
                """);
        PAGES.put(
                "demo",
                """
                usage: %s demo [--home DIR] [--http-port N] [--once]

                Starts a gateway and a practice CSMS, and plays a recorded charging session of a KEBA
                network through them. Then it runs until Ctrl+C.

                  --http-port N    port of the gateway; default: 8080
                  --home DIR       folder for the files of the demo, in DIR/demo;
                                   default: $SUBSTATION_HOME, otherwise %s
                  --once           exit after the session; the status is 0 if the session was complete
                """);
    }

    private final String program;
    private final String home;

    /**
     * Help for one way of calling the program.
     *
     * @param program how it was called
     * @param home the home that is used when nothing names one
     */
    Help(String program, String home) {
        this.program = program;
        this.home = home;
    }

    String all() {
        return HEAD.formatted(program);
    }

    /** The page of a command; empty for one that prints its own page, or does not exist. */
    Optional<String> of(String command) {
        return Optional.ofNullable(PAGES.get(command)).map(page -> page.formatted(program, home));
    }
}
