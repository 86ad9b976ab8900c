/**
 * The JSON face: stations that speak OCPP-J connect here over WebSocket.
 *
 * <p>Knows Jakarta WebSocket and the servlet filter in front of it, and the ports in {@code flow}.
 * Must not know the other edges: what a call means, where it goes and what is kept of it is flow's.
 *
 * <p>No thread waits and nothing locks: the state of a connection lives on its {@link
 * dev.substation.json.SerialExecutor}.
 */
package dev.substation.json;
