/**
 * What the desk owns: stations and their connections, transactions, cards, registration, the latest
 * reports, and the store that makes changes durable.
 *
 * <p>Knows the links of {@code upstream} and the ports. Must not know which way a message takes:
 * the rooms {@code up}, {@code down} and {@code relay} decide that.
 */
package dev.substation.flow.desk;
