package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.substation.dialect.ContractFacts.Fact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.xml.XMLConstants;
import javax.xml.transform.dom.DOMSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * The contracts of wsdl/ say about the wire what the official ones say. The official files may not
 * lie in this project, so a table of facts, made from them, stands in for them; where they are at
 * hand ({@code -Docpp.reference=DIR}) they are compared too.
 */
class ContractsTest {

    private static final Path TABLE = Path.of("src/test/resources/facts/ocpp-contracts.tsv");

    private static final String TABLE_HEAD =
            """
            # What the official WSDLs of OCPP 1.5 and 1.6 say about the wire, one fact a line.
            # Made by: mvn test -Dtest=ContractsTest -Docpp.reference=DIR -Dfacts.update=true
            # DIR holds wsdl/ocpp15 and wsdl/ocpp16 as the Open Charge Alliance publishes them.
            # occurs: least..most, n = any number. order: place in the sequence. type: of XML Schema; elements = a structure.
            # version	service	kind	name	fact
            """;

    /** Where OCPP-J 1.6 (schemas of 2019-12) differs from OCPP-S 1.6: + in J only, - in S only. */
    private static final Set<String> JSON_DIFFERENCES =
            Set.of(
                    "+ meterValuesRequest/meterValue required yes",
                    // The misspelling stands in OCPP-J 1.6; its errata of 2025-04 accept both.
                    "+ meterValuesRequest/meterValue/sampledValue/unit enumeration Celcius",
                    "+ stopTransactionRequest/transactionData/sampledValue/unit enumeration Celcius",
                    "- stopTransactionRequest/transactionData/sampledValue/unit enumeration Celsius");

    @BeforeAll
    static void remakeTheTableOnRequest() throws IOException {
        if (!Boolean.getBoolean("facts.update")) {
            return;
        }
        assertTrue(reference().isPresent(), "facts.update needs -Docpp.reference=DIR too");
        Files.createDirectories(TABLE.getParent());
        Files.writeString(TABLE, TABLE_HEAD + String.join("\n", official()) + "\n");
    }

    @Test
    void saysWhatTheTableSays() throws IOException {
        List<String> ours = ours();

        assertSame("the table", table(), "wsdl/", ours);
    }

    @ParameterizedTest
    @EnumSource
    void hasEveryOperation(ContractFile contract) throws IOException {
        String soapAction = String.join("\t", contract.version, contract.service, "soapAction", "");

        long inTable = table().stream().filter(line -> line.startsWith(soapAction)).count();

        assertEquals(contract.operations, inTable);
    }

    @ParameterizedTest
    @EnumSource
    void isValidXmlSchema(ContractFile contract) throws Exception {
        Document wsdl = ContractFacts.parse(contract.ours());

        SchemaFactory factory = SchemaFactory.newDefaultInstance();
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_SCHEMA, "");
        factory.newSchema(new DOMSource(ContractFacts.schema(wsdl)));
    }

    /** The part of XML Schema that Dictionary reads. */
    @ParameterizedTest
    @EnumSource
    void keepsToThePlainPartOfXmlSchema(ContractFile contract) throws IOException {
        List<String> strangers = new ArrayList<>();

        strangers(ContractFacts.schema(ContractFacts.parse(contract.ours())), strangers);

        assertEquals(List.of(), strangers);
    }

    @Test
    void saysWhatTheOfficialContractsSay() throws IOException {
        assumeReference();

        List<String> official = official();

        assertSame("official", official, "wsdl/", ours());
        assertSame("official", official, "the table", table());
    }

    @Test
    void differsFromTheJsonSchemasOnlyWhereKnown() throws IOException {
        assumeReference();
        Set<String> json = JsonSchemaFacts.of(reference().get().resolve("json-schemas/ocpp16"));
        Set<String> soap = JsonSchemaFacts.of(facts(ContractFile.CENTRAL_16));
        soap.addAll(JsonSchemaFacts.of(facts(ContractFile.CHARGE_16)));

        Set<String> differences = new TreeSet<>();
        without(json, soap).forEach(line -> differences.add("+ " + line));
        without(soap, json).forEach(line -> differences.add("- " + line));

        assertSame("known", JSON_DIFFERENCES, "seen", differences);
    }

    // ---- the sides

    private static Optional<Path> reference() {
        String folder = System.getProperty("ocpp.reference", "");
        return folder.isBlank() ? Optional.empty() : Optional.of(Path.of(folder));
    }

    private static void assumeReference() {
        assumeTrue(
                reference().isPresent(),
                "needs the official files: -Docpp.reference=DIR with wsdl/ and json-schemas/");
    }

    private static List<Fact> facts(ContractFile contract) throws IOException {
        return ContractFacts.of(contract, contract.ours());
    }

    private static List<String> ours() throws IOException {
        List<String> lines = new ArrayList<>();
        for (ContractFile contract : ContractFile.values()) {
            facts(contract).forEach(fact -> lines.add(fact.line()));
        }
        return lines;
    }

    private static List<String> official() throws IOException {
        List<String> lines = new ArrayList<>();
        for (ContractFile contract : ContractFile.values()) {
            ContractFacts.of(contract, contract.official(reference().orElseThrow()))
                    .forEach(fact -> lines.add(fact.line()));
        }
        return lines;
    }

    private static List<String> table() throws IOException {
        try (Stream<String> lines = Files.lines(TABLE)) {
            return lines.filter(line -> !line.startsWith("#")).toList();
        }
    }

    // ---- comparing

    private static void assertSame(
            String left, Collection<String> expected, String right, Collection<String> seen) {
        List<String> missing = without(expected, seen);
        List<String> surplus = without(seen, expected);
        if (missing.isEmpty() && surplus.isEmpty()) {
            return;
        }
        fail(
                Stream.concat(
                                missing.stream().map(line -> "only " + left + ":\t" + line),
                                surplus.stream().map(line -> "only " + right + ":\t" + line))
                        .sorted(Comparator.comparing(l -> l.substring(l.indexOf('\t'))))
                        .collect(Collectors.joining("\n", "they differ:\n", "")));
    }

    private static List<String> without(Collection<String> some, Collection<String> others) {
        Set<String> rest = new TreeSet<>(some);
        rest.removeAll(Set.copyOf(others));
        return List.copyOf(rest);
    }

    // ---- the plain part of XML Schema

    private static final Set<String> PLAIN =
            Set.of(
                    // what may stand in what
                    "schema/element",
                    "schema/complexType",
                    "schema/simpleType",
                    "element/annotation",
                    "complexType/annotation",
                    "simpleType/annotation",
                    "annotation/documentation",
                    "complexType/sequence",
                    "complexType/simpleContent",
                    "simpleContent/extension",
                    "extension/attribute",
                    "sequence/element",
                    "simpleType/restriction",
                    "restriction/enumeration",
                    "restriction/maxLength",
                    "restriction/fractionDigits");

    private static void strangers(Element parent, List<String> found) {
        for (Element child : ContractFacts.children(parent)) {
            String place = parent.getLocalName() + "/" + child.getLocalName();
            if (!PLAIN.contains(place)) {
                found.add(place + " " + child.getAttribute("name"));
            }
            strangers(child, found);
        }
    }
}
