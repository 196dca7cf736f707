-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What views read of the direction, skills and engagements.

-- A direction that was never set keeps nothing from anybody.
-- :name DIRECTION_READ
SELECT @text(directions.words_entry, '/words') AS words, shared AS is_shared, set_at_ms FROM directions
WHERE workspace_id = :workspace_id;

-- :name GOAL_LIST
SELECT goal_id AS id, @text(goals.name_entry, '/name') AS name, @text(goals.measure_entry, '/measure') AS measure,
  baseline, target, begins_at_ms, due_at_ms, state
FROM goals WHERE workspace_id = :workspace_id AND (:id IS NULL OR EXISTS (SELECT 1 FROM engagement_goals
  WHERE engagement_goals.workspace_id = :workspace_id AND engagement_goals.goal_id = goals.goal_id
  AND engagement_goals.engagement_id = :id))
ORDER BY CASE state WHEN 'open' THEN 0 ELSE 1 END, due_at_ms, goal_id LIMIT :most;

-- The last readings, the newest first.
-- :name READING_LIST
SELECT at_ms, value FROM readings WHERE workspace_id = :workspace_id AND goal_id = :id ORDER BY at_ms DESC LIMIT :most;

-- :name ENGAGEMENTS_OF_GOAL
SELECT engagements.engagement_id AS id, engagements.partner_id, @text(partners.name_entry, '/name') AS partner,
  @text(engagements.purpose_entry, '/purpose') AS purpose
FROM engagement_goals JOIN engagements ON engagements.workspace_id = engagement_goals.workspace_id
  AND engagements.engagement_id = engagement_goals.engagement_id
JOIN partners ON partners.workspace_id = engagements.workspace_id AND partners.partner_id = engagements.partner_id
WHERE engagement_goals.workspace_id = :workspace_id AND engagement_goals.goal_id = :id
  AND (engagements.ends_at_ms IS NULL OR engagements.ends_at_ms > :now_ms) AND @visible(engagements.engagement_id)
ORDER BY engagements.engagement_id LIMIT :most;

-- Fees and goals lead to their engagements, and these to their skills; tasks and unasked advice are counted as they come
-- in. outcomes, worked, told_by_partner: what the standings of its partners say together.
-- :name SKILL_LIST
WITH fee_sums AS (SELECT engagements.skill_id, @money_sum(fees.amount_minor) AS amount_minor FROM fees CROSS JOIN engagements
    WHERE fees.workspace_id = :workspace_id AND engagements.workspace_id = :workspace_id
      AND engagements.engagement_id = fees.engagement_id GROUP BY engagements.skill_id),
  goal_skills AS (SELECT DISTINCT engagements.skill_id FROM engagement_goals CROSS JOIN engagements
    WHERE engagement_goals.workspace_id = :workspace_id AND engagements.workspace_id = :workspace_id
      AND engagements.engagement_id = engagement_goals.engagement_id),
  of_partners AS (SELECT skill_id, SUM(outcomes) AS outcomes, SUM(worked) AS worked,
    SUM(told_by_partner) AS told_by_partner FROM standings WHERE workspace_id = :workspace_id GROUP BY skill_id)
SELECT skills.skill_id AS id, @text(skills.name_entry, '/name') AS name, stance, @text(skills.why_entry, '/why') AS why,
  COALESCE(work_counts.tasks, 0) AS tasks, COALESCE(work_counts.unasked, 0) AS unasked,
  (SELECT COUNT(*) FROM engagements WHERE engagements.workspace_id = :workspace_id
    AND engagements.skill_id = skills.skill_id) AS engagements,
  COALESCE(fee_sums.amount_minor, 0) AS fees_minor,
  COALESCE(of_partners.outcomes, 0) AS outcomes, COALESCE(of_partners.worked, 0) AS worked,
  COALESCE(of_partners.told_by_partner, 0) AS told_by_partner,
  goal_skills.skill_id IS NOT NULL AS is_for_goal
