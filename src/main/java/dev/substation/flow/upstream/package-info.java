/**
 * The link of one upstream station to its CSMS: whether it is connected, what is asked over it, and
 * its part of the outbox, delivered in order.
 *
 * <p>Knows the ports. Must not know stations, transactions or rules: what it needs of them it asks
 * of its {@link dev.substation.flow.upstream.UpstreamOwner}.
 */
package dev.substation.flow.upstream;
