-- SPDX-License-Identifier: AGPL-3.0-or-later
-- How far the chance of the own view may have been wrong, as the decider was shown it.

ALTER TABLE decisions ADD COLUMN shown_own_view_low @integer;
ALTER TABLE decisions ADD COLUMN shown_own_view_high @integer;
