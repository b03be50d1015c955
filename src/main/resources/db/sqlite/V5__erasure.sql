-- Work that one process does for all of them, by the database's clock.
create table chore (
    name        text    not null primary key,
    owner       text,
    lease_until integer not null default 0,
    due_at      integer not null default 0
) without rowid;
create index tombstone_erased_at on tombstone (erased_at);
