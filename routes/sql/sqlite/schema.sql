-- Table of the database destination in the embedded file; the service creates it, and adds columns added here later.
-- Times are ISO 8601 text in UTC with milliseconds (they sort, and SQLite's date functions read them); flags are 0 or 1;
-- lists and objects are JSON text (json_extract reads them).
create table if not exists interaction (
  -- the same for every revision of the record
  record_key             text primary key,
  revision               integer not null,
  activity_id            text not null,
  tenant                 text not null,
  kind                   text not null,
  interaction_id         text not null,
  global_interaction_id  text,
  recording_id           text,
  export_status          text,
  voice_signature        integer,
  flagged                integer,
  type                   text not null,
  state                  text,
  interaction_kind       text,
  internal               integer,
  subject                text,
  description            text,
  contact_name           text,
  phone_number           text,
  email                  text,
  call_direction         text,
  ani                    text,
  dnis                   text,
  transfer_ani           text,
  origination            text,
  started_at             text,
  ended_at               text,
  duration_seconds       integer,
  disposition            text,
  disposition_class      text,
  service                text,
  agent_id               text,
  agent_login            text,
  agent_name             text,
  playback_url           text,
  recording_url          text,
  call_muted             integer,
  call_recording         integer,
  call_parties           text,
  chat_parties           text,
  associated_objects     text,
  attached_data          text,
  form_values            text,
  additional             text,
  written_at             text not null
);
create index if not exists interaction_by_interaction_id on interaction (interaction_id);
create index if not exists interaction_by_global_interaction_id on interaction (global_interaction_id);
create index if not exists interaction_by_started_at on interaction (started_at);
