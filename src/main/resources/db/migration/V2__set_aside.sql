-- When a message was set aside because the csms never answers it: kept, and delivered no more.

ALTER TABLE outbox ADD COLUMN set_aside TIMESTAMP(6) WITH TIME ZONE;
