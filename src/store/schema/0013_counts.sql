-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Counts that pages show, kept as things come in, so that a page over a million pieces of advice counts none of them.

-- of_id: an engagement, a skill, or 'all'. Advice that was withdrawn and tasks that were dropped do not count; unasked
-- advice answers no question.
CREATE TABLE work_counts (
  workspace_id @text NOT NULL,
  of_id @text NOT NULL,
  advice @integer NOT NULL DEFAULT 0,
  advice_for_goals @integer NOT NULL DEFAULT 0,
  unasked @integer NOT NULL DEFAULT 0,
  tasks @integer NOT NULL DEFAULT 0,
  tasks_for_goals @integer NOT NULL DEFAULT 0,
  PRIMARY KEY (workspace_id, of_id),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;

INSERT INTO work_counts (workspace_id, of_id, advice, advice_for_goals, unasked, tasks, tasks_for_goals)
SELECT workspace_id, of_id, SUM(advice), SUM(advice_for_goals), SUM(unasked), SUM(tasks), SUM(tasks_for_goals) FROM (
  SELECT workspace_id, engagement_id AS of_id, 1 AS advice, CASE WHEN goal_id IS NULL THEN 0 ELSE 1 END AS advice_for_goals,
    CASE WHEN brief_id = advice_id THEN 1 ELSE 0 END AS unasked, 0 AS tasks, 0 AS tasks_for_goals
  FROM advice WHERE state <> 'withdrawn'
  UNION ALL
  SELECT workspace_id, skill_id, 1, CASE WHEN goal_id IS NULL THEN 0 ELSE 1 END,
    CASE WHEN brief_id = advice_id THEN 1 ELSE 0 END, 0, 0
  FROM advice WHERE state <> 'withdrawn'
  UNION ALL
  SELECT workspace_id, 'all', 1, CASE WHEN goal_id IS NULL THEN 0 ELSE 1 END,
    CASE WHEN brief_id = advice_id THEN 1 ELSE 0 END, 0, 0
  FROM advice WHERE state <> 'withdrawn'
  UNION ALL
  SELECT workspace_id, engagement_id, 0, 0, 0, 1, CASE WHEN goal_id IS NULL THEN 0 ELSE 1 END
  FROM tasks WHERE state <> 'dropped'
  UNION ALL
  SELECT tasks.workspace_id, engagements.skill_id, 0, 0, 0, 1, CASE WHEN tasks.goal_id IS NULL THEN 0 ELSE 1 END
  FROM tasks JOIN engagements ON engagements.workspace_id = tasks.workspace_id
    AND engagements.engagement_id = tasks.engagement_id
  WHERE tasks.state <> 'dropped'
  UNION ALL
  SELECT workspace_id, 'all', 0, 0, 0, 1, CASE WHEN goal_id IS NULL THEN 0 ELSE 1 END
  FROM tasks WHERE state <> 'dropped'
) AS counted GROUP BY workspace_id, of_id;

-- Of the document, so that a skill's sum reads no document. The next fit fills them in, and is asked for at once.
ALTER TABLE standings ADD COLUMN outcomes @integer NOT NULL DEFAULT 0;
ALTER TABLE standings ADD COLUMN worked @integer NOT NULL DEFAULT 0;
CREATE INDEX standings_by_skill ON standings (workspace_id, skill_id, outcomes, worked);
DELETE FROM fits;

-- Whether an own view is owed anywhere is asked before it is asked of each advice.
CREATE INDEX engagements_by_own_views ON engagements (workspace_id, own_views);

-- What a partner decided alone is counted on their page.
CREATE INDEX advice_alone_by_partner ON advice (workspace_id, partner_id, check_state) WHERE mandate_id IS NOT NULL;
