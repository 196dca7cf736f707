-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Advice of the past, entered at once with all that became of it.

-- :name BRIEF_IMPORT
INSERT INTO briefs (workspace_id, brief_id, seq, question_entry, constraints, criteria, asked_by, at_ms, state)
VALUES (:workspace_id, :thing_id, :seq, :question, 0, 0, :person_id, :at_ms, 'closed');

-- Advice without a decision whose outcome is known was put into practice, and so was what was done under a mandate;
-- without either it waits.
-- :name ADVICE_IMPORT
INSERT INTO advice (workspace_id, advice_id, seq, brief_id, engagement_id, partner_id, skill_id, at_ms, by_person, noted,
  counts, option_number, option_entry, alternatives, sureness, chance, stake_minor, state, decision, decision_seq,
  decided_at_ms, decided_by, chosen_number, own_view_number, own_view_chance, worked, advice_worked, own_view_worked,
  known_at_ms, client_worked, partner_worked, client_advice_worked, changed, know_by_ms)
VALUES (:workspace_id, :thing_id, :seq, :brief, :engagement_id, :of_partner, :of_skill, :given_at, :person_id, 'imported',
  1, :option_number, :option, 0, :sure, :chance, :stake,
  CASE WHEN :decision = 'defer' THEN 'deferred' WHEN :decision IS NULL AND :worked IS NULL AND :advice_worked IS NULL
    AND :acted IS NULL THEN 'open' ELSE 'decided' END,
  CASE WHEN :decision = 'defer' THEN NULL ELSE :decision END, :seq, :given_at, :person_id, :chosen_number,
  :own_view_number, :own_view_chance, :worked, :advice_worked, :own_view_worked, :known_at,
  CASE WHEN :worked_by = 'partner' THEN NULL ELSE COALESCE(:client_worked, :worked) END,
  CASE WHEN :worked_by = 'partner' THEN :worked ELSE :partner_worked END,
  CASE WHEN :advice_worked_by = 'partner' THEN NULL ELSE COALESCE(:client_advice_worked, :advice_worked) END, :seq, :know_by);

-- :name DECISION_IMPORT when decision
INSERT INTO decisions (workspace_id, advice_id, seq, decision, person_id, at_ms, acknowledged)
VALUES (:workspace_id, :thing_id, :seq, :decision, :person_id, :given_at, 0);

-- :name OUTCOME_IMPORT_TAKEN when worked
INSERT INTO outcomes (workspace_id, advice_id, road, side, worked, person_id, known_at_ms, seq)
VALUES (:workspace_id, :thing_id, 'taken', COALESCE(:worked_by, 'client'), COALESCE(:client_worked, :worked), :person_id,
  COALESCE(:known_at, :given_at), :seq);

-- Where both sides told, worked is the mean of their words.
-- :name OUTCOME_IMPORT_TAKEN_TOO when partner_worked
INSERT INTO outcomes (workspace_id, advice_id, road, side, worked, person_id, known_at_ms, seq)
VALUES (:workspace_id, :thing_id, 'taken', 'partner', :partner_worked, :person_id, COALESCE(:known_at, :given_at), :seq);

-- :name OUTCOME_IMPORT_ADVICE when advice_worked
INSERT INTO outcomes (workspace_id, advice_id, road, side, worked, person_id, known_at_ms, seq)
VALUES (:workspace_id, :thing_id, 'advice', COALESCE(:advice_worked_by, 'client'),
  COALESCE(:client_advice_worked, :advice_worked), :person_id, COALESCE(:known_at, :given_at), :seq);

-- :name OUTCOME_IMPORT_ADVICE_TOO when partner_advice_worked
INSERT INTO outcomes (workspace_id, advice_id, road, side, worked, person_id, known_at_ms, seq)
VALUES (:workspace_id, :thing_id, 'advice', 'partner', :partner_advice_worked, :person_id,
  COALESCE(:known_at, :given_at), :seq);

-- :name OUTCOME_IMPORT_OWN_VIEW when own_view_worked
INSERT INTO outcomes (workspace_id, advice_id, road, side, worked, person_id, known_at_ms, seq)
VALUES (:workspace_id, :thing_id, 'own_view', 'client', :own_view_worked, :person_id, COALESCE(:known_at, :given_at), :seq);

-- What is there already by name, for a file that is imported into a workspace with a record.
-- :name PARTNER_NAMES
SELECT partner_id AS id, @text(partners.name_entry, '/name') AS name FROM partners
WHERE workspace_id = :workspace_id AND state = 'current' ORDER BY seq;

-- :name SKILL_NAMES
SELECT skill_id AS id, @text(skills.name_entry, '/name') AS name FROM skills
WHERE workspace_id = :workspace_id AND state = 'held' ORDER BY skill_id;

-- :name ENGAGEMENT_PAIRS
SELECT engagement_id AS id, partner_id, skill_id FROM engagements WHERE workspace_id = :workspace_id
ORDER BY begins_at_ms DESC, engagement_id;

-- Whether there is any advice at all.
-- :name ADVICE_ANY
SELECT seq FROM advice WHERE workspace_id = :workspace_id ORDER BY seq LIMIT 1;

