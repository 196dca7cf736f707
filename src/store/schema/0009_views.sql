-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What views need beside the projections.

CREATE INDEX subjects_by_entry ON subjects (workspace_id, seq);

-- The one index that workspace_id does not lead: a person's portal begins with the question in which workspaces they are.
-- It is asked of every shard; what is then read is read a workspace at a time, each for its own scope.
CREATE INDEX people_by_person ON people (person_id, workspace_id);

-- Full-text search without the text: a token is a keyed hash of a folded word, so that neither this table nor what
-- SQLite leaves of it in free space holds a word of anybody's. Whole words are found, beginnings of words can't be.
-- generation: of the key in the file of secrets.
CREATE TABLE search_words (
  workspace_id @text NOT NULL,
  token @text NOT NULL,
  seq @integer NOT NULL,
  pointer @text NOT NULL,
  PRIMARY KEY (workspace_id, token, seq, pointer),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;
CREATE INDEX search_words_by_entry ON search_words (workspace_id, seq, pointer);

-- Up to which entry the words are in.
CREATE TABLE search_progress (
  workspace_id @text NOT NULL,
  seq @integer NOT NULL,
  generation @integer NOT NULL,
  PRIMARY KEY (workspace_id),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;
