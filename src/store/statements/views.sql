-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What views read.

-- :name PARTNER_READ
SELECT partner_id AS id, @text(partners.name_entry, '/name') AS name, @text(partners.about_entry, '/about') AS about,
  state
FROM partners WHERE workspace_id = :workspace_id AND partner_id = :id;

-- A page of partners in the order in which they came; what there is to say of each, counted within bounds.
-- :name PARTNER_PAGE
SELECT partner_id AS id, seq AS position, @text(partners.name_entry, '/name') AS name, state,
  (SELECT COUNT(*) FROM (SELECT 1 FROM advice WHERE advice.workspace_id = :workspace_id
    AND advice.partner_id = partners.partner_id LIMIT 10000)) AS advice,
  (SELECT COUNT(*) FROM (SELECT 1 FROM advice WHERE advice.workspace_id = :workspace_id
    AND advice.partner_id = partners.partner_id AND advice.state IN ('open', 'deferred') LIMIT 1000)) AS waiting,
  (SELECT COUNT(*) FROM (SELECT 1 FROM advice WHERE advice.workspace_id = :workspace_id
    AND advice.partner_id = partners.partner_id AND advice.state = 'decided' AND advice.client_worked IS NULL
    AND advice.know_by_ms <= :now_ms AND advice.counts = 1 LIMIT 1000)) AS overdue,
  (SELECT MAX(advice.seq) FROM advice WHERE advice.workspace_id = :workspace_id
    AND advice.partner_id = partners.partner_id) AS last_advice
FROM partners WHERE workspace_id = :workspace_id AND seq > :after AND (:with_retired OR state = 'current')
ORDER BY seq LIMIT :most;

-- :name CONTACT_LIST
SELECT contact_id AS id, @text(contacts.name_entry, '/name') AS name, @text(contacts.mail_entry, '/mail') AS mail,
  @text(contacts.phone_entry, '/phone') AS phone
FROM contacts WHERE workspace_id = :workspace_id AND partner_id = :id AND state = 'current' ORDER BY contact_id
LIMIT :most;

-- This one, the next and GOALS_OF_PARTNER have no LIMIT: with one SQLite makes a table to sort in, which takes longer than
-- all else that they do; and whoever reads them stops at so many rows.
-- :name ENGAGEMENT_LIST_OF_PARTNER
SELECT engagements.engagement_id AS id, engagements.skill_id, @text(skills.name_entry, '/name') AS skill,
  skills.stance, @text(engagements.purpose_entry, '/purpose') AS purpose, engagements.fee_minor,
  engagements.fee_months, engagements.gain_share, engagements.notice_days, engagements.renews_at_ms,
  engagements.begins_at_ms, engagements.ends_at_ms,
  (SELECT @money_sum(fees.amount_minor) FROM fees WHERE fees.workspace_id = :workspace_id
    AND fees.engagement_id = engagements.engagement_id) AS fees_minor
FROM engagements JOIN skills ON skills.workspace_id = engagements.workspace_id
  AND skills.skill_id = engagements.skill_id
WHERE engagements.workspace_id = :workspace_id AND engagements.partner_id = :id
  AND @visible(engagements.engagement_id)
ORDER BY engagements.begins_at_ms, engagements.engagement_id;

-- The mandate of an engagement that is in force.
-- :name MANDATES_IN_FORCE
SELECT mandates.mandate_id AS id, mandates.engagement_id, mandates.level, mandates.limit_minor, mandates.budget_minor,
  mandates.period_days, mandates.check_one_in, mandates.begins_at_ms, mandates.expires_at_ms, mandates.granted_by
FROM mandates JOIN engagements ON engagements.workspace_id = mandates.workspace_id
  AND engagements.engagement_id = mandates.engagement_id
WHERE mandates.workspace_id = :workspace_id AND engagements.partner_id = :id AND mandates.begins_at_ms <= :now_ms
  AND mandates.expires_at_ms > :now_ms AND (mandates.revoked_at_ms IS NULL OR mandates.revoked_at_ms > :now_ms)
  AND @visible(mandates.engagement_id)
ORDER BY mandates.mandate_id;

