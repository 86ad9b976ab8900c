-- The ledger, for H2 and PostgreSQL alike. A column ..._key holds an identity folded to one case,
-- which is what is compared; the column beside it holds the spelling.

CREATE TABLE station (
    station_key        VARCHAR(255) NOT NULL PRIMARY KEY,
    station            VARCHAR(255) NOT NULL,
    dialect            VARCHAR(20)  NOT NULL,
    address            VARCHAR      NOT NULL,
    boot               TEXT,
    registered         VARCHAR,
    heartbeat_interval BIGINT       NOT NULL,
    last_heard         TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

CREATE TABLE charging_transaction (
    transaction_key BIGINT       NOT NULL PRIMARY KEY,
    station_key     VARCHAR(255) NOT NULL,
    station         VARCHAR(255) NOT NULL,
    upstream        VARCHAR(255) NOT NULL,
    csms            VARCHAR      NOT NULL,
    connector_id    BIGINT       NOT NULL,
    content_key     VARCHAR      NOT NULL,
    station_tx_id   BIGINT,
    csms_tx_id      BIGINT,
    id_tag_info     TEXT         NOT NULL,
    started         TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    stopped         TIMESTAMP(6) WITH TIME ZONE
);

CREATE INDEX charging_transaction_station ON charging_transaction (station_key, station_tx_id);
CREATE INDEX charging_transaction_stopped ON charging_transaction (stopped);

CREATE TABLE outbox (
    sequence        BIGINT       NOT NULL PRIMARY KEY,
    upstream_key    VARCHAR(255) NOT NULL,
    upstream        VARCHAR(255) NOT NULL,
    station         VARCHAR(255) NOT NULL,
    dialect         VARCHAR(20)  NOT NULL,
    message_id      VARCHAR      NOT NULL,
    action          VARCHAR      NOT NULL,
    payload         TEXT         NOT NULL,
    transaction_key BIGINT,
    coalesce_key    VARCHAR      NOT NULL,
    undo            TEXT         NOT NULL,
    accepted        TIMESTAMP(6) WITH TIME ZONE NOT NULL
);

CREATE INDEX outbox_upstream ON outbox (upstream_key, sequence);
CREATE INDEX outbox_coalesce ON outbox (upstream_key, coalesce_key);

CREATE TABLE memory (
    owner        VARCHAR(100) NOT NULL,
    station_key  VARCHAR(255) NOT NULL,
    memory_key   VARCHAR(100) NOT NULL,
    station      VARCHAR(255) NOT NULL,
    memory_value TEXT         NOT NULL,
    PRIMARY KEY (owner, station_key, memory_key)
);

-- JPA takes 500 numbers at a time: those up to the one that the sequence gives.
CREATE SEQUENCE message_log_id START WITH 500 INCREMENT BY 500;

CREATE TABLE message_log (
    id         BIGINT       NOT NULL PRIMARY KEY,
    received   TIMESTAMP(6) WITH TIME ZONE NOT NULL,
    station    VARCHAR(255) NOT NULL,
    direction  VARCHAR      NOT NULL,
    dialect    VARCHAR(20)  NOT NULL,
    message_id VARCHAR      NOT NULL,
    action     VARCHAR      NOT NULL,
    payload    TEXT         NOT NULL,
    notes      TEXT         NOT NULL
);

-- The highest number ever given of a kind. Rows leave the outbox; their numbers are not used again.
CREATE TABLE high_water (
    name    VARCHAR(40) NOT NULL PRIMARY KEY,
    reached BIGINT      NOT NULL
);
