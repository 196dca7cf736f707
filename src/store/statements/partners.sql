-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Skills, partners, contacts, engagements, fees, mandates.

-- :name SKILL_ADD
INSERT INTO skills (workspace_id, skill_id, name_entry, stance, why_entry, state)
VALUES (:workspace_id, :thing_id, :name, :stance, :why, 'held');

-- :name SKILL_CHANGE
UPDATE skills SET name_entry = COALESCE(:name, name_entry), stance = COALESCE(:stance, stance),
  why_entry = COALESCE(:why, why_entry), state = CASE WHEN :retired THEN 'retired' WHEN :retired IS NULL THEN state
  ELSE 'held' END
WHERE workspace_id = :workspace_id AND skill_id = :skill;

-- :name SKILL_GET
SELECT skill_id AS id, @text(skills.name_entry, '/name') AS name, stance, state FROM skills
WHERE workspace_id = :workspace_id AND skill_id = :id;

-- :name PARTNER_ADD
INSERT INTO partners (workspace_id, partner_id, seq, name_entry, about_entry, state, unasked)
VALUES (:workspace_id, :thing_id, :seq, :name, :about, 'current', 0);

-- Counts an advice that came unasked.
-- :name PARTNER_SPOKE
UPDATE partners SET unasked = unasked + :more,
  first_unasked_at_ms = @least(COALESCE(first_unasked_at_ms, :first_ms), :first_ms),
  last_unasked_at_ms = @greatest(COALESCE(last_unasked_at_ms, :last_ms), :last_ms)
WHERE workspace_id = :workspace_id AND partner_id = :of;

-- :name PARTNER_CHANGE
UPDATE partners SET name_entry = COALESCE(:name, name_entry), about_entry = COALESCE(:about, about_entry),
  state = CASE WHEN :retired THEN 'retired' WHEN :retired IS NULL THEN state ELSE 'current' END
WHERE workspace_id = :workspace_id AND partner_id = :partner;

-- :name PARTNER_GET
SELECT partner_id AS id, @text(partners.name_entry, '/name') AS name, state FROM partners
WHERE workspace_id = :workspace_id AND partner_id = :id;

-- :name CONTACT_ADD
INSERT INTO contacts (workspace_id, contact_id, partner_id, name_entry, mail_entry, phone_entry, state)
VALUES (:workspace_id, :thing_id, :partner, :name, :mail, :phone, 'current');

-- :name CONTACT_RETIRE
UPDATE contacts SET state = 'retired' WHERE workspace_id = :workspace_id AND contact_id = :contact;

-- :name CONTACT_GET
SELECT contact_id AS id, partner_id, state FROM contacts WHERE workspace_id = :workspace_id AND contact_id = :id;

-- :name ENGAGEMENT_ADD
INSERT INTO engagements (workspace_id, engagement_id, partner_id, skill_id, purpose_entry, fee_minor, fee_months,
  gain_share, gain_goal_id, notice_days, renews_at_ms, review_months, own_views, begins_at_ms, ends_at_ms)
VALUES (:workspace_id, :thing_id, :partner, :skill, :purpose, :fee, :fee_months, :gain_share, :gain_goal, :notice_days,
  :renews_at, :review_months, COALESCE(:own_views, 'as_workspace'), COALESCE(:begins_at, :at_ms), :ends_at);

-- :name ENGAGEMENT_GOALS_ADD
INSERT INTO engagement_goals (workspace_id, engagement_id, goal_id)
SELECT :workspace_id, :thing_id, value FROM @each(:goals);

-- A partner's engagement in a skill that runs now.
-- :name ENGAGEMENT_RUNNING_OF
SELECT engagement_id AS id FROM engagements WHERE workspace_id = :workspace_id AND partner_id = :partner
  AND skill_id = :skill AND begins_at_ms <= :now_ms AND (ends_at_ms IS NULL OR ends_at_ms > :now_ms)
ORDER BY begins_at_ms, engagement_id LIMIT 1;

-- :name ENGAGEMENT_GET
SELECT engagement_id AS id, partner_id, skill_id, own_views, begins_at_ms, ends_at_ms, renews_at_ms, gain_share
FROM engagements
WHERE workspace_id = :workspace_id AND engagement_id = :id AND @visible;

-- :name ENGAGEMENT_IDS_OF_PARTNER
SELECT engagement_id FROM engagements WHERE workspace_id = :workspace_id AND partner_id = :partner
ORDER BY begins_at_ms, engagement_id;

-- Those in which a partner works now, or did when something was said, in no order.
-- :name ENGAGEMENTS_RUNNING
SELECT engagement_id AS id, partner_id, skill_id, begins_at_ms, ends_at_ms, renews_at_ms FROM engagements
WHERE workspace_id = :workspace_id AND partner_id = :id AND begins_at_ms <= :now_ms
  AND (ends_at_ms IS NULL OR ends_at_ms > :said_ms)
  AND (:skill IS NULL OR skill_id = :skill) AND @visible;

