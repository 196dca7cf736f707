-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The business itself, and who is who in it. From here on the tables are projections of the journal: `bellwether rebuild`
-- makes them anew, and they come out the same.
--
-- No table but openings holds anybody's words. A column whose name ends in _entry is the number of the entry that does:
-- reason_entry 17 says that the text is at /reason of entry 17. So erasing a text in openings erases it everywhere, and
-- a rebuild after it comes out the same. Amounts are minor units of the workspace's currency, chances and shares
-- ten-thousandths, times milliseconds since 1970 in UTC. An id is a letter and the number of the entry that made the
-- thing: b17 is the brief that entry 17 put.

CREATE TABLE settings (
  workspace_id @text NOT NULL,
  name_entry @integer NOT NULL,
  currency @text NOT NULL,
  zone @text NOT NULL,
  hour_worth_minor @integer,
  check_minutes @integer,
  own_views @integer NOT NULL CHECK (own_views IN (0, 1)),
  PRIMARY KEY (workspace_id),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;

-- partner_id: whom a person of the role partner belongs to; '' for the business's own.
CREATE TABLE people (
  workspace_id @text NOT NULL,
  person_id @text NOT NULL,
  name_entry @integer NOT NULL,
  role @text NOT NULL CHECK (role IN ('owner', 'member', 'partner', 'observer')),
  may_decide @integer NOT NULL CHECK (may_decide IN (0, 1)),
  partner_id @text NOT NULL,
  state @text NOT NULL CHECK (state IN ('active', 'removed')),
  since_ms @integer NOT NULL,
  PRIMARY KEY (workspace_id, person_id),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;
CREATE INDEX people_by_partner ON people (workspace_id, partner_id);

-- link_hash: SHA-256 of the secret in the link, as hexadecimal.
CREATE TABLE invitations (
  workspace_id @text NOT NULL,
  invitation_id @text NOT NULL,
  name_entry @integer NOT NULL,
  role @text NOT NULL CHECK (role IN ('owner', 'member', 'partner', 'observer')),
  may_decide @integer NOT NULL CHECK (may_decide IN (0, 1)),
  partner_id @text NOT NULL,
  link_hash @text NOT NULL,
  expires_at_ms @integer NOT NULL,
  state @text NOT NULL CHECK (state IN ('open', 'used', 'withdrawn')),
  by_person @text NOT NULL,
  PRIMARY KEY (workspace_id, invitation_id),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;
CREATE UNIQUE INDEX invitations_by_link ON invitations (workspace_id, link_hash);

-- Which entries are about a thing: its history.
CREATE TABLE subjects (
  workspace_id @text NOT NULL,
  thing_id @text NOT NULL,
  seq @integer NOT NULL,
  PRIMARY KEY (workspace_id, thing_id, seq),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;
