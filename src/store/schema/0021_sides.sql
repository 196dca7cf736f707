-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Whose words they are is the side that somebody was on when they said them: people change sides.

ALTER TABLE messages ADD COLUMN of_partner @text NOT NULL DEFAULT ''; -- '': the business
UPDATE messages SET of_partner = COALESCE((SELECT people.partner_id FROM people
  WHERE people.workspace_id = messages.workspace_id AND people.person_id = messages.person_id), '');
-- Who confirms or denies a note by its link speaks for the partner, though nobody knows them here.
UPDATE messages SET of_partner = (SELECT advice.partner_id FROM advice
  WHERE advice.workspace_id = messages.workspace_id AND advice.advice_id = messages.thing_id)
WHERE EXISTS (SELECT 1 FROM entries WHERE entries.workspace_id = messages.workspace_id AND entries.seq = messages.seq
  AND (CAST(entries.leaf AS TEXT) LIKE '%"kind":"confirm_advice"%'
    OR CAST(entries.leaf AS TEXT) LIKE '%"kind":"confirm_note"%'));
