-- SPDX-License-Identifier: AGPL-3.0-or-later
-- How much work there is, and how much of it serves goals: counted as it comes in.

-- A skill's and an engagement's counts begin with them, so that each advice need only add to what is there.
-- :name COUNTS_BEGIN
INSERT INTO work_counts (workspace_id, of_id) VALUES (:workspace_id, :thing_id);

-- Of the skill or the engagement :of. The workspace's counts are its skills' sums.
-- :name ADVICE_SUM
UPDATE work_counts SET advice = advice + :more, advice_for_goals = advice_for_goals + :more_for_goals,
  unasked = unasked + :more_unasked
WHERE workspace_id = :workspace_id AND of_id = :of;

-- What is imported serves no goal, whatever its brief does, and answers that: as in ADVICE_IMPORT. Of one entry, or, where
-- an import counts many at once, of those after one and until another.
-- :name ADVICE_COUNT_IMPORTED
WITH counted AS MATERIALIZED (SELECT engagement_id, skill_id, COUNT(*) AS advice FROM advice
  WHERE workspace_id = :workspace_id AND seq > COALESCE(:after, :seq - 1) AND seq <= COALESCE(:until, :seq)
  GROUP BY engagement_id, skill_id)
UPDATE work_counts SET advice = work_counts.advice + told.advice
FROM (SELECT skill_id AS of_id, SUM(advice) AS advice FROM counted GROUP BY skill_id
  UNION ALL SELECT engagement_id, SUM(advice) FROM counted GROUP BY engagement_id) AS told
WHERE work_counts.workspace_id = :workspace_id AND work_counts.of_id = told.of_id;

-- :name ADVICE_UNCOUNT
UPDATE work_counts SET advice = advice - 1,
  advice_for_goals = advice_for_goals - (SELECT CASE WHEN gone.goal_id IS NULL THEN 0 ELSE 1 END FROM advice AS gone
    WHERE gone.workspace_id = :workspace_id AND gone.advice_id = :thing_id),
  unasked = unasked - (SELECT CASE WHEN gone.brief_id = gone.advice_id THEN 1 ELSE 0 END FROM advice AS gone
    WHERE gone.workspace_id = :workspace_id AND gone.advice_id = :thing_id)
WHERE workspace_id = :workspace_id AND of_id IN (SELECT gone.skill_id FROM advice AS gone
    WHERE gone.workspace_id = :workspace_id AND gone.advice_id = :thing_id
  UNION ALL SELECT gone.engagement_id FROM advice AS gone
    WHERE gone.workspace_id = :workspace_id AND gone.advice_id = :thing_id);

-- :name TASK_COUNT
UPDATE work_counts SET tasks = tasks + 1, tasks_for_goals = tasks_for_goals + CASE WHEN :goal IS NULL THEN 0 ELSE 1 END
WHERE workspace_id = :workspace_id AND of_id IN (:engagement_id, (SELECT engagements.skill_id FROM engagements
    WHERE engagements.workspace_id = :workspace_id AND engagements.engagement_id = :engagement_id));

-- :name TASK_UNCOUNT
UPDATE work_counts SET tasks = tasks - 1,
  tasks_for_goals = tasks_for_goals - (SELECT CASE WHEN gone.goal_id IS NULL THEN 0 ELSE 1 END FROM tasks AS gone
    WHERE gone.workspace_id = :workspace_id AND gone.task_id = :thing_id)
WHERE workspace_id = :workspace_id AND of_id IN (SELECT gone.engagement_id FROM tasks AS gone
    WHERE gone.workspace_id = :workspace_id AND gone.task_id = :thing_id
  UNION ALL SELECT engagements.skill_id FROM engagements JOIN tasks AS gone ON gone.workspace_id = engagements.workspace_id
    AND gone.engagement_id = engagements.engagement_id
    WHERE engagements.workspace_id = :workspace_id AND gone.task_id = :thing_id);

-- What was decided on a piece of advice, into its partner's figures: after it was decided, or its outcome became known.
-- :name FIGURES_COUNT
INSERT INTO advice_figures (workspace_id, partner_id, engagement_id, stated, decisions, outcomes, worked)
SELECT advice.workspace_id, advice.partner_id, advice.engagement_id,
  @stated,
  1, CASE WHEN @came_of IS NULL THEN 0 ELSE 1 END, COALESCE(@came_of, 0)
FROM advice WHERE advice.workspace_id = :workspace_id AND advice.advice_id = :thing_id AND advice.state = 'decided'
  AND advice.counts = 1
ON CONFLICT (workspace_id, partner_id, engagement_id, stated) DO UPDATE
SET decisions = advice_figures.decisions + excluded.decisions, outcomes = advice_figures.outcomes + excluded.outcomes,
  worked = advice_figures.worked + excluded.worked;

