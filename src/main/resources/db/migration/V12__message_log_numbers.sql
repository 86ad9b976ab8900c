-- Lines of the message log are numbered as the rows of the outbox are: with the highest number ever
-- given kept beside them, raised in the transaction that writes the lines.

INSERT INTO high_water (name, reached)
    SELECT 'MESSAGE_LOG', COALESCE(MAX(id), 0) FROM message_log;

DROP SEQUENCE message_log_id;
