-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The evidence, and what the estimates made of it.

-- The last entry that changed the evidence, how much there is of it, what estimates there are, and the last own view that
-- was sealed. Every view asks this: the few skills are looked up in the counts, and not the other way round.
-- :name EVIDENCE_STATE
SELECT COALESCE((SELECT MAX(changed) FROM advice WHERE workspace_id = :workspace_id), 0) AS entry,
  COALESCE((SELECT SUM(work_counts.advice) FROM skills CROSS JOIN work_counts WHERE skills.workspace_id = :workspace_id
    AND work_counts.workspace_id = :workspace_id AND work_counts.of_id = skills.skill_id), 0) AS rows,
  settings.hour_worth_minor, settings.check_minutes, fits.entry AS fitted_entry, fits.engine, fits.made_at_ms,
  COALESCE((SELECT MAX(option_entry) FROM own_views WHERE workspace_id = :workspace_id), 0) AS view_entry,
  fits.view_entry AS fitted_view_entry
FROM workspaces LEFT JOIN settings ON settings.workspace_id = workspaces.workspace_id
LEFT JOIN fits ON fits.workspace_id = workspaces.workspace_id
WHERE workspaces.workspace_id = :workspace_id;

-- Whether the estimates lack something that a partner knows of: advice of theirs, a decision on it, or how it turned out.
-- What changed since is little beside all advice of a partner, so the index by partner is kept out of it.
-- :name EVIDENCE_OF_PARTNER_AFTER
SELECT EXISTS (SELECT 1 FROM advice WHERE advice.workspace_id = :workspace_id AND advice.partner_id || '' = :id
  AND advice.changed > :entry AND @visible(advice.engagement_id)
  AND (advice.seq > :entry OR advice.decision_seq > :entry OR EXISTS (SELECT 1 FROM outcomes
    WHERE outcomes.workspace_id = :workspace_id AND outcomes.advice_id = advice.advice_id
    AND outcomes.road <> 'own_view' AND outcomes.seq > :entry)));

-- Advice made under a mandate has no decision of the client's: its outcome is how the advice turned out.
-- :name EVIDENCE_LIST
SELECT advice_id, brief_id, partner_id, skill_id, at_ms, option_number, chance, sureness, own_view_number,
  own_view_chance, stake_minor, state, CASE WHEN mandate_id IS NULL THEN decision END AS decision, chosen_number, worked,
  advice_worked, own_view_worked, known_at_ms, client_worked,
  client_advice_worked
FROM advice WHERE workspace_id = :workspace_id AND state <> 'withdrawn' AND counts = 1 ORDER BY at_ms, seq;

-- For each advice that waits, who sealed a view on its brief; or who entered it with one, out of a file.
-- :name EVIDENCE_OF_VIEWS
SELECT advice.advice_id, own_views.person_id, own_views.option_number AS own_view_number,
  own_views.chance AS own_view_chance, own_views.option_entry AS view_entry
FROM advice JOIN own_views ON own_views.workspace_id = advice.workspace_id AND own_views.brief_id = advice.brief_id
WHERE advice.workspace_id = :workspace_id AND advice.state IN ('open', 'deferred') AND advice.counts = 1
UNION ALL SELECT advice_id, by_person, own_view_number, own_view_chance, seq
FROM advice WHERE workspace_id = :workspace_id AND state IN ('open', 'deferred') AND counts = 1 AND own_view_number > 0
  AND NOT EXISTS (SELECT 1 FROM own_views WHERE own_views.workspace_id = :workspace_id
    AND own_views.brief_id = advice.brief_id AND own_views.person_id = advice.by_person);

-- :name FIT_GET
SELECT entry, engine, made_at_ms, document FROM fits WHERE workspace_id = :workspace_id;

-- :name FIT_SET
INSERT INTO fits (workspace_id, entry, engine, made_at_ms, document, view_entry)
VALUES (:workspace_id, :entry, :engine, :made_at_ms, :document, :view_entry)
ON CONFLICT (workspace_id) DO UPDATE SET entry = excluded.entry, engine = excluded.engine,
  made_at_ms = excluded.made_at_ms, document = excluded.document, view_entry = excluded.view_entry;

