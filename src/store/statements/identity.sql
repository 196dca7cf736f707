-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Who can sign in: no workspace, and a kind of transaction of its own.

-- ---- Accounts

-- :name ACCOUNT_ANY
SELECT 1 FROM persons LIMIT 1;

-- :name ACCOUNT_BY_NAME
SELECT person_id, persons.key_number, generation, secret, name_sealed, password_sealed, password_version,
  totp_sealed, totp_is_on, totp_step, made_through, made_at_ms
FROM persons JOIN person_keys ON person_keys.key_number = persons.key_number WHERE name_hash = :name_hash;

-- :name ACCOUNT_BY_ID
SELECT person_id, persons.key_number, generation, secret, name_sealed, password_sealed, password_version,
  totp_sealed, totp_is_on, totp_step, made_through, made_at_ms
FROM persons JOIN person_keys ON person_keys.key_number = persons.key_number WHERE person_id = :person_id;

-- :name ACCOUNT_LIST
SELECT person_id, persons.key_number, generation, secret, name_sealed, password_sealed, password_version,
  totp_sealed, totp_is_on, totp_step, made_through, made_at_ms
FROM persons JOIN person_keys ON person_keys.key_number = persons.key_number WHERE person_id > :after
ORDER BY person_id LIMIT :most;

-- Whether nothing changed about an account since its password was verified.
-- :name ACCOUNT_STANDS
SELECT 1 FROM persons WHERE person_id = :person_id AND password_version = :password_version;

-- :name ACCOUNT_OF_INVITATION
SELECT 1 FROM persons WHERE invitation_hash = :invitation_hash;

-- :name PERSON_KEY_NEXT
SELECT COALESCE(MAX(key_number), 0) + 1 FROM person_keys;

-- :name PERSON_KEY_ADD
INSERT INTO person_keys (key_number, generation, secret) VALUES (:key_number, :generation, :secret);

-- :name PERSON_KEY_ERASE
UPDATE person_keys SET secret = @zeros(32) WHERE key_number = :key_number;

-- :name ACCOUNT_ADD
INSERT INTO persons (person_id, key_number, name_hash, name_sealed, password_sealed, password_version,
  totp_sealed, totp_is_on, totp_step, made_through, invitation_hash, made_at_ms)
VALUES (:person_id, :key_number, :name_hash, :name_sealed, :password_sealed, 0, @zeros(0), 0, 0, :made_through,
  :invitation_hash, :now_ms);

-- :name ACCOUNT_SET_PASSWORD
UPDATE persons SET password_sealed = :password_sealed, password_version = password_version + 1
WHERE person_id = :person_id;

-- The same password, hashed with other settings.
-- :name ACCOUNT_REHASH
UPDATE persons SET password_sealed = :password_sealed WHERE person_id = :person_id;

-- :name ACCOUNT_SET_NAME
UPDATE persons SET name_hash = :name_hash, name_sealed = :name_sealed WHERE person_id = :person_id;

-- :name ACCOUNT_REMOVE
DELETE FROM persons WHERE person_id = :person_id;

-- ---- Sessions

-- Whose session it is, and all that a request must know of them.
-- :name SESSION_FIND
SELECT sessions.session_id, sessions.person_id, generation, secret, name_sealed, totp_is_on, sessions.made_at_ms,
  seen_at_ms, rotated_at_ms, @least(idle_ends_at_ms, sessions.ends_at_ms), is_current
FROM session_secrets JOIN sessions ON sessions.session_id = session_secrets.session_id
JOIN persons ON persons.person_id = sessions.person_id
JOIN person_keys ON person_keys.key_number = persons.key_number
WHERE secret_hash = :secret_hash AND session_secrets.ends_at_ms > :now_ms AND idle_ends_at_ms > :now_ms;

-- :name SESSION_ADD
INSERT INTO sessions (session_id, person_id, client_sealed, made_at_ms, seen_at_ms, rotated_at_ms, idle_ends_at_ms,
  ends_at_ms)
VALUES (:session_id, :person_id, :client_sealed, :now_ms, :now_ms, :now_ms, :idle_ends_at_ms, :ends_at_ms);

