/**
 * What happens to a message. This package is a house of rooms; it has no classes of its own.
 *
 * <table>
 * <caption>The rooms, each of which may use those further down</caption>
 * <tr><td>{@code gate}</td><td>takes calls in: the gateway, limits, locks</td></tr>
 * <tr><td>{@code up}, {@code down}, {@code relay}</td><td>a message's way to the CSMS, to the
 *     station, and through a transparent station</td></tr>
 * <tr><td>{@code keys}</td><td>passwords and security profiles that a CSMS has set</td></tr>
 * <tr><td>{@code desk}</td><td>the state: stations, transactions, cards, registration</td></tr>
 * <tr><td>{@code upstream}</td><td>the link of one upstream station and its outbox</td></tr>
 * <tr><td>{@code ports}</td><td>the interfaces to everything outside</td></tr>
 * <tr><td>{@code settings}</td><td>what the site says of its stations and CSMS</td></tr>
 * <tr><td>{@code time}</td><td>the desk's thread, its timers and time</td></tr>
 * </table>
 *
 * <p>Knows {@code model} and {@code dialect}. Must not know how a peer is reached (soap, json,
 * CSMS), how rules are written (routes), where things are kept (store) or where settings come from
 * (app): those stand behind the ports.
 *
 * <p>All state lives on one thread, the {@link dev.substation.flow.time.Desk}; nothing here blocks
 * and nothing here locks.
 */
package dev.substation.flow;