-- The last pieces of a partner's advice.
-- :name ADVICE_OF_PARTNER
SELECT advice.advice_id AS id, advice.seq AS entry, advice.brief_id, advice.skill_id, advice.at_ms, advice.noted,
  option.content AS option, advice.sureness, advice.chance, advice.state, advice.decision,
  advice.decided_at_ms, reason.content AS reason,
  CASE WHEN advice.reason_entry IS NOT NULL AND reason.content IS NULL THEN 1 END AS is_reason_erased,
  advice.know_by_ms, advice.worked,
  advice.advice_worked, advice.known_at_ms, advice.mandate_id, advice.brief_id = advice.advice_id AS is_unasked,
  @own_view_case_of_list
FROM advice @with_text(option, advice.option_entry, '/option') @with_text(reason, advice.reason_entry, '/reason')
WHERE advice.workspace_id = :workspace_id AND advice.partner_id = :id
  AND (:before IS NULL OR advice.seq < :before) AND @visible(advice.engagement_id)
ORDER BY advice.seq DESC LIMIT :most;

-- Reasons given lately for going against advice: among so many of the latest pieces of it, so that a long record in which
-- everything is followed is not gone through; only those that are given out are joined with their words.
-- :name REASONS_GIVEN
SELECT advice.advice_id AS id, advice.partner_id, @text(partners.name_entry, '/name') AS partner,
  @text(advice.option_entry, '/option') AS option, advice.decision, advice.decided_at_ms,
  @text(advice.reason_entry, '/reason') AS reason, advice.worked, @own_view_case
FROM (SELECT advice_id FROM (SELECT advice_id, seq, decision, mandate_id, reason_entry, decided_at_ms FROM advice
      WHERE workspace_id = :workspace_id ORDER BY seq DESC LIMIT :among) AS latest
    WHERE decision IN ('override', 'adapt') AND mandate_id IS NULL AND reason_entry IS NOT NULL
    ORDER BY decided_at_ms DESC, seq DESC LIMIT :most) AS given
JOIN advice ON advice.workspace_id = :workspace_id AND advice.advice_id = given.advice_id
JOIN partners ON partners.workspace_id = advice.workspace_id AND partners.partner_id = advice.partner_id
ORDER BY advice.decided_at_ms DESC, advice.seq DESC;

-- Whether a view of one's own is owed anywhere in the workspace, before it is asked of each advice.
-- :name OWN_VIEWS_ANYWHERE
SELECT @own_views_anywhere;

-- What was decided on a partner's latest advice, and what came of it: figures, no words. What advice_of_partner holds.
-- :name ADVICE_FIGURES
SELECT advice.decision, advice.mandate_id, advice.decided_at_ms, advice.sureness, advice.chance,
  CASE WHEN advice.client_advice_worked IS NOT NULL OR advice.decision = 'follow' THEN advice.advice_worked END
    AS advice_worked, advice.worked, @own_view_case_of_list
FROM advice WHERE advice.workspace_id = :workspace_id AND advice.partner_id = :id AND advice.state = 'decided'
  AND advice.counts = 1 AND @visible(advice.engagement_id)
ORDER BY advice.seq DESC LIMIT :most;

-- What was decided since a moment, the latest first; figures too.
-- :name DECIDED_SINCE
SELECT advice.decision, advice.mandate_id, advice.decided_at_ms
FROM advice WHERE advice.workspace_id = :workspace_id AND advice.partner_id = :id AND advice.state = 'decided'
  AND advice.counts = 1 AND advice.decided_at_ms >= :since_ms AND @visible(advice.engagement_id)
ORDER BY advice.decided_at_ms DESC LIMIT :most;

-- :name ADVICE_READ
SELECT advice.advice_id AS id, advice.seq AS entry, advice.brief_id, advice.brief_id = advice.advice_id AS is_unasked,
  advice.engagement_id, advice.partner_id, @text(partners.name_entry, '/name') AS partner, advice.skill_id,
  @text(skills.name_entry, '/name') AS skill, advice.goal_id, @text(goals.name_entry, '/name') AS goal, advice.at_ms,
  advice.by_person, advice.noted,
  advice.mandate_id, advice.option_number, @text(advice.option_entry, '/option') AS option,
  @text(advice.reasons_entry, '/reasons') AS reasons, @text(advice.interest_entry, '/interest') AS interest,
  advice.sureness, advice.chance, advice.know_by_ms,
  COALESCE(@text(advice.worked_if_entry, '/worked_if'), @text(briefs.worked_if_entry, '/worked_if')) AS worked_if,
  advice.stake_minor, advice.cost_minor, advice.state, advice.deferred_until_ms, advice.decision, advice.decided_at_ms,
  advice.decided_by, @text(advice.reason_entry, '/reason') AS reason, advice.worked, advice.advice_worked,
  advice.own_view_worked, advice.known_at_ms, advice.money_minor, advice.check_state, advice.client_worked,
  advice.partner_worked,
  @text(briefs.question_entry, '/question') AS question, briefs.decide_by_ms,
  @own_view_case
