package dev.substation.model;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.substation.testing.GeneratedPage;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class CauseTest {

    @Test
    void isListedInTheErrorsPage() throws IOException {
        StringBuilder page = new StringBuilder();
        page.append("# Errors\n\n");
        page.append(
                "Made from the code (`dev.substation.model.Cause`); a test compares it. The number stands in the\n");
        page.append(
                "CALLERROR's details and in the SOAP fault's Detail; `…` stands for the values of the case.\n\n");
        page.append("| number | JSON stations and the csms read | what it says |\n|---|---|---|\n");
        for (Cause cause : Cause.values()) {
            String sentence =
                    cause.sentence().equals("%s")
                            ? "the peer's own words"
                            : cause.sentence().replace("%s", "…");
            page.append(
                    "| %s | %s | %s |%n"
                            .formatted(cause.number(), cause.code(), sentence)
                            .replace("\r", ""));
        }
        page.append("\nA SOAP station reads the same as a fault:\n\n");
        page.append("| error code | fault code | sub-code |\n|---|---|---|\n");
        page.append("| SecurityError | Sender | SecurityError |\n");
        page.append("| NotImplemented, NotSupported | Receiver | NotSupported |\n");
        page.append("| ProtocolError, FormationViolation, …Violation | Sender | ProtocolError |\n");
        page.append("| InternalError, GenericError | Receiver | InternalError |\n");

        GeneratedPage.compare("errors.md", page.toString());
    }

    @Test
    void hasANumberOfItsOwn() {
        long different = Arrays.stream(Cause.values()).map(Cause::number).distinct().count();

        assertEquals(Cause.values().length, different);
    }
}
