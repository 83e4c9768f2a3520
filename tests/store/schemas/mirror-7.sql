-- The mirror's tables as version 7 made them. Never edited: a later version gets a file of its own.

create table connection(
  name text primary key,
  vendor text not null,
  cursor text,                -- the adapter's own, from the last good pull
  listed_at integer,          -- when the last complete listing ended (seconds since 1970, as all times)
  listed_first integer,       -- its span: days as date.toordinal counts them
  listed_last integer,
  pulled_at integer,          -- when the last good pull ended
  failing_since integer,
  error text,
  suspects text               -- JSON: external ids whose disappearance awaits a second listing
) without rowid;

create table shift(
  id integer primary key,
  connection text not null,
  external_id text not null,
  vendor text not null,
  number text,
  state text not null,
  vendor_status text,
  title text,
  role text,
  specialty text,
  facility text,
  unit text,
  client text,
  address text,
  start integer not null,
  end integer,
  timezone text not null,
  day integer not null,       -- the local day on which it begins, by date.toordinal
  all_day integer not null,
  positions integer,
  filled integer not null,
  urgent integer not null,
  published integer not null,
  rate text,
  rate_kind text,
  rate_on_call integer,
  people text,                -- the names on it, for one line of a board
  notes text,
  url text,
  series text,
  actions text,               -- JSON
  offers text,                -- JSON
  details text,               -- JSON
  mark blob not null,         -- of the vendor's record, else of the row: equal means unchanged
  last_seen integer not null, -- see Reader: a later complete listing counts as well
  missed integer,             -- 1: the last complete listing did not show it, but proved nothing
  removed integer,            -- when it vanished
  last_change integer
);
create unique index shift_identity on shift(connection, external_id);
create index shift_start on shift(start, id) where removed is null;

create table assignment(
  shift_id integer not null,
  position integer not null,
  key text not null,
  person text not null,
  person_id text,
  status text,
  state text not null,
  assigned_at integer,
  assigned_by text,
  responded_at integer,
  primary key (shift_id, position)
) without rowid;

-- rowid: start minute and shift id in one number, so that a month is a range and its order is start
create virtual table search using fts5(text, content='', contentless_delete=1, prefix='2 3');

create table person(
  connection text not null,
  person_id text not null,
  name text not null,
  primary key (connection, person_id)
) without rowid;

create table change(
  id integer primary key,
  key text not null unique,
  connection text not null,
  ref text not null,
  kind text not null,
  person text,
  before text,                -- JSON
  after text,
  by text,
  happened_at integer,
  seen_at integer not null,
  note text
);
create index change_ref on change(ref, seen_at, id);
create index change_seen on change(seen_at, id);

-- News that a vendor reported of what stood there all along: not for the feed, now or later.
create table old_news(key text primary key, connection text not null) without rowid;

create table reject(
  connection text not null,
  external_id text,
  reason text not null,
  record text not null,
  seen_at integer not null
);
create index reject_connection on reject(connection);

create table meta(name text primary key, value text) without rowid;

alter table shift add column read_at real;

alter table shift add column clock integer;  -- the minute of its own day at which it begins; null: all day

create table day_count(
  day integer not null,
  connection text not null,
  state text not null,
  n integer not null,         -- visible shifts, never 0
  primary key (day, connection, state)
) without rowid;
insert into day_count
  select day, connection, state, count(*) from shift where removed is null group by day, connection, state;

create trigger shift_comes after insert on shift when new.removed is null begin
  insert into day_count values(new.day, new.connection, new.state, 1) on conflict do update set n = n + 1;
end;
create trigger shift_goes after delete on shift when old.removed is null begin
  update day_count set n = n - 1 where day = old.day and connection = old.connection and state = old.state;
  delete from day_count where day = old.day and connection = old.connection and state = old.state and n = 0;
end;
create trigger shift_moves after update of day, connection, state, removed on shift
when (old.removed is null) != (new.removed is null) or (new.removed is null
  and (old.day, old.connection, old.state) != (new.day, new.connection, new.state)) begin
  update day_count set n = n - 1
    where old.removed is null and day = old.day and connection = old.connection and state = old.state;
  delete from day_count where day = old.day and connection = old.connection and state = old.state and n = 0;
  insert into day_count select new.day, new.connection, new.state, 1 where new.removed is null
    on conflict do update set n = n + 1;
end;

drop index if exists shift_state;
drop table search;
create virtual table search using fts5(text, content='', contentless_delete=1, prefix='2 3');
-- What is there is indexed and made findable as after a first fill.
insert or replace into meta select 'filling', '0' where exists (select 1 from shift);
insert or replace into meta select 'clockless', '' where exists (select 1 from shift);

create index shift_series on shift(connection, series, start) where series is not null;
create index change_line on change(key, seen_at, id, connection, ref, kind, person);

create table roll(
  connection text not null,
  key text not null,
  title text not null,
  read_at integer not null,   -- when it was last read, or tried
  told_at integer,            -- when it was last read well
  error text,                 -- why it could not be read, or what of it
  primary key (connection, key)
) without rowid;

create table absence(
  connection text not null,
  person_id text not null,
  start integer not null,
  until integer,              -- null: no end is told
  timezone text not null,
  what text not null,
  roll text not null
);
create index absence_person on absence(connection, person_id, start);

create table contact(
  connection text not null,
  person_id text not null,
  label text not null,
  text text not null,
  roll text not null
);
create index contact_person on contact(connection, person_id);

-- What a file of this version may hold.

alter table shift add column began real;
alter table connection add column listing_began real;

insert into connection(name, vendor, cursor, listed_at, listed_first, listed_last, pulled_at)
values('trio-east', 'trio', 'on from here', 1795262400, 739941, 739971, 1795262400);
insert into shift(id, connection, external_id, vendor, number, state, vendor_status, title, start, end, timezone,
  day, all_day, positions, filled, urgent, published, rate, rate_kind, rate_on_call, people, actions, mark,
  last_seen, clock)
values(7, 'trio-east', '497f6eca', 'trio', '20417', 'confirmed', 'Confirmed', 'RN, ICU', 1796126400, 1796169600,
  'America/New_York', 739951, 0, 1, 1, 0, 1, '85.00', 'Bill', 0, 'Adam Jones', '["release"]', x'0102030405060708',
  1795262400, 420);
insert into assignment values(7, 0, '47', 'Adam Jones', '47', 'Confirmed', 'confirmed', null, null, null);
insert into person values('trio-east', '47', 'Adam Jones');
insert into search(rowid, text) values(((1796126400 / 60) << 28) | 7, 'RN, ICU Adam Jones 20417 Confirmed 497f6eca '
  || char(0xe014) || ' ' || char(0xe000) || hex('trio-east'));
insert into change(id, key, connection, ref, kind, person, before, after, seen_at)
values(812, 'the key of a change', 'trio-east', 'trio-east:497f6eca', 'status', 'Adam Jones',
  '{"status": "Assigned"}', '{"status": "Confirmed"}', 1795262400);
insert into reject values('trio-east', '9', 'has no start', '{"id": 9}', 1795262400);
update shift set read_at=1795262400.25 where id=7;
insert into roll values('trio-east', 'time-off', 'time off', 1795262400, 1795262400, null);
insert into absence values('trio-east', '47', 1796212800, 1796299200, 'America/New_York', 'time off', 'time-off');
insert into contact values('trio-east', '47', 'E-mail', 'adam@example.com', 'contact');
