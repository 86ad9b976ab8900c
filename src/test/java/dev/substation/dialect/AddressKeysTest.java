package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.model.Action;
import dev.substation.model.Payload;
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
            })
    void knowsTheKeysThatTakeAStationAway(String key) {
        assertTrue(AddressKeys.isOne(key));
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
}
