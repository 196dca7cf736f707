-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Replies that a repeated request gets again, and what is to be sent.

-- :name IDEMPOTENCY_ADD
INSERT INTO idempotency_keys (workspace_id, person_id, request_key, request_hash, seq, at_ms, reply) VALUES
(:workspace_id, :scope_person, :request_key, :request_hash, :seq, :at_ms, :reply);

-- :name IDEMPOTENCY_GET
SELECT request_hash, seq, at_ms, reply FROM idempotency_keys WHERE workspace_id = :workspace_id AND person_id
= :scope_person AND request_key = :request_key;

-- The hash of a request goes with its reply: short words could be guessed from it.
-- :name IDEMPOTENCY_ERASE
UPDATE idempotency_keys SET reply = @zeros(0), request_hash = @zeros(32) WHERE workspace_id = :workspace_id AND
seq = :seq;

-- Keys that are old enough to be forgotten keep their row, without the reply: rows beside a deleted one may be moved,
-- and leave a copy (entries.h).
-- :name IDEMPOTENCY_BLANK_OLD
UPDATE idempotency_keys SET reply = @zeros(0) WHERE workspace_id = :workspace_id AND at_ms < :before_ms AND
length(reply) > 0;

-- :name OUTBOX_ADD
INSERT INTO outbox (workspace_id, message, seq, kind, due_at_ms, attempts, document) SELECT :workspace_id,
COALESCE(MAX(message), 0) + 1, :seq, :kind, :due_at_ms, 0, :document FROM outbox WHERE workspace_id =
:workspace_id;

-- What was erased, or is done with, has no document any more.
-- :name OUTBOX_DUE
SELECT message, seq, kind, due_at_ms, attempts, document FROM outbox WHERE workspace_id = :workspace_id AND
due_at_ms <= :now_ms AND length(document) > 0 ORDER BY due_at_ms, message LIMIT :most;

-- :name OUTBOX_DEFER
UPDATE outbox SET attempts = attempts + 1, due_at_ms = :due_at_ms WHERE workspace_id = :workspace_id AND
message = :message;

-- No row is deleted (entries.h says why). The last of all times takes it out of the way of those that are due.
-- :name OUTBOX_ERASE
UPDATE outbox SET document = @zeros(0), due_at_ms = 9223372036854775807 WHERE workspace_id = :workspace_id AND
seq = :seq;

-- :name OUTBOX_DONE
UPDATE outbox SET document = @zeros(0), due_at_ms = 9223372036854775807 WHERE workspace_id = :workspace_id AND
message = :message;
