-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Briefs, advice, own views, decisions, outcomes.

-- :name BRIEF_ADD
INSERT INTO briefs (workspace_id, brief_id, seq, question_entry, details_entry, skill_id, goal_id, constraints, criteria,
  budget_minor, stake_minor, decide_by_ms, know_by_ms, worked_if_entry, asked_by, at_ms, state)
VALUES (:workspace_id, :thing_id, :seq, :question, :details, :skill, :goal, COALESCE(:constraints, 0),
  COALESCE(:criteria, 0), :budget, :stake, :decide_by, :know_by, :worked_if, :person_id, :at_ms, 'open');

-- :name BRIEF_ENGAGEMENTS_ADD
INSERT INTO brief_engagements (workspace_id, brief_id, engagement_id)
SELECT :workspace_id, :thing_id, value FROM @each(:engagements);

-- :name BRIEF_STAKE
UPDATE briefs SET stake_minor = :stake WHERE workspace_id = :workspace_id AND brief_id = :thing_id;

-- :name BRIEF_GET
SELECT brief_id AS id, skill_id, state, know_by_ms, stake_minor, asked_by FROM briefs
WHERE workspace_id = :workspace_id AND brief_id = :id AND (:scope_sees_all OR EXISTS (SELECT 1 FROM brief_engagements
  WHERE brief_engagements.workspace_id = :workspace_id AND brief_engagements.brief_id = :id AND
  @visible(brief_engagements.engagement_id)));

-- :name BRIEF_GOAL
SELECT goal_id FROM briefs WHERE workspace_id = :workspace_id AND brief_id = :id;

-- The engagements of one partner that a brief was put to.
-- :name BRIEF_ENGAGEMENTS_OF
SELECT brief_engagements.engagement_id AS id, engagements.partner_id, engagements.skill_id, engagements.begins_at_ms,
  engagements.ends_at_ms, engagements.renews_at_ms
FROM brief_engagements JOIN engagements ON engagements.workspace_id = brief_engagements.workspace_id
  AND engagements.engagement_id = brief_engagements.engagement_id
WHERE brief_engagements.workspace_id = :workspace_id AND brief_engagements.brief_id = :id
  AND (:partner IS NULL OR engagements.partner_id = :partner) AND @visible(brief_engagements.engagement_id)
ORDER BY brief_engagements.engagement_id;

-- :name BRIEF_CLOSE
UPDATE briefs SET state = 'closed' WHERE workspace_id = :workspace_id AND brief_id = :thing_id;

-- A brief is decided once an advice on it was followed, adapted or overridden.
-- :name BRIEF_DECIDED
UPDATE briefs SET state = 'decided' WHERE workspace_id = :workspace_id AND state = 'open' AND :decision <> 'defer'
  AND brief_id = (SELECT advice.brief_id FROM advice WHERE advice.workspace_id = :workspace_id
  AND advice.advice_id = :thing_id);

-- What the partner has advised on the brief already, and stands by.
-- :name OPTION_ADVISED
SELECT advice_id AS id FROM advice WHERE workspace_id = :workspace_id AND brief_id = :brief AND partner_id = :partner
  AND option_number = :option_number AND state <> 'withdrawn' AND noted <> 'contradicted' AND @visible LIMIT 1;

-- The options of a brief that were named so far, each with where its words are. Whoever may name one more must tell
-- whether it is one of these, so all are looked at, visible or not; no word of them is given out.
-- :name OPTION_LIST
SELECT option_number, @text(advice.option_entry, '/option') AS words FROM advice
WHERE workspace_id = :workspace_id AND brief_id = :id
UNION ALL
SELECT option_number, @text(own_views.option_entry, '/option') AS words FROM own_views
WHERE workspace_id = :workspace_id AND brief_id = :id
UNION ALL
SELECT COALESCE(advice.chosen_number, 0), @text(decisions.option_entry, '/option') AS words
FROM advice JOIN decisions ON decisions.workspace_id = advice.workspace_id AND decisions.advice_id = advice.advice_id
  AND decisions.seq = advice.decision_seq
WHERE advice.workspace_id = :workspace_id AND advice.brief_id = :id AND decisions.option_entry IS NOT NULL
UNION ALL
SELECT own_view_number, @text(advice.option_entry, '/own_view') AS words FROM advice
WHERE workspace_id = :workspace_id AND brief_id = :id AND noted = 'imported' AND own_view_number > 0
  AND NOT EXISTS (SELECT 1 FROM own_views WHERE own_views.workspace_id = :workspace_id
      AND own_views.brief_id = advice.brief_id AND own_views.option_number = advice.own_view_number)
UNION ALL
SELECT chosen_number, @text(advice.option_entry, '/chosen') AS words FROM advice
WHERE workspace_id = :workspace_id AND brief_id = :id AND noted = 'imported' AND chosen_number > 0 AND decision_seq = seq;