-- What was advised by one partner between two times, with what tells it apart in a file, and whether it is shut to the
-- person: a row that was refused for being there would tell what it says.
-- :name ADVICE_KNOWN
SELECT advice.seq, advice.skill_id, advice.at_ms, advice.brief_id, advice.noted,
  @text(briefs.question_entry, '/question') AS question, @text(advice.option_entry, '/option') AS option,
  @own_view_case_of_list
FROM advice
LEFT JOIN briefs ON briefs.workspace_id = advice.workspace_id AND briefs.brief_id = advice.brief_id
WHERE advice.workspace_id = :workspace_id AND advice.partner_id = :partner AND advice.at_ms BETWEEN :from AND :until
  AND advice.state <> 'withdrawn'
ORDER BY advice.seq;

-- What partners and skills are called, the gone ones too: one who is gone may have the name of another.
-- :name EXPORT_NAMES
SELECT partner_id AS id, @text(partners.name_entry, '/name') AS name, 'partner' AS kind, state = 'current' AS is_current
FROM partners WHERE workspace_id = :workspace_id
UNION ALL SELECT skill_id, @text(skills.name_entry, '/name'), 'skill', state = 'held'
FROM skills WHERE workspace_id = :workspace_id;

-- Whether a text of this workspace was ever erased.
-- :name ERASED_ANY
SELECT EXISTS (SELECT 1 FROM openings WHERE workspace_id = :workspace_id AND erased = 1);

-- Every advice that counts as evidence, with its words. That an own view was done instead is for the business alone. The view
-- that somebody sealed on what waits is none yet: there may be several, and they are their sealers' own.
-- :name EXPORT_LIST
SELECT advice.advice_id AS id, advice.brief_id, advice.partner_id, @text(partners.name_entry, '/name') AS partner,
  advice.skill_id, @text(skills.name_entry, '/name') AS skill, @text(briefs.question_entry, '/question') AS question,
  advice.at_ms, advice.noted, advice.option_number, @text(advice.option_entry, '/option') AS option, advice.sureness,
  advice.chance, advice.stake_minor, advice.own_view_number,
  CASE WHEN EXISTS (SELECT 1 FROM own_views WHERE own_views.workspace_id = :workspace_id
      AND own_views.brief_id = advice.brief_id AND own_views.option_number = advice.own_view_number) THEN (SELECT opening.content FROM own_views JOIN openings AS opening
    ON opening.workspace_id = own_views.workspace_id AND opening.seq = own_views.option_entry
    AND opening.pointer = '/option' AND opening.erased = 0 WHERE own_views.workspace_id = :workspace_id
    AND own_views.brief_id = advice.brief_id AND own_views.option_number = advice.own_view_number
    ORDER BY own_views.person_id LIMIT 1)
    ELSE @text(advice.option_entry, '/own_view') END AS own_view,
  advice.own_view_chance, advice.state,
  CASE WHEN advice.mandate_id IS NULL THEN CASE WHEN advice.state = 'deferred' THEN 'defer' ELSE advice.decision END END
    AS decision,
  advice.chosen_number,
  COALESCE(CASE WHEN advice.decision_seq = advice.seq THEN @text(advice.option_entry, '/chosen') END,
    CASE WHEN advice.chosen_number = advice.option_number THEN @text(advice.option_entry, '/option')
      WHEN :scope_sees_all AND advice.chosen_number = advice.own_view_number AND NOT EXISTS (SELECT 1 FROM own_views WHERE own_views.workspace_id = :workspace_id
      AND own_views.brief_id = advice.brief_id AND own_views.option_number = advice.own_view_number)
      THEN @text(advice.option_entry, '/own_view') END,
    @text(advice.decision_seq, '/option'),
    CASE WHEN :scope_sees_all THEN (SELECT opening.content FROM own_views JOIN openings AS opening
    ON opening.workspace_id = own_views.workspace_id AND opening.seq = own_views.option_entry
    AND opening.pointer = '/option' AND opening.erased = 0 WHERE own_views.workspace_id = :workspace_id
    AND own_views.brief_id = advice.brief_id AND own_views.option_number = advice.own_view_number
    AND own_views.option_number = advice.chosen_number ORDER BY own_views.person_id LIMIT 1) END) AS chosen,
  advice.worked, advice.advice_worked, advice.own_view_worked, advice.known_at_ms, advice.know_by_ms,
  advice.client_worked, advice.client_advice_worked,
  @own_view_case
FROM advice
JOIN partners ON partners.workspace_id = advice.workspace_id AND partners.partner_id = advice.partner_id
JOIN skills ON skills.workspace_id = advice.workspace_id AND skills.skill_id = advice.skill_id
LEFT JOIN briefs ON briefs.workspace_id = advice.workspace_id AND briefs.brief_id = advice.brief_id
WHERE advice.workspace_id = :workspace_id AND advice.state <> 'withdrawn' AND advice.counts = 1
  AND @visible(advice.engagement_id)
ORDER BY advice.at_ms, advice.seq;