-- :name SESSION_SECRET_ADD
INSERT INTO session_secrets (secret_hash, session_id, is_current, ends_at_ms)
VALUES (:secret_hash, :session_id, 1, :ends_at_ms);

-- :name SESSION_SECRETS_RETIRE
UPDATE session_secrets SET is_current = 0, ends_at_ms = @least(ends_at_ms, :grace_ends_at_ms)
WHERE session_id = :session_id;

-- Of those who would at once, one does.
-- :name SESSION_ROTATE
UPDATE sessions SET rotated_at_ms = :now_ms, seen_at_ms = :now_ms,
  idle_ends_at_ms = @least(ends_at_ms, :idle_ends_at_ms)
WHERE session_id = :session_id AND rotated_at_ms = :rotated_at_ms;

-- :name SESSION_SEEN
UPDATE sessions SET seen_at_ms = :now_ms, idle_ends_at_ms = @least(ends_at_ms, :idle_ends_at_ms)
WHERE session_id = :session_id AND seen_at_ms < :now_ms;

-- :name SESSION_END_AT
SELECT ends_at_ms FROM sessions WHERE session_id = :session_id;

-- :name SESSION_LIST
SELECT session_id, client_sealed, sessions.made_at_ms, seen_at_ms, generation, secret
FROM sessions JOIN persons ON persons.person_id = sessions.person_id
JOIN person_keys ON person_keys.key_number = persons.key_number
WHERE sessions.person_id = :person_id AND idle_ends_at_ms > :now_ms
ORDER BY seen_at_ms DESC, session_id LIMIT :most;

-- Those beyond the most that a person may have.
-- :name SESSION_SURPLUS
SELECT session_id FROM sessions WHERE person_id = :person_id ORDER BY seen_at_ms DESC, session_id LIMIT 1000
OFFSET :most;

-- :name SESSION_SECRETS_REMOVE
DELETE FROM session_secrets WHERE session_id IN (SELECT session_id FROM sessions WHERE person_id = :person_id
  AND session_id = :session_id);

-- :name SESSION_REMOVE
DELETE FROM sessions WHERE person_id = :person_id AND session_id = :session_id;

-- :name SESSION_SECRETS_REMOVE_OTHERS
DELETE FROM session_secrets WHERE session_id IN (SELECT session_id FROM sessions WHERE person_id = :person_id
  AND session_id <> :but);

-- :name SESSION_REMOVE_OTHERS
DELETE FROM sessions WHERE person_id = :person_id AND session_id <> :but;

-- By its secret: signing out, and signing in where somebody was signed in.
-- :name SESSION_OF_SECRET
SELECT sessions.session_id, person_id FROM session_secrets
JOIN sessions ON sessions.session_id = session_secrets.session_id WHERE secret_hash = :secret_hash;

-- ---- What works once

-- :name LINK_ADD
INSERT INTO links (link_hash, purpose, person_id, made_through, tries, ends_at_ms)
VALUES (:link_hash, :purpose, :person_id, :through, 0, :ends_at_ms);

-- :name LINK_FIND
SELECT purpose, person_id, made_through FROM links WHERE link_hash = :link_hash AND ends_at_ms > :now_ms;

-- :name LINK_REMOVE
DELETE FROM links WHERE link_hash = :link_hash;

-- Links of that purpose for the person; of the setup link the person is ''.
-- :name LINK_REMOVE_OF
DELETE FROM links WHERE person_id = :person_id AND purpose = :purpose;

-- :name LINK_REMOVE_ALL
DELETE FROM links WHERE person_id = :person_id;

-- ---- Second factor and tokens

-- :name RECOVERY_REMOVE_ALL
DELETE FROM recovery_codes WHERE person_id = :person_id;

-- :name TOKEN_FIND
SELECT token_id, person_id, may_write, workspaces, used_at_ms, ends_at_ms FROM tokens
WHERE token_hash = :token_hash AND ends_at_ms > :now_ms;

-- :name TOKEN_COUNT
SELECT COUNT(*) FROM tokens WHERE person_id = :person_id;

