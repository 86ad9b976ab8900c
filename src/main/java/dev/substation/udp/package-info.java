/**
 * KEBA boxes without OCPP, over KEBA's own UDP interface: each is an OCPP 1.6 station for the rest
 * of the gateway.
 *
 * <p>Knows {@code flow}, {@code dialect}, {@code model}, and alone of all packages what the
 * interface says: commands, reports, broadcasts. One socket serves all boxes. All of this package
 * runs on the thread of the socket, which never waits. Must not know who answers an operation, or
 * what becomes of a message.
 */
package dev.substation.udp;
