-- How a transaction ended: the reading, the time, the reason and the card of its StopTransaction, and
-- whether an operator closed it instead. Null while it runs, and in rows of before. Earlier versions
-- work on, for they name the columns that they write.

ALTER TABLE charging_transaction ADD COLUMN meter_stop BIGINT;
ALTER TABLE charging_transaction ADD COLUMN stop_time VARCHAR;
ALTER TABLE charging_transaction ADD COLUMN stop_reason VARCHAR;
ALTER TABLE charging_transaction ADD COLUMN stop_id_tag VARCHAR;
ALTER TABLE charging_transaction ADD COLUMN closed_by_operator BOOLEAN;

UPDATE ledger_schema SET version = 16;
