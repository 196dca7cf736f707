-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Talk, tasks, reviews, files.

-- :name MESSAGE_ADD
INSERT INTO messages (workspace_id, message_id, seq, thing_id, engagement_id, kind, answers, words_entry, person_id, at_ms)
VALUES (:workspace_id, :thing_id, :seq, :about, :engagement_id, :kind, :answers, :words, :person_id, :at_ms);

-- :name MESSAGE_GET
SELECT message_id AS id, thing_id, engagement_id, kind, person_id FROM messages
WHERE workspace_id = :workspace_id AND message_id = :id AND @visible;
