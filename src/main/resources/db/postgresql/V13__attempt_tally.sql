-- How the attempts that each process made lately ended: too many failures of all together pause the destination.
create table attempt_tally (
    destination text    not null,
    process     text    not null,
    ended       integer not null,
    failed      integer not null,
    told_at     bigint  not null,
    primary key (destination, process)
);
