/**
 * SOAP stations: the CXF endpoint that they call, and the client that calls them back.
 *
 * <p>Knows {@code flow}, {@code dialect}, {@code model}, and alone of all packages CXF and the
 * JDK's HTTP client. It knows envelopes, addressing headers, faults and HTTP. Must not know what an
 * operation means, who answers it, or what OCPP bodies look like inside: bodies are the dialect's.
 */
package dev.substation.soap;
