/**
 * A message's way from a station to the CSMS: what is corrected in it, what is stored, and who
 * answers the station.
 *
 * <p>Knows the state of the desk. Must not know the way down, nor how a station is reached.
 */
package dev.substation.flow.up;
