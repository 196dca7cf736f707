-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Found out with a million rows in one workspace: what is asked for all day has an index, and what nobody asks for has none.

DROP INDEX entries_by_engagement;

DROP INDEX briefs_open;
CREATE INDEX briefs_open ON briefs (workspace_id, seq) WHERE state = 'open';

CREATE INDEX engagements_in_order ON engagements (workspace_id, begins_at_ms, engagement_id);
CREATE INDEX engagements_to_review ON engagements (workspace_id, engagement_id) WHERE review_months IS NOT NULL;
