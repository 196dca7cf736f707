-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The business itself, and who is who in it.

-- :name SETTINGS_SET
INSERT INTO settings (workspace_id, name_entry, currency, zone, hour_worth_minor, check_minutes, own_views)
VALUES (:workspace_id, :name, :currency, :zone, :hour_worth, :check_minutes, COALESCE(:own_views, 0));

-- :name SETTINGS_CHANGE
UPDATE settings SET name_entry = COALESCE(:name, name_entry), zone = COALESCE(:zone, zone),
  hour_worth_minor = COALESCE(:hour_worth, hour_worth_minor), check_minutes = COALESCE(:check_minutes, check_minutes),
  own_views = COALESCE(:own_views, own_views)
WHERE workspace_id = :workspace_id;

-- :name SETTINGS_GET
SELECT @text(settings.name_entry, '/name') AS name, currency, zone, hour_worth_minor, check_minutes,
  own_views AS has_own_views, (SELECT opened_at_ms FROM workspaces WHERE workspace_id = :workspace_id) AS opened_at_ms
FROM settings WHERE workspace_id = :workspace_id;

-- :name SUBJECT_ADD
INSERT INTO subjects (workspace_id, thing_id, seq) VALUES (:workspace_id, :thing_id, :seq);

-- The entry is about a second thing too: what was said on an advice is part of the advice's history.
-- :name SUBJECT_ADD_ABOUT
INSERT INTO subjects (workspace_id, thing_id, seq) VALUES (:workspace_id, :about, :seq)
ON CONFLICT (workspace_id, thing_id, seq) DO NOTHING;

-- :name SUBJECT_ADD_ENGAGEMENT
INSERT INTO subjects (workspace_id, thing_id, seq) VALUES (:workspace_id, :engagement_id, :seq)
ON CONFLICT (workspace_id, thing_id, seq) DO NOTHING;

-- :name SUBJECT_ADD_PARTNER
INSERT INTO subjects (workspace_id, thing_id, seq) VALUES (:workspace_id, :partner, :seq)
ON CONFLICT (workspace_id, thing_id, seq) DO NOTHING;

-- :name SUBJECT_LIST
SELECT seq FROM subjects WHERE workspace_id = :workspace_id AND thing_id = :thing AND seq > :after
ORDER BY seq LIMIT :most;

-- Who somebody is here, and what one must know before anything else.
-- :name PERSON_STANDING
SELECT people.role, people.may_decide, people.partner_id, settings.currency, settings.zone
FROM people JOIN settings ON settings.workspace_id = people.workspace_id
WHERE people.workspace_id = :workspace_id AND people.person_id = :person AND people.state = 'active';

-- :name PERSON_JOIN
INSERT INTO people (workspace_id, person_id, name_entry, role, may_decide, partner_id, state, since_ms)
VALUES (:workspace_id, :person, :name_of_person, :role, COALESCE(:may_decide, 0), COALESCE(:partner, ''), 'active', :at_ms)
ON CONFLICT (workspace_id, person_id) DO UPDATE SET name_entry = excluded.name_entry, role = excluded.role,
  may_decide = excluded.may_decide, partner_id = excluded.partner_id, state = 'active', since_ms = excluded.since_ms;

-- Who opens a workspace is its first owner.
-- :name PERSON_FOUND
INSERT INTO people (workspace_id, person_id, name_entry, role, may_decide, partner_id, state, since_ms)
VALUES (:workspace_id, :person_id, :your_name, 'owner', 1, '', 'active', :at_ms);

-- :name PERSON_CHANGE
UPDATE people SET name_entry = COALESCE(:name_of_person, name_entry), role = COALESCE(:role, role),
  may_decide = COALESCE(:may_decide, may_decide)
WHERE workspace_id = :workspace_id AND person_id = :person;

-- :name PERSON_REMOVE
UPDATE people SET state = 'removed' WHERE workspace_id = :workspace_id AND person_id = :person;

-- Who opens a workspace gives their own name there as your_name.
-- :name PERSON_READ
SELECT person_id AS id, COALESCE(@text(people.name_entry, '/name_of_person'), @text(people.name_entry, '/your_name'))
  AS name, role, may_decide, partner_id, state, since_ms
FROM people WHERE workspace_id = :workspace_id AND person_id = :id;

-- :name PERSON_LIST
SELECT person_id AS id, COALESCE(@text(people.name_entry, '/name_of_person'), @text(people.name_entry, '/your_name'))
  AS name, role, may_decide, partner_id, since_ms
FROM people WHERE workspace_id = :workspace_id AND state = 'active' ORDER BY since_ms, person_id LIMIT :most;

-- :name OWNER_COUNT
SELECT COUNT(*) AS owners FROM people WHERE workspace_id = :workspace_id AND role = 'owner' AND state = 'active';

-- :name INVITATION_ADD
INSERT INTO invitations (workspace_id, invitation_id, name_entry, role, may_decide, partner_id, link_hash,
  expires_at_ms, state, by_person)
VALUES (:workspace_id, :thing_id, :name_of_person, :role, COALESCE(:may_decide, 0), COALESCE(:partner, ''), :link_hash,
  :expires_at, 'open', :person_id);

-- :name INVITATION_GET
SELECT invitation_id AS id, name_entry, role, may_decide, partner_id, expires_at_ms, state, by_person
FROM invitations WHERE workspace_id = :workspace_id AND invitation_id = :id;

-- :name INVITATION_BY_LINK
SELECT invitation_id AS id, role, may_decide, partner_id, expires_at_ms, state
FROM invitations WHERE workspace_id = :workspace_id AND link_hash = :id;

-- :name INVITATION_USE
UPDATE invitations SET state = 'used' WHERE workspace_id = :workspace_id AND invitation_id = :thing_id;

-- Joining takes the role from the invitation, and the name from there too.
-- :name INVITATION_JOIN
INSERT INTO people (workspace_id, person_id, name_entry, role, may_decide, partner_id, state, since_ms)
SELECT :workspace_id, :person_id, name_entry, role, may_decide, partner_id, 'active', :at_ms
FROM invitations WHERE workspace_id = :workspace_id AND invitation_id = :thing_id
ON CONFLICT (workspace_id, person_id) DO UPDATE SET name_entry = excluded.name_entry, role = excluded.role,
  may_decide = excluded.may_decide, partner_id = excluded.partner_id, state = 'active', since_ms = excluded.since_ms;

-- :name INVITATION_WITHDRAW
UPDATE invitations SET state = 'withdrawn' WHERE workspace_id = :workspace_id AND invitation_id = :thing_id;

-- :name INVITATION_LIST
SELECT invitation_id AS id, @text(invitations.name_entry, '/name_of_person') AS name, role, may_decide, partner_id,
  expires_at_ms, by_person
FROM invitations WHERE workspace_id = :workspace_id AND state = 'open' AND expires_at_ms > :now_ms
ORDER BY expires_at_ms LIMIT :most;

-- :name PERSON_ACTIVE
SELECT person_id AS id, role, may_decide, partner_id FROM people
WHERE workspace_id = :workspace_id AND person_id = :id AND state = 'active';
