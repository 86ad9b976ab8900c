-- How a call ended: answered or the number of the cause, after how long, and the message ids under
-- which the call went on. Null in lines of calls, and in those of before.

ALTER TABLE message_log ADD COLUMN outcome VARCHAR(20);
ALTER TABLE message_log ADD COLUMN took_ms BIGINT;
ALTER TABLE message_log ADD COLUMN sent_as VARCHAR;

UPDATE ledger_schema SET version = 14;
