/**
 * The routes of a running gateway: loads the folder, watches it, replaces the routes when it has
 * changed, and keeps a copy of those that were live last (docs/adr/0010-reload.md).
 *
 * <p>Knows {@code engine}, and the {@code workbench} for cases that changed routes must pass. Must
 * not know Camel, nor what stands in a route.
 */
package dev.substation.routes.live;
