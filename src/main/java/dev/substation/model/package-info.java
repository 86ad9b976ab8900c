/**
 * The words of the gateway: actions, calls, answers, payloads, identities, errors.
 *
 * <p>Knows the JDK and nothing else: no network, no wire format, no store, no settings. Records,
 * enums and sealed interfaces only, so that everything here can be handed from thread to thread and
 * compared by value.
 */
package dev.substation.model;
