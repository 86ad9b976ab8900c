package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.model.Action;
import dev.substation.model.Payload;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressKeysTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CentralSystemAddress",
                "CentralSystemPort",
                "CentralSystemPath",
                "HostConnectorType",
                "ChargeBoxIdentity",
                "ServiceURL",
                "serviceUrl",
                "OcppVersion",
                "ChargeBoxId",
                "ChargePointId",
                "CentralSystemURL",
                "central_system_url",
                "CentralSystem",
                "BackOffice-URL",
                "BackendUrl",
                "OCPP.Server.Port",
                "OcppServerUrl",
                "OCPPServer",
                "CSMS_URL",
                "WebSocketUrl",
                "websocket-endpoint",
                "EndpointUrl",
                "ServerHostname",
                "ServerURL1",
                "/ocpp/backend/url",
                "/Ocpp/ChargeBoxId",
                "OcppIdentity",
                "CPID",
                "CentralSystemIP",
                "BackendIP",
                "ServerIP",
                "CentralServer",
                "ManagementSystemURL",
                "CSUrl",
                "CSURL",
                "wsUrl",
                "wsurl",
                "serviceurl",
                "ConnectionUrl",
                "BackendUrlPrimary",
                "ServerUrlSecondary",
                "OcppBackendUrlTls",
                "CentralSystemAddressV4",
                "CentralSystemIPv4",
                "BackendURL2Backup",
                "BackendURLs",
                "parameters.ocpp.backend.url",
                "OcppParameterServerURL",
                "LoginServerUrl",
                "BackendUrlLocal",
                "UpdateBackendUrl",
                "OCPPv16ServerUrl",
                "ChargeBoxIdentifier",
                "CHARGE_BOX_ID",
                "UrlOfCentralSystem",
            })
    void knowsTheKeysThatTakeAStationAway(String key) {
        assertTrue(AddressKeys.isOne(key), key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HeartbeatInterval",
                "WebSocketPingInterval",
                "ConnectionTimeOut",
                "NumberOfConnectors",
                "SupportedFeatureProfiles",
                "OcppSupport",
                "ServerTransport",
                "BackendReport",
                "AuthorizationKey",
                "SecurityProfile",
                "AuthorizeRemoteTxRequests",
                "ServerTimeout",
                "FtpServerAddress",
                "FirmwareServerUrl",
                "DiagnosticsServerURL",
                "NtpServerAddress",
                "LogServerHost",
                "ModbusServerPort",
                "ProxyServerUrl",
                "WebServerPort",
                "/WebUi/password/reset",
                "/power/station/mainsMaxCurrent",
                "MeterValuesServerPath",
                "AccessPointName",
                "FreeChargingUid",
                "ChargepointSerial",
                "PaymentServiceURL",
                "WebPaymentServerUrl",
                "OcppIdTagPath",
                "OcppServerPingInterval",
                "BackendServerRetryInterval",
                "OcppServerCertificatePath",
                "UpdateServerUrl",
                "LocalServerPort",
                "SupportedOcppVersions",
                "ConnectionTimeout",
            })
    void leavesAllOtherKeysAlone(String key) {
        assertFalse(AddressKeys.isOne(key), key);
    }

    /** The keys of the standard are never among them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "AllowOfflineTxForUnknownId",
                "BlinkRepeat",
                "ClockAlignedDataInterval",
                "GetConfigurationMaxKeys",
                "LocalAuthListMaxLength",
                "MinimumStatusDuration",
                "StopTransactionOnInvalidId",
                "TransactionMessageRetryInterval",
                "ReserveConnectorZeroSupported",
                "ConnectorSwitch3to1PhaseSupported",
                "AdditionalRootCertificateCheck",
                "CpoName",
                "CertificateSignedMaxChainSize",
            })
    void leavesTheKeysOfTheStandardAlone(String key) {
        assertFalse(AddressKeys.isOne(key), key);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "setServiceUrl | x | setServiceUrl",
                "setConfiguration | {\"ServiceURL\":\"ws://evil/\"} | ServiceURL",
                "setConfiguration | [{\"key\":\"CentralSystemAddress\",\"value\":\"1.2.3.4\"}] | CentralSystemAddress",
                "set | a=1;OcppVersion=1.6J | OcppVersion",
                "set | ChargeBoxId: X | ChargeBoxId",
                "SetLimit | logicalid=1/ProductLimit;value=25 | none",
                "setMeterConfiguration | {\"meters\":[{\"connectorId\":\"1\",\"publicKey\":\"30\"}]} | none",
                "DisplayText | our server is at http://server/url | none",
                "DisplayText | Info: backend: ok | none",
                "SetTariff | {\"chargePointId\":\"CP1\",\"price\":0.4} | none",
                "x | {\"cpId\":\"1\"} | none",
                "setConfiguration | {\"cpId\":\"1\"} | cpId",
                "setConfiguration | {\"cpId\":\"1\",\"key\":\"Led\",\"value\":\"3\"} | none",
                "x | {\"source\":\"CSMS\"} | none",
                "x | {\"text\":\"ServiceURL\"} | none",
                "x | see http://h/?serverUrl=a&wsUrl=b | none",
                "getChargePointId | x | none",
                "setChargePointId | x | setChargePointId",
                "x | {\"key\":\"BackendURL\",\"value\":\"ws://h/\"} | BackendURL",
                "x | {\"Key\":\"ChargeBoxId\",\"Value\":\"X\"} | ChargeBoxId",
                "x | BackendURL=ws://h/ | BackendURL",
                "x | ChargeBoxId = X | ChargeBoxId",
                "x | {\"inner\":\"{\\\"ServiceURL\\\":\\\"ws://h/\\\"}\"} | ServiceURL",
                "x | <config><ServiceURL>ws://h/</ServiceURL></config> | ServiceURL",
            })
    void findsThemInDataTransfer(String messageId, String data, String key) {
        Payload payload = Payload.of("vendorId", "V", "messageId", messageId, "data", data);

        assertEquals(key, AddressKeys.in(Action.DataTransfer, payload).orElse("none"));
    }

    @Test
    void findsThemInDataThatIsAnObjectAndInNoOtherCall() {
        Payload data = Payload.of("config", Payload.of("BackendUrl", "ws://h/"));
        Payload transfer = Payload.of("vendorId", "V", "data", data);

        assertEquals(Optional.of("BackendUrl"), AddressKeys.in(Action.DataTransfer, transfer));
        assertEquals(
                Optional.empty(),
                AddressKeys.in(Action.GetConfiguration, Payload.of("key", "ServiceURL")));
    }

    @Test
    void readsANameOfAnyLengthAtOnce() {
        String key = "ocpp".repeat(8_000);
        Payload change = Payload.of("key", key, "value", "x");
        Payload transfer = Payload.of("vendorId", "V", "messageId", key, "data", key + "=1");

        Optional<String> inChange =
                assertTimeoutPreemptively(
                        Duration.ofSeconds(2),
                        () -> AddressKeys.in(Action.ChangeConfiguration, change));
        Optional<String> inTransfer =
                assertTimeoutPreemptively(
                        Duration.ofSeconds(2), () -> AddressKeys.in(Action.DataTransfer, transfer));

        assertEquals(Optional.empty(), inChange);
        assertEquals(Optional.empty(), inTransfer);
    }

    @Test
    void leavesTheMessagesOfTheOpenChargeAllianceAlone() {
        Payload transfer =
                Payload.of(
                        "vendorId",
                        "org.openchargealliance.costmsg",
                        "messageId",
                        "SetUserPrice",
                        "data",
                        "{\"serverUrl\":\"https://h/receipt\",\"key\":\"CPID\",\"value\":\"1\"}");

        assertEquals(Optional.empty(), AddressKeys.in(Action.DataTransfer, transfer));
    }
}
