package dev.substation.model;

/**
 * A remark on one value that did not cross exactly as it came.
 *
 * @param path where, such as {@code meterValue[0].sampledValue[2].unit}
 * @param original the value before, as text; empty when it was absent
 * @param result the value after, as text; empty when it was left out
 * @param reason a sentence for the operator
 */
public record Note(Loss loss, String path, String original, String result, String reason) {}
