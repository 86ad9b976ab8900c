package dev.substation.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.substation.e2e.SharedGateway.Running;
import dev.substation.testing.PlainJsonStation;
import dev.substation.testing.Wait;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is edited over the API while the gateway runs. */
@ExtendWith(SharedGateway.class)
abstract class EditCases {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String FILE = "20-connectors.yaml";

    private Running running;

    @BeforeEach
    void remember(Running shared) {
        running = shared;
    }

    private HttpResponse<String> ask(String method, String path, String body, String... headers) {
        try {
            HttpRequest.Builder request =
                    HttpRequest.newBuilder(running.gateway().uri("http", "/api/v1/" + path))
                            .header("Content-Type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(body));
            if (headers.length > 0) {
                request.headers(headers);
            }
            return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonObject object(HttpResponse<String> answer) {
        assertEquals(200, answer.statusCode(), answer.body());
        return JsonParser.parseString(answer.body()).getAsJsonObject();
    }

    private static String edit(String name, String text) {
        JsonObject change = new JsonObject();
        change.addProperty("name", name);
        change.addProperty("text", text);
        JsonArray changes = new JsonArray();
        changes.add(change);
        JsonObject edit = new JsonObject();
        edit.add("changes", changes);
        return edit.toString();
    }

    private int connectorAtTheCsms() {
        JsonObject delivered =
                object(
                                ask(
                                        "POST",
                                        "routes/explain",
                                        "{\"station\":\"API-EDIT\",\"action\":\"StatusNotification\","
                                                + "\"body\":{\"connectorId\":1,\"status\":\"Available\","
                                                + "\"errorCode\":\"NoError\"}}"))
                        .getAsJsonObject("delivered");
        return delivered.get("connectorId").getAsInt();
    }

    @Test
    void anEditOfTheRulesGoesLiveAndIsUndone() throws Exception {
        Path file = running.home().resolve("camel-routes").resolve(FILE);
        String before = Files.readString(file);
        String after = before.replace("NAME-OF-A-STATION", "API-EDIT");
        try (PlainJsonStation station = PlainJsonStation.connect(running.json("API-EDIT"))) {
            HttpResponse<String> files = ask("GET", "rules/files", "");
            String etag = files.headers().firstValue("ETag").orElseThrow();
            assertEquals("\"" + object(files).get("etag").getAsString() + "\"", etag);
            assertEquals(1, connectorAtTheCsms());
            assertEquals(428, ask("PUT", "rules/files", edit(FILE, after)).statusCode());

            HttpResponse<String> saved =
                    ask("PUT", "rules/files", edit(FILE, after), "If-Match", etag);

            assertEquals("changed " + FILE + " (+1 -1)", object(saved).get("what").getAsString());
            assertEquals(after, Files.readString(file));
            Wait.until("it is live", SOON, () -> connectorAtTheCsms() == 2);
            assertTrue(object(ask("GET", "rules/files", "")).get("live").getAsBoolean());
            HttpResponse<String> late =
                    ask("PUT", "rules/files", edit(FILE, before), "If-Match", etag);
            assertEquals(412, late.statusCode(), late.body());
            JsonObject edit =
                    object(ask("GET", "rules/edits", ""))
                            .getAsJsonArray("edits")
                            .get(0)
                            .getAsJsonObject();
            assertEquals("local", edit.get("who").getAsString());
            long id = edit.get("id").getAsLong();
            assertEquals(
                    200, ask("POST", "rules/edits/" + id + "/undo", "{}").statusCode(), "undone");
            assertEquals(before, Files.readString(file));
            Wait.until("it is as before", SOON, () -> connectorAtTheCsms() == 1);
            String audit = ask("GET", "audit?q=rules", "").body();
            assertTrue(audit.contains("changed " + FILE + " (+1 -1)"), audit);
            assertTrue(audit.contains("undo of edit " + id), audit);
            assertFalse(audit.contains("API-EDIT"), "what stands in the files");
        } finally {
            Files.writeString(file, before);
        }
    }

    @Test
    void nothingIsWrittenThatIsNotTheFoldersAndRight() {
        String etag = ask("GET", "rules/files", "").headers().firstValue("ETag").orElseThrow();
        for (String body :
                new String[] {
                    edit("../site.yaml", "x: 1"),
                    edit("rules/../../site.yaml", "x: 1"),
                    edit(FILE, "- route: { id: connectors }"),
                    "{\"changes\":[{\"name\":\"" + FILE + "\"}]}",
                    "{\"changes\":7}",
                    "{\"changes\":[]}",
                    "{\"files\":[]}",
                }) {
            HttpResponse<String> answer = ask("PUT", "rules/files", body, "If-Match", etag);
            assertEquals(400, answer.statusCode(), body + answer.body());
        }
        assertEquals(etag, ask("GET", "rules/files", "").headers().firstValue("ETag").get());
    }

    @Test
    void recordedMessagesAreReplayedThroughAnEditThatNobodyHasSaved() throws Exception {
        String after =
                Files.readString(running.home().resolve("camel-routes").resolve(FILE))
                        .replace("NAME-OF-A-STATION", "API-REPLAY");
        try (PlainJsonStation station = PlainJsonStation.connect(running.json("API-REPLAY"))) {
            station.call("Heartbeat", "{}");
            station.call(
                    "StatusNotification",
                    "{\"connectorId\":1,\"errorCode\":\"NoError\",\"status\":\"Available\"}");
        }
        JsonObject replay = JsonParser.parseString(edit(FILE, after)).getAsJsonObject();
        replay.addProperty("station", "API-REPLAY");
        Wait.until(
                "the messages are in the log",
                SOON,
                () ->
                        object(ask("POST", "rules/replay", replay.toString()))
                                        .get("replayed")
                                        .getAsInt()
                                == 2);

        JsonObject run = object(ask("POST", "rules/replay", replay.toString()));

        assertEquals(1, run.get("changed").getAsInt(), run::toString);
        JsonObject message = run.getAsJsonArray("messages").get(0).getAsJsonObject();
        assertEquals("StatusNotification", message.get("action").getAsString());
        assertEquals(
                "[{\"after\":\"2\",\"before\":\"1\",\"path\":\"connectorId\"}]",
                message.get("changes").toString());
        replay.addProperty("id", message.get("id").getAsLong());
        assertEquals(
                1,
                object(ask("POST", "rules/replay", replay.toString())).get("replayed").getAsInt());
        assertEquals(404, ask("POST", "rules/replay", "{\"id\":999999999}").statusCode());
        assertEquals(400, ask("POST", "rules/replay", "{\"limit\":5000}").statusCode());
    }

    private static String text(String text) {
        JsonObject posted = new JsonObject();
        posted.addProperty("text", text);
        return posted.toString();
    }

    @Test
    void theSettingsAreEditedWithoutTheirSecretsAndUndone() throws Exception {
        Path file = running.home().resolve("site.yaml");
        String begun = Files.readString(file);
        String before = begun + "  LIVE-EDITED-SECRET: { password: sesame-4711 }\n";
        Files.writeString(file, before);
        try {
            HttpResponse<String> read = ask("GET", "settings/file", "");
            String etag = read.headers().firstValue("ETag").orElseThrow();
            String shown = object(read).get("text").getAsString();
            assertFalse(read.body().contains("sesame-4711"), shown);
            String edited = shown + "  LIVE-EDITED: {} # by the console\n";
            JsonObject checked = object(ask("POST", "settings/check", text(edited)));
            assertTrue(
                    checked.get("applies").getAsString().contains("station LIVE-EDITED added"),
                    checked::toString);
            JsonObject wrong =
                    object(ask("POST", "settings/check", text(shown + "  X: { vendr: keba }\n")));
            JsonObject finding = wrong.getAsJsonArray("findings").get(0).getAsJsonObject();
            assertEquals(before.lines().count() + 1, finding.get("line").getAsLong());
            assertTrue(finding.get("text").getAsString().contains("vendr"), wrong::toString);
            assertEquals(428, ask("PUT", "settings/file", text(edited)).statusCode());
            assertEquals(
                    400,
                    ask("PUT", "settings/file", text(shown + "  X: 7\n"), "If-Match", etag)
                            .statusCode());

            HttpResponse<String> saved =
                    ask("PUT", "settings/file", text(edited), "If-Match", etag);

            assertEquals(200, saved.statusCode(), saved.body());
            assertEquals(before + "  LIVE-EDITED: {} # by the console\n", Files.readString(file));
            Wait.until(
                    "the station is let in",
                    SOON,
                    () -> running.gateway().log().contains("station LIVE-EDITED added"));
            assertEquals(
                    412, ask("PUT", "settings/file", text(shown), "If-Match", etag).statusCode());
            String edits = ask("GET", "settings/edits", "").body();
            long id =
                    JsonParser.parseString(edits)
                            .getAsJsonObject()
                            .getAsJsonArray("edits")
                            .get(0)
                            .getAsJsonObject()
                            .get("id")
                            .getAsLong();
            HttpResponse<String> detail = ask("GET", "settings/edits/" + id, "");
            assertTrue(detail.body().contains("# by the console"), detail.body());
            assertFalse(detail.body().contains("sesame-4711"), detail.body());
            assertEquals(200, ask("POST", "settings/edits/" + id + "/undo", "{}").statusCode());
            assertEquals(before, Files.readString(file));
            String audit = ask("GET", "audit?q=settings", "").body();
            assertTrue(audit.contains("station LIVE-EDITED added"), audit);
            assertFalse(audit.contains("sesame-4711"), audit);
        } finally {
            Files.writeString(file, begun);
        }
    }
}
