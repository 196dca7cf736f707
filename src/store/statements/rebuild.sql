-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Making the tables anew from the journal.

-- :name ENTRY_PROJECT
SELECT seq, engagement_id, leaf, leaf_hash FROM entries WHERE workspace_id = :workspace_id ORDER BY seq;

-- :name CLEAR_FILES
DELETE FROM files WHERE workspace_id = :workspace_id;

-- :name CLEAR_FILES_TAKEN_OFF
DELETE FROM files_taken_off WHERE workspace_id = :workspace_id;

-- :name CLEAR_REVIEW_ANSWERS
DELETE FROM review_answers WHERE workspace_id = :workspace_id;

-- :name CLEAR_REVIEWS
DELETE FROM reviews WHERE workspace_id = :workspace_id;

-- :name CLEAR_TASKS
DELETE FROM tasks WHERE workspace_id = :workspace_id;

-- :name CLEAR_MESSAGES
DELETE FROM messages WHERE workspace_id = :workspace_id;

-- :name CLEAR_SPENDINGS
DELETE FROM spendings WHERE workspace_id = :workspace_id;

-- :name CLEAR_OUTCOMES
DELETE FROM outcomes WHERE workspace_id = :workspace_id;

-- :name CLEAR_DECISIONS
DELETE FROM decisions WHERE workspace_id = :workspace_id;

-- :name CLEAR_OPENED
DELETE FROM advice_opened WHERE workspace_id = :workspace_id;

-- :name CLEAR_OWN_VIEWS
DELETE FROM own_views WHERE workspace_id = :workspace_id;

-- :name CLEAR_ADVICE
DELETE FROM advice WHERE workspace_id = :workspace_id;

-- :name CLEAR_BRIEF_ENGAGEMENTS
DELETE FROM brief_engagements WHERE workspace_id = :workspace_id;

-- :name CLEAR_BRIEFS
DELETE FROM briefs WHERE workspace_id = :workspace_id;

-- :name CLEAR_MANDATES
DELETE FROM mandates WHERE workspace_id = :workspace_id;

-- :name CLEAR_FEES
DELETE FROM fees WHERE workspace_id = :workspace_id;

-- :name CLEAR_ENGAGEMENT_GOALS
DELETE FROM engagement_goals WHERE workspace_id = :workspace_id;

-- :name CLEAR_ENGAGEMENTS
DELETE FROM engagements WHERE workspace_id = :workspace_id;

-- :name CLEAR_CONTACTS
DELETE FROM contacts WHERE workspace_id = :workspace_id;

-- :name CLEAR_PARTNERS
DELETE FROM partners WHERE workspace_id = :workspace_id;

-- :name CLEAR_SKILLS
DELETE FROM skills WHERE workspace_id = :workspace_id;

-- :name CLEAR_READINGS
DELETE FROM readings WHERE workspace_id = :workspace_id;

-- :name CLEAR_GOALS
DELETE FROM goals WHERE workspace_id = :workspace_id;

-- :name CLEAR_DIRECTIONS
DELETE FROM directions WHERE workspace_id = :workspace_id;

-- :name CLEAR_SUBJECTS
DELETE FROM subjects WHERE workspace_id = :workspace_id;

-- :name CLEAR_INVITATIONS
DELETE FROM invitations WHERE workspace_id = :workspace_id;

-- :name CLEAR_PEOPLE
DELETE FROM people WHERE workspace_id = :workspace_id;

-- :name CLEAR_SETTINGS
DELETE FROM settings WHERE workspace_id = :workspace_id;
