-- Times are milliseconds since 1970 with microseconds as fraction, as the library has them. A double holds them exactly.

create table if not exists endpoint (
  id text primary key check (id <> ''),
  replicas integer not null check (replicas >= 0),
  -- All else that a user sets, as JSON: bounds, pause, cooldowns.
  settings text not null default '{}' check (json_valid(settings)),
  last_scaled_out real,
  last_scaled_in real,
  -- What its last decision had to remember, as JSON. Cycles write it, and nobody else.
  memory text check (json_valid(memory)),
  -- Another text whenever the endpoint, one of its rules or a time of either changes; the triggers below see to it.
  revision text not null default (hex(randomblob(8)))
) strict;

create table if not exists rule (
  -- Rules are tried in the order in which they were made.
  position integer primary key autoincrement,
  id text not null unique check (id <> ''),
  endpoint_id text not null references endpoint on delete cascade,
  -- The rule as JSON. Its decimals are text, so that no digit is lost.
  body text not null check (json_valid(body)),
  last_triggered real
) strict;
create index if not exists rule_of_endpoint on rule (endpoint_id);

-- What Prometheus is asked on behalf of the rules that name it in `queryPresetId`.
create table if not exists query (
  id text primary key check (id <> ''),
  promql text not null
) strict;

-- One row for each change of a count, and for each cycle in which a rule triggered or the memory changed.
create table if not exists audit (
  id integer primary key autoincrement,
  endpoint_id text not null,
  at real not null,
  actor text not null check (actor in ('cycle', 'user')),
  before integer not null,
  after integer not null,
  explanation text not null,
  -- The whole decision as JSON; null for a change by a user.
  decision text check (json_valid(decision))
) strict;
create index if not exists audit_of_endpoint on audit (endpoint_id, id);

create trigger if not exists endpoint_changed after update on endpoint when new.revision = old.revision
begin
  update endpoint set revision = hex(randomblob(8)) where id = new.id;
end;

create trigger if not exists rule_made after insert on rule
begin
  update endpoint set revision = hex(randomblob(8)) where id = new.endpoint_id;
end;

create trigger if not exists rule_changed after update on rule
begin
  update endpoint set revision = hex(randomblob(8)) where id in (old.endpoint_id, new.endpoint_id);
end;

create trigger if not exists rule_deleted after delete on rule
begin
  update endpoint set revision = hex(randomblob(8)) where id = old.endpoint_id;
end;
