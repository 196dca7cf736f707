-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Briefs that want an answer by a day, for whoever asks which are past it.

CREATE INDEX briefs_due ON briefs (workspace_id, decide_by_ms) WHERE state = 'open' AND decide_by_ms IS NOT NULL;
