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
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * The one reader of YAML: {@code site.yaml}, routes and route cases. It limits size and depth
 * before the tree is built, because the library builds trees by recursion: 5,000 brackets would end
 * its thread with a StackOverflowError (issue 11).
 */
public final class YamlReader {

    /** The largest text that is read, in characters, where the caller says no other. */
    public static final int MOST_CHARACTERS = 1_000_000;

    /** Lists and sections inside one another; real files need about ten. */
    public static final int DEEPEST = 100;

    /** Why a text cannot be read as YAML, and where. */
    public static final class NotYaml extends Exception {

        private static final long serialVersionUID = 1L;

        private final transient Optional<Mark> mark;

        private NotYaml(String problem, Optional<Mark> mark, Exception cause) {
            super(problem, cause);
            this.mark = mark;
        }

        /** Where reading ended; empty when that is not known. */
        public Optional<Mark> mark() {
            return mark;
        }

        /** The line, counted from 1; 0 when it is not known. */
        public int line() {
            return mark.map(at -> at.getLine() + 1).orElse(0);
        }
    }

    private final LoadSettings settings;
    private final int most;

    /**
     * Aliases make small files huge and places ambiguous: the reader refuses those of lists and
     * sections.
     *
     * @param name of the text, for complaints of the library
     * @param duplicateKeys whether the caller reports keys that stand twice, with both places;
     *     otherwise the first such key ends the reading
     */
    public YamlReader(String name, boolean duplicateKeys) {
        this(name, duplicateKeys, MOST_CHARACTERS);
    }

    /** The same for texts of another size. */
    public YamlReader(String name, boolean duplicateKeys, int mostCharacters) {
        most = mostCharacters;
        settings =
                LoadSettings.builder()
                        .setLabel(name)
                        .setCodePointLimit(mostCharacters)
                        .setMaxAliasesForCollections(0)
                        .setAllowDuplicateKeys(duplicateKeys)
                        .build();
    }

    /** The documents of a text; none when it holds comments at most. */
    public List<Node> documents(String text) throws NotYaml {
        if (text.codePointCount(0, text.length()) > most) {
            throw new NotYaml("it is larger than " + most + " characters", Optional.empty(), null);
        }
        try {
            refuseDeep(text);
            List<Node> documents = new ArrayList<>();
            new Compose(settings).composeAllFromString(text).forEach(documents::add);
            return documents;
        } catch (MarkedYamlEngineException e) {
            String problem = e.getProblem() == null ? e.getContext() : e.getProblem();
            throw new NotYaml(problem, e.getProblemMark().or(e::getContextMark), e);
        } catch (YamlEngineException e) {
            throw new NotYaml(String.valueOf(e.getMessage()), Optional.empty(), e);
        }
    }

    /** The only document of a text; empty when it holds comments at most. */
    public Optional<Node> document(String text) throws NotYaml {
        List<Node> documents = documents(text);
        if (documents.size() > 1) {
            throw new NotYaml(
                    "a second document begins here; remove the \"---\" above it",
                    documents.get(1).getStartMark(),
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
                        event.getStartMark(),
                        null);
            }
        }
    }
}