-- What a brief says of when it will be known and what is at stake holds for advice on it, unless the advice says more.
-- What is at stake is the client's to say: where they did, a partner who decides alone can't say otherwise.
-- :name ADVICE_ADD
INSERT INTO advice (workspace_id, advice_id, seq, brief_id, engagement_id, partner_id, skill_id, goal_id, at_ms,
  by_person, noted, counts, mandate_id, option_number, option_entry, reasons_entry, interest_entry, alternatives,
  sureness, chance, know_by_ms, worked_if_entry, stake_minor, cost_minor, link_hash, link_expires_at_ms, state, changed)
VALUES (:workspace_id, :thing_id, :seq, COALESCE(:brief, :thing_id), :engagement_id, :of_partner, :of_skill,
  COALESCE(:goal, @of_brief(goal_id)), COALESCE(:given_at, :at_ms), :person_id, COALESCE(:noted, 'no'), 1, NULL,
  :option_number, :option, :reasons, :interest, COALESCE(:alternatives, 0), :sure, :chance,
  COALESCE(:know_by, @of_brief(know_by_ms)), :worked_if,
  CASE WHEN :mandate IS NULL THEN COALESCE(:stake, @of_brief(stake_minor)) ELSE COALESCE(@of_brief(stake_minor), :stake) END,
  NULL, :link_hash,
  :link_expires_at, 'open', :seq);

-- What is done under a mandate is decided as soon as it is said.
-- :name ADVICE_ACT
UPDATE advice SET mandate_id = :mandate, cost_minor = COALESCE(:cost, 0), state = 'decided', decision = :decision,
  decision_seq = :seq, decided_at_ms = :at_ms, decided_by = :person_id, chosen_number = :option_number,
  check_state = CASE WHEN :drawn THEN 'drawn' END
WHERE workspace_id = :workspace_id AND advice_id = :thing_id;

-- :name ADVICE_CHECK
UPDATE advice SET check_state = :verdict, changed = :seq WHERE workspace_id = :workspace_id AND advice_id = :thing_id;

-- :name ADVICE_GET
SELECT advice_id AS id, seq, brief_id, engagement_id, partner_id, skill_id, at_ms, by_person, noted, mandate_id,
  option_number, sureness, chance, stake_minor, state, decision, decision_seq, decided_at_ms, decided_by, chosen_number,
  own_view_number, own_view_chance, link_expires_at_ms, check_state, worked, advice_worked, own_view_worked, known_at_ms
FROM advice WHERE workspace_id = :workspace_id AND advice_id = :id AND @visible;

-- :name ADVICE_BY_LINK
SELECT advice_id AS id, engagement_id, partner_id, noted, by_person, link_expires_at_ms, worked, advice_worked
FROM advice WHERE workspace_id = :workspace_id AND link_hash = :id AND state <> 'withdrawn';

-- :name ADVICE_WITHDRAW
UPDATE advice SET state = 'withdrawn', withdrawn_seq = :seq, changed = :seq
WHERE workspace_id = :workspace_id AND advice_id = :thing_id;

-- :name ADVICE_CONFIRM
UPDATE advice SET noted = CASE WHEN :agrees THEN 'confirmed' ELSE 'contradicted' END, counts = :still_counts, changed = :seq
WHERE workspace_id = :workspace_id AND advice_id = :thing_id;

-- :name ADVICE_LINK
UPDATE advice SET link_hash = :link_hash, link_expires_at_ms = :link_expires_at
WHERE workspace_id = :workspace_id AND advice_id = :thing_id;

-- :name ADVICE_STAKE
UPDATE advice SET stake_minor = :stake, changed = :seq WHERE workspace_id = :workspace_id AND advice_id = :thing_id;

-- What of an advice decides whether a person may open it, seal a view or decide.
-- :name OWN_VIEW_CASE
SELECT @own_view_case FROM advice WHERE advice.workspace_id = :workspace_id AND advice.advice_id = :id;

-- Whether this person has seen advice on a brief, or typed some in, before any is named.
-- :name OWN_VIEW_CASE_OF_BRIEF
SELECT settings.own_views AS is_workspace_on, @own_views_of_brief(:id) AS engagement,
  EXISTS (SELECT 1 FROM advice WHERE advice.workspace_id = :workspace_id AND advice.brief_id = :id) AS is_given,
  @settled_on_brief(:id) AS is_settled,
  EXISTS (SELECT 1 FROM advice WHERE advice.workspace_id = :workspace_id AND advice.brief_id = :id
    AND advice.by_person = :scope_person) AS is_typed_in,
  EXISTS (SELECT 1 FROM own_views WHERE own_views.workspace_id = :workspace_id AND own_views.brief_id = :id
    AND own_views.person_id = :scope_person) AS is_sealed,
  EXISTS (SELECT 1 FROM advice_opened JOIN advice AS beside ON beside.workspace_id = advice_opened.workspace_id
    AND beside.advice_id = advice_opened.advice_id
    WHERE advice_opened.workspace_id = :workspace_id AND beside.brief_id = :id
    AND advice_opened.person_id = :scope_person) AS is_opened_any
