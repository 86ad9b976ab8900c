/**
 * The interfaces between the flow and everything outside, with the records in their signatures:
 * stations, CSMS, rules, ledger, site.
 *
 * <p>Knows {@code settings} and {@code time}. Must not know who implements a port, nor what the
 * flow does with it.
 */
package dev.substation.flow.ports;
