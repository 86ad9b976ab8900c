/**
 * Runs calls through the routes of a folder with Apache Camel: one context for each reading of the
 * folder, the passage of each call, and what it did there, step by step ({@link
 * dev.substation.routes.engine.Explanation}).
 *
 * <p>Knows {@code language}, {@code rules} and, as the only package, Camel. Must not know when the
 * folder is read, how a reading comes to replace another, or how an explanation looks.
 *
 * <p>Camel is kept small here: routes choose, rules written in Java change. A context has the
 * schemes direct, kamelet, log and rule and the language simple, where only fields can be named; it
 * makes no threads; a call runs on its caller's thread and comes back at once.
 */
package dev.substation.routes.engine;