FROM settings WHERE settings.workspace_id = :workspace_id;

-- :name OPENED_ADD
INSERT INTO advice_opened (workspace_id, advice_id, person_id, opened_at_ms)
VALUES (:workspace_id, :thing_id, :person_id, :at_ms)
ON CONFLICT (workspace_id, advice_id, person_id) DO NOTHING;

-- Where no views are owed, what was advised on briefs that wait can be read by all who decide: none of them has a view
-- without it any more, whatever is switched on later.
-- :name OPENED_BY_ALL when opens_to_all
INSERT INTO advice_opened (workspace_id, advice_id, person_id, opened_at_ms)
SELECT :workspace_id, advice.advice_id, people.person_id, :at_ms FROM advice AS waiting
CROSS JOIN advice ON advice.workspace_id = waiting.workspace_id AND advice.brief_id = waiting.brief_id CROSS JOIN people
WHERE waiting.workspace_id = :workspace_id AND waiting.state IN ('open', 'deferred')
  AND people.workspace_id = :workspace_id AND people.state = 'active' AND (people.role = 'owner' OR (people.role = 'member' AND people.may_decide = 1))
  AND @own_views_of_brief(advice.brief_id) = 'off' AND :opens_to_all IS NOT NULL
ON CONFLICT (workspace_id, advice_id, person_id) DO NOTHING;

-- Whoever begins to decide could read all that, for it is shut only to those who do.
-- :name OPENED_BY_THEM when opens_to
INSERT INTO advice_opened (workspace_id, advice_id, person_id, opened_at_ms)
SELECT :workspace_id, advice.advice_id, :opens_to, :at_ms FROM advice AS waiting
CROSS JOIN advice ON advice.workspace_id = waiting.workspace_id AND advice.brief_id = waiting.brief_id
WHERE waiting.workspace_id = :workspace_id AND waiting.state IN ('open', 'deferred') AND :opens_to IS NOT NULL
ON CONFLICT (workspace_id, advice_id, person_id) DO NOTHING;

-- :name OWN_VIEW_SET
INSERT INTO own_views (workspace_id, brief_id, person_id, option_number, option_entry, chance, sealed_at_ms)
VALUES (:workspace_id, :thing_id, :person_id, :option_number, :option, :chance, :at_ms)
ON CONFLICT (workspace_id, brief_id, person_id) DO UPDATE SET option_number = excluded.option_number,
  option_entry = excluded.option_entry, chance = excluded.chance, sealed_at_ms = excluded.sealed_at_ms;

-- :name OWN_VIEW_GET
SELECT option_number, @text(own_views.option_entry, '/option') AS option, chance, sealed_at_ms FROM own_views
WHERE workspace_id = :workspace_id AND brief_id = :id AND person_id = :scope_person;

-- The view that somebody entered with the advice, out of a file.
-- :name OWN_VIEW_OF_FILE
SELECT own_view_number AS option_number, @text(advice.option_entry, '/own_view') AS option, own_view_chance AS chance
FROM advice WHERE workspace_id = :workspace_id AND advice_id = :id AND noted = 'imported' AND own_view_number > 0
  AND by_person = :scope_person AND state IN ('open', 'deferred');

-- What makes a snapshot stale: another advice on the brief, a decision, something said, another stake, new estimates, and
-- what they don't know of yet: how something of this partner's turned out, or what became of advice on this brief; and of
-- which view of the reader's own they are. What
-- changed since the estimates is little beside all advice of a partner, so the index by partner is kept out of it.
-- :name ADVICE_STAMP
SELECT (SELECT MAX(beside.seq) FROM advice AS beside WHERE beside.workspace_id = :workspace_id
    AND beside.brief_id = advice.brief_id) AS last_advice,
  COALESCE(advice.decision_seq, 0) AS decision, COALESCE(advice.stake_minor, -1) AS stake, state,
  (SELECT COALESCE(MAX(messages.seq), 0) FROM messages WHERE messages.workspace_id = :workspace_id
    AND messages.thing_id IN (advice.advice_id, advice.brief_id)) AS last_message,
  COALESCE((SELECT fits.entry FROM fits WHERE fits.workspace_id = :workspace_id), 0) AS fit,
  COALESCE((SELECT MAX(later.changed) FROM advice AS later WHERE later.workspace_id = :workspace_id
    AND later.changed > (SELECT fits.entry FROM fits WHERE fits.workspace_id = :workspace_id)
    AND (later.partner_id || '' = advice.partner_id OR later.brief_id || '' = advice.brief_id)), 0) AS later,
  (SELECT COALESCE(MAX(forecasts.view_entry), 0) FROM forecasts WHERE forecasts.workspace_id = :workspace_id
    AND forecasts.advice_id = advice.advice_id AND forecasts.person_id = :scope_person) AS view
