-- Since when the site does not list a station of which something is remembered, by the operating
-- hours: its memories go after a while.

CREATE TABLE unlisted (
    station_key VARCHAR(255) NOT NULL PRIMARY KEY,
    since       BIGINT       NOT NULL
);
