/**
 * What the dialects look like: the dictionary read from {@code wsdl/}, XML to payload and back,
 * OCPP-J frames, and one table of the differences between versions.
 *
 * <p>Knows {@code model}. Must not know the network, stations, transactions or settings.
 */
package dev.substation.dialect;
