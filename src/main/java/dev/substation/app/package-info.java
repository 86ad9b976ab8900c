/**
 * Puts the gateway together: settings, executors, wiring, the order of starting and stopping.
 *
 * <p>Knows every other package, and is the only one that names implementations. Must not decide
 * anything about a message.
 */
package dev.substation.app;
