/**
 * What the site says of its stations and CSMS: records, and the values in them that can be judged
 * alone, such as keys, certificates, networks and cards.
 *
 * <p>Knows {@code model} and {@code dialect}. Must not know the file that the settings are read
 * from, nor what is connected.
 */
package dev.substation.flow.settings;
