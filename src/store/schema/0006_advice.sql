-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Briefs, advice, and what became of it.
--
-- Options are told apart by numbers within a brief, from 1: two pieces of advice for the same thing have the same
-- number, and an erased text leaves it.

CREATE TABLE briefs (
  workspace_id @text NOT NULL,
  brief_id @text NOT NULL,
  seq @integer NOT NULL,
  question_entry @integer NOT NULL,
  details_entry @integer,
  skill_id @text,
  goal_id @text,
  constraints @integer NOT NULL,
  criteria @integer NOT NULL,
  budget_minor @integer,
  stake_minor @integer,
  decide_by_ms @integer,
  know_by_ms @integer,
  worked_if_entry @integer,
  asked_by @text NOT NULL,
  at_ms @integer NOT NULL,
  state @text NOT NULL CHECK (state IN ('open', 'decided', 'closed')),
  PRIMARY KEY (workspace_id, brief_id),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;
CREATE UNIQUE INDEX briefs_in_order ON briefs (workspace_id, seq);
CREATE INDEX briefs_open ON briefs (workspace_id, decide_by_ms) WHERE state = 'open';

CREATE TABLE brief_engagements (
  workspace_id @text NOT NULL,
  brief_id @text NOT NULL,
  engagement_id @text NOT NULL,
  PRIMARY KEY (workspace_id, brief_id, engagement_id),
  FOREIGN KEY (workspace_id, brief_id) REFERENCES briefs (workspace_id, brief_id),
  FOREIGN KEY (workspace_id, engagement_id) REFERENCES engagements (workspace_id, engagement_id)
) @keyed;
CREATE INDEX brief_engagements_by_engagement ON brief_engagements (workspace_id, engagement_id);

-- brief_id: of unasked advice its own id. option_entry and so on: where the words are. noted: written down by the
-- client, and what the partner says to it. mandate_id: acted under it, without asking. decision and all after it: as
-- things stand now; decisions and outcomes keep how they came to be so. changed: the last entry that changed the row,
-- by which one sees whether estimates are of today.
CREATE TABLE advice (
  workspace_id @text NOT NULL,
  advice_id @text NOT NULL,
  seq @integer NOT NULL,
  brief_id @text NOT NULL,
  engagement_id @text NOT NULL,
  partner_id @text NOT NULL,
  skill_id @text NOT NULL,
  goal_id @text,
  at_ms @integer NOT NULL,
  by_person @text NOT NULL,
  noted @text NOT NULL CHECK (noted IN ('no', 'waiting', 'confirmed', 'contradicted', 'imported')),
  counts @integer NOT NULL CHECK (counts IN (0, 1)),
  mandate_id @text,
  option_number @integer NOT NULL,
  option_entry @integer NOT NULL,
  reasons_entry @integer,
  interest_entry @integer,
  alternatives @integer NOT NULL,
  sureness @text CHECK (sureness IN ('leaning', 'fairly', 'sure')),
  chance @integer,
  know_by_ms @integer,
  worked_if_entry @integer,
  stake_minor @integer,
  cost_minor @integer,
  link_hash @text,
  link_expires_at_ms @integer,
  state @text NOT NULL CHECK (state IN ('open', 'deferred', 'decided', 'withdrawn')),
  deferred_until_ms @integer,
  decision @text CHECK (decision IN ('follow', 'adapt', 'override')),
  decision_seq @integer,
  decided_at_ms @integer,
  decided_by @text,
  chosen_number @integer,
  reason_entry @integer,
  own_view_number @integer,
  own_view_chance @integer,
  worked @integer,
  advice_worked @integer,
  own_view_worked @integer,
  known_at_ms @integer,
  money_minor @integer,
  check_state @text CHECK (check_state IN ('drawn', 'sound', 'unsound')),
  changed @integer NOT NULL,
  PRIMARY KEY (workspace_id, advice_id),
  FOREIGN KEY (workspace_id, partner_id) REFERENCES partners (workspace_id, partner_id),
  FOREIGN KEY (workspace_id, skill_id) REFERENCES skills (workspace_id, skill_id)
) @keyed;
CREATE UNIQUE INDEX advice_in_order ON advice (workspace_id, seq);
CREATE INDEX advice_by_brief ON advice (workspace_id, brief_id);
CREATE INDEX advice_by_partner ON advice (workspace_id, partner_id, seq);
CREATE INDEX advice_by_engagement ON advice (workspace_id, engagement_id, seq);
CREATE INDEX advice_to_decide ON advice (workspace_id, at_ms) WHERE state IN ('open', 'deferred');
CREATE INDEX advice_to_know ON advice (workspace_id, know_by_ms) WHERE state = 'decided' AND worked IS NULL;
CREATE INDEX advice_to_decide_by_partner ON advice (workspace_id, partner_id) WHERE state IN ('open', 'deferred');
CREATE INDEX advice_to_know_by_partner ON advice (workspace_id, partner_id, know_by_ms)
  WHERE state = 'decided' AND worked IS NULL;
CREATE INDEX advice_to_check ON advice (workspace_id, at_ms) WHERE check_state = 'drawn';
CREATE INDEX advice_by_change ON advice (workspace_id, changed);
CREATE UNIQUE INDEX advice_by_link ON advice (workspace_id, link_hash) WHERE link_hash IS NOT NULL;

-- One a person and brief.
CREATE TABLE own_views (
  workspace_id @text NOT NULL,
  brief_id @text NOT NULL,
  person_id @text NOT NULL,
  option_number @integer NOT NULL,
  option_entry @integer NOT NULL,
  chance @integer,
  sealed_at_ms @integer NOT NULL,
  PRIMARY KEY (workspace_id, brief_id, person_id),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;

CREATE TABLE advice_opened (
  workspace_id @text NOT NULL,
  advice_id @text NOT NULL,
  person_id @text NOT NULL,
  opened_at_ms @integer NOT NULL,
  PRIMARY KEY (workspace_id, advice_id, person_id),
  FOREIGN KEY (workspace_id, advice_id) REFERENCES advice (workspace_id, advice_id)
) @keyed;

-- Every decision, those that were corrected too. shown_*: the chances that the decider was shown.
CREATE TABLE decisions (
  workspace_id @text NOT NULL,
  advice_id @text NOT NULL,
  seq @integer NOT NULL,
  decision @text NOT NULL CHECK (decision IN ('follow', 'adapt', 'override', 'defer')),
  person_id @text NOT NULL,
  at_ms @integer NOT NULL,
  option_entry @integer,
  reason_entry @integer,
  acknowledged @integer NOT NULL CHECK (acknowledged IN (0, 1)),
  corrects @integer,
  shown_advice @integer,
  shown_advice_low @integer,
  shown_advice_high @integer,
  shown_own_view @integer,
  shown_outcomes @integer,
  PRIMARY KEY (workspace_id, advice_id, seq),
  FOREIGN KEY (workspace_id, advice_id) REFERENCES advice (workspace_id, advice_id)
) @keyed;

-- What each side says of each road: the latest word of each.
CREATE TABLE outcomes (
  workspace_id @text NOT NULL,
  advice_id @text NOT NULL,
  road @text NOT NULL CHECK (road IN ('taken', 'advice', 'own_view')),
  side @text NOT NULL CHECK (side IN ('client', 'partner')),
  worked @integer NOT NULL CHECK (worked BETWEEN 0 AND 10000),
  money_minor @integer,
  story_entry @integer,
  person_id @text NOT NULL,
  known_at_ms @integer NOT NULL,
  seq @integer NOT NULL,
  PRIMARY KEY (workspace_id, advice_id, road, side),
  FOREIGN KEY (workspace_id, advice_id) REFERENCES advice (workspace_id, advice_id)
) @keyed;

-- Costs of what was done under a mandate, for its budget.
CREATE TABLE spendings (
  workspace_id @text NOT NULL,
  mandate_id @text NOT NULL,
  at_ms @integer NOT NULL,
  advice_id @text NOT NULL,
  cost_minor @integer NOT NULL,
  PRIMARY KEY (workspace_id, mandate_id, at_ms, advice_id),
  FOREIGN KEY (workspace_id, mandate_id) REFERENCES mandates (workspace_id, mandate_id)
) @keyed;
