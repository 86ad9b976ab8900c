/**
 * The folder of one installation: where it is, what it begins with, and who holds it; and the name
 * of the machine that it is on.
 *
 * <p>Knows the JDK alone. It lies at the root of the runnable jar, beside the launcher, and in the
 * web application, which needs it on a server that the launcher has not started
 * (docs/adr/0051-war-on-a-stock-server.md). Must not know who asks: what to do about a fault
 * differs.
 */
package dev.substation.home;
