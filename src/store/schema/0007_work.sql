-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Talk, tasks, reviews, files: what goes on in an engagement beside advice.

-- thing_id: the brief or advice that it is on. engagement_id: between whom; '' where it is for all who see the brief.
-- answers: the message that it replies to.
CREATE TABLE messages (
  workspace_id @text NOT NULL,
  message_id @text NOT NULL,
  seq @integer NOT NULL,
  thing_id @text NOT NULL,
  engagement_id @text NOT NULL,
  kind @text NOT NULL CHECK (kind IN ('question', 'reply', 'reply_to_override', 'talk')),
  answers @text,
  words_entry @integer NOT NULL,
  person_id @text NOT NULL,
  at_ms @integer NOT NULL,
  PRIMARY KEY (workspace_id, message_id),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;
CREATE INDEX messages_by_thing ON messages (workspace_id, thing_id, seq);
CREATE INDEX messages_by_engagement ON messages (workspace_id, engagement_id, seq);

CREATE TABLE tasks (
  workspace_id @text NOT NULL,
  task_id @text NOT NULL,
  seq @integer NOT NULL,
  engagement_id @text NOT NULL,
  goal_id @text,
  title_entry @integer NOT NULL,
  due_at_ms @integer,
  state @text NOT NULL CHECK (state IN ('open', 'done', 'dropped')),
  ended_at_ms @integer,
  PRIMARY KEY (workspace_id, task_id),
  FOREIGN KEY (workspace_id, engagement_id) REFERENCES engagements (workspace_id, engagement_id)
) @keyed;
CREATE INDEX tasks_by_engagement ON tasks (workspace_id, engagement_id, seq);
CREATE INDEX tasks_by_due ON tasks (workspace_id, due_at_ms) WHERE state = 'open';

CREATE TABLE reviews (
  workspace_id @text NOT NULL,
  review_id @text NOT NULL,
  seq @integer NOT NULL,
  engagement_id @text NOT NULL,
  opened_at_ms @integer NOT NULL,
  due_at_ms @integer NOT NULL,
  closed_at_ms @integer,
  PRIMARY KEY (workspace_id, review_id),
  FOREIGN KEY (workspace_id, engagement_id) REFERENCES engagements (workspace_id, engagement_id)
) @keyed;
CREATE INDEX reviews_by_engagement ON reviews (workspace_id, engagement_id, seq);
CREATE INDEX reviews_open ON reviews (workspace_id, due_at_ms) WHERE closed_at_ms IS NULL;

-- Marks from 1 to 5 that one side gives the other: its answers, the facts it gave, its speed, what it was worth.
CREATE TABLE review_answers (
  workspace_id @text NOT NULL,
  review_id @text NOT NULL,
  engagement_id @text NOT NULL,
  side @text NOT NULL CHECK (side IN ('client', 'partner')),
  person_id @text NOT NULL,
  answers @integer NOT NULL CHECK (answers BETWEEN 1 AND 5),
  facts @integer NOT NULL CHECK (facts BETWEEN 1 AND 5),
  speed @integer NOT NULL CHECK (speed BETWEEN 1 AND 5),
  worth @integer NOT NULL CHECK (worth BETWEEN 1 AND 5),
  words_entry @integer,
  at_ms @integer NOT NULL,
  PRIMARY KEY (workspace_id, review_id, side),
  FOREIGN KEY (workspace_id, review_id) REFERENCES reviews (workspace_id, review_id)
) @keyed;

-- A file that was put to a thing. Its content is in attachments, by its hash (hexadecimal here).
CREATE TABLE files (
  workspace_id @text NOT NULL,
  file_id @text NOT NULL,
  thing_id @text NOT NULL,
  engagement_id @text NOT NULL,
  hash @text NOT NULL,
  bytes @integer NOT NULL,
  name_entry @integer NOT NULL,
  media_type @text NOT NULL,
  person_id @text NOT NULL,
  at_ms @integer NOT NULL,
  PRIMARY KEY (workspace_id, file_id),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;
CREATE INDEX files_by_thing ON files (workspace_id, thing_id);
CREATE INDEX files_by_hash ON files (workspace_id, hash);
