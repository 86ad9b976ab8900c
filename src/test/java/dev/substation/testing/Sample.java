package dev.substation.testing;

import static org.junit.jupiter.api.Assertions.assertNotNull;

import dev.substation.model.Direction;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * An operation of one version as it looks in SOAP and as it looks in OCPP-J 1.6, written by hand;
 * from {@code src/test/resources/samples}. The XML is the children of the message's element.
 */
public record Sample(
        String requestXml, String requestJson, String responseXml, String responseJson) {

    /** Reads a sample; one that is missing fails the test. */
    public static Sample of(String version, Direction direction, String action) {
        String file = "/samples/" + version + "/" + direction.word() + "/" + action + ".sample";
        try (InputStream in = Sample.class.getResourceAsStream(file)) {
            assertNotNull(in, "write src/test/resources" + file);
            Map<String, String> parts = new HashMap<>();
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (String part : text.split("(?m)^--- ")) {
                int end = part.indexOf('\n');
                if (end > 0) {
                    parts.put(part.substring(0, end), part.substring(end + 1).strip());
                }
            }
            return new Sample(
                    part(file, parts, "request.xml"),
                    part(file, parts, "request.json"),
                    part(file, parts, "response.xml"),
                    part(file, parts, "response.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String part(String file, Map<String, String> parts, String name) {
        String part = parts.get(name);
        assertNotNull(part, "the part " + name + " is missing in " + file);
        return part;
    }
}
