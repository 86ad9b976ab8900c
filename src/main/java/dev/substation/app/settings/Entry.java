package dev.substation.app.settings;

import java.util.List;
import java.util.Map;

/** A piece of {@code site.yaml} with the place it was read from. */
sealed interface Entry {

    /** Where it stands: {@code site.yaml:12:5}, or the name of an environment variable. */
    String where();

    /** What a reader of an error message calls it. */
    String kind();

    /**
     * A single value, as written.
     *
     * @param found what stood behind its {@code ${env:NAME}} and {@code ${file:PATH}} when it was
     *     read at the start; what is not in it is read now
     */
    record Text(String where, String value, Map<String, String> found) implements Entry {

        /** A value whose secrets are read now. */
        Text(String where, String value) {
            this(where, value, Map.of());
        }

        @Override
        public String kind() {
            return "a value";
        }
    }

    /** A list. */
    record Items(String where, List<Entry> items) implements Entry {
        @Override
        public String kind() {
            return "a list";
        }
    }

    /**
     * A section.
     *
     * @param places where each key stands
     */
    record Section(String where, Map<String, Entry> entries, Map<String, String> places)
            implements Entry {
        @Override
        public String kind() {
            return "a section";
        }
    }

    /** A key without a value. */
    record Nothing(String where) implements Entry {
        @Override
        public String kind() {
            return "nothing";
        }
    }
}
