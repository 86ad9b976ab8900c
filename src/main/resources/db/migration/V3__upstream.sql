-- A station can be several at the csms, or several stations one: what the csms said of a boot, and
-- which connector it knows, belong to the station as the csms sees it.

CREATE TABLE registration (
    upstream_key       VARCHAR(255) NOT NULL PRIMARY KEY,
    upstream           VARCHAR(255) NOT NULL,
    status             VARCHAR,
    heartbeat_interval BIGINT       NOT NULL
);

INSERT INTO registration (upstream_key, upstream, status, heartbeat_interval)
    SELECT station_key, station, registered, heartbeat_interval FROM station WHERE boot IS NOT NULL;

ALTER TABLE station DROP COLUMN registered;
ALTER TABLE station DROP COLUMN heartbeat_interval;

ALTER TABLE charging_transaction ADD COLUMN upstream_connector_id BIGINT DEFAULT 0 NOT NULL;
UPDATE charging_transaction SET upstream_connector_id = connector_id;
