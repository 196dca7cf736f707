-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Taking words, and whole workspaces, out for good.

-- The texts of a field in one entry (:entry_seq), or in every entry about a thing (:of): the field itself, or the
-- elements of its list.
-- :name TEXTS_OF_FIELD
SELECT openings.seq, openings.pointer, entries.engagement_id FROM openings
JOIN entries ON entries.workspace_id = openings.workspace_id AND entries.seq = openings.seq
WHERE openings.workspace_id = :workspace_id AND openings.erased = 0
  AND (openings.seq = :entry_seq OR openings.seq IN (SELECT subjects.seq FROM subjects
    WHERE subjects.workspace_id = :workspace_id AND subjects.thing_id = :of))
  AND (openings.pointer = '/' || :field OR substr(openings.pointer, 1, length(:field) + 2) = '/' || :field || '/')
  AND @visible(entries.engagement_id)
ORDER BY openings.seq, openings.pointer LIMIT :most;

-- Rows that hold words are emptied in their place, never deleted (entries.h says why). What is left of a workspace is
-- its name, so that no other can ever be taken for it.
-- :name ALL_OPENINGS_BLANK
UPDATE openings SET erased = 1, salt = @zeros(32), content = @zeros(length(content)) WHERE workspace_id = :workspace_id;

-- :name ALL_CHUNKS_BLANK
UPDATE attachment_chunks SET content = @zeros(0) WHERE workspace_id = :workspace_id;

-- :name ALL_REPLIES_BLANK
UPDATE idempotency_keys SET reply = @zeros(0), request_hash = @zeros(32) WHERE workspace_id = :workspace_id;

-- :name ALL_MESSAGES_BLANK
UPDATE outbox SET document = @zeros(0), due_at_ms = 9223372036854775807 WHERE workspace_id = :workspace_id;

-- :name ALL_ENTRIES_BLANK
UPDATE entries SET leaf = @zeros(0), leaf_hash = @zeros(32) WHERE workspace_id = :workspace_id;

-- :name CLEAR_ATTACHMENTS
DELETE FROM attachments WHERE workspace_id = :workspace_id;

-- :name CLEAR_FITS
DELETE FROM fits WHERE workspace_id = :workspace_id;

-- :name CLEAR_STANDINGS
DELETE FROM standings WHERE workspace_id = :workspace_id;

-- :name CLEAR_FORECASTS
DELETE FROM forecasts WHERE workspace_id = :workspace_id;

-- :name CLEAR_SEARCH_PROGRESS
DELETE FROM search_progress WHERE workspace_id = :workspace_id;

-- :name CLEAR_NODES
DELETE FROM nodes WHERE workspace_id = :workspace_id;

-- :name CLEAR_HEADS
DELETE FROM heads WHERE workspace_id = :workspace_id;

-- :name CLEAR_KEYS
DELETE FROM keys WHERE workspace_id = :workspace_id;

-- :name CLEAR_FRONTIERS
DELETE FROM frontiers WHERE workspace_id = :workspace_id;
