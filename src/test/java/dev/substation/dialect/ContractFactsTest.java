package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** ContractFacts sees what matters on the wire, and nothing else. */
class ContractFactsTest {

    @TempDir Path folder;

    @ParameterizedTest
    @CsvSource({
        // spotless:off
        "CENTRAL_15, urn://Ocpp/Cs/2012/06/,                         urn://Ocpp/Cs/2012/06",
        "CENTRAL_15, elementFormDefault=\"qualified\",             elementFormDefault=\"unqualified\"",
        "CENTRAL_15, name=\"heartbeatInterval\",                   name=\"interval\"",
        "CENTRAL_15, element name=\"authorizeRequest\",            element name=\"AuthorizeRequest\"",
        "CENTRAL_15, name=\"reservationId\" type=\"xs:int\" minOccurs=\"0\", name=\"reservationId\" type=\"xs:int\"",
        "CENTRAL_15, type=\"tns:SampledText\" maxOccurs=\"unbounded\", type=\"tns:SampledText\"",
        "CENTRAL_15, name=\"meterStart\" type=\"xs:int\",          name=\"meterStart\" type=\"xs:long\"",
        "CENTRAL_15, maxLength value=\"25\",                       maxLength value=\"26\"",
        "CENTRAL_15, enumeration value=\"Mode3Error\",             enumeration value=\"EVCommunicationError\"",
        "CENTRAL_15, type=\"tns:Location\" use=\"optional\",       type=\"tns:Location\" use=\"required\"",
        "CENTRAL_15, type=\"tns:Location\" use=\"optional\",       type=\"tns:Location\" use=\"optional\" default=\"Outlet\"",
        "CENTRAL_15, soapAction=\"/Heartbeat\",                    soapAction=\"/heartbeat\"",
        "CENTRAL_15, wsaw:Action=\"/HeartbeatResponse\",           wsaw:Action=\"/Heartbeat\"",
        "CENTRAL_15, <soap12:header message=\"tns:Identity\" part=\"chargeBoxIdentity\" use=\"literal\"/>, ''",
        "CENTRAL_15, <soap12:body use=\"literal\"/>,               <soap12:body use=\"encoded\"/>",
        "CENTRAL_15, <wsaw:UsingAddressing/>,                      ''",
        "CHARGE_16,  fractionDigits value=\"1\",                   fractionDigits value=\"2\"",
        // spotless:on
    })
    void seesAChange(ContractFile contract, String before, String after) throws IOException {
        assertNotEquals(facts(contract), facts(contract, before, after));
    }

    @Test
    void seesAnotherOrder() throws IOException {
        String idTag = "<xs:element name=\"idTag\" type=\"tns:IdToken\"/>";
        String connector = "<xs:element name=\"connectorId\" type=\"xs:int\" minOccurs=\"0\"/>";
        String asIs = idTag + "\n          " + connector;

        List<?> swapped = facts(ContractFile.CHARGE_15, asIs, connector + idTag);

        assertNotEquals(facts(ContractFile.CHARGE_15), swapped);
    }

    @Test
    void doesNotCareForTheNamesOfTypes() throws IOException {
        assertEquals(
                facts(ContractFile.CHARGE_16), facts(ContractFile.CHARGE_16, "IdToken", "Card"));
    }

    @Test
    void resolvesTypesWithoutNameAndRestrictionsOfRestrictions() throws IOException {
        String shortText =
                """
                <xs:element name="idTag" minOccurs="0">
                  <xs:simpleType>
                    <xs:restriction base="tns:IdToken"><xs:maxLength value="7"/></xs:restriction>
                  </xs:simpleType>
                </xs:element>
                """;

        List<ContractFacts.Fact> facts =
                facts(
                        ContractFile.CENTRAL_16,
                        "<xs:element name=\"idTag\" type=\"tns:IdToken\" minOccurs=\"0\"/>",
                        shortText);

        List<String> idTag =
                facts.stream()
                        .filter(fact -> fact.name().equals("stopTransactionRequest/idTag"))
                        .map(fact -> fact.kind() + " " + fact.fact())
                        .toList();
        assertEquals(List.of("maxLength 7", "occurs 0..1", "order 2", "type string"), idTag);
    }

    @Test
    void refusesWhatItCannotRead() {
        IllegalStateException refusal =
                assertThrows(
                        IllegalStateException.class,
                        () -> facts(ContractFile.CENTRAL_15, "xs:sequence", "xs:all"));

        assertTrue(refusal.getMessage().contains("xs:all"), refusal.getMessage());
    }

    @Test
    void refusesADocumentType() {
        assertThrows(
                IOException.class,
                () ->
                        facts(
                                ContractFile.CENTRAL_15,
                                "<definitions",
                                "<!DOCTYPE x []><definitions"));
    }

    private List<ContractFacts.Fact> facts(ContractFile contract) throws IOException {
        return ContractFacts.of(contract, contract.ours());
    }

    private List<ContractFacts.Fact> facts(ContractFile contract, String before, String after)
            throws IOException {
        String wsdl = Files.readString(contract.ours());
        assertTrue(wsdl.contains(before), before);
        Path changed = folder.resolve("changed.wsdl");
        Files.writeString(changed, wsdl.replace(before, after));
        return ContractFacts.of(contract, changed);
    }
}
