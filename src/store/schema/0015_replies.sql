-- SPDX-License-Identifier: AGPL-3.0-or-later
-- What partners reply to an override: found by when they came, for whoever is to read them.

CREATE INDEX messages_that_object ON messages (workspace_id, seq) WHERE kind = 'reply_to_override';
