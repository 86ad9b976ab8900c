package dev.substation.e2e;

import dev.substation.e2e.SharedGateway.Running;
import dev.substation.soap.SoapHttpCases;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.TestClassOrder;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * All tests that need only a gateway, at one gateway: one after the other, each class with stations
 * of its own. A class of its own for each would start a gateway in each fork of the build.
 */
@ExtendWith(SharedGateway.class)
@TestClassOrder(ClassOrderer.ClassName.class)
class SharedE2E {

    @Nested
    class Access extends AccessCases {}

    @Nested
    class Api extends ApiCases {}

    @Nested
    class BadInput extends BadInputCases {}

    @Nested
    class Browsing extends BrowserCases {}

    @Nested
    class Console extends ConsoleCases {}

    @Nested
    class Edit extends EditCases {}

    @Nested
    class EveryOperation extends EveryOperationCases {}

    @Nested
    class Exchange extends ExchangeCases {}

    @Nested
    class Explain extends ExplainCases {}

    @Nested
    class Files extends FilesCases {
        Files(Running running) {
            super(running);
        }
    }

    @Nested
    class Handshake extends HandshakeCases {
        Handshake(Running running) {
            super(running);
        }
    }

    @Nested
    class Monitoring extends MonitoringCases {}

    @Nested
    class Parallel extends ParallelCases {}

    @Nested
    class Ports extends PortsCases {}

    @Nested
    class RefusedMessage extends RefusedMessageCases {}

    @Nested
    class Secrets extends SecretsCases {}

    @Nested
    class Security extends SecurityCases {}

    @Nested
    class Settings extends SettingsCases {}

    @Nested
    class Support extends SupportCases {}

    @Nested
    class Transparency extends TransparencyCases {}

    @Nested
    class Transparent extends TransparentCases {}

    @Nested
    class SoapHttp extends SoapHttpCases {}
}