FROM advice
JOIN partners ON partners.workspace_id = advice.workspace_id AND partners.partner_id = advice.partner_id
JOIN skills ON skills.workspace_id = advice.workspace_id AND skills.skill_id = advice.skill_id
LEFT JOIN briefs ON briefs.workspace_id = advice.workspace_id AND briefs.brief_id = advice.brief_id
LEFT JOIN goals ON goals.workspace_id = advice.workspace_id AND goals.goal_id = advice.goal_id
WHERE advice.workspace_id = :workspace_id AND advice.advice_id = :id AND @visible(advice.engagement_id);

-- The texts of a list in an entry: /alternatives/0 and so on.
-- :name TEXT_LIST
SELECT opening.content AS words FROM openings AS opening WHERE opening.workspace_id = :workspace_id
  AND opening.seq = :seq AND opening.erased = 0 AND opening.pointer LIKE :prefix || '/%'
ORDER BY length(opening.pointer), opening.pointer;

-- All advice on a brief.
-- :name ADVICE_ON_BRIEF
SELECT advice.advice_id AS id, advice.partner_id, @text(partners.name_entry, '/name') AS partner, advice.at_ms,
  advice.noted, advice.option_number, @text(advice.option_entry, '/option') AS option,
  @text(advice.reasons_entry, '/reasons') AS reasons, @text(advice.interest_entry, '/interest') AS interest,
  advice.sureness, advice.chance, advice.state, advice.decision, advice.mandate_id, advice.worked,
  @own_view_case
FROM advice JOIN partners ON partners.workspace_id = advice.workspace_id AND partners.partner_id = advice.partner_id
WHERE advice.workspace_id = :workspace_id AND advice.brief_id = :id AND @visible(advice.engagement_id)
ORDER BY advice.seq LIMIT :most;

-- What was done instead is told in the decision's own words; of an import in its; and where neither has any, it was the own
-- view, which is for the business alone.
-- :name DECISIONS_OF_ADVICE
SELECT seq AS entry, decision, person_id, at_ms, 'client' AS side, CASE WHEN decisions.option_entry IS NOT NULL
    THEN @text(decisions.option_entry, '/option') WHEN :scope_sees_all THEN (
    SELECT COALESCE(CASE WHEN decisions.seq = advice.seq THEN @text(advice.option_entry, '/chosen') END,
      CASE WHEN own_views.person_id IS NULL AND advice.chosen_number = advice.own_view_number
      THEN @text(advice.option_entry, '/own_view') END, @text(own_views.option_entry, '/option'))
    FROM advice LEFT JOIN own_views ON own_views.workspace_id = advice.workspace_id
    AND own_views.brief_id = advice.brief_id AND own_views.person_id = decisions.person_id
    AND own_views.option_number = advice.chosen_number
    WHERE advice.workspace_id = :workspace_id AND advice.advice_id = decisions.advice_id
    AND advice.decision_seq = decisions.seq AND advice.chosen_number <> advice.option_number) END AS option,
  @text(decisions.reason_entry, '/reason') AS reason,
  CASE WHEN decisions.reason_entry IS NOT NULL AND @text(decisions.reason_entry, '/reason') IS NULL
    THEN 1 END AS is_reason_erased,
  acknowledged AS is_acknowledged, corrects, shown_advice,
  shown_advice_low, shown_advice_high, shown_own_view, shown_own_view_low, shown_own_view_high, shown_outcomes
FROM decisions WHERE workspace_id = :workspace_id AND advice_id = :id ORDER BY seq LIMIT :most;

-- What the client's own view would have brought is none of a partner's business.
-- :name OUTCOMES_OF_ADVICE
SELECT road, side, worked, money_minor, @text(outcomes.story_entry, '/story') AS story, person_id, known_at_ms,
  seq AS entry, replaces
FROM outcomes WHERE workspace_id = :workspace_id AND advice_id = :id AND (:scope_sees_all OR road <> 'own_view')
ORDER BY road, side;