FROM advice WHERE workspace_id = :workspace_id AND advice_id = :id;

-- :name DECISION_ADD
INSERT INTO decisions (workspace_id, advice_id, seq, decision, person_id, at_ms, option_entry, reason_entry, acknowledged,
  corrects, shown_advice, shown_advice_low, shown_advice_high, shown_own_view, shown_outcomes)
VALUES (:workspace_id, :thing_id, :seq, :decision, :person_id, :at_ms, :option, :reason, COALESCE(:acknowledged, 0),
  :corrected, :shown_advice, :shown_advice_low, :shown_advice_high, :shown_own_view, :shown_outcomes);

-- What the decider was shown, for the business's own eyes; it has an entry of its own.
-- :name DECISION_SHOWN
UPDATE decisions SET shown_advice = :shown_advice, shown_advice_low = :shown_advice_low,
  shown_advice_high = :shown_advice_high, shown_own_view = :shown_own_view,
  shown_own_view_low = :shown_own_view_low, shown_own_view_high = :shown_own_view_high, shown_outcomes = :shown_outcomes
WHERE workspace_id = :workspace_id AND advice_id = :thing_id AND seq = :of_decision;

-- :name ADVICE_OWN_VIEW
UPDATE advice SET changed = :seq, chosen_number = COALESCE(:chosen_number, chosen_number),
  own_view_number = :own_view_number, own_view_chance = :own_view_chance
WHERE workspace_id = :workspace_id AND advice_id = :thing_id;

-- A decision put off leaves all as it was but the date.
-- :name ADVICE_DECIDE
UPDATE advice SET changed = :seq, state = CASE WHEN :decision = 'defer' THEN 'deferred' ELSE 'decided' END,
  deferred_until_ms = :until,
  decision = CASE WHEN :decision = 'defer' THEN NULL ELSE :decision END,
  decision_seq = :seq, decided_at_ms = CASE WHEN :decision = 'defer' THEN NULL ELSE :at_ms END,
  decided_by = CASE WHEN :decision = 'defer' THEN NULL ELSE :person_id END,
  chosen_number = :chosen_number, reason_entry = :reason,
  own_view_number = CASE WHEN :decision = 'defer' THEN own_view_number ELSE :own_view_number END,
  own_view_chance = CASE WHEN :decision = 'defer' THEN own_view_chance ELSE :own_view_chance END
WHERE workspace_id = :workspace_id AND advice_id = :thing_id;

-- :name OUTCOME_SET
INSERT INTO outcomes (workspace_id, advice_id, road, side, worked, money_minor, story_entry, person_id, known_at_ms, seq)
VALUES (:workspace_id, :thing_id, COALESCE(:road, 'taken'), :side, :worked, :money, :story, :person_id,
  COALESCE(:known_at, :at_ms), :seq)
ON CONFLICT (workspace_id, advice_id, road, side) DO UPDATE SET worked = excluded.worked,
  money_minor = excluded.money_minor, story_entry = excluded.story_entry, person_id = excluded.person_id,
  known_at_ms = excluded.known_at_ms, replaces = outcomes.seq, seq = excluded.seq;

-- value: what both sides together say, by the rule of the record.
-- :name ADVICE_OUTCOME
UPDATE advice SET changed = :seq, worked = CASE WHEN COALESCE(:road, 'taken') = 'taken' THEN :value ELSE worked END,
  advice_worked = CASE WHEN :road = 'advice' THEN :value ELSE advice_worked END,
  own_view_worked = CASE WHEN :road = 'own_view' THEN :value ELSE own_view_worked END,
  client_worked = CASE WHEN COALESCE(:road, 'taken') = 'taken' AND :side = 'client' THEN :worked ELSE client_worked END,
  partner_worked = CASE WHEN COALESCE(:road, 'taken') = 'taken' AND :side = 'partner' THEN :worked ELSE partner_worked END,
  client_advice_worked = CASE WHEN :road = 'advice' AND :side = 'client' THEN :worked ELSE client_advice_worked END,
  money_minor = CASE WHEN COALESCE(:road, 'taken') = 'taken' THEN COALESCE(:money, money_minor) ELSE money_minor END,
  known_at_ms = COALESCE(known_at_ms, :known_at, :at_ms)
WHERE workspace_id = :workspace_id AND advice_id = :thing_id;

-- What the sides said so far of one road.
-- :name OUTCOME_SIDES
SELECT side, worked FROM outcomes WHERE workspace_id = :workspace_id AND advice_id = :id AND road = :road;
