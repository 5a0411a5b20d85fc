-- Times are whole microseconds since 1970, which is what the library compares; decimals are text, kept as written.

create domain instant as bigint;
create domain decimal_text as text check (value is null or value::numeric is not null);
create domain replica_count as bigint check (value >= 0);

-- One count for all endpoints: one that is deleted and made again must not get a revision that it had before.
create sequence revision;

-- Managers divide the endpoints among them by shares. Whoever has the lease of a share decides on its endpoints until the lease
-- ends; the clock that counts is the database's.
create table share (
  id integer primary key,
  owner text,
  until timestamptz,
  check ((owner is null) = (until is null))
);
insert into share (id) select generate_series(0, 63);

-- The managers that are there. One that has not said so again in time is gone.
create table manager (
  id text primary key,
  until timestamptz not null
);

create table endpoint (
  id text primary key check (id <> ''),
  share integer not null generated always as (hashtext(id) & 63) stored,
  -- Changes whenever the endpoint, one of its rules or a time of either does; the triggers below see to it.
  revision bigint not null default nextval('revision'),
  replicas replica_count not null,
  lifecycle text not null default 'created' check (lifecycle in ('created', 'destroying', 'destroyed')),
  retries integer not null default 0 check (retries >= 0),
  paused text check (paused in ('both', 'out', 'in')),
  paused_until instant,
  advisory boolean not null default false,
  cooldown_out_seconds double precision check (cooldown_out_seconds >= 0),
  cooldown_in_seconds double precision check (cooldown_in_seconds >= 0),
  last_scaled_out instant,
  last_scaled_in instant,
  min_replicas replica_count,
  max_replicas replica_count,
  starting replica_count,
  settle text check (settle in ('hold', 'count')),
  settle_at_most_seconds double precision check (settle_at_most_seconds >= 0),
  created_at instant,
  -- When it goes to 0 and comes back; the thresholds in it are text.
  zero jsonb check (jsonb_typeof(zero) = 'object'),
  -- What its last decision had to remember. Cycles write it, and nobody else.
  memory jsonb check (jsonb_typeof(memory) = 'object'),
  check ((cooldown_out_seconds is null) = (cooldown_in_seconds is null))
);
create index on endpoint (share);

create table scaling_rule (
  id text primary key check (id <> ''),
  -- Rules are tried in the order in which they were made.
  position bigint not null unique generated always as identity,
  endpoint_id text not null references endpoint on delete cascade,
  type text not null check (type in ('threshold', 'band')),
  metric_source text not null check (metric_source in ('KERNEL', 'INFERENCE_FRAMEWORK', 'PROMETHEUS')),
  metric_name text not null,
  aggregation text check (aggregation ~ '^(average|min|max|sum|p[5-9][0-9])$'),
  comparator text,
  threshold decimal_text,
  min_threshold decimal_text,
  max_threshold decimal_text,
  step_size integer not null,
  cooldown_seconds double precision not null,
  min_replicas integer,
  max_replicas integer,
  max_age_seconds double precision,
  enabled boolean,
  priority double precision,
  -- What few rules have, by the names that it has in the library; the decimal in it is text.
  options jsonb not null default '{}' check (jsonb_typeof(options) = 'object'),
  -- What Prometheus is asked on behalf of the rule.
  query text,
  last_triggered instant,
  check ((type = 'threshold') = (comparator is not null)),
  check ((type = 'threshold') = (threshold is not null)),
  check (type = 'band' or (min_threshold is null and max_threshold is null)),
  check ((metric_source = 'PROMETHEUS') = (query is not null))
);
create index on scaling_rule (endpoint_id);

create function touch_endpoint() returns trigger language plpgsql as $$
begin
  new.revision := nextval('revision');
  return new;
end $$;
create trigger touch before update on endpoint for each row execute function touch_endpoint();

create function touch_endpoint_of_rule() returns trigger language plpgsql as $$
begin
  update endpoint set revision = revision
    where id = case when tg_op <> 'INSERT' then old.endpoint_id end
       or id = case when tg_op <> 'DELETE' then new.endpoint_id end;
  return null;
end $$;
create trigger touch after insert or update or delete on scaling_rule
  for each row execute function touch_endpoint_of_rule();

create table route (
  id text primary key,
  endpoint_id text not null references endpoint on delete cascade,
  status text not null check (
    status in (
      'provisioning', 'healthy', 'unhealthy', 'degraded', 'not_checked', 'terminating', 'terminated', 'failed_to_start'
    )
  ),
  created_at instant not null
);
create index on route (endpoint_id);

create table kernel (
  id text primary key,
  route_id text not null references route on delete cascade
);
create index on kernel (route_id);

-- One row for each change of a count, and for each cycle in which a rule triggered or the memory changed. It outlives what it tells of.
create table audit (
  id bigint primary key generated always as identity,
  endpoint_id text not null,
  at instant not null,
  actor text not null check (actor in ('cycle', 'user')),
  before replica_count not null,
  after replica_count not null,
  direction text,
  -- The rules whose last_triggered became `at`.
  triggered text[] not null,
  explanation text not null,
  -- Kept as it was written: what a metric store hands out may hold characters that jsonb refuses.
  outcomes json not null,
  check (direction is not distinct from case when after > before then 'out' when after < before then 'in' end)
);
create index on audit (endpoint_id, id);
