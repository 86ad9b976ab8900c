package dev.substation.flow.ports;

import dev.substation.model.Payload;

/**
 * How an answer finds its way back through one rule. Plain data, so that it can be stored with an
 * outbox row and used after a reload or a restart.
 *
 * @param rule the rule's id
 * @param data what the rule needs to reverse itself
 */
public record Undo(String rule, Payload data) {}
