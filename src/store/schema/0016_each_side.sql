-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What each side says of the road taken, beside what both together say; and what the client says of an advice that was not
-- followed. An outcome that the partner alone told is asked of the business as if nobody had told it.

ALTER TABLE advice ADD COLUMN client_worked @integer;
ALTER TABLE advice ADD COLUMN partner_worked @integer;
ALTER TABLE advice ADD COLUMN client_advice_worked @integer;

UPDATE advice SET
  client_worked = (SELECT outcomes.worked FROM outcomes WHERE outcomes.workspace_id = advice.workspace_id
    AND outcomes.advice_id = advice.advice_id AND outcomes.road = 'taken' AND outcomes.side = 'client'),
  partner_worked = (SELECT outcomes.worked FROM outcomes WHERE outcomes.workspace_id = advice.workspace_id
    AND outcomes.advice_id = advice.advice_id AND outcomes.road = 'taken' AND outcomes.side = 'partner'),
  client_advice_worked = (SELECT outcomes.worked FROM outcomes WHERE outcomes.workspace_id = advice.workspace_id
    AND outcomes.advice_id = advice.advice_id AND outcomes.road = 'advice' AND outcomes.side = 'client')
WHERE worked IS NOT NULL OR advice_worked IS NOT NULL;

DROP INDEX advice_to_know;
CREATE INDEX advice_to_know ON advice (workspace_id, know_by_ms) WHERE state = 'decided' AND client_worked IS NULL;
DROP INDEX advice_to_know_by_partner;
CREATE INDEX advice_to_know_by_partner ON advice (workspace_id, partner_id, know_by_ms)
  WHERE state = 'decided' AND client_worked IS NULL;

-- What both sides told, for a review to find where they are far apart.
CREATE INDEX advice_told_twice ON advice (workspace_id, engagement_id, client_worked, partner_worked)
  WHERE client_worked IS NOT NULL AND partner_worked IS NOT NULL;

-- What was earned by the partner's word alone is earned no more: the estimates are made anew.
DELETE FROM fits;

-- Of the outcomes in a standing, those that the partner alone told.
ALTER TABLE standings ADD COLUMN told_by_partner @integer NOT NULL DEFAULT 0;
DROP INDEX standings_by_skill;
CREATE INDEX standings_by_skill ON standings (workspace_id, skill_id, outcomes, worked, told_by_partner);