-- :name ENGAGEMENT_LAST_ADVICE
SELECT MAX(at_ms) AS at_ms FROM advice
WHERE workspace_id = :workspace_id AND engagement_id = :id AND state <> 'withdrawn';

-- Those that have not ended, begun or not.
-- :name ENGAGEMENTS_LASTING
SELECT engagement_id AS id FROM engagements
WHERE workspace_id = :workspace_id AND partner_id = :id AND (ends_at_ms IS NULL OR ends_at_ms > :now_ms) LIMIT 1;

-- :name ENGAGEMENT_CHANGE
UPDATE engagements SET purpose_entry = COALESCE(:purpose, purpose_entry), fee_minor = COALESCE(:fee, fee_minor),
  fee_months = COALESCE(:fee_months, fee_months), gain_share = COALESCE(:gain_share, gain_share),
  gain_goal_id = COALESCE(:gain_goal, gain_goal_id), notice_days = COALESCE(:notice_days, notice_days),
  renews_at_ms = CASE WHEN :no_renewal THEN NULL ELSE COALESCE(:renews_at, renews_at_ms) END,
  review_months = COALESCE(:review_months, review_months), own_views = COALESCE(:own_views, own_views)
WHERE workspace_id = :workspace_id AND engagement_id = :thing_id;

-- :name ENGAGEMENT_GOALS_CLEAR
DELETE FROM engagement_goals WHERE workspace_id = :workspace_id AND engagement_id = :thing_id AND :goals IS NOT NULL;

-- :name ENGAGEMENT_END
UPDATE engagements SET ends_at_ms = :ended_at WHERE workspace_id = :workspace_id AND engagement_id = :thing_id;

-- :name MANDATES_END
UPDATE mandates SET revoked_at_ms = :ended_at WHERE workspace_id = :workspace_id AND engagement_id = :thing_id
  AND (revoked_at_ms IS NULL OR revoked_at_ms > :ended_at);

-- :name FEE_ADD
INSERT INTO fees (workspace_id, engagement_id, seq, amount_minor, paid_at_ms, note_entry)
VALUES (:workspace_id, :thing_id, :seq, :amount, COALESCE(:paid_at, :at_ms), :note);

-- :name MANDATE_ADD
INSERT INTO mandates (workspace_id, mandate_id, engagement_id, level, limit_minor, budget_minor, period_days,
  check_one_in, begins_at_ms, expires_at_ms, revoked_at_ms, granted_by)
VALUES (:workspace_id, :thing_id, :engagement_id, :level, :limit, :budget, :period_days, :check_one_in, :begins_at,
  :expires_at, :revoked_at, :person_id);

-- One that would be revoked later anyway, because its engagement ends, is revoked now.
-- :name MANDATE_REVOKE
UPDATE mandates SET revoked_at_ms = :at_ms WHERE workspace_id = :workspace_id AND mandate_id = :mandate;

-- :name MANDATE_GET
SELECT mandate_id AS id, engagement_id, level, limit_minor, budget_minor, period_days, check_one_in, begins_at_ms,
  expires_at_ms, revoked_at_ms
FROM mandates WHERE workspace_id = :workspace_id AND mandate_id = :id AND @visible;

-- The mandate of an engagement that is in force, or will be.
-- :name MANDATE_OF_ENGAGEMENT
SELECT mandate_id AS id FROM mandates WHERE workspace_id = :workspace_id AND engagement_id = :id
  AND expires_at_ms > :now_ms AND (revoked_at_ms IS NULL OR revoked_at_ms > :now_ms) AND @visible LIMIT 1;

-- The last mandate of an engagement, in force or not: whether it holds is for the rules to say.
-- :name MANDATE_LAST
SELECT mandate_id AS id, level, limit_minor, budget_minor, period_days, check_one_in, begins_at_ms, expires_at_ms,
  revoked_at_ms
FROM mandates WHERE workspace_id = :workspace_id AND engagement_id = :id AND @visible
ORDER BY CAST(substr(mandate_id, 2) AS @integer) DESC LIMIT 1;

-- What was spent under a mandate counts under the one that takes its place.
-- :name SPENDINGS_CARRY
INSERT INTO spendings (workspace_id, mandate_id, at_ms, advice_id, cost_minor)
SELECT :workspace_id, :thing_id, at_ms, advice_id, cost_minor FROM spendings
WHERE workspace_id = :workspace_id AND mandate_id = :mandate;

-- :name SPENDING_ADD
INSERT INTO spendings (workspace_id, mandate_id, at_ms, advice_id, cost_minor)
VALUES (:workspace_id, :mandate, :at_ms, :thing_id, COALESCE(:cost, 0));

-- :name SPENT
SELECT COALESCE(@money_sum(cost_minor), 0) AS spent FROM spendings
WHERE workspace_id = :workspace_id AND mandate_id = :id AND at_ms >= :from_ms AND at_ms < :until_ms;
