-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The workspace's counts are the sums of its skills'; and each skill and engagement has a row from its beginning.

DELETE FROM work_counts WHERE of_id = 'all';
INSERT INTO work_counts (workspace_id, of_id)
SELECT workspace_id, skill_id FROM skills WHERE NOT EXISTS (SELECT 1 FROM work_counts
  WHERE work_counts.workspace_id = skills.workspace_id AND work_counts.of_id = skills.skill_id);
INSERT INTO work_counts (workspace_id, of_id)
SELECT workspace_id, engagement_id FROM engagements WHERE NOT EXISTS (SELECT 1 FROM work_counts
  WHERE work_counts.workspace_id = engagements.workspace_id AND work_counts.of_id = engagements.engagement_id);

-- What was withdrawn ended then, whatever was told of it since.
ALTER TABLE advice ADD COLUMN withdrawn_seq @integer;
UPDATE advice SET withdrawn_seq = (SELECT MIN(subjects.seq) FROM subjects JOIN entries
    ON entries.workspace_id = subjects.workspace_id AND entries.seq = subjects.seq
  WHERE subjects.workspace_id = advice.workspace_id AND subjects.thing_id = advice.advice_id
    AND CAST(entries.leaf AS TEXT) LIKE '%"kind":"withdraw_advice"%')
WHERE state = 'withdrawn';

-- For a while views that were switched off opened what waited without a word of it in the entry: a rebuild knows nothing of
-- that. What nobody opened is shut again.
DELETE FROM advice_opened WHERE NOT EXISTS (SELECT 1 FROM subjects JOIN entries
    ON entries.workspace_id = subjects.workspace_id AND entries.seq = subjects.seq
  WHERE subjects.workspace_id = advice_opened.workspace_id AND subjects.thing_id = advice_opened.advice_id
    AND CAST(entries.leaf AS TEXT) LIKE '%"kind":"open_advice"%'
    AND CAST(entries.leaf AS TEXT) LIKE '{"actor":"person:' || advice_opened.person_id || '",%');

CREATE INDEX engagements_by_end ON engagements (workspace_id, ends_at_ms) WHERE ends_at_ms IS NOT NULL;
