-- Deliveries that operators repair. A delivered one that is replayed counts as ambiguous: its receiver holds it.
alter table delivery add column replayed_at bigint;                            -- the last time; null: never
alter table delivery add column schedule_from integer not null default 0;      -- attempts before that: the schedule starts over
alter table delivery add column cancel_asked boolean not null default false;   -- in flight, and not to be repeated after it
