/**
 * How a message travels: ports, who is connected, who waits for an answer, the answer table, ids,
 * and what happens when the csms is away.
 *
 * <p>Knows {@code model} and {@code dialect}. Must not know how a peer is reached (soap, json,
 * csms), how rules are written (routes), where things are kept (store) or where settings come from
 * (app): those stand behind the ports here.
 *
 * <p>All state lives on one thread, the {@link dev.substation.flow.Desk}; nothing here blocks and
 * nothing here locks.
 */
package dev.substation.flow;
