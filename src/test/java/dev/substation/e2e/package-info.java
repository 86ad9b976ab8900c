/**
 * The runnable jar in a process of its own, between peers that share no code with it. Everything is
 * asserted on what the peers saw, on the process, or on its log.
 */
package dev.substation.e2e;
