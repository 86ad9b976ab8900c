/**
 * Tries routes without a gateway: cases ({@link dev.substation.routes.workbench.RouteDryRun}),
 * captured messages, explanations as text and as a tree, and the command {@code gw routes}.
 *
 * <p>Knows {@code engine} and {@code language}. Must not know Camel, nor the routes that are live.
 */
package dev.substation.routes.workbench;
