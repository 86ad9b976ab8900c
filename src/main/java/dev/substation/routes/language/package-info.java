/**
 * What may be written in the folder {@code camel-routes}: files, routes, forms of rules, steps and
 * conditions, and what is wrong with them, by file and line.
 *
 * <p>Knows YAML and, of the rules, which there are and which parameters they take. Must not know
 * Camel: all that can be wrong is found before Camel sees it. Must not know how calls run through
 * the routes.
 */
package dev.substation.routes.language;
