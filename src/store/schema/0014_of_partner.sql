-- SPDX-License-Identifier: AGPL-3.0-or-later
-- A partner's advice in one place: what is listed and counted of it on their page is read from this index alone, row after
-- row, rather than from as many places of the table. No words are in it, only where they are.

DROP INDEX advice_by_partner;
CREATE INDEX advice_of_partner ON advice (workspace_id, partner_id, seq, state, decision, decided_at_ms, mandate_id,
  sureness, chance, worked, advice_worked, engagement_id, brief_id, skill_id, at_ms, noted, by_person, option_entry,
  reason_entry, know_by_ms, known_at_ms);
