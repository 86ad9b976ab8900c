package dev.substation.flow.settings;

import java.net.InetSocketAddress;

/**
 * A station that is a KEBA box without OCPP.
 *
 * @param address where it is; the gateway knows it by this
 * @param card the idTag of sessions that the box names no card for
 */
public record UdpBox(InetSocketAddress address, String card) {}
