-- What a csms said of a boot belongs to the pair of an upstream station and a csms. Rows of before
-- belong to the csms that the station has at the next start; until then theirs is empty.

CREATE TABLE registration_at_csms (
    upstream_key       VARCHAR(255) NOT NULL,
    csms               VARCHAR      NOT NULL,
    upstream           VARCHAR(255) NOT NULL,
    status             VARCHAR,
    heartbeat_interval BIGINT       NOT NULL,
    PRIMARY KEY (upstream_key, csms)
);

INSERT INTO registration_at_csms (upstream_key, csms, upstream, status, heartbeat_interval)
    SELECT upstream_key, '', upstream, status, heartbeat_interval FROM registration;

DROP TABLE registration;
ALTER TABLE registration_at_csms RENAME TO registration;
