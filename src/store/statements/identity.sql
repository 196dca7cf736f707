-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Who can sign in: no workspace, and a kind of transaction of its own.

-- :name PERSON_ADD
INSERT INTO persons (person_id, sign_in_name, password_hash, created_at_ms) VALUES (:person_id, :sign_in_name,
:password_hash, :created_at_ms);

-- :name PERSON_GET
SELECT person_id, password_hash, created_at_ms FROM persons WHERE sign_in_name = :sign_in_name;

-- :name SESSION_ADD
INSERT INTO sessions (session_hash, person_id, expires_at_ms) VALUES (:session_hash, :person_id,
:expires_at_ms);

-- :name SESSION_GET
SELECT person_id, expires_at_ms FROM sessions WHERE session_hash = :session_hash AND expires_at_ms > :now_ms;

-- :name SESSION_REMOVE
DELETE FROM sessions WHERE session_hash = :session_hash;

-- :name SESSION_REMOVE_OLD
DELETE FROM sessions WHERE expires_at_ms <= :now_ms;

-- :name TOKEN_ADD
INSERT INTO tokens (token_hash, person_id, allows, expires_at_ms) VALUES (:token_hash, :person_id, :allows,
:expires_at_ms);

-- :name TOKEN_GET
SELECT person_id, allows, expires_at_ms FROM tokens WHERE token_hash = :token_hash AND expires_at_ms > :now_ms;

-- :name TOKEN_REMOVE
DELETE FROM tokens WHERE token_hash = :token_hash;

-- Of all workspaces that were not deleted nothing but their names, for whoever looks after the database (store_workspace_names).
-- :name WORKSPACE_NAMES
SELECT workspace_id FROM workspaces
WHERE EXISTS (SELECT 1 FROM frontiers WHERE frontiers.workspace_id = workspaces.workspace_id) ORDER BY workspace_id;

-- The workspaces in which a person is a partner.
-- :name PERSON_WORKSPACES
SELECT workspace_id FROM people WHERE person_id = :person_id AND state = 'active' AND role = 'partner'
ORDER BY workspace_id LIMIT :most;
