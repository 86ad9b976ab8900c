package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.e2e.SharedGateway.Running;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.PlainSoapStation;
import dev.substation.testing.PlainSoapStation.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The process has no door but the documented one. */
@ExtendWith(SharedGateway.class)
abstract class PortsCases {

    private static final String LISTEN = "0A";

    @Test
    void atWorkTheGatewayListensAtThePortsOfItsSettingsAlone(Running running) throws IOException {
        try (PlainSoapStation soap = new PlainSoapStation(Version.V15, "EVERY-P", running.soap());
                PlainJsonStation json = PlainJsonStation.connect(running.json("EVERY-Q"))) {
            soap.call("Authorize", "<idTag>CARD</idTag>");
            json.call("Heartbeat", "{}");
            soap.answering("ClearCache", "<status>Accepted</status>");
            running.csms().ask("EVERY-P", "ClearCache", "{}");

            Path process = Path.of("/proc", "" + running.gateway().handle().pid());
            Set<String> sockets = sockets(process);

            assertEquals(running.ports(), listening(process, sockets, "tcp", "tcp6", LISTEN));
            assertEquals(Set.of(), listening(process, sockets, "udp", "udp6", ""));
        }
    }

    /** The inodes of the sockets that the process holds. */
    private static Set<String> sockets(Path process) throws IOException {
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            return files.map(PortsCases::target)
                    .filter(target -> target.startsWith("socket:["))
                    .map(target -> target.substring(8, target.length() - 1))
                    .collect(Collectors.toSet());
        }
    }

    private static String target(Path file) {
        try {
            return Files.readSymbolicLink(file).toString();
        } catch (IOException closedMeanwhile) {
            return "";
        }
    }

    private static Set<Integer> listening(
            Path process, Set<String> sockets, String four, String six, String state)
            throws IOException {
        Set<Integer> ports = new TreeSet<>();
        for (String table : new String[] {four, six}) {
            for (String line : Files.readAllLines(process.resolve("net").resolve(table))) {
                String[] columns = line.strip().split("\\s+");
                if (columns.length > 9
                        && columns[3].startsWith(state)
                        && sockets.contains(columns[9])) {
                    String address = columns[1];
                    ports.add(Integer.parseInt(address.substring(address.indexOf(':') + 1), 16));
                }
            }
        }
        return ports;
    }
}
