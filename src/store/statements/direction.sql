-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Where the business wants to go.

-- :name GOAL_GET
SELECT goal_id AS id, baseline, target, begins_at_ms, due_at_ms, state FROM goals
WHERE workspace_id = :workspace_id AND goal_id = :id;
