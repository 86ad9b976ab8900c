package dev.substation.conformance;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.substation.dialect.Official;
import dev.substation.model.Dialect;
import dev.substation.testing.GeneratedPage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Every operation, in both directions and every dialect, with each optional field there and not,
 * each word of each enumeration and each error: sent through a whole gateway, and looked at where
 * it arrives. Writes {@code target/conformance/conformance.md} and {@code .csv}.
 */
class ConformanceTest {

    private static final String MARK = "<!-- made by ConformanceTest -->\n";

    private static House house;
    private static Cases cases;
    private static Trips trips;
    private static Report report;

    @BeforeAll
    static void open() throws Exception {
        house = new House();
        cases = new Cases(house.dictionary);
        trips = new Trips(house, cases);
        report = new Report(cases.lines());
    }

    @AfterAll
    static void close() throws IOException {
        report.write();
        house.close();
    }

    @TestFactory
    Stream<DynamicTest> arrivesAsItShould() {
        Stream<DynamicTest> lines =
                cases.lines().stream()
                        .flatMap(
                                line ->
                                        Stream.of(Dialect.values())
                                                .map(
                                                        dialect ->
                                                                dynamicTest(
                                                                        dialect.word() + " " + line,
                                                                        () ->
                                                                                send(
                                                                                        line,
                                                                                        dialect))));
        // These look at what the others have left, and the order of a stream is kept.
        return Stream.concat(
                lines,
                Stream.of(
                        dynamicTest("no cell of the report is blank", this::hasNoBlanks),
                        dynamicTest("what left is valid by wsdl/", this::isValidByOurContracts),
                        dynamicTest(
                                "what left is valid by the published schemas",
                                this::isValidByThePublishedSchemas),
                        dynamicTest("docs/conformance.md is up to date", this::isDocumented)));
    }

    private void send(Line line, Dialect dialect) {
        try {
            report.put(line, dialect, trips.send(line, dialect));
        } catch (RuntimeException | AssertionError e) {
            report.put(line, dialect, Cell.fail(String.valueOf(e.getMessage())));
            throw e;
        }
    }

    private void hasNoBlanks() {
        assertEquals(List.of(), report.blanks());
    }

    private void isValidByOurContracts() throws Exception {
        for (Sent one : house.sent) {
            assertEquals(
                    Optional.empty(),
                    Official.ourComplaint(
                            one.dialect(), one.direction(), one.action(), one.part(), one.text()),
                    one.toString());
        }
    }

    private void isValidByThePublishedSchemas() throws Exception {
        assumeTrue(
                Official.published().isPresent(),
                "needs the official files: -Docpp.reference=DIR with wsdl/ and json-schemas/");
        Official official = Official.published().get();
        for (Sent one : house.sent) {
            assertEquals(
                    Optional.empty(),
                    official.complaint(
                            one.dialect(), one.direction(), one.action(), one.part(), one.text()),
                    one.toString());
        }
    }

    private void isDocumented() throws IOException {
        String page = Files.readString(Path.of("docs", "conformance.md"));
        String written = page.substring(0, page.indexOf(MARK) + MARK.length());
        GeneratedPage.compare("conformance.md", written + "\n" + report.summary());
    }
}
