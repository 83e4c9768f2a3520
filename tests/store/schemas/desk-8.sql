-- The desk's tables as version 8 made them. Never edited: a later version gets a file of its own.

create table acknowledgement(
  change_key text primary key,
  at integer not null,
  by text not null,
  comment text
, batch text) without rowid;
create index acknowledgement_batch on acknowledgement(batch) where batch is not null;

create table intent(
  id integer primary key,
  connection text not null,
  vendor text not null,
  external_id text not null,  -- '' where it concerns the connection itself
  action text not null,
  label text not null,
  parameters text not null,   -- JSON
  reason text,                -- why a check of the desk's own was overridden
  state text not null,
  lease text,                 -- the lock file of the process that sends it
  by text not null,
  attempts integer not null,
  created_at real not null,   -- seconds since 1970, with fractions
  sent_at real,               -- when its request was about to leave
  finished_at real,
  message text,
  result text,                -- the external id of a row that the vendor made for it
  basis text,                 -- JSON: the shift as it was shown when it was asked for
  preview text,               -- JSON: as it is expected to become
  found text,                 -- JSON: as it stood when it was held
  seen text not null,         -- JSON: external ids known before sending
  memory text not null        -- JSON: the adapter's notes before sending
);
create index intent_shift on intent(connection, external_id, id);
create index intent_open on intent(state, connection) where finished_at is null;

-- What happened to an intent, step by step. Nothing here is ever altered or deleted.
create table step(
  id integer primary key,
  intent integer not null,
  at real not null,
  state text not null,
  by text not null,
  message text,
  exchange text               -- JSON: what was sent and what came back, without secrets
);
create index step_intent on step(intent, id);

create table saved_view(
  key text primary key,       -- stays when the name changes
  name text not null,
  place integer not null,     -- in the list of views
  filter text not null,       -- JSON: the fields of a Filter that narrow it
  relative text not null,     -- JSON: those that move with the clock, such as today+6d
  columns text not null,      -- JSON: the shown ones in their order, none: as they are
  sort text not null,         -- JSON: column and direction, or null
  lens text not null,
  shortcut text not null,
  by text not null,
  at integer not null
, changes text) without rowid;

create table snooze(
  change_key text primary key,
  until integer not null,
  by text not null,
  at integer not null
) without rowid;

create table remark(
  change_key text primary key,
  text text not null,
  by text not null,
  at integer not null
) without rowid;

create table activity(
  id integer primary key autoincrement,  -- never given twice: what is missing at the end is missed as well
  at real not null,
  by text not null,
  kind text not null,         -- action | acknowledgement | connection | view ...
  ref text not null,          -- of a shift, else a connection's or a view's name, or ''
  what text not null,
  message text,
  facts text not null,        -- JSON
  step integer,               -- of an action
  seal text                   -- of this row and the one before it; null: from before there were seals
);
create index activity_at on activity(at);
create unique index activity_step on activity(step) where step is not null;

create table roster(
  key text primary key,
  name text not null,
  payroll text not null,      -- '' where it is not known, as all that follow
  phone text not null,
  email text not null,
  skills text not null,       -- a line each
  notes text not null,
  by text not null,
  at integer not null
) without rowid;

-- Identities that are one person. What is not here is a person by itself.
create table identity(
  ref text primary key,       -- connection:person_id, or + and the key of a roster's entry
  person text not null,       -- the same for all that are one
  how text not null,          -- why it was linked
  by text not null,
  at integer not null
) without rowid;
create index identity_person on identity(person);

create table apart(           -- two refs, the lesser first, that somebody has told apart
  one text not null,
  other text not null,
  by text not null,
  at integer not null,
  primary key (one, other)
) without rowid;

-- What was settled about people. Nothing here is ever deleted.
create table linking(
  id integer primary key,
  at real not null,
  by text not null,
  deed text not null,         -- link, unlink or refuse
  told text not null,
  before text not null,       -- JSON: the rows of identity by ref, null for none
  after text not null,
  pairs text not null,        -- JSON: rows of apart that it took away (link) or made
  undone integer not null
, entry text);

-- What a file of this version may hold.
insert into acknowledgement values('the key of a change', 1795262460, 'Sam', 'called them', 'a batch');
insert into intent(id, connection, vendor, external_id, action, label, parameters, state, by, attempts, created_at, sent_at,
  seen, memory)
values(3, 'trio-east', 'trio', '497f6eca', 'release', 'Release', '{}', 'unknown', 'Sam', 1, 1795262460.5, 1795262460.75,
  '[]', '{}');
insert into step(intent, at, state, by) values(3, 1795262460.5, 'sending', 'Sam');
insert into saved_view values('a1', 'ICU, next week', 0, '{"text": "icu", "states": ["open"]}',
  '{"first": "today", "last": "today+6d"}', '["day", "title"]', '{"column": "start", "descending": false}', 'board',
  'Alt+9', 'Sam', 1795262460, '{"standing": "all", "kinds": ["status"], "by": "person"}');
insert into snooze values('the key of a change', 1795266060, 'Sam', 1795262400);
insert into remark values('the key of a change', 'called them', 'Sam', 1795262460);
insert into activity(at, by, kind, ref, what, facts, step)
values(1795262460.5, 'Sam', 'action', 'trio-east:497f6eca', 'Release', '{"state": "sending"}', 1);
insert into roster values('5f', 'Adam Jones', '5512', '+1 518 555 0100', '', 'RN', '', 'Sam', 1795262460);
insert into identity values('+5f', 'person-1', 'by hand', 'Sam', 1795262460),
  ('trio-east:47', 'person-1', 'by hand', 'Sam', 1795262460);
insert into apart values('trio-east:47', 'west:9001', 'Sam', 1795262460);
insert into linking(at, by, deed, told, before, after, pairs, undone)
values(1795262460.5, 'Sam', 'link', 'Adam Jones was linked.', '{}', '{}', '[]', 0);
insert into linking(at, by, deed, told, before, after, pairs, undone, entry)
values(1795262461.5, 'Sam', 'drop', 'Eve Smith was taken off the roster.', '{"+60": null}', '{"+60": null}', '[]', 0,
  '["60", "Eve Smith", "", "", "", "", "", "Sam", 1795262460]');
