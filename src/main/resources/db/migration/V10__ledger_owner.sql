-- Which gateway owns the ledger, where a server cannot tell (PostgreSQL): each that opens it raises
-- the epoch, and every transaction that writes demands its own (docs/adr/0033-one-owner.md).

CREATE TABLE ledger_owner (
    epoch BIGINT  NOT NULL,
    owner VARCHAR NOT NULL
);

INSERT INTO ledger_owner (epoch, owner) VALUES (0, '');
