-- The same table as db/postgresql. With this database nothing is written here: dry-run results are files.
create table dry_run (
    record_key  text    not null, -- the thing written: a later revision or attempt replaces all its rows
    number      integer not null, -- in the order of the requests, from 1
    delivery_id text    not null,
    revision    integer not null,
    kept_at     integer not null,
    kind        text    not null, -- http, mail, sql, jms or another scheme
    lookup      integer not null, -- only asks
    description text    not null, -- JSON, with secrets masked
    primary key (record_key, number)
) without rowid;
create index dry_run_delivery on dry_run (delivery_id, number);
