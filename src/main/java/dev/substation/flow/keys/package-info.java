/**
 * The passwords and the security profile of a link, as a CSMS has set them in place of {@code
 * site.yaml}.
 *
 * <p>Knows the state of the desk. Must not know how a message came, nor where it goes.
 */
package dev.substation.flow.keys;
