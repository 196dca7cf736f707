-- SPDX-License-Identifier: AGPL-3.0-or-later
-- A partner's advice in one place: what is listed and counted of it on their page is read from this index alone, row after
-- row, rather than from as many places of the table. No words are in it, only where they are.

DROP INDEX advice_by_partner;
CREATE INDEX advice_of_partner ON advice (workspace_id, partner_id, seq, state, decision, decided_at_ms, mandate_id,
  sureness, chance, worked, advice_worked, engagement_id, brief_id, skill_id, at_ms, noted, by_person, option_entry,
  reason_entry, know_by_ms, known_at_ms);

-- The months of a partner's page: what was decided since a day.
CREATE INDEX advice_decided_by_partner ON advice (workspace_id, partner_id, decided_at_ms, decision, mandate_id,
  engagement_id) WHERE state = 'decided';

-- What was decided on a partner's advice, counted as it comes in. stated: how sure they said they were, 0 to 10 in tenths,
-- 11 to 13 in words (leaning, fairly, sure), 14 where they did not say. decisions: all; outcomes: of those where it is known
-- how the advice turned out, and worked: their sum. Advice that may be shut to who reads is counted too: see views/year.c.
CREATE TABLE advice_figures (
  workspace_id @text NOT NULL,
  partner_id @text NOT NULL,
  engagement_id @text NOT NULL,
  stated @integer NOT NULL CHECK (stated BETWEEN 0 AND 14),
  decisions @integer NOT NULL,
  outcomes @integer NOT NULL,
  worked @integer NOT NULL,
  PRIMARY KEY (workspace_id, partner_id, engagement_id, stated),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;

INSERT INTO advice_figures (workspace_id, partner_id, engagement_id, stated, decisions, outcomes, worked)
SELECT workspace_id, partner_id, engagement_id, stated, COUNT(*), COUNT(worked), COALESCE(SUM(worked), 0) FROM (
  SELECT workspace_id, partner_id, engagement_id,
    CASE WHEN sureness = 'leaning' THEN 11 WHEN sureness = 'fairly' THEN 12 WHEN sureness = 'sure' THEN 13
      WHEN chance IS NOT NULL THEN (chance + 500) / 1000 ELSE 14 END AS stated,
    CASE WHEN decision IS NULL THEN NULL WHEN advice_worked IS NOT NULL THEN advice_worked
      WHEN decision = 'follow' THEN worked END AS worked
  FROM advice WHERE state = 'decided'
) AS decided GROUP BY workspace_id, partner_id, engagement_id, stated;
