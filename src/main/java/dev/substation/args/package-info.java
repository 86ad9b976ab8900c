/**
 * The one reader of command lines: {@code gw} and each of its commands read their words and options
 * with it (docs/adr/0040-command-lines.md).
 *
 * <p>Knows the JDK alone. It lies at the root of the runnable jar, beside the launcher, and in the
 * web application. Must not know any command.
 */
package dev.substation.args;
