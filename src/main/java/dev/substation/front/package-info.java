/**
 * The front door: looks at every connection and every HTTP request before the container does. It
 * accepts networks, bounds connections, closes those that are too slow, refuses what is not HTTP,
 * and passes on requests that are whole (docs/adr/0032-front-door.md).
 *
 * <p>Knows Grizzly, in whose filter chain it stands, the heads of WebSocket frames, {@code flow}
 * and below. Must not know the other edges, nor what the requests are about.
 */
package dev.substation.front;
