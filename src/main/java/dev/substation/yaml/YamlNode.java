package dev.substation.yaml;

import java.util.List;

/** A piece of a YAML text, with the place where it begins. */
public sealed interface YamlNode {

    /** Where it begins. */
    YamlPlace place();

    /** Whether it has an anchor ({@code &name}), or is named by one. */
    boolean anchored();

    /** {@code name: value} lines, in their order; a name may stand twice. */
    record Section(YamlPlace place, boolean anchored, List<Field> fields) implements YamlNode {

        /** Keeps a copy of the fields. */
        public Section {
            fields = List.copyOf(fields);
        }
    }

    /** A list. */
    record Items(YamlPlace place, boolean anchored, List<YamlNode> items) implements YamlNode {

        /** Keeps a copy of the items. */
        public Items {
            items = List.copyOf(items);
        }
    }

    /** One value, as it was written, without its quotes. */
    record Scalar(YamlPlace place, boolean anchored, String text, Kind kind) implements YamlNode {}

    /** One line of a section. */
    record Field(YamlNode name, YamlNode value) {}

    /** What YAML takes a value for. */
    enum Kind {
        TEXT,
        NUMBER,
        BOOLEAN,
        /** Empty, or {@code null}. */
        NOTHING
    }
}
