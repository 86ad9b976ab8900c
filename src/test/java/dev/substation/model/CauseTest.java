package dev.substation.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.testing.GeneratedPage;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CauseTest {

    @Test
    void isListedInTheErrorsPage() throws IOException {
        StringBuilder page = new StringBuilder();
        page.append("# Errors\n\n");
        page.append(
                "Made from the code (`dev.substation.model.Cause`, `dev.substation.model.Problem`); a test compares it.\n");
        page.append(
                "Every failure, and every warning and error in the log, has a SUB number. `…` stands for the values of the case.\n\n");
        page.append("## Answers\n");
        page.append(
                "Reasons why a call fails. The number is in the details of the CALLERROR and in the Detail of the SOAP fault. If the log\n");
        page.append("has a line about it, the line has the same number.\n\n");
        page.append(
                "| number | JSON stations and the CSMS read | cause | remedy |\n|---|---|---|---|\n");
        for (Cause cause : Cause.values()) {
            page.append(
                    "| %s | %s | %s | %s |%n"
                            .formatted(
                                    cause.number(),
                                    cause.code(),
                                    shown(cause.sentence()),
                                    cause.remedy())
                            .replace("\r", ""));
        }
        page.append("\nA SOAP station reads the same as a fault:\n\n");
        page.append("| error code | fault code | sub-code |\n|---|---|---|\n");
        page.append("| SecurityError | Sender | SecurityError |\n");
        page.append("| NotImplemented, NotSupported | Receiver | NotSupported |\n");
        page.append("| ProtocolError, FormationViolation, …Violation | Sender | ProtocolError |\n");
        page.append("| InternalError, GenericError | Receiver | InternalError |\n");
        page.append("\n## Warnings and errors in the log\n");
        page.append("| number | cause | remedy |\n|---|---|---|\n");
        for (Problem problem : Problem.values()) {
            page.append(
                    "| %s | %s | %s |%n"
                            .formatted(
                                    problem.number(), shown(problem.sentence()), problem.remedy())
                            .replace("\r", ""));
        }

        GeneratedPage.compare("errors.md", page.toString());
    }

    @Test
    void hasANumberOfItsOwn() {
        Set<String> different = new HashSet<>();
        Arrays.stream(Cause.values()).map(Cause::number).forEach(different::add);
        Arrays.stream(Problem.values()).map(Problem::number).forEach(different::add);

        assertEquals(Cause.values().length + Problem.values().length, different.size());
    }

    private static String shown(String sentence) {
        return sentence.equals("%s") ? "the reason in the line" : sentence.replace("%s", "…");
    }
}
