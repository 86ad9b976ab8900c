/**
 * The ledger on disk: what must survive a restart, a kill and a power cut, in H2 or PostgreSQL.
 *
 * <p>Knows {@code flow}'s ledger port, {@code dialect}'s JSON text, JPA, JDBC, Flyway and the two
 * databases. Must not know stations' links, the CSMS, rules or settings files. No entity, entity
 * manager or connection leaves this package; threads are handed in.
 */
package dev.substation.store;
