package dev.substation.yaml;

/**
 * A place in a text.
 *
 * @param line from 1; 0 when it is not known
 * @param column from 1; 0 when it is not known
 */
public record YamlPlace(int line, int column) {

    /** For what concerns the text as a whole. */
    public static final YamlPlace UNKNOWN = new YamlPlace(0, 0);
}