-- :name TOKEN_ADD
INSERT INTO tokens (token_hash, token_id, person_id, name_sealed, may_write, workspaces, made_at_ms, used_at_ms,
  ends_at_ms)
VALUES (:token_hash, :token_id, :person_id, :name_sealed, :may_write, :workspaces, :now_ms, 0, :ends_at_ms);

-- :name TOKEN_USED
UPDATE tokens SET used_at_ms = :now_ms
WHERE person_id = :person_id AND token_id = :token_id AND used_at_ms < :now_ms;

-- :name TOKEN_LIST
SELECT token_id, name_sealed, may_write, workspaces, made_at_ms, used_at_ms, ends_at_ms FROM tokens
WHERE person_id = :person_id AND ends_at_ms > :now_ms ORDER BY made_at_ms, token_id LIMIT :most;

-- :name TOKEN_REMOVE
DELETE FROM tokens WHERE person_id = :person_id AND token_id = :token_id;

-- :name TOKEN_REMOVE_ALL
DELETE FROM tokens WHERE person_id = :person_id;

-- ---- Workspaces, of which identity only ever reads

-- Of all workspaces that were not deleted nothing but their names, for whoever looks after the database (store_workspace_names).
-- :name WORKSPACE_NAMES
SELECT workspace_id FROM workspaces
WHERE EXISTS (SELECT 1 FROM frontiers WHERE frontiers.workspace_id = workspaces.workspace_id) ORDER BY workspace_id;

-- Whether there is anything for which the file of secrets is needed: a workspace, or an account.
-- :name SECRETS_NEEDED
SELECT 1 WHERE EXISTS (SELECT 1 FROM frontiers) OR EXISTS (SELECT 1 FROM persons);

-- The last key of the first workspace that was ever signed: it tells whether a file of secrets is this database's.
-- :name SECRETS_WITNESS
SELECT workspace_id, public_key FROM keys WHERE workspace_id = (SELECT keys.workspace_id FROM keys
  JOIN frontiers ON frontiers.workspace_id = keys.workspace_id ORDER BY keys.workspace_id LIMIT 1)
ORDER BY from_seq DESC LIMIT 1;

-- The workspaces in which a person is a partner.
-- :name PERSON_WORKSPACES
SELECT workspace_id FROM people WHERE person_id = :person_id AND state = 'active' AND role = 'partner'
ORDER BY workspace_id LIMIT :most;

-- An invitation that works, and of what workspace.
-- :name INVITATION_OPEN
SELECT role, (SELECT opening.content FROM openings AS opening JOIN settings
    ON settings.workspace_id = opening.workspace_id AND settings.name_entry = opening.seq
    WHERE opening.workspace_id = invitations.workspace_id AND opening.pointer = '/name' AND opening.erased = 0)
FROM invitations
WHERE workspace_id = :workspace AND link_hash = :link AND state = 'open' AND expires_at_ms > :now_ms;

-- ---- Guesses

-- :name THROTTLE_GET
SELECT failures, began_at_ms, next_at_ms FROM throttles WHERE bucket = :bucket AND ends_at_ms > :now_ms;

-- :name THROTTLE_SET
INSERT INTO throttles (bucket, failures, began_at_ms, next_at_ms, ends_at_ms)
VALUES (:bucket, :failures, :began_at_ms, :next_at_ms, :ends_at_ms)
ON CONFLICT (bucket) DO UPDATE SET failures = excluded.failures, began_at_ms = excluded.began_at_ms,
  next_at_ms = excluded.next_at_ms, ends_at_ms = excluded.ends_at_ms;

-- :name THROTTLE_TAKE_BACK
UPDATE throttles SET failures = failures - 1, next_at_ms = 0 WHERE bucket = :bucket AND failures > 0;

-- :name THROTTLE_REMOVE
DELETE FROM throttles WHERE bucket = :bucket;

-- ---- The second factor

-- :name LINK_TRY
UPDATE links SET tries = tries + 1 WHERE link_hash = :link_hash;

-- :name LINK_REMOVE_TRIED
DELETE FROM links WHERE link_hash = :link_hash AND tries >= :most;

