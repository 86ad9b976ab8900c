/**
 * Transparent stations over WebSocket: one link to the CSMS for each connection, and every message
 * passed on as it came.
 *
 * <p>Knows the state of the desk and the keys of links. Must not know the ways up and down: nothing
 * is answered here in place of the CSMS.
 */
package dev.substation.flow.relay;
