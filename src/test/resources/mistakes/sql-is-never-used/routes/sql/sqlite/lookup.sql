-- #! nothing uses this file
select 1
