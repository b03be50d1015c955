-- What a receiver that is looked after field by field was sent, and holds: one row per delivery.
create table write_log (
    delivery_id text    not null primary key,
    record_key  text    not null, -- the thing written
    revision    integer not null,
    request     text,             -- JSON: rendered and perhaps sent, until a definite answer comes; resent unchanged
    held        text,             -- JSON: the fields that the receiver has confirmed
    external_id text,
    changed_at  integer not null
) without rowid;
create index write_log_record on write_log (record_key, revision);
