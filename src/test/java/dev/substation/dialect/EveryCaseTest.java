package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.substation.dialect.Specimens.Specimen;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Payload;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every optional field there and not, every word of every enumeration, in every message of every
 * dialect: read from what a plain XML library writes, and written for it.
 */
class EveryCaseTest {

    private record Case(
            Dialect dialect, Direction direction, Action action, Part part, Specimen specimen) {

        String name() {
            return String.join(
                    " ",
                    dialect.word(),
                    direction.word(),
                    action.name(),
                    part.name(),
                    specimen.name());
        }

        /** As the station says it. */
        String xml() {
            return PlainXml.write(dialect, direction, action, part, specimen.payload());
        }

        Payload canonical() {
            return Specimens.canonical(dialect, direction, action, part, specimen.payload());
        }
    }

    private static List<Case> cases(boolean soap) {
        List<Case> cases = new ArrayList<>();
        for (Dialect dialect : Dialect.values()) {
            for (Direction direction : Direction.values()) {
                for (Action action : Soap.DICTIONARY.actions(dialect, direction)) {
                    for (Part part : Part.values()) {
                        Specimens.of(dialect, direction, action, part).stream()
                                .filter(specimen -> dialect.isSoap() == soap)
                                .map(it -> new Case(dialect, direction, action, part, it))
                                .forEach(cases::add);
                    }
                }
            }
        }
        return cases;
    }

    private interface Property {
        void check(Case one) throws Exception;
    }

    private static Stream<DynamicTest> each(List<Case> cases, Property property) {
        return cases.stream()
                .map(one -> DynamicTest.dynamicTest(one.name(), () -> property.check(one)));
    }

    @Test
    void thereAreHundredsOfCases() {
        assertTrue(cases(true).size() > 600, "soap " + cases(true).size());
        assertTrue(cases(false).size() > 400, "json " + cases(false).size());
    }

    @TestFactory
    Stream<DynamicTest> readsWhatAStationWrites() {
        return each(
                cases(true),
                one -> {
                    assertEquals(one.canonical(), Soap.read(one.xml(), one.direction).payload());
                    assertEquals(
                            Optional.empty(),
                            Official.ourComplaint(one.dialect, one.direction, one.xml()));
                });
    }

    @TestFactory
    Stream<DynamicTest> writesWhatAStationReads() {
        return each(
                cases(true),
                one -> {
                    String written =
                            Soap.write(
                                            one.dialect,
                                            one.direction,
                                            one.action,
                                            one.part,
                                            one.canonical())
                                    .xml();

                    assertEquals(
                            Specimens.said(
                                    one.dialect,
                                    one.direction,
                                    one.action,
                                    one.part,
                                    one.canonical()),
                            PlainXml.read(
                                    one.dialect,
                                    one.direction,
                                    one.action,
                                    one.part,
                                    PlainXml.parse(written)));
                    assertEquals(
                            Optional.empty(),
                            Official.ourComplaint(one.dialect, one.direction, written));
                });
    }

    @TestFactory
    Stream<DynamicTest> crossesJsonUnchangedAndNeedsNoRepair() {
        return each(
                cases(false),
                one -> {
                    Payload payload = one.specimen.payload();

                    assertEquals(payload, Json.read(Json.write(payload)));
                    assertEquals(
                            new Checks.Normalised(payload, List.of()),
                            new Checks(Soap.DICTIONARY)
                                    .forCsms(
                                            Dialect.JSON_16,
                                            one.direction,
                                            one.action,
                                            one.part,
                                            payload,
                                            Instant.EPOCH));
                });
    }

    @Test
    void thePublishedSchemasTakeEveryCase() throws Exception {
        assumeTrue(
                Official.published().isPresent(),
                "needs the official files: -Docpp.reference=DIR with wsdl/ and json-schemas/");
        Official official = Official.published().get();
        List<String> complaints = new ArrayList<>();

        for (boolean soap : List.of(true, false)) {
            for (Case one : cases(soap)) {
                String text = soap ? one.xml() : Json.write(one.specimen.payload());
                official.complaint(one.dialect, one.direction, one.action, one.part, text)
                        .ifPresent(complaint -> complaints.add(one.name() + ": " + complaint));
            }
        }

        assertEquals(List.of(), complaints);
    }

    @Test
    void thePublishedSchemasRefuseWhatIsWrong() throws Exception {
        assumeTrue(
                Official.published().isPresent(),
                "needs the official files: -Docpp.reference=DIR with wsdl/ and json-schemas/");
        Official official = Official.published().get();

        for (String wrong :
                List.of(
                        "{}",
                        "{\"type\":\"hard\"}",
                        "{\"type\":1}",
                        "{\"type\":\"Hard\",\"x\":1}")) {
            assertNotEquals(
                    Optional.empty(),
                    official.complaint(
                            Dialect.JSON_16, Direction.DOWN, Action.Reset, Part.REQUEST, wrong),
                    wrong);
        }
        String xml =
                "<resetRequest xmlns='urn://Ocpp/Cp/2015/10/'><type>hard</type></resetRequest>";
        assertNotEquals(
                Optional.empty(),
                official.complaint(
                        Dialect.SOAP_16, Direction.DOWN, Action.Reset, Part.REQUEST, xml));
    }
}
