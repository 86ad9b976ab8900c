/**
 * Where calls come in from both sides: the gateway that puts the rooms together, who may come in,
 * and how much at once.
 *
 * <p>Knows all other rooms; no other room knows it. Must not know what a message means.
 */
package dev.substation.flow.gate;
