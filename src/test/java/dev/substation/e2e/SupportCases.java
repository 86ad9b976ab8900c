package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.e2e.SharedGateway.Running;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
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
