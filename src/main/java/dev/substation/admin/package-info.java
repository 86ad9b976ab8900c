/**
 * What an operator sees: health, metrics, what would become of a call.
 *
 * <p>Knows the servlet API, {@code flow} and below. Must not know the other edges; what they have
 * to report comes in as a {@link dev.substation.admin.Health}, and what they explain through {@link
 * dev.substation.admin.Explaining}.
 */
package dev.substation.admin;
