-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Who can sign in, made anew: nothing wrote to these tables before. They belong to no workspace and never share a
-- transaction with one. Secrets are kept as hashes; what says something about somebody (the name they sign in with, the
-- hash of their password, what their browser calls itself) is sealed with a key of their own, so that erasing that key
-- erases all of it, wherever the database left copies.

DROP TABLE tokens;
DROP TABLE sessions;
DROP TABLE persons;

-- Half of each person's key; the other half is in the file of secrets, of that generation. Rows only come at the end and
-- are never deleted, for that may move their neighbours: erasing overwrites a row where it lies (entries.h says why).
CREATE TABLE person_keys (
  key_number @integer NOT NULL CHECK (key_number >= 1),
  generation @integer NOT NULL CHECK (generation >= 1),
  secret @bytes NOT NULL CHECK (length(secret) = 32),
  PRIMARY KEY (key_number)
) @rows;

-- name_hash: keyed, of the folded name. password_sealed is empty where none was chosen yet, totp_sealed where there is no
-- second factor; password_version counts the changes of the password; totp_step is the last step of which a code was used. made_through: the workspace whose invitation the
-- account was made by, '' where the host made it; one invitation makes one account.
CREATE TABLE persons (
  person_id @text NOT NULL,
  key_number @integer NOT NULL,
  name_hash @bytes NOT NULL CHECK (length(name_hash) = 32),
  name_sealed @bytes NOT NULL,
  password_sealed @bytes NOT NULL,
  password_version @integer NOT NULL,
  totp_sealed @bytes NOT NULL,
  totp_is_on @integer NOT NULL CHECK (totp_is_on IN (0, 1)),
  totp_step @integer NOT NULL,
  made_through @text NOT NULL,
  invitation_hash @bytes,
  made_at_ms @integer NOT NULL,
  PRIMARY KEY (person_id),
  FOREIGN KEY (key_number) REFERENCES person_keys (key_number)
) @keyed;
CREATE UNIQUE INDEX persons_by_name ON persons (name_hash);
CREATE UNIQUE INDEX persons_by_invitation ON persons (invitation_hash);

-- idle_ends_at_ms moves on with use, never past ends_at_ms.
CREATE TABLE sessions (
  session_id @text NOT NULL,
  person_id @text NOT NULL,
  client_sealed @bytes NOT NULL,
  made_at_ms @integer NOT NULL,
  seen_at_ms @integer NOT NULL,
  rotated_at_ms @integer NOT NULL,
  idle_ends_at_ms @integer NOT NULL,
  ends_at_ms @integer NOT NULL,
  PRIMARY KEY (session_id),
  FOREIGN KEY (person_id) REFERENCES persons (person_id)
) @keyed;
CREATE INDEX sessions_by_person ON sessions (person_id);
CREATE INDEX sessions_by_end ON sessions (idle_ends_at_ms);

-- A session has one secret that is current, and for a moment after a change the one before.
CREATE TABLE session_secrets (
  secret_hash @bytes NOT NULL CHECK (length(secret_hash) = 32),
  session_id @text NOT NULL,
  is_current @integer NOT NULL CHECK (is_current IN (0, 1)),
  ends_at_ms @integer NOT NULL,
  PRIMARY KEY (secret_hash),
  FOREIGN KEY (session_id) REFERENCES sessions (session_id)
) @keyed;
CREATE INDEX session_secrets_by_session ON session_secrets (session_id);
CREATE INDEX session_secrets_by_end ON session_secrets (ends_at_ms);

-- What works once. purpose: 'password' sets a password, 'setup' makes the first account (person_id is '' then), 'code' is
-- a sign-in whose password was right and whose code is still asked for. made_through: the workspace whose owner made it, '' for
-- the host.
CREATE TABLE links (
  link_hash @bytes NOT NULL CHECK (length(link_hash) = 32),
  purpose @text NOT NULL CHECK (purpose IN ('password', 'setup', 'code')),
  person_id @text NOT NULL,
  made_through @text NOT NULL,
  tries @integer NOT NULL CHECK (tries >= 0),
  ends_at_ms @integer NOT NULL,
  PRIMARY KEY (link_hash)
) @keyed;
CREATE INDEX links_by_person ON links (person_id);
CREATE INDEX links_by_end ON links (ends_at_ms);

CREATE TABLE recovery_codes (
  person_id @text NOT NULL,
  code_hash @bytes NOT NULL CHECK (length(code_hash) = 32),
  PRIMARY KEY (person_id, code_hash),
  FOREIGN KEY (person_id) REFERENCES persons (person_id)
) @keyed;

-- workspaces: a JSON list of names; '' for all of the person's.
CREATE TABLE tokens (
  token_hash @bytes NOT NULL CHECK (length(token_hash) = 32),
  token_id @text NOT NULL,
  person_id @text NOT NULL,
  name_sealed @bytes NOT NULL,
  may_write @integer NOT NULL CHECK (may_write IN (0, 1)),
  workspaces @text NOT NULL,
  made_at_ms @integer NOT NULL,
  used_at_ms @integer NOT NULL,
  ends_at_ms @integer NOT NULL,
  PRIMARY KEY (token_hash),
  FOREIGN KEY (person_id) REFERENCES persons (person_id)
) @keyed;
CREATE INDEX tokens_by_person ON tokens (person_id, token_id);
CREATE INDEX tokens_by_end ON tokens (ends_at_ms);

-- Guesses that were wrong, by a keyed hash of whose account and from where: nobody can read an address out of it.
CREATE TABLE throttles (
  bucket @bytes NOT NULL CHECK (length(bucket) = 32),
  failures @integer NOT NULL CHECK (failures >= 0),
  began_at_ms @integer NOT NULL,
  next_at_ms @integer NOT NULL,
  ends_at_ms @integer NOT NULL,
  PRIMARY KEY (bucket)
) @keyed;
CREATE INDEX throttles_by_end ON throttles (ends_at_ms);
