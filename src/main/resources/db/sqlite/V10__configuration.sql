-- Which configuration ran when, and what was refused.
create table configuration_event (
    id                 text    not null primary key,
    at                 integer not null,
    process            text    not null,
    event              text    not null, -- started, applied, refused or restored
    -- The configuration that this is about.
    hash               text    not null,
    -- What runs from then on.
    running            text    not null,
    -- JSON array of what is wrong, when it was refused or another one runs instead.
    findings           text
);

-- What each process runs now.
create table configuration_process (
    process            text    not null primary key,
    running            text    not null,
    since              integer not null,
    seen_at            integer not null,
    -- The configuration on its disk, when that is refused.
    refused            text,
    findings           text
);