FROM skills LEFT JOIN work_counts ON work_counts.workspace_id = skills.workspace_id AND work_counts.of_id = skills.skill_id
LEFT JOIN fee_sums ON fee_sums.skill_id = skills.skill_id
LEFT JOIN goal_skills ON goal_skills.skill_id = skills.skill_id
LEFT JOIN of_partners ON of_partners.skill_id = skills.skill_id
WHERE skills.workspace_id = :workspace_id AND state = 'held'
ORDER BY CASE stance WHEN 'focus' THEN 0 WHEN 'partner' THEN 1 ELSE 2 END, skills.skill_id LIMIT :most;

-- :name HOLDERS_OF_SKILL
SELECT engagements.engagement_id, engagements.partner_id, @text(partners.name_entry, '/name') AS partner
FROM engagements JOIN partners ON partners.workspace_id = engagements.workspace_id
  AND partners.partner_id = engagements.partner_id
WHERE engagements.workspace_id = :workspace_id AND engagements.skill_id = :id
  AND engagements.begins_at_ms <= :now_ms AND (engagements.ends_at_ms IS NULL OR engagements.ends_at_ms > :now_ms)
ORDER BY engagements.engagement_id LIMIT :most;

-- ---- An engagement ----

-- :name ENGAGEMENT_READ
SELECT engagements.engagement_id AS id, engagements.partner_id, @text(partners.name_entry, '/name') AS partner,
  @text(skills.name_entry, '/name') AS skill, @text(engagements.purpose_entry, '/purpose') AS purpose,
  engagements.fee_minor, engagements.fee_months, engagements.gain_share, engagements.gain_goal_id,
  @text(goals.name_entry, '/name') AS gain_goal, engagements.notice_days, engagements.renews_at_ms,
  engagements.review_months, engagements.begins_at_ms, engagements.ends_at_ms,
  (SELECT standings.earned_minor FROM standings WHERE standings.workspace_id = :workspace_id
    AND standings.partner_id = engagements.partner_id AND standings.skill_id = engagements.skill_id
    AND standings.earned_minor > 0) AS earned_minor
FROM engagements
JOIN partners ON partners.workspace_id = engagements.workspace_id AND partners.partner_id = engagements.partner_id
JOIN skills ON skills.workspace_id = engagements.workspace_id AND skills.skill_id = engagements.skill_id
LEFT JOIN goals ON goals.workspace_id = engagements.workspace_id AND goals.goal_id = engagements.gain_goal_id
WHERE engagements.workspace_id = :workspace_id AND engagements.engagement_id = :id
  AND @visible(engagements.engagement_id);

-- What was said when it was granted or changed, and when it was taken back: an entry gave the mandate its number, and later
-- ones are about it. One that was changed goes on in another, which begins when it did.
-- :name MANDATES_OF_ENGAGEMENT
SELECT mandate_id AS id, level, limit_minor, budget_minor, period_days, check_one_in, begins_at_ms, expires_at_ms,
  revoked_at_ms, granted_by, begins_at_ms <= :now_ms AND expires_at_ms > :now_ms
  AND (revoked_at_ms IS NULL OR revoked_at_ms > :now_ms) AS is_in_force,
  CASE WHEN revoked_at_ms <= :now_ms THEN 1 END AS is_revoked,
  (SELECT 'm' || MIN(CAST(substr(later.mandate_id, 2) AS @integer)) FROM mandates AS later
    WHERE later.workspace_id = :workspace_id AND later.engagement_id = :id AND mandates.revoked_at_ms <= :now_ms
    AND later.begins_at_ms = mandates.begins_at_ms
    AND CAST(substr(later.mandate_id, 2) AS @integer) > CAST(substr(mandates.mandate_id, 2) AS @integer)) AS replaced_by,
  CASE WHEN granted.erased = 0 THEN granted.content END AS words, CASE WHEN granted.erased = 1 THEN 1 END AS is_words_erased,
  (SELECT opening.content FROM subjects JOIN openings AS opening ON opening.workspace_id = :workspace_id
    AND opening.seq = subjects.seq AND opening.pointer = '/words' AND opening.erased = 0
    WHERE subjects.workspace_id = :workspace_id AND subjects.thing_id = mandates.mandate_id
    AND subjects.seq > CAST(substr(mandates.mandate_id, 2) AS @integer) ORDER BY subjects.seq DESC LIMIT 1) AS revoked_words
