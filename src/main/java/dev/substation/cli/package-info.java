/**
 * What lies at the root of the runnable jar: finds the home, unpacks the gateway into it, and
 * starts it in Payara Micro, in this process.
 *
 * <p>Knows the JDK alone, since it runs before anything else is on the class path, and {@code
 * --help} must not wait for more. Must not know the gateway's own classes; what it needs of them it
 * asks through {@link java.util.function.Function} of text ({@link
 * dev.substation.cli.Unpacked#entry}).
 */
package dev.substation.cli;
