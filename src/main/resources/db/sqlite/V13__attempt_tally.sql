-- The same table as db/postgresql. With this database nothing is written here: there is one process.
create table attempt_tally (
    destination text    not null,
    process     text    not null,
    ended       integer not null,
    failed      integer not null,
    told_at     integer not null,
    primary key (destination, process)
) without rowid;
