-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Replies that a repeated request gets again, and what is to be sent.

-- :name IDEMPOTENCY_ADD
INSERT INTO idempotency_keys (workspace_id, person_id, request_key, request_hash, seq, at_ms, reply) VALUES
(:workspace_id, :scope_person, :request_key, :request_hash, :seq, :at_ms, :reply);

-- :name IDEMPOTENCY_GET
SELECT request_hash, seq, at_ms, reply FROM idempotency_keys WHERE workspace_id = :workspace_id AND person_id
= :scope_person AND request_key = :request_key;

-- :name IDEMPOTENCY_ERASE
UPDATE idempotency_keys SET reply = @zeros(length(reply)) WHERE workspace_id = :workspace_id AND seq = :seq;

-- :name IDEMPOTENCY_BLANK_OLD
UPDATE idempotency_keys SET reply = @zeros(length(reply)) WHERE workspace_id = :workspace_id AND at_ms <
:before_ms;

-- :name IDEMPOTENCY_REMOVE_OLD
DELETE FROM idempotency_keys WHERE workspace_id = :workspace_id AND at_ms < :before_ms;

-- :name OUTBOX_ADD
INSERT INTO outbox (workspace_id, message, seq, kind, due_at_ms, attempts, document) SELECT :workspace_id,
COALESCE(MAX(message), 0) + 1, :seq, :kind, :due_at_ms, 0, :document FROM outbox WHERE workspace_id =
:workspace_id;

-- :name OUTBOX_DUE
SELECT message, seq, kind, due_at_ms, attempts, document FROM outbox WHERE workspace_id = :workspace_id AND
due_at_ms <= :now_ms ORDER BY due_at_ms, message LIMIT :most;

-- :name OUTBOX_DEFER
UPDATE outbox SET attempts = attempts + 1, due_at_ms = :due_at_ms WHERE workspace_id = :workspace_id AND
message = :message;

-- :name OUTBOX_ERASE
UPDATE outbox SET document = @zeros(length(document)) WHERE workspace_id = :workspace_id AND seq = :seq;

-- :name OUTBOX_BLANK
UPDATE outbox SET document = @zeros(length(document)) WHERE workspace_id = :workspace_id AND message =
:message;

-- :name OUTBOX_REMOVE
DELETE FROM outbox WHERE workspace_id = :workspace_id AND message = :message;
