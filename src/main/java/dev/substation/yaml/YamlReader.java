package dev.substation.yaml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * The one reader of YAML: {@code site.yaml}, routes and route cases. It limits size and depth
 * before the tree is built, because the library builds trees by recursion: 5,000 brackets would end
 * its thread with a StackOverflowError (issue 11). Aliases of lists and sections are refused: they
 * make small files huge and places ambiguous.
 */
public final class YamlReader {

    /** The largest text that is read, in characters, where the caller says no other. */
    public static final int MOST_CHARACTERS = 1_000_000;

    /** Lists and sections inside one another; real files need about ten. */
    public static final int DEEPEST = 100;

    /** Why a text cannot be read as YAML, and where. */
    public static final class NotYaml extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient YamlPlace place;

        private NotYaml(String problem, YamlPlace place, Exception cause) {
            super(problem, cause);
            this.place = place;
        }

        /** Where reading ended. */
        public YamlPlace place() {
            return place;
        }
    }

    private final LoadSettings settings;
    private final int most;

    /** A reader of texts of the usual size. */
    public YamlReader() {
        this(MOST_CHARACTERS);
    }

    /** The same for texts of another size. */
    public YamlReader(int mostCharacters) {
        most = mostCharacters;
        settings =
                LoadSettings.builder()
                        .setCodePointLimit(mostCharacters)
                        .setMaxAliasesForCollections(0)
                        .build();
    }

    /** The documents of a text; none when it holds comments at most. */
    public List<YamlNode> documents(String text) throws NotYaml {
        if (text.codePointCount(0, text.length()) > most) {
            throw new NotYaml("it is larger than " + most + " characters", YamlPlace.UNKNOWN, null);
        }
        try {
            refuseDeep(text);
            List<YamlNode> documents = new ArrayList<>();
            for (Node document : new Compose(settings).composeAllFromString(text)) {
                documents.add(read(document));
            }
            return documents;
        } catch (MarkedYamlEngineException e) {
            String problem = e.getProblem() == null ? e.getContext() : e.getProblem();
            throw new NotYaml(problem, place(e.getProblemMark().or(e::getContextMark)), e);
        } catch (YamlEngineException e) {
            throw new NotYaml(String.valueOf(e.getMessage()), YamlPlace.UNKNOWN, e);
        }
    }

    /** The only document of a text; empty when it holds comments at most. */
    public Optional<YamlNode> document(String text) throws NotYaml {
        List<YamlNode> documents = documents(text);
        if (documents.size() > 1) {
            throw new NotYaml(
                    "a second document begins here; remove the \"---\" above it",
                    documents.get(1).place(),
                    null);
        }
        return documents.stream().findFirst();
    }

    /** The library reads events without recursion. */
    private void refuseDeep(String text) throws NotYaml {
        int depth = 0;
        for (Event event : new Parse(settings).parseString(text)) {
            Event.ID kind = event.getEventId();
            if (kind == Event.ID.SequenceStart || kind == Event.ID.MappingStart) {
                depth++;
            } else if (kind == Event.ID.SequenceEnd || kind == Event.ID.MappingEnd) {
                depth--;
            }
            if (depth > DEEPEST) {
                throw new NotYaml(
                        "lists and sections are nested deeper than " + DEEPEST,
                        place(event.getStartMark()),
                        null);
            }
        }
    }

    private static YamlNode read(Node node) {
        YamlPlace place = place(node.getStartMark());
        boolean anchored = node.getAnchor().isPresent();
        if (node instanceof MappingNode mapping) {
            List<YamlNode.Field> fields =
                    mapping.getValue().stream()
                            .map(
                                    line ->
                                            new YamlNode.Field(
                                                    read(line.getKeyNode()),
                                                    read(line.getValueNode())))
                            .toList();
            return new YamlNode.Section(place, anchored, fields);
        }
        if (node instanceof SequenceNode sequence) {
            List<YamlNode> items = sequence.getValue().stream().map(YamlReader::read).toList();
            return new YamlNode.Items(place, anchored, items);
        }
        ScalarNode scalar = (ScalarNode) node;
        return new YamlNode.Scalar(place, anchored, scalar.getValue(), kind(scalar.getTag()));
    }

    private static YamlNode.Kind kind(Tag tag) {
        if (tag.equals(Tag.NULL)) {
            return YamlNode.Kind.NOTHING;
        }
        if (tag.equals(Tag.BOOL)) {
            return YamlNode.Kind.BOOLEAN;
        }
        return tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)
                ? YamlNode.Kind.NUMBER
                : YamlNode.Kind.TEXT;
    }

    private static YamlPlace place(Optional<Mark> mark) {
        return mark.map(at -> new YamlPlace(at.getLine() + 1, at.getColumn() + 1))
                .orElse(YamlPlace.UNKNOWN);
    }
}
