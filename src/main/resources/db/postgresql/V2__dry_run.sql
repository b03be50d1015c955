-- What deliveries in dry-run would have sent, one row per request: where every process sees it.
create table dry_run (
    record_key         uuid    not null, -- the thing written: a later revision or attempt replaces all its rows
    number             integer not null, -- in the order of the requests, from 1
    delivery_id        uuid    not null,
    revision           integer not null,
    kept_at            bigint  not null,
    kind               text    not null, -- http, mail, sql, jms or another scheme
    lookup             boolean not null, -- only asks
    description        text    not null, -- JSON, with secrets masked
    primary key (record_key, number)
);
create index dry_run_delivery on dry_run (delivery_id, number);
