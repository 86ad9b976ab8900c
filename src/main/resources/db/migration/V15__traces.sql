-- The trace that a message belongs to, while traces are on: its id in the message log, and its
-- traceparent (W3C) in the outbox, so that a delivery after a restart continues it. Earlier versions
-- work on, for they name the columns that they write.

ALTER TABLE message_log ADD COLUMN trace VARCHAR(32);
ALTER TABLE outbox ADD COLUMN trace VARCHAR(55);

UPDATE ledger_schema SET version = 15;
