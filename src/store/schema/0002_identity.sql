-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Who can sign in. These tables belong to no workspace and never share a transaction with one; they hold hashes of
-- secrets, not the secrets.

CREATE TABLE persons (
  person_id @text NOT NULL,
  sign_in_name @text NOT NULL,
  password_hash @text NOT NULL,
  created_at_ms @integer NOT NULL,
  PRIMARY KEY (person_id)
) @keyed;
CREATE UNIQUE INDEX persons_by_sign_in_name ON persons (sign_in_name);

CREATE TABLE sessions (
  session_hash @bytes NOT NULL CHECK (length(session_hash) = 32),
  person_id @text NOT NULL,
  expires_at_ms @integer NOT NULL,
  PRIMARY KEY (session_hash),
  FOREIGN KEY (person_id) REFERENCES persons (person_id)
) @keyed;
CREATE INDEX sessions_by_person ON sessions (person_id);

CREATE TABLE tokens (
  token_hash @bytes NOT NULL CHECK (length(token_hash) = 32),
  person_id @text NOT NULL,
  allows @text NOT NULL,
  expires_at_ms @integer NOT NULL,
  PRIMARY KEY (token_hash),
  FOREIGN KEY (person_id) REFERENCES persons (person_id)
) @keyed;
CREATE INDEX tokens_by_person ON tokens (person_id);
