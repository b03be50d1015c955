-- The ledger on SQLite. The same tables as db/postgresql; times are epoch milliseconds, ids are UUIDs that grow with
-- time, so that every index over ids grows at its right end and a record costs the same however many are stored.
-- No foreign keys: one class writes each table, always in one transaction, and a check per row would be paid per record.

-- One row per interaction of a tenant; its id is the id of the first revision.
create table interaction_head (
    id               text    not null primary key,
    interaction_key  text    not null, -- the interaction id, case-folded
    tenant           text    not null,
    kind             text    not null,
    agent_key        text    not null, -- empty unless relay.ledger.identity is interaction-and-agent
    latest_revision  integer not null, -- the last one stored
    current_revision integer not null, -- the last one that may replace others: what later ones merge with
    current_activity text    not null,
    shared           integer not null default 0 -- revisions came from different agents
) without rowid;
create unique index interaction_head_key on interaction_head (interaction_key, tenant, kind, agent_key);

-- One row per stored revision; what is wide is in activity_content.
create table activity (
    id                 text    not null primary key,
    head_id            text    not null,
    revision           integer not null,
    tenant             text    not null,
    kind               text    not null,
    interaction_id     text    not null, -- as sent
    fingerprint        blob    not null, -- of the record as sent
    merged_fingerprint blob,             -- of the merged record, where it differs
    received_at        integer not null, -- the time in the id
    status             text    not null,
    unrouted_reason    text,
    unrouted_detail    text,
    failed_at          text,             -- JSON: the routing step that failed
    configuration_hash text,
    intake             text,
    principal          text,
    type               text,             -- this and the next ones: case-folded, for search only
    disposition_key    text,
    service_key        text,
    global_key         text
) without rowid;
create unique index activity_revision on activity (head_id, revision);
create index activity_fingerprint on activity (head_id, fingerprint);
create index activity_merged_fingerprint on activity (head_id, merged_fingerprint) where merged_fingerprint is not null;
create index activity_unrouted on activity (id) where status = 'unrouted';
create index activity_type on activity (type, id);
create index activity_disposition on activity (disposition_key, id) where disposition_key is not null;
create index activity_service on activity (service_key, id) where service_key is not null;
create index activity_global on activity (global_key, id) where global_key is not null;

create table activity_content (
    activity_id text not null primary key,
    canonical   text not null, -- JSON, merged with earlier revisions
    original    blob           -- the bytes as sent
);

-- Keyed hashes of the phones, addresses and agents of a record: for search and erase.
create table person (
    activity_id text not null,
    hash        blob not null,
    primary key (activity_id, hash)
) without rowid;
create index person_hash on person (hash, activity_id);

create table delivery (
    id           text    not null primary key,
    activity_id  text    not null,
    revision     integer not null,
    destination  text    not null,
    part         text    not null,
    record_key   text    not null, -- names the thing written, the same for every revision
    arguments    text    not null, -- JSON object
    decision     text,             -- JSON: the rule that asked for it; null when it follows an earlier revision
    mode         text    not null,
    state        text    not null,
    attempts     integer not null default 0,
    due_at       integer not null, -- this and the leases: by the database's clock
    lease_until  integer,
    lease_owner  text,
    claimed_at   integer,
    overtaken    integer not null default 0, -- a newer revision has been stored
    ambiguous    integer not null default 0, -- an attempt may have reached the receiver unnoticed
    external_id  text,
    external_url text,
    reason       text,
    detail       text,
    progress     text,             -- JSON: what an attempt achieved already
    final_at     integer
) without rowid;
create unique index delivery_part on delivery (activity_id, destination, part);
create index delivery_due on delivery (destination, due_at, id) where state = 'pending';
create unique index delivery_in_flight on delivery (record_key) where state = 'in_flight';
create index delivery_lease on delivery (lease_until) where state = 'in_flight';
create index delivery_set_aside on delivery (state, activity_id) where state in ('parked', 'superseded', 'cancelled');
create index delivery_external on delivery (external_id, activity_id) where external_id is not null;

create table attempt (
    delivery_id text    not null,
    number      integer not null,
    mode        text    not null,
    started_at  integer not null,
    took        integer not null, -- milliseconds
    outcome     text    not null,
    reason      text,
    status_code integer,
    detail      text,
    primary key (delivery_id, number)
) without rowid;

create table rejection (
    id           text    not null primary key,
    received_at  integer not null,
    tenant       text,
    intake       text,
    source       text,
    principal    text,
    content_type text,
    body         blob,
    problems     text    not null, -- JSON array of {pointer, detail}
    activity_id  text,             -- what a corrected body was stored as
    corrected_at integer
);

-- What holds for a destination over all processes.
create table destination (
    name          text not null primary key,
    paused_until  integer,          -- null: not paused
    pause_reason  text,
    paused_by     text,
    probe_owner   text,
    probe_until   integer,
    next_slot_at  integer,          -- the rate: not before
    changed_at    integer not null
) without rowid;

-- Who did what, with which filter, to how many.
create table audit (
    id     text    not null primary key,
    at     integer not null,
    who    text    not null,
    action text    not null,
    filter text,                    -- JSON
    count  integer,
    detail text
) without rowid;

-- Hashes of erased interactions: a late duplicate does not come back.
create table tombstone (
    hash      blob    not null primary key,
    erased_at integer not null
) without rowid;

-- Configuration snapshots that ran; the last good one starts when the files are bad.
create table configuration (
    hash     text    not null primary key,
    made_at  integer not null,
    good_at  integer,
    content  blob    not null
);

-- What the ledger must remember about itself.
create table ledger_property (
    name  text not null primary key,
    value text not null
) without rowid;
