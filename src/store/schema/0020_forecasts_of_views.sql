-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What each road of an advice that waits promises, also to whoever sealed a view of their own on it: made anew.

DROP TABLE forecasts;
CREATE TABLE forecasts (
  workspace_id @text NOT NULL,
  advice_id @text NOT NULL,
  person_id @text NOT NULL, -- whose own view is the other road; '': nobody's
  view_entry @integer NOT NULL, -- that view's, for another one may take its place; 0: none
  document @bytes NOT NULL,
  PRIMARY KEY (workspace_id, advice_id, person_id),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;
DELETE FROM fits;
DELETE FROM standings;

-- The last view that was sealed before the estimates were made.
ALTER TABLE fits ADD COLUMN view_entry @integer NOT NULL DEFAULT 0;
CREATE INDEX own_views_by_entry ON own_views (workspace_id, option_entry);