FROM mandates LEFT JOIN openings AS granted ON granted.workspace_id = :workspace_id
  AND granted.seq = CAST(substr(mandates.mandate_id, 2) AS @integer) AND granted.pointer = '/words'
WHERE mandates.workspace_id = :workspace_id AND engagement_id = :id AND @visible(mandates.engagement_id)
ORDER BY begins_at_ms DESC, CAST(substr(mandate_id, 2) AS @integer) DESC LIMIT :most;

-- :name FEES_OF_ENGAGEMENT
SELECT seq AS entry, amount_minor, paid_at_ms, @text(fees.note_entry, '/note') AS note FROM fees
WHERE workspace_id = :workspace_id AND engagement_id = :id AND @visible(fees.engagement_id)
ORDER BY paid_at_ms DESC, seq DESC LIMIT :most;

-- :name TASKS_OF_ENGAGEMENT
SELECT task_id AS id, @text(tasks.title_entry, '/title') AS title, tasks.goal_id,
  @text(goals.name_entry, '/name') AS goal, tasks.due_at_ms, tasks.state, ended_at_ms
FROM tasks LEFT JOIN goals ON goals.workspace_id = tasks.workspace_id AND goals.goal_id = tasks.goal_id
WHERE tasks.workspace_id = :workspace_id AND engagement_id = :id AND @visible(tasks.engagement_id)
ORDER BY CASE tasks.state WHEN 'open' THEN 0 ELSE 1 END, tasks.due_at_ms, seq DESC LIMIT :most;

-- :name BRIEFS_OF_ENGAGEMENT
SELECT briefs.brief_id AS id, @text(briefs.question_entry, '/question') AS question, briefs.decide_by_ms
FROM brief_engagements JOIN briefs ON briefs.workspace_id = brief_engagements.workspace_id
  AND briefs.brief_id = brief_engagements.brief_id
WHERE brief_engagements.workspace_id = :workspace_id AND brief_engagements.engagement_id = :id
  AND briefs.state = 'open' AND @visible(brief_engagements.engagement_id)
ORDER BY briefs.seq LIMIT :most;

-- words: what was said when it was closed. Those of an answer are the answer's, for its own readers.
-- :name REVIEWS_OF_ENGAGEMENT
SELECT review_id AS id, opened_at_ms, due_at_ms, closed_at_ms,
  (SELECT opening.content FROM subjects JOIN openings AS opening ON opening.workspace_id = :workspace_id
    AND opening.seq = subjects.seq AND opening.pointer = '/words' AND opening.erased = 0
    WHERE subjects.workspace_id = :workspace_id AND subjects.thing_id = reviews.review_id
    AND reviews.closed_at_ms IS NOT NULL AND NOT EXISTS (SELECT 1 FROM review_answers
      WHERE review_answers.workspace_id = :workspace_id AND review_answers.review_id = reviews.review_id
      AND review_answers.words_entry = subjects.seq) ORDER BY subjects.seq DESC LIMIT 1) AS words
FROM reviews
WHERE workspace_id = :workspace_id AND engagement_id = :id AND @visible(reviews.engagement_id)
ORDER BY seq DESC LIMIT :most;

-- Advice of which the two sides tell differently, told since the last review that was closed was opened; the newest first.
-- Ordered by an expression, so that they come from the index of what both told, and not, in order, from all advice; only
-- those that are given out are joined with their words.
-- :name TOPICS_OF_ENGAGEMENT
SELECT advice.advice_id AS id, advice.at_ms, @text(advice.option_entry, '/option') AS option, advice.client_worked,
  advice.partner_worked, @own_view_case
