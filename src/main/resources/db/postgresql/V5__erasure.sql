-- Work that one process does for all of them, by the database's clock.
create table chore (
    name        text    not null primary key,
    owner       text,
    lease_until bigint  not null default 0,
    due_at      bigint  not null default 0
);
create index tombstone_erased_at on tombstone (erased_at);
