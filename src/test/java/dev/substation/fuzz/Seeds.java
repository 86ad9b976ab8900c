package dev.substation.fuzz;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.substation.testing.Frames;
import dev.substation.testing.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Every message that the tests know, as what mutations begin with: golden messages, samples, frames
 * of the field, and the vendors' oddities; the bodies of SOAP without their envelopes.
 */
final class Seeds {

    private static final Path RESOURCES = Path.of("src/test/resources");
    private static final Pattern ODDITY = Pattern.compile("\\S+ (\\w+) (\\w+) (\\{.*})");

    /** A call in OCPP-J, without its id. */
    record Said(String action, String payload) {}

    /** The body of a SOAP message, with its namespace. */
    record Body(String year, String xml) {}

    final List<Said> fromStations = new ArrayList<>();
    final List<Said> fromCsms = new ArrayList<>();

    /** Frames that are broken already. */
    final List<String> broken = new ArrayList<>();

    final List<Body> bodies = new ArrayList<>();

    /** Whole envelopes. */
    final List<String> envelopes = new ArrayList<>();

    private final Map<String, String> answersOfCsms = new HashMap<>();
    private final Map<String, String> answersOfStations = new HashMap<>();

    /** Bodies by year and action. */
    private final Map<String, Body> soapAnswers = new HashMap<>();

    /** Words and names that occur somewhere, for places where they do not belong. */
    final List<String> words;

    final List<String> names;

    private Seeds() throws IOException {
        for (String version : List.of("1.5", "1.6")) {
            for (Path file : files("samples/" + version)) {
                sample(version, file);
            }
        }
        for (Path file : files("golden")) {
            golden(file);
        }
        for (Path file : files("vendors")) {
            Files.readString(file).lines().limit(1).forEach(this::oddity);
        }
        for (String line : Frames.of("field-frames.jsonl")) {
            JsonObject row = Json.object(line);
            field(row.get("kind").getAsString(), row.get("frame").getAsString());
        }
        Frames.of("keba-p30-frames.jsonl").forEach(line -> field("J16", line));
        TreeSet<String> found = new TreeSet<>();
        TreeSet<String> fields = new TreeSet<>();
        Stream.concat(fromStations.stream(), fromCsms.stream())
                .forEach(said -> collect(JsonParser.parseString(said.payload()), found, fields));
        fromStations.forEach(said -> found.add(said.action()));
        words = List.copyOf(found);
        names = List.copyOf(fields);
    }

    static Seeds read() throws IOException {
        return new Seeds();
    }

    private static List<Path> files(String folder) throws IOException {
        try (Stream<Path> all = Files.walk(RESOURCES.resolve(folder))) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    private void sample(String version, Path file) throws IOException {
        boolean up = file.getParent().getFileName().toString().equals("up");
        String action = file.getFileName().toString().replace(".sample", "");
        Map<String, String> parts = new HashMap<>();
        for (String part : Files.readString(file).split("(?m)^--- ")) {
            int end = part.indexOf('\n');
            if (end > 0) {
                parts.put(part.substring(0, end), part.substring(end + 1).strip());
            }
        }
        String year = version.equals("1.5") ? "2012/06" : "2015/10";
        bodies.add(body(up, year, action, "Request", parts.get("request.xml")));
        soapAnswers.put(
                year + action, body(up, year, action, "Response", parts.get("response.xml")));
        said(up, action, parts.get("request.json"));
        (up ? answersOfCsms : answersOfStations).put(action, parts.get("response.json"));
    }

    private static Body body(boolean up, String year, String action, String part, String children) {
        String name = action.substring(0, 1).toLowerCase(java.util.Locale.ROOT);
        String element = name + action.substring(1) + part;
        return new Body(
                year,
                "<%s xmlns=\"urn://Ocpp/%s/%s/\">%s</%s>"
                        .formatted(element, up ? "Cs" : "Cp", year, children, element));
    }

    private void said(boolean up, String action, String payload) {
        (up ? fromStations : fromCsms).add(new Said(action, payload));
    }

    private void golden(Path file) throws IOException {
        String name = file.getFileName().toString();
        String text = Files.readString(file).strip();
        boolean up = file.getParent().getFileName().toString().equals("up");
        if (name.endsWith(".xml")) {
            bodies.add(new Body(text.contains("2012/06") ? "2012/06" : "2015/10", text));
        } else if (name.endsWith(".request.json") && text.startsWith("{")) {
            said(up, name.substring(0, name.indexOf('.')), text);
        } else if (name.endsWith(".json") && text.startsWith("[")) {
            field("J16", text);
        }
    }

    private void oddity(String line) {
        Matcher words = ODDITY.matcher(line);
        if (words.matches()) {
            said(words.group(1).equals("station"), words.group(2), words.group(3));
        }
    }

    private void field(String kind, String frame) {
        if (kind.startsWith("S")) {
            envelopes.add(frame);
        } else if (kind.equals("J16") && frame.startsWith("[2")) {
            said(true, Json.frame(frame).get(2).getAsString(), Json.frame(frame).get(3).toString());
        } else if (kind.equals("J16-payload")) {
            said(
                    true,
                    frame.contains("errorCode") ? "StatusNotification" : "BootNotification",
                    frame);
        } else {
            broken.add(frame);
        }
    }

    private static void collect(JsonElement json, TreeSet<String> words, TreeSet<String> names) {
        if (json.isJsonObject()) {
            json.getAsJsonObject()
                    .entrySet()
                    .forEach(
                            field -> {
                                names.add(field.getKey());
                                collect(field.getValue(), words, names);
                            });
        } else if (json.isJsonArray()) {
            json.getAsJsonArray().forEach(item -> collect(item, words, names));
        } else if (json.isJsonPrimitive()) {
            words.add(json.getAsString());
        }
    }

    /** What a CSMS in order answers, but for boots and starts. */
    String answerOfCsms(String action) {
        return answersOfCsms.getOrDefault(action, "{}");
    }

    /** What a station in order answers. */
    String answerOfStation(String action) {
        return answersOfStations.getOrDefault(action, "{\"status\":\"Accepted\"}");
    }

    /** The body that a station in order answers by SOAP. */
    Body soapAnswer(String year, String action) {
        return soapAnswers.getOrDefault(
                year + action, body(false, year, action, "Response", "<status>Accepted</status>"));
    }
}
