package dev.substation.dialect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.substation.dialect.Frame.CallFrame;
import dev.substation.dialect.Frame.Id;
import dev.substation.dialect.Frame.ResultFrame;
import dev.substation.dialect.SoapCodec.Decoded;
import dev.substation.dialect.Specimens.Specimen;
import dev.substation.model.Action;
import dev.substation.model.Answer;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;
import dev.substation.model.Note;
import dev.substation.model.Payload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every message of every dialect as it looks there, beside the canonical payload that all dialects
 * share: {@code golden/canonical/up/Authorize.request.json}. A dialect that cannot say the same has
 * a payload of its own beside its message. Files with a third word, such as {@code
 * SendLocalList.response.hash.xml}, are only read: payload and notes are in the text file of the
 * same name.
 *
 * <p>{@code mvn test -Dtest=GoldenTest -Dgolden.update} writes messages and outcomes anew from the
 * canonical payloads and the crooked messages, and a payload for each message that has none yet;
 * read the diff.
 */
class GoldenTest {

    private static final Path ROOT = Path.of("src/test/resources/golden");
    private static final boolean UPDATE = System.getProperty("golden.update") != null;
    private static final Id ID = Id.of("golden");

    private record Case(Dialect dialect, Direction direction, Action action, Part part) {

        String name() {
            return action + "." + part.name().toLowerCase(Locale.ROOT);
        }

        Path folder() {
            String word = dialect.name().toLowerCase(Locale.ROOT).replace("_", "");
            return ROOT.resolve(word).resolve(direction.word());
        }

        Path message() {
            return folder().resolve(name() + (dialect.isSoap() ? ".xml" : ".json"));
        }

        Path payload() {
            Path own = folder().resolve(name() + ".json");
            return dialect.isSoap() && Files.exists(own)
                    ? own
                    : ROOT.resolve("canonical").resolve(direction.word()).resolve(name() + ".json");
        }
    }

    private static List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (Dialect dialect : Dialect.values()) {
            for (Direction direction : Direction.values()) {
                for (Action action : Soap.DICTIONARY.actions(dialect, direction)) {
                    for (Part part : Part.values()) {
                        cases.add(new Case(dialect, direction, action, part));
                    }
                }
            }
        }
        return cases;
    }

    @TestFactory
    Stream<DynamicTest> readsTheMessageAsTheCanonicalPayload() {
        return cases().stream()
                .map(
                        it ->
                                DynamicTest.dynamicTest(
                                        it.dialect.word() + " " + it.name(),
                                        () -> assertEquals(payload(it), read(it))));
    }

    @TestFactory
    Stream<DynamicTest> writesTheCanonicalPayloadAsTheMessage() {
        return cases().stream()
                .map(
                        it ->
                                DynamicTest.dynamicTest(
                                        it.dialect.word() + " " + it.name(),
                                        () -> {
                                            String written = write(it);
                                            if (UPDATE) {
                                                save(it.message(), written);
                                            }
                                            assertEquals(Files.readString(it.message()), written);
                                        }));
    }

    @TestFactory
    Stream<DynamicTest> readsCrookedMessagesWithNotes() throws IOException {
        return crooked().stream()
                .map(
                        file ->
                                DynamicTest.dynamicTest(
                                        ROOT.relativize(file).toString(),
                                        () -> readsCrooked(file)));
    }

    @Test
    void noFileLiesAboutUnused() throws IOException {
        List<Path> used = new ArrayList<>(crooked());
        crooked().forEach(file -> used.add(outcome(file)));
        cases().forEach(it -> used.addAll(List.of(it.message(), it.payload())));

        try (Stream<Path> files = Files.walk(ROOT)) {
            List<Path> unused =
                    files.filter(Files::isRegularFile).filter(it -> !used.contains(it)).toList();
            assertEquals(List.of(), unused);
        }
        assertTrue(crooked().size() >= 6);
    }

    private static Payload payload(Case one) throws Exception {
        if (UPDATE && !Files.exists(one.payload())) {
            List<Specimen> made =
                    Specimens.of(one.dialect, one.direction, one.action, one.part).stream()
                            .limit(2) // with all fields, where there are optional ones
                            .toList();
            Payload last = made.get(made.size() - 1).payload();
            save(one.payload(), Json.write(last) + "\n");
        }
        return Json.read(Files.readString(one.payload()));
    }

    private static Payload read(Case one) throws Exception {
        String text = Files.readString(one.message());
        if (one.dialect.isSoap()) {
            Decoded decoded = Soap.read(text, one.direction);
            assertEquals(one.dialect, decoded.dialect());
            assertEquals(one.action, decoded.action());
            assertEquals(one.part, decoded.part());
            return decoded.payload();
        }
        return one.part == Part.REQUEST
                ? ((CallFrame) FrameReading.read(text)).payload()
                : ((ResultFrame) FrameReading.read(text)).payload();
    }

    private static String write(Case one) throws Exception {
        Payload payload = payload(one);
        if (one.dialect.isSoap()) {
            return indented(
                    Soap.write(one.dialect, one.direction, one.action, one.part, payload).xml());
        }
        return one.part == Part.REQUEST
                ? Frame.call(ID, one.action, payload) + "\n"
                : Frame.answer(ID, Answer.result(payload)) + "\n";
    }

    private static void readsCrooked(Path file) throws Exception {
        Direction direction = file.getParent().endsWith("up") ? Direction.UP : Direction.DOWN;
        Decoded decoded = Soap.read(Files.readString(file), direction);
        String found =
                Json.write(decoded.payload())
                        + "\n"
                        + decoded.notes().stream()
                                .map(GoldenTest::line)
                                .collect(Collectors.joining());
        if (UPDATE) {
            save(outcome(file), found);
        }
        assertEquals(Files.readString(outcome(file)), found);
    }

    private static String line(Note note) {
        return "%s %s: '%s' became '%s', %s\n"
                .formatted(note.loss(), note.path(), note.original(), note.result(), note.reason());
    }

    private static Path outcome(Path crooked) {
        return crooked.resolveSibling(crooked.getFileName().toString().replace(".xml", ".txt"));
    }

    private static List<Path> crooked() throws IOException {
        try (Stream<Path> files = Files.walk(ROOT)) {
            return files.filter(
                            it ->
                                    it.getFileName()
                                            .toString()
                                            .matches("[^.]+\\.[^.]+\\.[^.]+\\.xml"))
                    .sorted()
                    .toList();
        }
    }

    private static void save(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    /** One element a line; only between tags, so that no text changes. */
    private static String indented(String xml) {
        StringBuilder lines = new StringBuilder();
        int depth = 0;
        String[] tags = xml.split("(?<=>)(?=<)");
        for (String tag : tags) {
            if (tag.startsWith("</")) {
                depth--;
            }
            lines.append("  ".repeat(depth)).append(tag).append('\n');
            boolean closed = tag.startsWith("</") || tag.endsWith("/>") || tag.contains("</");
            depth += closed ? 0 : 1;
        }
        return lines.toString();
    }
}