FROM (SELECT told.advice_id FROM advice AS told WHERE told.workspace_id = :workspace_id AND told.engagement_id = :id
    AND told.client_worked IS NOT NULL AND told.partner_worked IS NOT NULL
    AND ABS(told.client_worked - told.partner_worked) >= :apart AND @visible(told.engagement_id)
    AND EXISTS (SELECT 1 FROM outcomes WHERE outcomes.workspace_id = :workspace_id
      AND outcomes.advice_id = told.advice_id AND outcomes.road = 'taken' AND outcomes.seq > (
        SELECT COALESCE(MAX(reviews.seq), 0) FROM reviews WHERE reviews.workspace_id = :workspace_id
        AND reviews.engagement_id = :id AND reviews.closed_at_ms IS NOT NULL))
    ORDER BY told.seq + 0 DESC LIMIT :most) AS apart
JOIN advice ON advice.workspace_id = :workspace_id AND advice.advice_id = apart.advice_id
ORDER BY advice.seq DESC;

-- :name ANSWERS_OF_REVIEW
SELECT side, answers, facts, speed, worth, @text(review_answers.words_entry, '/words') AS words,
  CASE WHEN words_entry IS NOT NULL AND @text(review_answers.words_entry, '/words') IS NULL THEN 1 END AS is_words_erased,
  person_id, at_ms
FROM review_answers WHERE workspace_id = :workspace_id AND review_id = :id AND @visible(review_answers.engagement_id)
ORDER BY side;

-- ---- The portal ----

-- Of the settings only what an outsider may know.
-- :name PORTAL_WORKSPACE
SELECT @text(settings.name_entry, '/name') AS name, currency, zone FROM settings WHERE workspace_id = :workspace_id;

-- What was asked of this partner and is not answered.
-- :name PORTAL_BRIEFS
SELECT DISTINCT briefs.brief_id AS id, briefs.seq, @text(briefs.question_entry, '/question') AS question,
  briefs.decide_by_ms
FROM brief_engagements JOIN briefs ON briefs.workspace_id = brief_engagements.workspace_id
  AND briefs.brief_id = brief_engagements.brief_id
JOIN engagements ON engagements.workspace_id = brief_engagements.workspace_id
  AND engagements.engagement_id = brief_engagements.engagement_id
WHERE brief_engagements.workspace_id = :workspace_id AND briefs.state = 'open'
  AND (engagements.ends_at_ms IS NULL OR engagements.ends_at_ms > :now_ms)
  AND @visible(brief_engagements.engagement_id) AND NOT EXISTS (SELECT 1 FROM advice
  WHERE advice.workspace_id = :workspace_id AND advice.brief_id = briefs.brief_id AND @visible(advice.engagement_id))
ORDER BY briefs.seq LIMIT :most;

-- Questions of the client's that nobody of this partner's has answered.
-- :name PORTAL_QUESTIONS
SELECT messages.message_id AS id, messages.thing_id, @text(messages.words_entry, '/words') AS words, messages.at_ms
FROM messages
WHERE messages.workspace_id = :workspace_id AND messages.kind = 'question' AND messages.of_partner = ''
  AND @visible_to_asked(messages)
  AND NOT EXISTS (SELECT 1 FROM messages AS reply WHERE reply.workspace_id = :workspace_id
    AND reply.answers = messages.message_id AND reply.of_partner = :partner)
ORDER BY messages.seq LIMIT :most;

-- What the business of late answered to this partner's words, the newest first: what one partner says is of an engagement,
-- and an answer is found by what it answers.
-- :name PORTAL_ANSWERS
SELECT replies.message_id AS id, replies.answers, replies.thing_id, @text(replies.words_entry, '/words') AS words,
  replies.at_ms
FROM engagements JOIN messages AS said ON said.workspace_id = :workspace_id
  AND said.engagement_id = engagements.engagement_id
JOIN messages AS replies ON replies.workspace_id = :workspace_id AND replies.answers = said.message_id
WHERE engagements.workspace_id = :workspace_id AND engagements.partner_id = :partner
  AND @visible(engagements.engagement_id) AND said.of_partner = :partner AND replies.of_partner = ''
  AND replies.at_ms > :since_ms
ORDER BY replies.seq DESC LIMIT :most;