-- :name MESSAGES_ON
SELECT message_id AS id, thing_id, engagement_id, kind, answers, @text(messages.words_entry, '/words') AS words,
  person_id, at_ms, CASE WHEN of_partner = '' THEN 'client' ELSE 'partner' END AS side
FROM messages WHERE workspace_id = :workspace_id AND thing_id = :id
  AND (:scope_sees_all OR engagement_id = '' OR @visible(messages.engagement_id))
ORDER BY seq LIMIT :most;

-- :name FILES_ON
SELECT file_id AS id, @text(files.name_entry, '/name') AS name, media_type, bytes, hash, person_id, at_ms
FROM files WHERE workspace_id = :workspace_id AND thing_id = :id AND @visible_to_asked(files)
ORDER BY at_ms, file_id LIMIT :most;

-- How the last ten decided pieces of a partner's advice were taken; what they say they never gave is none of theirs.
-- :name LAST_TEN
SELECT COUNT(*) AS decided, COALESCE(SUM(CASE decision WHEN 'follow' THEN 10000 WHEN 'adapt' THEN 5000 ELSE 0 END), 0)
  AS followed
FROM (SELECT decision FROM advice WHERE workspace_id = :workspace_id AND partner_id = :id AND state = 'decided'
  AND mandate_id IS NULL AND decision IS NOT NULL AND counts = 1 ORDER BY seq DESC LIMIT 10);

-- :name BRIEF_READ
SELECT brief_id AS id, seq AS entry, @text(briefs.question_entry, '/question') AS question,
  @text(briefs.details_entry, '/details') AS details, skill_id, briefs.goal_id,
  @text(goals.name_entry, '/name') AS goal, budget_minor, stake_minor, decide_by_ms,
  know_by_ms, @text(briefs.worked_if_entry, '/worked_if') AS worked_if, asked_by, at_ms, briefs.state
FROM briefs LEFT JOIN goals ON goals.workspace_id = briefs.workspace_id AND goals.goal_id = briefs.goal_id
WHERE briefs.workspace_id = :workspace_id AND brief_id = :id AND (:scope_sees_all OR EXISTS (SELECT 1
  FROM brief_engagements WHERE brief_engagements.workspace_id = :workspace_id AND brief_engagements.brief_id = :id
  AND @visible(brief_engagements.engagement_id)));

-- Who was asked. Another partner's name is none of a partner's business.
-- :name BRIEF_ASKED
SELECT brief_engagements.engagement_id, engagements.partner_id, @text(partners.name_entry, '/name') AS partner
FROM brief_engagements JOIN engagements ON engagements.workspace_id = brief_engagements.workspace_id
  AND engagements.engagement_id = brief_engagements.engagement_id
JOIN partners ON partners.workspace_id = engagements.workspace_id AND partners.partner_id = engagements.partner_id
WHERE brief_engagements.workspace_id = :workspace_id AND brief_engagements.brief_id = :id
  AND @visible(brief_engagements.engagement_id)
ORDER BY brief_engagements.engagement_id LIMIT :most;

-- ---- Today ----

-- Advice that waits, oldest first.
-- :name TODAY_ADVICE
SELECT advice.advice_id AS id, advice.brief_id, advice.partner_id, @text(partners.name_entry, '/name') AS partner,
  advice.at_ms, @text(advice.option_entry, '/option') AS option, advice.state, advice.deferred_until_ms,
  advice.stake_minor, briefs.decide_by_ms, @text(briefs.question_entry, '/question') AS question,
  @own_view_case
FROM advice JOIN partners ON partners.workspace_id = advice.workspace_id AND partners.partner_id = advice.partner_id
LEFT JOIN briefs ON briefs.workspace_id = advice.workspace_id AND briefs.brief_id = advice.brief_id
WHERE advice.workspace_id = :workspace_id AND advice.state IN ('open', 'deferred')
  AND (advice.state = 'open' OR advice.deferred_until_ms IS NULL OR advice.deferred_until_ms <= :day_end_ms)
ORDER BY advice.at_ms, advice.seq LIMIT :most;

-- What the partner alone told is asked of the business all the same.
-- :name TODAY_OUTCOMES
SELECT advice.advice_id AS id, advice.partner_id, @text(partners.name_entry, '/name') AS partner, advice.know_by_ms,
  @text(advice.option_entry, '/option') AS option, advice.decision, advice.partner_worked,
  COALESCE(@text(advice.worked_if_entry, '/worked_if'), @text(briefs.worked_if_entry, '/worked_if')) AS worked_if,
  @own_view_case
