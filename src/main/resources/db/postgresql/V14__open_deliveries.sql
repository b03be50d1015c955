-- The index for one statement must be none for another: with statistics from a moment when nothing waited, all of them look
-- equally small, and a claim went through everything that waits once for each delivery that it wanted. From
-- "state = 'in_flight'" nobody can conclude either of these conditions; what asks for what is open or leased says so.
drop index delivery_waiting;
create index delivery_open on delivery (destination, id) where final_at is null;
drop index delivery_lease;
create index delivery_leased on delivery (lease_until) where lease_until is not null;
