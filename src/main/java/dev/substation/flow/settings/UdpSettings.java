package dev.substation.flow.settings;

import java.net.InetSocketAddress;
import java.time.Duration;

/**
 * How KEBA boxes without OCPP are reached.
 *
 * @param at the gateway's own end
 * @param pace from one command to a box to the next, at least
 * @param poll how often a box is asked what it does
 */
public record UdpSettings(InetSocketAddress at, Duration pace, Duration poll) {}
