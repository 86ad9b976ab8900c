package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.e2e.SharedGateway.Running;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a running gateway tells {@code gw support}. */
@ExtendWith(SharedGateway.class)
abstract class SupportCases {

    private Running running;

    @BeforeEach
    void remember(Running shared) {
        running = shared;
    }

    private String page(String path) throws Exception {
        HttpResponse<String> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(running.gateway().uri("http", path)).build(),
                                HttpResponse.BodyHandlers.ofString());
        assertEquals(200, answer.statusCode(), answer.body());
        return answer.body();
    }

    @Test
    void theDoctorExaminesTheRunningGateway() throws Exception {
        HttpResponse<String> answer =
                HttpClient.newHttpClient()
                        .send(
                                HttpRequest.newBuilder(
                                                running.gateway().uri("http", "/api/v1/doctor"))
                                        .header("Content-Type", "application/json")
                                        .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString());

        assertEquals(200, answer.statusCode(), answer.body());
        for (String part :
                List.of(
                        "\"title\":\"This machine\"",
                        "a gateway runs; its health is UP",
                        "camel-routes is in order",
                        "CSMS main is at")) {
            assertTrue(answer.body().contains(part), part + " is not in " + answer.body());
        }
        assertEquals(
                "http://127.0.0.1:" + running.gateway().port(),
                Files.readString(running.home().resolve("data/address")).strip());
    }

    @Test
    void theLastLinesOfTheLogAndWhatItsThreadsDo() throws Exception {
        String path = "/nowhere-" + UUID.randomUUID();
        HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(running.gateway().uri("http", path))
                                .POST(HttpRequest.BodyPublishers.ofString("x"))
                                .build(),
                        HttpResponse.BodyHandlers.discarding());
        assertTrue(page("/api/v1/recent-lines").contains(path), "the latest line");
        String threads = page("/api/v1/threads");
        assertTrue(threads.startsWith("\"substation-"), threads);
    }
}
