/**
 * Who may use the administration, and for what: the table of endpoints with the role that each
 * needs, users, API tokens, sessions, the audit log.
 *
 * <p>Knows the JDK, {@code home}, {@code dialect}, {@code flow.time}, {@code flow.settings} and
 * {@code model}, and is the only package that hashes passwords. Must not know HTTP: {@code admin}
 * and {@code api} ask it.
 */
package dev.substation.access;
