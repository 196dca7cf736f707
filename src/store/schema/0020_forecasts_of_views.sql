-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What each road of an advice that waits promises, also to whoever sealed a view of their own on it: made anew.

DROP TABLE forecasts;
CREATE TABLE forecasts (
  workspace_id @text NOT NULL,
  advice_id @text NOT NULL,
  person_id @text NOT NULL, -- whose own view is the other road; '': nobody's
  document @bytes NOT NULL,
  PRIMARY KEY (workspace_id, advice_id, person_id),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;
DELETE FROM fits;

-- A view that is sealed changes what the estimates are made from.
CREATE INDEX own_views_by_entry ON own_views (workspace_id, option_entry);
