/**
 * Smart charging that the gateway carries for stations that lack it: the charging profiles that the
 * CSMS has set, what they add up to (OCPP 1.6 section 3.13), and the limits that actuators bring to
 * the stations in time.
 *
 * <p>Knows {@code desk} and what is below it. Must not know how a station is limited.
 */
package dev.substation.flow.charging;
