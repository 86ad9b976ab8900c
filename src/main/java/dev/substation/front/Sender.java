package dev.substation.front;

/**
 * Who sent a request, as far as the front needs to know to share the gateway fairly.
 *
 * @param name of the station, or the address of stations that are new
 * @param isNew whether the station is neither listed nor known: admitting it costs far more than
 *     one message, and anybody can make up identities
 */
public record Sender(String name, boolean isNew) {}
