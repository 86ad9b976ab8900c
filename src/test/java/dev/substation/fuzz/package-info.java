/**
 * Both faces in front of a real gateway, in process, against what nobody would send on purpose:
 * seeded mutations of every message that the tests know. How to repeat a run: docs/security.md.
 *
 * <p>Knows the faces through {@code soap.SoapDoor} and {@code json.JsonDoor}, which lie beside them
 * for access alone. Time, the desk and the network are the test's; one thread plays one world, so
 * that a seed gives the same run every time.
 */
package dev.substation.fuzz;
