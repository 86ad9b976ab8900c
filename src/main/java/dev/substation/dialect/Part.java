package dev.substation.dialect;

/** The two halves of an operation. */
public enum Part {
    REQUEST,
    RESPONSE
}
