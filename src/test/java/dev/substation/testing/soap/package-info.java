/**
 * Doubles of the SOAP side: a station's HTTP server that misbehaves, and the servlet of the SOAP
 * face with a small container or without any socket. They know the SOAP face by its public classes
 * alone.
 */
package dev.substation.testing.soap;
