-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Files that were taken off what they were put to: their content is kept until somebody erases it.

CREATE TABLE files_taken_off (
  workspace_id @text NOT NULL,
  file_id @text NOT NULL,
  engagement_id @text NOT NULL,
  hash @text NOT NULL,
  name_entry @integer NOT NULL,
  PRIMARY KEY (workspace_id, file_id),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;
CREATE INDEX files_taken_off_by_hash ON files_taken_off (workspace_id, hash);

-- Of workspaces that were deleted the search knows nothing.
DELETE FROM search_words WHERE NOT EXISTS (SELECT 1 FROM settings WHERE settings.workspace_id = search_words.workspace_id);
DELETE FROM search_progress WHERE NOT EXISTS (SELECT 1 FROM settings
  WHERE settings.workspace_id = search_progress.workspace_id);
