package dev.substation.flow.upstream;

import java.time.Instant;

/**
 * Since when a CSMS cannot be used over a link, and why.
 *
 * @param why what the link said last, as the end of a sentence
 */
public record Outage(Instant since, String why) {}
