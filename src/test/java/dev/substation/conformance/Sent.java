package dev.substation.conformance;

import dev.substation.dialect.Part;
import dev.substation.model.Action;
import dev.substation.model.Dialect;
import dev.substation.model.Direction;

/**
 * A message that left the gateway.
 *
 * @param dialect what it was said in: the station's, or JSON_16 towards the CSMS
 * @param text the child of a SOAP body, or the payload of a frame
 */
record Sent(Dialect dialect, Direction direction, Action action, Part part, String text) {}
