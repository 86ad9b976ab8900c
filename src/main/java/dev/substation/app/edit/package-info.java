/**
 * What the console edits: the rules of a site, with checks before and a history after.
 *
 * <p>Knows {@code api}, whose interfaces it implements, {@code routes} and {@code home}. An edit is
 * a change of files in the home and nothing else: what watches the files takes it as it takes every
 * other change (docs/adr/0080-edits.md).
 */
package dev.substation.app.edit;
