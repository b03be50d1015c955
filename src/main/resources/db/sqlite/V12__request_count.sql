-- Requests that count against the budget of a day, over all processes.
create table request_count (
    destination text    not null,
    day         integer not null, -- since 1970-01-01, UTC
    taken       integer not null,
    primary key (destination, day)
) without rowid;
