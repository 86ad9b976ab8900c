/**
 * The settings of a site: which keys there are, what may be written for each, and what the site
 * wrote in {@code site.yaml} and the environment.
 *
 * <p>{@link dev.substation.app.settings.Keys} is the one table of keys. The reader, the defaults,
 * the environment variables, the table in {@code docs/configuration.md} and {@code
 * payara/site.yaml} follow from it (docs/adr/0039-settings-table.md). Must not know who uses the
 * settings, and starts nothing.
 */
package dev.substation.app.settings;
