-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Who has earned freedom, found without reading every standing; and questions that nobody has answered.

-- The limit of the document, where one was earned. The next refit fills it in.
ALTER TABLE standings ADD COLUMN earned_minor @integer NOT NULL DEFAULT 0;
CREATE INDEX standings_by_earned ON standings (workspace_id, earned_minor) WHERE earned_minor > 0;

CREATE INDEX messages_that_ask ON messages (workspace_id, seq) WHERE kind = 'question';
CREATE INDEX messages_by_question ON messages (workspace_id, answers) WHERE answers IS NOT NULL;
