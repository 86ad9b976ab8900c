/**
 * The rules that a site can use, each one a Java class, and what such a class is given.
 *
 * <p>Knows {@code flow} (undo, memory), {@code dialect} (times, samples, answers in a peer's place)
 * and {@code model}. Must not know Camel, files or threads: a rule sees one call at a time, always
 * in OCPP 1.6-J form whatever the station speaks, and runs on the desk's thread.
 */
package dev.substation.routes.rules;
