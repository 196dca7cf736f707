-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Whose words they are is the side that somebody was on when they said them: people change sides.

ALTER TABLE messages ADD COLUMN of_partner @text NOT NULL DEFAULT ''; -- '': the business
UPDATE messages SET of_partner = COALESCE((SELECT people.partner_id FROM people
  WHERE people.workspace_id = messages.workspace_id AND people.person_id = messages.person_id), '');
