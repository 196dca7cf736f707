-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Files, by the SHA-256 of their content, in chunks. A file is there once its row in attachments is; chunks alone are
-- of an upload that was not finished.

CREATE TABLE attachments (
  workspace_id @text NOT NULL,
  hash @bytes NOT NULL CHECK (length(hash) = 32),
  engagement_id @text NOT NULL,
  bytes @integer NOT NULL CHECK (bytes >= 0),
  PRIMARY KEY (workspace_id, hash, engagement_id),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;

CREATE TABLE attachment_chunks (
  workspace_id @text NOT NULL,
  hash @bytes NOT NULL CHECK (length(hash) = 32),
  part @integer NOT NULL CHECK (part >= 0),
  content @bytes NOT NULL,
  PRIMARY KEY (workspace_id, hash, part),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @rows;