FROM advice JOIN partners ON partners.workspace_id = advice.workspace_id AND partners.partner_id = advice.partner_id
LEFT JOIN briefs ON briefs.workspace_id = advice.workspace_id AND briefs.brief_id = advice.brief_id
WHERE advice.workspace_id = :workspace_id AND advice.state = 'decided' AND advice.client_worked IS NULL
  AND advice.know_by_ms <= :day_end_ms AND advice.counts = 1
ORDER BY advice.know_by_ms, advice.seq LIMIT :most;

-- :name TODAY_CHECKS
SELECT advice.advice_id AS id, advice.partner_id, @text(partners.name_entry, '/name') AS partner, advice.at_ms,
  @text(advice.option_entry, '/option') AS option, advice.stake_minor, advice.cost_minor, @own_view_case
FROM advice JOIN partners ON partners.workspace_id = advice.workspace_id AND partners.partner_id = advice.partner_id
WHERE advice.workspace_id = :workspace_id AND advice.check_state = 'drawn'
ORDER BY advice.at_ms, advice.seq LIMIT :most;

-- :name TODAY_REVIEWS
SELECT reviews.review_id AS id, reviews.engagement_id, engagements.partner_id,
  @text(partners.name_entry, '/name') AS partner, reviews.due_at_ms,
  EXISTS (SELECT 1 FROM review_answers WHERE review_answers.workspace_id = :workspace_id
    AND review_answers.review_id = reviews.review_id AND review_answers.side = 'client') AS is_given
FROM reviews JOIN engagements ON engagements.workspace_id = reviews.workspace_id
  AND engagements.engagement_id = reviews.engagement_id
JOIN partners ON partners.workspace_id = engagements.workspace_id AND partners.partner_id = engagements.partner_id
WHERE reviews.workspace_id = :workspace_id AND reviews.closed_at_ms IS NULL AND reviews.due_at_ms <= :soon_ms
ORDER BY reviews.due_at_ms LIMIT :most;

-- :name TODAY_MANDATES
SELECT mandates.mandate_id AS id, mandates.engagement_id, engagements.partner_id,
  @text(partners.name_entry, '/name') AS partner, mandates.level, mandates.limit_minor, mandates.expires_at_ms
FROM mandates JOIN engagements ON engagements.workspace_id = mandates.workspace_id
  AND engagements.engagement_id = mandates.engagement_id
JOIN partners ON partners.workspace_id = engagements.workspace_id AND partners.partner_id = engagements.partner_id
WHERE mandates.workspace_id = :workspace_id AND mandates.revoked_at_ms IS NULL AND mandates.expires_at_ms > :now_ms
  AND mandates.expires_at_ms <= :soon_ms
ORDER BY mandates.expires_at_ms LIMIT :most;

-- A contract wants a word before the last day on which notice can be given.
-- :name TODAY_CONTRACTS
SELECT engagements.engagement_id AS id, engagements.partner_id, @text(partners.name_entry, '/name') AS partner,
  engagements.renews_at_ms, engagements.notice_days,
  engagements.renews_at_ms - COALESCE(engagements.notice_days, 0) * 86400000 AS notice_by_ms
FROM engagements JOIN partners ON partners.workspace_id = engagements.workspace_id
  AND partners.partner_id = engagements.partner_id
WHERE engagements.workspace_id = :workspace_id AND engagements.renews_at_ms IS NOT NULL
  AND engagements.renews_at_ms > :now_ms
  AND engagements.renews_at_ms - COALESCE(engagements.notice_days, 0) * 86400000 <= :soon_ms
  AND (engagements.ends_at_ms IS NULL OR engagements.ends_at_ms > engagements.renews_at_ms)
ORDER BY engagements.renews_at_ms LIMIT :most;

-- A day of renewal that has passed: the contract went on, and its next one isn't known.
-- :name TODAY_RENEWED
SELECT engagements.engagement_id AS id, engagements.partner_id, @text(partners.name_entry, '/name') AS partner,
  engagements.renews_at_ms
FROM engagements JOIN partners ON partners.workspace_id = engagements.workspace_id
  AND partners.partner_id = engagements.partner_id
