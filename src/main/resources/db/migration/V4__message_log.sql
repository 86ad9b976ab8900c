-- A line of the message log is a call as it came, or an answer that did not cross exactly. Of a call
-- with signed meter values it has their SHA-256, as they came and as they went on.

ALTER TABLE message_log ADD COLUMN part VARCHAR(10) DEFAULT 'call' NOT NULL;
ALTER TABLE message_log ADD COLUMN signed_in VARCHAR(64);
ALTER TABLE message_log ADD COLUMN signed_out VARCHAR;
