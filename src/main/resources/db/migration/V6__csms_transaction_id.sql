-- The csms' transaction id is opaque text: a number as its digits, text in quotes.

ALTER TABLE charging_transaction ALTER COLUMN csms_tx_id SET DATA TYPE VARCHAR(300);

-- A transaction that memory has let go is looked up by either id.
CREATE INDEX charging_transaction_csms_id ON charging_transaction (station_key, csms_tx_id);
