-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The direction and its goals; skills; partners, their engagements, fees and mandates.

CREATE TABLE directions (
  workspace_id @text NOT NULL,
  words_entry @integer NOT NULL,
  shared @integer NOT NULL CHECK (shared IN (0, 1)),
  set_at_ms @integer NOT NULL,
  PRIMARY KEY (workspace_id),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;

-- Values of a measure are millionths of its unit.
CREATE TABLE goals (
  workspace_id @text NOT NULL,
  goal_id @text NOT NULL,
  name_entry @integer NOT NULL,
  measure_entry @integer NOT NULL,
  baseline @integer NOT NULL,
  target @integer NOT NULL,
  begins_at_ms @integer NOT NULL,
  due_at_ms @integer NOT NULL,
  state @text NOT NULL CHECK (state IN ('open', 'reached', 'dropped')),
  PRIMARY KEY (workspace_id, goal_id),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;

CREATE TABLE readings (
  workspace_id @text NOT NULL,
  goal_id @text NOT NULL,
  at_ms @integer NOT NULL,
  value @integer NOT NULL,
  seq @integer NOT NULL,
  PRIMARY KEY (workspace_id, goal_id, at_ms),
  FOREIGN KEY (workspace_id, goal_id) REFERENCES goals (workspace_id, goal_id)
) @keyed;

CREATE TABLE skills (
  workspace_id @text NOT NULL,
  skill_id @text NOT NULL,
  name_entry @integer NOT NULL,
  stance @text NOT NULL CHECK (stance IN ('focus', 'partner', 'rent')),
  why_entry @integer,
  state @text NOT NULL CHECK (state IN ('held', 'retired')),
  PRIMARY KEY (workspace_id, skill_id),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;

-- unasked: how many pieces of advice came unasked, first and last, by which one sees who has gone quiet.
CREATE TABLE partners (
  workspace_id @text NOT NULL,
  partner_id @text NOT NULL,
  seq @integer NOT NULL,
  name_entry @integer NOT NULL,
  about_entry @integer,
  state @text NOT NULL CHECK (state IN ('current', 'retired')),
  unasked @integer NOT NULL,
  first_unasked_at_ms @integer,
  last_unasked_at_ms @integer,
  PRIMARY KEY (workspace_id, partner_id),
  FOREIGN KEY (workspace_id) REFERENCES workspaces (workspace_id)
) @keyed;
CREATE UNIQUE INDEX partners_in_order ON partners (workspace_id, seq);
CREATE INDEX partners_by_silence ON partners (workspace_id, last_unasked_at_ms) WHERE last_unasked_at_ms IS NOT NULL;

CREATE TABLE contacts (
  workspace_id @text NOT NULL,
  contact_id @text NOT NULL,
  partner_id @text NOT NULL,
  name_entry @integer NOT NULL,
  mail_entry @integer,
  phone_entry @integer,
  state @text NOT NULL CHECK (state IN ('current', 'retired')),
  PRIMARY KEY (workspace_id, contact_id),
  FOREIGN KEY (workspace_id, partner_id) REFERENCES partners (workspace_id, partner_id)
) @keyed;
CREATE INDEX contacts_by_partner ON contacts (workspace_id, partner_id);

-- fee_months: how many months one fee is for; 0: a fee for each piece of work. gain_share: the partner's share of what
-- the goal gains.
CREATE TABLE engagements (
  workspace_id @text NOT NULL,
  engagement_id @text NOT NULL,
  partner_id @text NOT NULL,
  skill_id @text NOT NULL,
  purpose_entry @integer,
  fee_minor @integer,
  fee_months @integer,
  gain_share @integer,
  gain_goal_id @text,
  notice_days @integer,
  renews_at_ms @integer,
  review_months @integer,
  own_views @text NOT NULL CHECK (own_views IN ('as_workspace', 'off', 'on')),
  begins_at_ms @integer NOT NULL,
  ends_at_ms @integer,
  PRIMARY KEY (workspace_id, engagement_id),
  FOREIGN KEY (workspace_id, partner_id) REFERENCES partners (workspace_id, partner_id),
  FOREIGN KEY (workspace_id, skill_id) REFERENCES skills (workspace_id, skill_id)
) @keyed;
CREATE INDEX engagements_by_partner ON engagements (workspace_id, partner_id, skill_id);
CREATE INDEX engagements_by_skill ON engagements (workspace_id, skill_id);
CREATE INDEX engagements_by_renewal ON engagements (workspace_id, renews_at_ms) WHERE renews_at_ms IS NOT NULL;

CREATE TABLE engagement_goals (
  workspace_id @text NOT NULL,
  engagement_id @text NOT NULL,
  goal_id @text NOT NULL,
  PRIMARY KEY (workspace_id, engagement_id, goal_id),
  FOREIGN KEY (workspace_id, engagement_id) REFERENCES engagements (workspace_id, engagement_id),
  FOREIGN KEY (workspace_id, goal_id) REFERENCES goals (workspace_id, goal_id)
) @keyed;
CREATE INDEX engagement_goals_by_goal ON engagement_goals (workspace_id, goal_id);

CREATE TABLE fees (
  workspace_id @text NOT NULL,
  engagement_id @text NOT NULL,
  seq @integer NOT NULL,
  amount_minor @integer NOT NULL,
  paid_at_ms @integer NOT NULL,
  note_entry @integer,
  PRIMARY KEY (workspace_id, engagement_id, seq),
  FOREIGN KEY (workspace_id, engagement_id) REFERENCES engagements (workspace_id, engagement_id)
) @keyed;

-- revoked_at_ms NULL: it was not taken back. A changed mandate is a new row; the old one is revoked at that moment.
CREATE TABLE mandates (
  workspace_id @text NOT NULL,
  mandate_id @text NOT NULL,
  engagement_id @text NOT NULL,
  level @text NOT NULL CHECK (level IN ('instruct', 'advise', 'act_within', 'act_and_report', 'entrust')),
  limit_minor @integer,
  budget_minor @integer,
  period_days @integer NOT NULL,
  check_one_in @integer NOT NULL,
  begins_at_ms @integer NOT NULL,
  expires_at_ms @integer NOT NULL,
  revoked_at_ms @integer,
  granted_by @text NOT NULL,
  PRIMARY KEY (workspace_id, mandate_id),
  FOREIGN KEY (workspace_id, engagement_id) REFERENCES engagements (workspace_id, engagement_id)
) @keyed;
CREATE INDEX mandates_by_engagement ON mandates (workspace_id, engagement_id);
CREATE INDEX mandates_by_expiry ON mandates (workspace_id, expires_at_ms) WHERE revoked_at_ms IS NULL;