-- What partners of late replied to a decision, the newest of each advice and among the newest two hundred, where nobody of
-- the business is among those who have spoken last on that advice.
-- :name TODAY_REPLIES
SELECT replies.message_id AS id, advice.advice_id AS thing_id, replies.at_ms, advice.partner_id,
  @text(partners.name_entry, '/name') AS partner, @own_view_case
FROM (SELECT latest.thing_id, MAX(latest.seq) AS seq FROM (SELECT messages.thing_id, messages.seq FROM messages
    WHERE messages.workspace_id = :workspace_id AND messages.kind = 'reply_to_override'
    ORDER BY messages.seq DESC LIMIT 200) AS latest GROUP BY latest.thing_id) AS newest
JOIN messages AS replies ON replies.workspace_id = :workspace_id AND replies.thing_id = newest.thing_id
  AND replies.seq = newest.seq
JOIN advice ON advice.workspace_id = :workspace_id AND advice.advice_id = newest.thing_id
JOIN partners ON partners.workspace_id = :workspace_id AND partners.partner_id = advice.partner_id
WHERE replies.at_ms > :since_ms AND advice.decision <> 'follow'
  AND NOT EXISTS (SELECT 1 FROM (SELECT messages.of_partner FROM messages WHERE messages.workspace_id = :workspace_id
      AND messages.thing_id = newest.thing_id AND messages.seq > newest.seq ORDER BY messages.seq DESC LIMIT 50) AS later
    WHERE later.of_partner = '')
ORDER BY newest.seq DESC;

-- Among the latest that partners asked. Their words may tell of an advice that is shut: they stay on its page.
-- :name TODAY_QUESTIONS
SELECT messages.message_id AS id, messages.thing_id, messages.at_ms, partners.partner_id,
  @text(partners.name_entry, '/name') AS partner
FROM (SELECT messages.message_id, messages.thing_id, messages.at_ms, messages.of_partner, messages.seq FROM messages
  WHERE messages.workspace_id = :workspace_id AND messages.kind = 'question' AND messages.of_partner <> ''
  ORDER BY messages.seq DESC LIMIT 1000) AS messages
JOIN partners ON partners.workspace_id = :workspace_id AND partners.partner_id = messages.of_partner
WHERE NOT EXISTS (SELECT 1 FROM messages AS reply WHERE reply.workspace_id = :workspace_id
  AND reply.answers = messages.message_id AND reply.of_partner = '')
ORDER BY messages.seq LIMIT :most;

-- :name PORTAL_REVIEWS
SELECT review_id AS id, engagement_id, due_at_ms FROM reviews
WHERE workspace_id = :workspace_id AND closed_at_ms IS NULL AND @visible(reviews.engagement_id)
  AND NOT EXISTS (SELECT 1 FROM review_answers WHERE review_answers.workspace_id = :workspace_id
    AND review_answers.review_id = reviews.review_id AND review_answers.side = 'partner')
ORDER BY due_at_ms LIMIT :most;

-- ---- A partner, today ----

-- What the freedom that was granted has handed back: decisions that nobody had to check.
-- :name DECIDED_ALONE
SELECT COUNT(*) AS decisions, COALESCE(SUM(CASE WHEN check_state IS NULL THEN 1 ELSE 0 END), 0) AS unchecked,
  (SELECT check_minutes FROM settings WHERE workspace_id = :workspace_id) AS check_minutes
FROM advice WHERE workspace_id = :workspace_id AND partner_id = :id AND mandate_id IS NOT NULL;

-- :name FEES_OF_PARTNER
SELECT COALESCE(@money_sum(fees.amount_minor), 0) AS fees_minor FROM fees JOIN engagements
  ON engagements.workspace_id = fees.workspace_id AND engagements.engagement_id = fees.engagement_id
WHERE fees.workspace_id = :workspace_id AND engagements.partner_id = :id;

-- :name GOALS_OF_PARTNER
SELECT goal_id AS id, @text(goals.name_entry, '/name') AS name, @text(goals.measure_entry, '/measure') AS measure,
  baseline, target, begins_at_ms, due_at_ms, state
