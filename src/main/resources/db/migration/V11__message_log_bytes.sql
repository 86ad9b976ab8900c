-- What a line of the message log takes, for the log has a budget in bytes; and of a payload that was
-- cut, the length in characters and the SHA-256 of the whole.

ALTER TABLE message_log ADD COLUMN bytes BIGINT DEFAULT 1000 NOT NULL;
ALTER TABLE message_log ADD COLUMN whole_length BIGINT;
ALTER TABLE message_log ADD COLUMN whole_sha256 VARCHAR(64);

-- Few lines are long; the others are about as long as the default.
UPDATE message_log SET bytes = LENGTH(payload) + LENGTH(notes) + 300
    WHERE LENGTH(payload) > 16384 OR LENGTH(notes) > 16384;
