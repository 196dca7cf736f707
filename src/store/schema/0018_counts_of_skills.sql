-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The workspace's counts are the sums of its skills'; and each skill and engagement has a row from its beginning.

DELETE FROM work_counts WHERE of_id = 'all';
INSERT INTO work_counts (workspace_id, of_id)
SELECT workspace_id, skill_id FROM skills WHERE NOT EXISTS (SELECT 1 FROM work_counts
  WHERE work_counts.workspace_id = skills.workspace_id AND work_counts.of_id = skills.skill_id);
INSERT INTO work_counts (workspace_id, of_id)
SELECT workspace_id, engagement_id FROM engagements WHERE NOT EXISTS (SELECT 1 FROM work_counts
  WHERE work_counts.workspace_id = engagements.workspace_id AND work_counts.of_id = engagements.engagement_id);
