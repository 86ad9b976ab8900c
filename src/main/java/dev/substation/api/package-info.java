/**
 * The API for operators and for the console: {@code /api/v1} (docs/api.md).
 *
 * <p>Knows Jakarta REST, {@code flow} and below. Must not know the other edges: what they know and
 * do comes in as an {@link dev.substation.api.Operations}.
 */
package dev.substation.api;