-- The same of what was imported, as ADVICE_COUNT_IMPORTED counts it.
-- :name FIGURES_COUNT_IMPORTED
INSERT INTO advice_figures (workspace_id, partner_id, engagement_id, stated, decisions, outcomes, worked)
SELECT :workspace_id, told.partner_id, told.engagement_id, told.stated, COUNT(*), COUNT(told.worked),
  COALESCE(SUM(told.worked), 0)
FROM (SELECT advice.partner_id, advice.engagement_id, @stated AS stated, @came_of AS worked FROM advice
  WHERE advice.workspace_id = :workspace_id AND advice.seq > COALESCE(:after, :seq - 1)
    AND advice.seq <= COALESCE(:until, :seq) AND advice.state = 'decided' AND advice.counts = 1) AS told
GROUP BY told.partner_id, told.engagement_id, told.stated
ON CONFLICT (workspace_id, partner_id, engagement_id, stated) DO UPDATE
SET decisions = advice_figures.decisions + excluded.decisions, outcomes = advice_figures.outcomes + excluded.outcomes,
  worked = advice_figures.worked + excluded.worked;

-- The same out of them again, before another decision or outcome takes its place. Of what is not decided there is nothing.
-- :name FIGURES_UNCOUNT
INSERT INTO advice_figures (workspace_id, partner_id, engagement_id, stated, decisions, outcomes, worked)
SELECT advice.workspace_id, advice.partner_id, advice.engagement_id,
  @stated,
  -1, -CASE WHEN @came_of IS NULL THEN 0 ELSE 1 END, -COALESCE(@came_of, 0)
FROM advice WHERE advice.workspace_id = :workspace_id AND advice.advice_id = :thing_id AND advice.state = 'decided'
  AND advice.counts = 1
ON CONFLICT (workspace_id, partner_id, engagement_id, stated) DO UPDATE
SET decisions = advice_figures.decisions + excluded.decisions, outcomes = advice_figures.outcomes + excluded.outcomes,
  worked = advice_figures.worked + excluded.worked;

-- What a partner denied may have been all that there was of its kind.
-- :name FIGURES_DROP_EMPTY
DELETE FROM advice_figures WHERE workspace_id = :workspace_id AND decisions = 0 AND outcomes = 0 AND worked = 0
  AND partner_id = (SELECT denied.partner_id FROM advice AS denied WHERE denied.workspace_id = :workspace_id
    AND denied.advice_id = :thing_id);

-- :name CLEAR_FIGURES
DELETE FROM advice_figures WHERE workspace_id = :workspace_id;

-- :name FIGURES_OF_PARTNER
SELECT stated, decisions, outcomes, worked FROM advice_figures
WHERE workspace_id = :workspace_id AND partner_id = :id AND @visible(advice_figures.engagement_id);

-- :name CLEAR_COUNTS
DELETE FROM work_counts WHERE workspace_id = :workspace_id;

-- How much of the work served a goal, and how much was only a task: of an engagement, or of all skills together.
-- :name WORK_SHARE
SELECT COALESCE(SUM(tasks), 0) AS tasks, COALESCE(SUM(tasks_for_goals), 0) AS tasks_for_goals,
  COALESCE(SUM(advice), 0) AS advice, COALESCE(SUM(advice_for_goals), 0) AS advice_for_goals
FROM work_counts WHERE workspace_id = :workspace_id AND of_id = :id AND @visible(work_counts.of_id);

-- :name WORK_SHARE_ALL
SELECT COALESCE(SUM(tasks), 0) AS tasks, COALESCE(SUM(tasks_for_goals), 0) AS tasks_for_goals,
  COALESCE(SUM(advice), 0) AS advice, COALESCE(SUM(advice_for_goals), 0) AS advice_for_goals
FROM skills CROSS JOIN work_counts
WHERE skills.workspace_id = :workspace_id AND work_counts.workspace_id = :workspace_id
  AND work_counts.of_id = skills.skill_id AND :scope_sees_all;

-- The same of all engagements of a partner who asks.
-- :name WORK_SHARE_OWN
SELECT COALESCE(SUM(tasks), 0) AS tasks, COALESCE(SUM(tasks_for_goals), 0) AS tasks_for_goals,
  COALESCE(SUM(advice), 0) AS advice, COALESCE(SUM(advice_for_goals), 0) AS advice_for_goals
FROM engagements JOIN work_counts ON work_counts.workspace_id = engagements.workspace_id
  AND work_counts.of_id = engagements.engagement_id
WHERE engagements.workspace_id = :workspace_id AND engagements.partner_id = :id AND @visible(engagements.engagement_id);
