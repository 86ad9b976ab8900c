/**
 * Hostile peers beside stations that behave: what the neighbours feel of each attack, and what it
 * costs (issue 11). Knows the gateway as a process, by its ports, its files and its log alone.
 */
package dev.substation.siege;
