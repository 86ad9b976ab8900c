/**
 * The site's rules: loads the folder {@code camel-routes}, runs calls through it with Apache Camel,
 * unwinds answers; tries them with cases ({@link dev.substation.routes.RouteDryRun}) and shows what
 * they do ({@link dev.substation.routes.Explanation}).
 *
 * <p>Knows {@code flow} (it stands behind {@link dev.substation.flow.Rules}), {@code model} and, as
 * the only package, Camel. Must not know how peers are reached or where things are kept.
 *
 * <p>Camel is kept small here: routes choose, rules written in Java change. A context has the
 * schemes direct, kamelet, log and rule and the language simple, where only fields can be named; it
 * makes no threads; a call runs on its caller's thread and comes back at once.
 */
package dev.substation.routes;
