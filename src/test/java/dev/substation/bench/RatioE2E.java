package dev.substation.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.bench.Ratios.Ratio;
import dev.substation.e2e.SharedGateway;
import dev.substation.testing.Alone;
import dev.substation.testing.GatewayProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * The gateway has not become much slower, compared with a bare server in the same run ({@link
 * Ratios}). What it is compared with is in {@code docs/performance.md}.
 */
@Alone
@ExtendWith(SharedGateway.class)
class RatioE2E {

    @Test
    void isNotMuchSlowerThanWhatIsCommitted(SharedGateway.Running shared, @TempDir Path folder)
            throws Exception {
        Map<String, Ratio> committed = Ratios.committed();
        try (PeerServer peer = PeerServer.payara(folder, GatewayProcess.optionsOfTests())) {
            Ratios ratios = new Ratios(shared.measured(), shared.gateway(), peer);
            Map<String, Ratio> found = ratios.measure("RATIO");
            System.out.println("gateway to a bare server: " + found);
            if (!worse(found, committed).isEmpty()) {
                found = ratios.measure("RATIO"); // once may be chance
                System.out.println("gateway to a bare server, measured again: " + found);
            }

            assertEquals(committed.keySet(), found.keySet(), "loads in docs/performance.md");
            assertEquals(
                    List.of(),
                    worse(found, committed),
                    "less than half of docs/performance.md; now " + found + "; there " + committed);
        }
    }

    private static List<String> worse(Map<String, Ratio> found, Map<String, Ratio> committed) {
        return committed.keySet().stream()
                .filter(found::containsKey)
                .filter(load -> found.get(load).isMuchWorseThan(committed.get(load)))
                .toList();
    }
}