FROM goals WHERE workspace_id = :workspace_id AND EXISTS (SELECT 1 FROM engagement_goals JOIN engagements
  ON engagements.workspace_id = engagement_goals.workspace_id
  AND engagements.engagement_id = engagement_goals.engagement_id
  WHERE engagement_goals.workspace_id = :workspace_id AND engagement_goals.goal_id = goals.goal_id
  AND engagements.partner_id = :id)
ORDER BY due_at_ms, goal_id;

-- Engagements that may want a review: so many months, of 28 days, after the last one or the beginning. Which of them do,
-- the calendar tells (views/today.c).
-- :name TODAY_REVIEWS_WANTED
SELECT engagements.engagement_id AS id, engagements.partner_id, @text(partners.name_entry, '/name') AS partner,
  COALESCE((SELECT MAX(reviews.opened_at_ms) FROM reviews WHERE reviews.workspace_id = :workspace_id
    AND reviews.engagement_id = engagements.engagement_id), engagements.begins_at_ms) AS since_ms,
  engagements.review_months
FROM engagements JOIN partners ON partners.workspace_id = engagements.workspace_id
  AND partners.partner_id = engagements.partner_id
WHERE engagements.workspace_id = :workspace_id AND engagements.review_months IS NOT NULL
  AND (engagements.ends_at_ms IS NULL OR engagements.ends_at_ms > :now_ms)
  AND NOT EXISTS (SELECT 1 FROM reviews WHERE reviews.workspace_id = :workspace_id
    AND reviews.engagement_id = engagements.engagement_id AND reviews.closed_at_ms IS NULL)
  AND COALESCE((SELECT MAX(reviews.opened_at_ms) FROM reviews WHERE reviews.workspace_id = :workspace_id
    AND reviews.engagement_id = engagements.engagement_id), engagements.begins_at_ms)
    + engagements.review_months * 2419200000 <= :now_ms
ORDER BY since_ms + engagements.review_months * 2629746000 LIMIT :most;

-- ---- What a form lets one choose from ----

-- :name CHOICE_ENGAGEMENTS
SELECT engagements.engagement_id AS id, engagements.partner_id, @text(partners.name_entry, '/name') AS label,
  @text(skills.name_entry, '/name') AS detail
FROM engagements JOIN partners ON partners.workspace_id = engagements.workspace_id
  AND partners.partner_id = engagements.partner_id
JOIN skills ON skills.workspace_id = engagements.workspace_id AND skills.skill_id = engagements.skill_id
WHERE engagements.workspace_id = :workspace_id AND (engagements.ends_at_ms IS NULL OR engagements.ends_at_ms > :now_ms)
  AND @visible(engagements.engagement_id)
ORDER BY engagements.begins_at_ms, engagements.engagement_id LIMIT :most;

-- :name CHOICE_BRIEFS
SELECT brief_id AS id, @text(briefs.question_entry, '/question') AS label FROM briefs
WHERE workspace_id = :workspace_id AND state = 'open' AND (:scope_sees_all OR EXISTS (SELECT 1 FROM brief_engagements
  WHERE brief_engagements.workspace_id = :workspace_id AND brief_engagements.brief_id = briefs.brief_id
  AND @visible(brief_engagements.engagement_id)))
ORDER BY seq DESC LIMIT :most;

-- :name CHOICE_GOALS
SELECT goal_id AS id, @text(goals.name_entry, '/name') AS label FROM goals
WHERE workspace_id = :workspace_id AND state = 'open' ORDER BY due_at_ms, goal_id LIMIT :most;

-- :name CHOICE_PARTNERS
SELECT partner_id AS id, @text(partners.name_entry, '/name') AS label FROM partners
WHERE workspace_id = :workspace_id AND state = 'current' ORDER BY seq LIMIT :most;

-- :name CHOICE_SKILLS
SELECT skill_id AS id, @text(skills.name_entry, '/name') AS label FROM skills
WHERE workspace_id = :workspace_id AND state = 'held' ORDER BY skill_id LIMIT :most;
