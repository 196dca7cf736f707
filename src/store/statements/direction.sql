-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Where the business wants to go.

-- :name GOAL_GET
SELECT goal_id AS id, baseline, target, begins_at_ms, due_at_ms, state FROM goals
WHERE workspace_id = :workspace_id AND goal_id = :id;

-- :name DIRECTION_SET
INSERT INTO directions (workspace_id, words_entry, shared, set_at_ms)
VALUES (:workspace_id, :words, COALESCE(:shared, 1), :at_ms)
ON CONFLICT (workspace_id) DO UPDATE SET words_entry = excluded.words_entry, shared = excluded.shared,
  set_at_ms = excluded.set_at_ms;

-- :name GOAL_ADD
INSERT INTO goals (workspace_id, goal_id, name_entry, measure_entry, baseline, target, begins_at_ms, due_at_ms, state)
VALUES (:workspace_id, :thing_id, :name, :measure, :baseline, :target, COALESCE(:begins_at, :at_ms), :due_at, 'open');

-- :name GOAL_CHANGE
UPDATE goals SET name_entry = COALESCE(:name, name_entry), target = COALESCE(:target, target),
  due_at_ms = COALESCE(:due_at, due_at_ms)
WHERE workspace_id = :workspace_id AND goal_id = :thing_id;

-- :name GOAL_CLOSE
UPDATE goals SET state = :outcome WHERE workspace_id = :workspace_id AND goal_id = :thing_id;

-- :name READING_SET
INSERT INTO readings (workspace_id, goal_id, at_ms, value, seq)
VALUES (:workspace_id, :thing_id, COALESCE(:read_at, :at_ms), :value, :seq)
ON CONFLICT (workspace_id, goal_id, at_ms) DO UPDATE SET value = excluded.value, seq = excluded.seq;
