/**
 * What {@code gw doctor} looks at: the machine, the ways in, the CSMSs, the stations that are
 * called back. Knows how each is reached, and not which command asks; prints nothing.
 */
package dev.substation.app.doctor;
