package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.substation.testing.Certificates;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * All that needs HTTPS or a CSMS that is away, at one gateway: each class has stations of its own.
 */
@TestClassOrder(ClassOrderer.OrderAnnotation.class)
class TlsE2E {

    private static TlsGateway gateway;

    @BeforeAll
    static void start(@TempDir Path folder) throws Exception {
        gateway = TlsGateway.start(folder);
        AwayCases.at(gateway);
        SecurityProfilesCases.at(gateway);
        LocksCases.at(gateway);
        FrontCases.at(gateway);
    }

    @AfterAll
    static void stop() throws Exception {
        if (gateway != null) {
            int length = gateway.log().length();
            gateway.stop();
            SecurityProfilesCases.end();
            assertEquals(List.of(), FrontCases.stacks(gateway.log().substring(length)));
            assertFalse(gateway.log().contains(LocksCases.HEX), "a password is in the log");
            assertFalse(gateway.log().contains(Certificates.PASSWORD), "a password is in the log");
        }
    }

    /** First, because it counts all messages that wait. */
    @Nested
    @Order(0)
    class Away extends AwayCases {}

    @Nested
    @Order(1)
    class SecurityProfiles extends SecurityProfilesCases {}

    @Nested
    @Order(2)
    class Locks extends LocksCases {}

    @Nested
    @Order(3)
    class Front extends FrontCases {}
}
