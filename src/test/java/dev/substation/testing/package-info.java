/**
 * What the tests of several packages share: stations and CSMSs with sockets, gateways in processes
 * of their own, calls and settings to begin with, and waiting. {@code testing.stepped} has the
 * doubles without sockets, {@code testing.soap} those of the SOAP side. What serves one harness
 * only ({@code chaos}, {@code siege}, {@code fuzz}, {@code conformance}) stays there.
 */
package dev.substation.testing;
