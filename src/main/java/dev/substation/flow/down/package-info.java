/**
 * A call's way from the CSMS to a station, and what the gateway answers in the station's place.
 *
 * <p>Knows the state of the desk and the keys of links. Must not know the way up, nor how a station
 * is reached.
 */
package dev.substation.flow.down;
