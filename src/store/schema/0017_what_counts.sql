-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Advice that a partner says they never gave counts in no figure of theirs; and of advice that was followed the outcome is
-- that of what was done, whatever was said of it before the decision was corrected; what a road not taken would have
-- brought is not known by the partner's word alone. The figures are counted anew so.

DELETE FROM advice_figures;
INSERT INTO advice_figures (workspace_id, partner_id, engagement_id, stated, decisions, outcomes, worked)
SELECT workspace_id, partner_id, engagement_id, stated, COUNT(*), COUNT(worked), COALESCE(SUM(worked), 0) FROM (
  SELECT workspace_id, partner_id, engagement_id,
    CASE WHEN sureness = 'leaning' THEN 11 WHEN sureness = 'fairly' THEN 12 WHEN sureness = 'sure' THEN 13
      WHEN chance IS NOT NULL THEN (chance + 500) / 1000 ELSE 14 END AS stated,
    CASE WHEN decision IS NULL THEN NULL WHEN decision = 'follow' THEN COALESCE(worked, advice_worked)
      WHEN client_advice_worked IS NOT NULL THEN advice_worked END AS worked
  FROM advice WHERE state = 'decided' AND counts = 1
) AS decided GROUP BY workspace_id, partner_id, engagement_id, stated;

-- What is at stake with something done under a mandate is what the client said on its brief, or of it since.
UPDATE advice SET stake_minor = (SELECT briefs.stake_minor FROM briefs WHERE briefs.workspace_id = advice.workspace_id
  AND briefs.brief_id = advice.brief_id)
WHERE mandate_id IS NOT NULL AND EXISTS (SELECT 1 FROM briefs WHERE briefs.workspace_id = advice.workspace_id
    AND briefs.brief_id = advice.brief_id AND briefs.stake_minor IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM subjects JOIN entries ON entries.workspace_id = subjects.workspace_id
    AND entries.seq = subjects.seq WHERE subjects.workspace_id = advice.workspace_id
    AND subjects.thing_id = advice.advice_id AND CAST(entries.leaf AS TEXT) LIKE '%"kind":"set_stake"%');

DROP INDEX advice_of_partner;
CREATE INDEX advice_of_partner ON advice (workspace_id, partner_id, seq, state, decision, decided_at_ms, mandate_id,
  sureness, chance, worked, advice_worked, engagement_id, brief_id, skill_id, at_ms, noted, by_person, option_entry,
  reason_entry, know_by_ms, known_at_ms, counts, client_advice_worked);
DROP INDEX advice_decided_by_partner;
CREATE INDEX advice_decided_by_partner ON advice (workspace_id, partner_id, decided_at_ms, decision, mandate_id,
  engagement_id) WHERE state = 'decided' AND counts = 1;

DELETE FROM fits;
