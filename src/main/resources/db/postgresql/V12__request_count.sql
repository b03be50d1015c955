-- Requests that count against the budget of a day, over all processes.
create table request_count (
    destination text   not null,
    day         bigint not null,
    taken       bigint not null,
    primary key (destination, day)
);
comment on column request_count.day is 'since 1970-01-01, UTC';
