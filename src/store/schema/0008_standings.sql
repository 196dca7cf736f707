-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What the estimates say, as of an entry. Not projections: they are made from the tables and may be thrown away.

CREATE TABLE fits (
  workspace_id @text NOT NULL,
  entry @integer NOT NULL,
  engine @text NOT NULL,
  made_at_ms @integer NOT NULL,
  document @bytes NOT NULL,
  PRIMARY KEY (workspace_id),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;

CREATE TABLE standings (
  workspace_id @text NOT NULL,
  partner_id @text NOT NULL,
  skill_id @text NOT NULL,
  document @bytes NOT NULL,
  PRIMARY KEY (workspace_id, partner_id, skill_id),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;

-- What each road of an advice that waits for its decision promises.
CREATE TABLE forecasts (
  workspace_id @text NOT NULL,
  advice_id @text NOT NULL,
  document @bytes NOT NULL,
  PRIMARY KEY (workspace_id, advice_id),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;
