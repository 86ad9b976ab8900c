/**
 * The links to the csms: one WebSocket client for each upstream station.
 *
 * <p>Knows Netty and the ports in {@code flow}. Must not know the other edges, nor what a call
 * means. The event loops are made by {@code app} and handed in; each link lives on one of them.
 */
package dev.substation.csms;