-- :name STANDINGS_CLEAR
DELETE FROM standings WHERE workspace_id = :workspace_id;

-- :name STANDING_ADD
INSERT INTO standings (workspace_id, partner_id, skill_id, document, earned_minor, outcomes, worked,
  told_by_partner)
VALUES (:workspace_id, :partner_id, :skill_id, :document, :earned_minor, :outcomes, :worked, :told_by_partner);

-- The largest limits earned, each with what is granted in that skill now; of a mandate without a limit -1.
-- Of the hundred who have earned most, those who are granted less; the documents of those alone are read.
-- :name FREEDOM_EARNED
SELECT earned.partner_id AS id, @text(earned.name_entry, '/name') AS partner, earned.skill_id,
  @text(skills.name_entry, '/name') AS skill, earned.earned_minor, standings.document, earned.granted_minor
FROM (SELECT standings.workspace_id, standings.partner_id, standings.skill_id, standings.earned_minor,
    partners.name_entry,
    (SELECT CASE WHEN COUNT(*) > COUNT(mandates.limit_minor) THEN -1 ELSE COALESCE(MAX(mandates.limit_minor), 0) END
      FROM engagements JOIN mandates ON mandates.workspace_id = engagements.workspace_id
        AND mandates.engagement_id = engagements.engagement_id
      WHERE engagements.workspace_id = standings.workspace_id AND engagements.partner_id = standings.partner_id
        AND engagements.skill_id = standings.skill_id AND mandates.level IN ('act_within', 'act_and_report', 'entrust')
        AND mandates.begins_at_ms <= :now_ms AND mandates.expires_at_ms > :now_ms
        AND (mandates.revoked_at_ms IS NULL OR mandates.revoked_at_ms > :now_ms)) AS granted_minor
  FROM standings
  JOIN partners ON partners.workspace_id = standings.workspace_id AND partners.partner_id = standings.partner_id
  WHERE standings.workspace_id = :workspace_id AND standings.earned_minor > 0 AND partners.state = 'current'
  ORDER BY standings.earned_minor DESC LIMIT 100) AS earned
JOIN standings ON standings.workspace_id = earned.workspace_id AND standings.partner_id = earned.partner_id
  AND standings.skill_id = earned.skill_id
LEFT JOIN skills ON skills.workspace_id = earned.workspace_id AND skills.skill_id = earned.skill_id
WHERE earned.granted_minor <> -1 AND earned.granted_minor < earned.earned_minor
ORDER BY earned.earned_minor DESC LIMIT :most;

-- :name STANDINGS_OF_PARTNER
SELECT standings.skill_id, @text(skills.name_entry, '/name') AS skill, standings.document
FROM standings LEFT JOIN skills ON skills.workspace_id = standings.workspace_id AND skills.skill_id = standings.skill_id
WHERE standings.workspace_id = :workspace_id AND standings.partner_id = :id ORDER BY standings.skill_id;

-- :name FORECASTS_CLEAR
DELETE FROM forecasts WHERE workspace_id = :workspace_id;

-- :name FORECAST_ADD
INSERT INTO forecasts (workspace_id, advice_id, person_id, view_entry, document)
VALUES (:workspace_id, :advice_id, :of_person, :view_entry, :document);

-- Beside the reader's own view, where it was made of the one that they sealed last.
-- :name FORECAST_GET
SELECT forecasts.document FROM forecasts
LEFT JOIN advice ON advice.workspace_id = forecasts.workspace_id AND advice.advice_id = forecasts.advice_id
LEFT JOIN own_views ON own_views.workspace_id = forecasts.workspace_id AND own_views.brief_id = advice.brief_id
  AND own_views.person_id = forecasts.person_id
WHERE forecasts.workspace_id = :workspace_id AND forecasts.advice_id = :id
  AND (forecasts.person_id = '' OR (forecasts.person_id = :scope_person
    AND forecasts.view_entry = COALESCE(own_views.option_entry, advice.seq)))
ORDER BY forecasts.person_id DESC LIMIT 1;
