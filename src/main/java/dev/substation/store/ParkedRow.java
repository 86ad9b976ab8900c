package dev.substation.store;

import dev.substation.flow.ports.Ledger.OutboxRow;
import java.time.Instant;

/**
 * A message of the outbox that is not sent any more.
 *
 * @param row as it may be shown: without secrets
 * @param since when it was parked
 * @param why a sentence
 */
public record ParkedRow(OutboxRow row, Instant since, String why) {}