-- :name FACTOR_SET
UPDATE persons SET totp_sealed = :totp_sealed, totp_is_on = :totp_is_on, totp_step = :totp_step
WHERE person_id = :person_id;

-- :name FACTOR_TURN_ON
UPDATE persons SET totp_is_on = 1, totp_step = :totp_step
WHERE person_id = :person_id AND totp_is_on = 0 AND totp_sealed = :totp_sealed;

-- A code works once, and no earlier one after it.
-- :name FACTOR_USE
UPDATE persons SET totp_step = :totp_step
WHERE person_id = :person_id AND totp_is_on = 1 AND totp_sealed = :totp_sealed AND totp_step < :totp_step;

-- :name RECOVERY_ADD
INSERT INTO recovery_codes (person_id, code_hash) VALUES (:person_id, :code_hash);

-- :name RECOVERY_USE
DELETE FROM recovery_codes WHERE person_id = :person_id AND code_hash = :code_hash;

-- :name RECOVERY_COUNT
SELECT COUNT(*) FROM recovery_codes WHERE person_id = :person_id;

-- ---- Who is where, of which identity only ever reads

-- :name PERSON_PLACES
SELECT people.workspace_id, role, (SELECT opening.content FROM openings AS opening JOIN settings
    ON settings.workspace_id = opening.workspace_id AND settings.name_entry = opening.seq
    WHERE opening.workspace_id = people.workspace_id AND opening.pointer = '/name' AND opening.erased = 0)
FROM people WHERE person_id = :person_id AND state = 'active' ORDER BY people.workspace_id LIMIT :most;

-- :name PERSON_OWNS
SELECT COUNT(*) FROM people WHERE person_id = :person_id AND state = 'active' AND role = 'owner';

-- :name PERSON_ROLE
SELECT role FROM people WHERE workspace_id = :workspace AND person_id = :person_id AND state = 'active';

-- Whether somebody is, or ever was, part of another workspace.
-- :name PERSON_ELSEWHERE
SELECT 1 FROM people WHERE person_id = :person_id AND workspace_id <> :workspace LIMIT 1;

-- ---- After a backup was restored

-- :name SESSION_SECRETS_REMOVE_EVERY
DELETE FROM session_secrets;

-- :name SESSION_REMOVE_EVERY
DELETE FROM sessions;

-- :name LINK_REMOVE_EVERY
DELETE FROM links;

-- ---- After the file of secrets was lost: accounts can't be opened without it

-- :name RECOVERY_REMOVE_EVERY
DELETE FROM recovery_codes;

-- :name TOKEN_REMOVE_EVERY
DELETE FROM tokens;

-- :name ACCOUNT_REMOVE_EVERY
DELETE FROM persons;

-- ---- Past their end

-- The same sessions as the next statement takes: nothing comes between.
-- :name SWEEP_SECRETS_OF_SESSIONS
DELETE FROM session_secrets WHERE session_id IN (SELECT session_id FROM sessions WHERE idle_ends_at_ms <= :now_ms
  ORDER BY idle_ends_at_ms, session_id LIMIT :most);

-- :name SWEEP_SESSIONS
DELETE FROM sessions WHERE session_id IN (SELECT session_id FROM sessions WHERE idle_ends_at_ms <= :now_ms
  ORDER BY idle_ends_at_ms, session_id LIMIT :most);

-- :name SWEEP_SECRETS
DELETE FROM session_secrets WHERE secret_hash IN (SELECT secret_hash FROM session_secrets WHERE ends_at_ms <= :now_ms
  LIMIT :most);

-- :name SWEEP_LINKS
DELETE FROM links WHERE link_hash IN (SELECT link_hash FROM links WHERE ends_at_ms <= :now_ms LIMIT :most);

-- :name SWEEP_TOKENS
DELETE FROM tokens WHERE token_hash IN (SELECT token_hash FROM tokens WHERE ends_at_ms <= :now_ms LIMIT :most);

-- :name SWEEP_THROTTLES
DELETE FROM throttles WHERE bucket IN (SELECT bucket FROM throttles WHERE ends_at_ms <= :now_ms LIMIT :most);
