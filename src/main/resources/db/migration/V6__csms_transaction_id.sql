-- The csms' transaction id is opaque text: a number as its digits, text in quotes.

ALTER TABLE charging_transaction ALTER COLUMN csms_tx_id SET DATA TYPE VARCHAR(300);
