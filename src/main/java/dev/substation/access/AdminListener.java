package dev.substation.access;

/**
 * A listener of its own for the administration.
 *
 * @param tls whether it speaks HTTPS, with the key store of the stations' port
 */
public record AdminListener(String address, int port, boolean tls) {}
