package dev.substation.admin;

import dev.substation.dialect.Json;
import dev.substation.model.Payload;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Answers that are a sentence, or JSON. */
final class Page {

    private static final Map<Integer, String> TITLES =
            Map.of(
                    401, "Unauthorized",
                    403, "Forbidden",
                    404, "Not Found",
                    405, "Method Not Allowed",
                    503, "Service Unavailable");

    private Page() {}

    /** Where stations connect, for a sentence. */
    static String addresses(HttpServletRequest request) {
        String context = request.getContextPath();
        return context + "/soap and " + context + "/ocpp/{chargeBoxIdentity}";
    }

    /** Answers 403. */
    static void refuse(HttpServletResponse response, String sentence) throws IOException {
        refuse(response, HttpServletResponse.SC_FORBIDDEN, sentence);
    }

    static void refuse(HttpServletResponse response, int status, String sentence)
            throws IOException {
        response.setHeader("X-Content-Type-Options", "nosniff");
        write(response, status, "text/plain;charset=utf-8", sentence + "\n");
    }

    static void text(HttpServletResponse response, int status, String text) throws IOException {
        write(response, status, "text/plain;charset=utf-8", text);
    }

    static void json(HttpServletResponse response, int status, Payload payload) throws IOException {
        write(response, status, "application/json", Json.write(payload));
    }

    /** Says what is wrong as the API does (RFC 9457). */
    static void problem(HttpServletResponse response, int status, String sentence)
            throws IOException {
        Payload problem =
                Payload.of("title", TITLES.get(status), "status", status, "detail", sentence);
        write(response, status, "application/problem+json", Json.write(problem));
    }

    private static void write(HttpServletResponse response, int status, String type, String text)
            throws IOException {
        byte[] body = text.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType(type);
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
