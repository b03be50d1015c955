-- Pauses that all processes keep, and the counts of each destination.
alter table destination add column paused_at bigint;
alter table destination add column pause_kind text; -- rest, trouble (a probe must succeed before it ends) or hand
comment on column destination.paused_until is 'null: not paused; the largest number: until it is resumed';
comment on column destination.next_slot_at is 'the rate: not before, in microseconds';

create index delivery_waiting on delivery (destination, id) where state in ('pending', 'in_flight');
create index delivery_parked on delivery (destination) where state = 'parked';
