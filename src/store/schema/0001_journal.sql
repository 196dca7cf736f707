-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The journal of every workspace, and what a write needs beside it.
-- The words of types and of the ends of tables are explained in statements.h; workspace_id leads every key and index.

CREATE TABLE workspaces (
  workspace_id @text NOT NULL,
  epoch @integer NOT NULL CHECK (epoch >= 1),
  opened_at_ms @integer NOT NULL,
  PRIMARY KEY (workspace_id)
) @keyed;

-- What an append must know of the tree: journal_frontier_encode.
CREATE TABLE frontiers (
  workspace_id @text NOT NULL,
  frontier @bytes NOT NULL,
  PRIMARY KEY (workspace_id),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;

-- leaf is the canonical JSON that leaf_hash is of. engagement_id is '' where an entry is of no engagement: no partner
-- reads it then.
CREATE TABLE entries (
  workspace_id @text NOT NULL,
  seq @integer NOT NULL CHECK (seq >= 1),
  engagement_id @text NOT NULL,
  leaf @bytes NOT NULL,
  leaf_hash @bytes NOT NULL CHECK (length(leaf_hash) = 32),
  PRIMARY KEY (workspace_id, seq),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @rows;
CREATE INDEX entries_by_engagement ON entries (workspace_id, engagement_id, seq);

-- Texts and their salts. The key holds nothing of a text, and a row is never moved or deleted: erasing overwrites it
-- where it lies (entries.h says why).
CREATE TABLE openings (
  workspace_id @text NOT NULL,
  seq @integer NOT NULL,
  pointer @text NOT NULL,
  erased @integer NOT NULL CHECK (erased IN (0, 1)),
  salt @bytes NOT NULL CHECK (length(salt) = 32),
  content @bytes NOT NULL,
  PRIMARY KEY (workspace_id, seq, pointer),
  FOREIGN KEY (workspace_id, seq) REFERENCES entries (workspace_id, seq)
) @rows;

-- Perfect subtrees of two leaves and more; those of one leaf are the entries' leaf_hash.
CREATE TABLE nodes (
  workspace_id @text NOT NULL,
  level @integer NOT NULL CHECK (level >= 1),
  place @integer NOT NULL CHECK (place >= 0),
  hash @bytes NOT NULL CHECK (length(hash) = 32),
  PRIMARY KEY (workspace_id, level, place),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;

-- Signed heads, as the line that docs/journal.md describes.
CREATE TABLE heads (
  workspace_id @text NOT NULL,
  size @integer NOT NULL CHECK (size >= 0),
  epoch @integer NOT NULL CHECK (epoch >= 1),
  line @bytes NOT NULL,
  PRIMARY KEY (workspace_id, size, epoch),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;

-- Public halves only. from_seq: the first entry that the key may sign for.
CREATE TABLE keys (
  workspace_id @text NOT NULL,
  from_seq @integer NOT NULL CHECK (from_seq >= 1),
  public_key @bytes NOT NULL CHECK (length(public_key) = 32),
  PRIMARY KEY (workspace_id, from_seq),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;

-- The reply that a repeated request gets again. seq: the entry that it was about, so that erasing reaches it.
CREATE TABLE idempotency_keys (
  workspace_id @text NOT NULL,
  person_id @text NOT NULL,
  request_key @text NOT NULL,
  request_hash @bytes NOT NULL CHECK (length(request_hash) = 32),
  seq @integer NOT NULL,
  at_ms @integer NOT NULL,
  reply @bytes NOT NULL,
  PRIMARY KEY (workspace_id, person_id, request_key),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @rows;
CREATE INDEX idempotency_keys_by_entry ON idempotency_keys (workspace_id, seq);

-- What is to be sent, or fed to the search, after the commit.
CREATE TABLE outbox (
  workspace_id @text NOT NULL,
  message @integer NOT NULL CHECK (message >= 1),
  seq @integer NOT NULL,
  kind @text NOT NULL,
  due_at_ms @integer NOT NULL,
  attempts @integer NOT NULL CHECK (attempts >= 0),
  document @bytes NOT NULL,
  PRIMARY KEY (workspace_id, message),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @rows;
CREATE INDEX outbox_by_due ON outbox (workspace_id, due_at_ms);
CREATE INDEX outbox_by_entry ON outbox (workspace_id, seq);
