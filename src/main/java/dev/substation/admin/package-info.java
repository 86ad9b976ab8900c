/**
 * What an operator sees: health, and what is to come of metrics and console.
 *
 * <p>Knows the servlet API, {@code flow} and below. Must not know the other edges; what they have
 * to report comes in as a {@link dev.substation.admin.Health}.
 */
package dev.substation.admin;
