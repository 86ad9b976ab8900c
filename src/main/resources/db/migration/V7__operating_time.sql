-- Ages count by the hours that the gateway has run on this ledger, not by the wall clock, which may
-- step. The counter begins where no time that is stored already is later: windows that rules hold
-- are named by seconds since 1970 until now, and become due. Ages of all other rows begin anew.

INSERT INTO high_water (name, reached)
    SELECT 'OPERATING_TIME', COALESCE(MAX(CAST(seconds AS BIGINT)), 0) * 1000 FROM (
        SELECT EXTRACT(EPOCH FROM last_heard) AS seconds FROM station
        UNION ALL
        SELECT CAST(SUBSTRING(memory_key FROM 6 FOR 10) AS BIGINT) AS seconds FROM memory
            WHERE memory_key LIKE 'held %'
                AND owner IN ('meter-window', 'clock-align-meter', 'collapse-status')
    ) known;

ALTER TABLE station ADD COLUMN heard BIGINT DEFAULT 0 NOT NULL;
UPDATE station SET heard = (SELECT reached FROM high_water WHERE name = 'OPERATING_TIME');
ALTER TABLE station DROP COLUMN last_heard;

ALTER TABLE charging_transaction ADD COLUMN aged_from BIGINT DEFAULT 0 NOT NULL;
UPDATE charging_transaction
    SET aged_from = (SELECT reached FROM high_water WHERE name = 'OPERATING_TIME');
CREATE INDEX charging_transaction_aged ON charging_transaction (aged_from);

ALTER TABLE outbox ADD COLUMN aged_from BIGINT DEFAULT 0 NOT NULL;
UPDATE outbox SET aged_from = (SELECT reached FROM high_water WHERE name = 'OPERATING_TIME');

ALTER TABLE message_log ADD COLUMN aged_from BIGINT DEFAULT 0 NOT NULL;
UPDATE message_log SET aged_from = (SELECT reached FROM high_water WHERE name = 'OPERATING_TIME');