WHERE engagements.workspace_id = :workspace_id AND engagements.renews_at_ms IS NOT NULL
  AND engagements.renews_at_ms <= :now_ms
  AND (engagements.ends_at_ms IS NULL OR engagements.ends_at_ms > :now_ms)
ORDER BY engagements.renews_at_ms LIMIT :most;

-- Questions on which nobody has advised by the day on which they were to be decided.
-- :name TODAY_UNANSWERED
SELECT briefs.brief_id AS id, briefs.decide_by_ms, @text(briefs.question_entry, '/question') AS question
FROM briefs WHERE briefs.workspace_id = :workspace_id AND briefs.state = 'open' AND briefs.decide_by_ms IS NOT NULL
  AND briefs.decide_by_ms <= :day_end_ms AND NOT EXISTS (SELECT 1 FROM advice
    WHERE advice.workspace_id = :workspace_id AND advice.brief_id = briefs.brief_id AND advice.state <> 'withdrawn')
ORDER BY briefs.decide_by_ms, briefs.seq LIMIT :most;

-- :name TODAY_ENDING
SELECT engagements.engagement_id AS id, engagements.partner_id, @text(partners.name_entry, '/name') AS partner,
  engagements.ends_at_ms
FROM engagements JOIN partners ON partners.workspace_id = engagements.workspace_id
  AND partners.partner_id = engagements.partner_id
WHERE engagements.workspace_id = :workspace_id AND engagements.ends_at_ms IS NOT NULL
  AND engagements.ends_at_ms > :now_ms AND engagements.ends_at_ms <= :soon_ms
  AND engagements.ends_at_ms > engagements.begins_at_ms
ORDER BY engagements.ends_at_ms LIMIT :most;

-- :name TODAY_TASKS
SELECT tasks.task_id AS id, tasks.engagement_id, engagements.partner_id, @text(partners.name_entry, '/name') AS partner,
  @text(tasks.title_entry, '/title') AS title, tasks.due_at_ms
FROM tasks JOIN engagements ON engagements.workspace_id = tasks.workspace_id
  AND engagements.engagement_id = tasks.engagement_id
JOIN partners ON partners.workspace_id = engagements.workspace_id AND partners.partner_id = engagements.partner_id
WHERE tasks.workspace_id = :workspace_id AND tasks.state = 'open' AND tasks.due_at_ms <= :day_end_ms
ORDER BY tasks.due_at_ms LIMIT :most;

-- Partners who used to advise unasked and have not for a while, the lately silent first.
-- :name TODAY_QUIET
SELECT partner_id AS id, @text(partners.name_entry, '/name') AS partner, unasked, first_unasked_at_ms,
  last_unasked_at_ms,
  (SELECT MAX(messages.at_ms) FROM messages JOIN engagements ON engagements.workspace_id = messages.workspace_id
    AND engagements.engagement_id = messages.engagement_id WHERE messages.workspace_id = :workspace_id
    AND messages.kind = 'talk' AND engagements.partner_id = partners.partner_id) AS last_talk_ms
FROM partners WHERE workspace_id = :workspace_id AND state = 'current' AND unasked >= :unasked_least
  AND last_unasked_at_ms IS NOT NULL AND last_unasked_at_ms <= :recent_ms
ORDER BY last_unasked_at_ms DESC LIMIT :most;

-- The same of one partner.
-- :name QUIET_PARTNER
SELECT partner_id AS id, @text(partners.name_entry, '/name') AS partner, unasked, first_unasked_at_ms,
  last_unasked_at_ms,
  (SELECT MAX(messages.at_ms) FROM messages JOIN engagements ON engagements.workspace_id = messages.workspace_id
    AND engagements.engagement_id = messages.engagement_id WHERE messages.workspace_id = :workspace_id
    AND messages.kind = 'talk' AND engagements.partner_id = partners.partner_id) AS last_talk_ms
FROM partners WHERE workspace_id = :workspace_id AND partner_id = :id AND state = 'current'
  AND unasked >= :unasked_least AND last_unasked_at_ms IS NOT NULL AND last_unasked_at_ms <= :recent_ms;

-- What changes with anything that a document is made of.
-- :name WORKSPACE_VERSION
SELECT (SELECT epoch FROM workspaces WHERE workspace_id = :workspace_id) AS epoch,
  (SELECT MAX(seq) FROM entries WHERE workspace_id = :workspace_id) AS entry,
  (SELECT made_at_ms FROM fits WHERE workspace_id = :workspace_id) AS made_at_ms;
