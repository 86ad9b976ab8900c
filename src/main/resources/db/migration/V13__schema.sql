-- Who can read this database. Each migration from here on writes its own number, and the lowest
-- version of the program that works on the schema it leaves (docs/adr/0057-who-reads-a-ledger.md).

CREATE TABLE ledger_schema (
    version       INTEGER     NOT NULL,
    readable_from VARCHAR(40) NOT NULL
);

INSERT INTO ledger_schema (version, readable_from) VALUES (13, '0.2.0');
