/**
 * The desk's thread, its timers, and the time that passes on it.
 *
 * <p>Knows the JDK and {@code model}. Must not know what the tasks do that it runs.
 */
package dev.substation.flow.time;
