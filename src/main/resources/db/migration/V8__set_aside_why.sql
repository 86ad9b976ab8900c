-- Why a message was set aside: what the csms said to it, or that it said nothing.

ALTER TABLE outbox ADD COLUMN set_aside_why VARCHAR;
