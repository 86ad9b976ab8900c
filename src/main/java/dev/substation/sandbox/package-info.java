/**
 * Parts to practise with: a CSMS that accepts what it is sent and shows what came, simulated
 * stations of the three dialects, and a demonstration that plays a real KEBA session through a
 * gateway.
 *
 * <p>Knows {@code dialect} and {@code model}, and Netty for the practice csms. Must not know the
 * gateway's own edges: it meets the gateway on the wire only. It runs outside the container (in
 * {@code demo}, {@code station} and tests), so that it may make the few threads that it needs: an
 * event loop in {@link dev.substation.sandbox.PracticeCsms}, one worker per simulated station.
 */
package dev.substation.sandbox;
