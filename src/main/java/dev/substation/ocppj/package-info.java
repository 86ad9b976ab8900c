/**
 * OCPP-J over one connection, whichever side opened it: calls, answers, and how much a peer may
 * send. The JSON face and the links to the CSMS both use it.
 *
 * <p>Knows the frames of {@code dialect} and the time of {@code flow}. Must not know a network
 * library, nor what a call means.
 */
package dev.substation.ocppj;
