-- Pauses that all processes keep, and the counts of each destination.
-- paused_until: the largest number means until it is resumed; next_slot_at is in microseconds.
alter table destination add column paused_at integer;
alter table destination add column pause_kind text; -- rest, trouble (a probe must succeed before it ends) or hand

create index delivery_waiting on delivery (destination, id) where state in ('pending', 'in_flight');
create index delivery_parked on delivery (destination) where state = 'parked';
