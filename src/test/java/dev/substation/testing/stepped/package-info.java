/**
 * Doubles for a gateway whose clock and desk a test steps by hand: scripted stations and CSMSs, a
 * ledger in memory, and sites that put them together. They work without sockets, threads and files,
 * and must not know how a station or a CSMS is reached.
 */
package dev.substation.testing.stepped;
