-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Talk, tasks, reviews, files.

-- of_partner: the side that whoever says it is on now.
-- :name MESSAGE_ADD
INSERT INTO messages (workspace_id, message_id, seq, thing_id, engagement_id, kind, answers, words_entry, person_id, at_ms,
  of_partner)
VALUES (:workspace_id, :thing_id, :seq, :about, :engagement_id, :kind, :answers, :words, :person_id,
  COALESCE(:talked_at, :at_ms), COALESCE((SELECT people.partner_id FROM people
    WHERE people.workspace_id = :workspace_id AND people.person_id = :person_id), ''));

-- Words that came with something else done to a thing are kept with it, as a reply.
-- :name MESSAGE_ADD_ASIDE
INSERT INTO messages (workspace_id, message_id, seq, thing_id, engagement_id, kind, answers, words_entry, person_id, at_ms,
  of_partner)
SELECT :workspace_id, 'q' || :entry, :seq, :thing_id, :engagement_id, 'reply', NULL, :words, :person_id, :at_ms,
  COALESCE((SELECT people.partner_id FROM people
    WHERE people.workspace_id = :workspace_id AND people.person_id = :person_id), '')
WHERE :words IS NOT NULL;

-- The same of a note that is confirmed or denied: it is the partner who speaks, who may have nothing here but a link.
-- :name MESSAGE_ADD_CONFIRMED
INSERT INTO messages (workspace_id, message_id, seq, thing_id, engagement_id, kind, answers, words_entry, person_id, at_ms,
  of_partner)
SELECT :workspace_id, 'q' || :entry, :seq, :thing_id, :engagement_id, 'reply', NULL, :words, :person_id, :at_ms,
  (SELECT advice.partner_id FROM advice WHERE advice.workspace_id = :workspace_id AND advice.advice_id = :thing_id)
WHERE :words IS NOT NULL;

-- What is of no engagement is for all who see the brief.
-- :name MESSAGE_GET
SELECT message_id AS id, thing_id, engagement_id, kind, person_id FROM messages
WHERE workspace_id = :workspace_id AND message_id = :id AND @visible_to_asked(messages);

-- :name TASK_ADD
INSERT INTO tasks (workspace_id, task_id, seq, engagement_id, goal_id, title_entry, due_at_ms, state)
VALUES (:workspace_id, :thing_id, :seq, :engagement_id, :goal, :title, :due_at, 'open');

-- :name TASK_GET
SELECT task_id AS id, engagement_id, state FROM tasks
WHERE workspace_id = :workspace_id AND task_id = :id AND @visible;

-- :name TASK_END
UPDATE tasks SET state = :becomes, ended_at_ms = :at_ms WHERE workspace_id = :workspace_id AND task_id = :thing_id;

-- :name REVIEW_ADD
INSERT INTO reviews (workspace_id, review_id, seq, engagement_id, opened_at_ms, due_at_ms)
VALUES (:workspace_id, :thing_id, :seq, :engagement_id, :at_ms, :due);

-- :name REVIEW_OPEN_OF
SELECT review_id AS id FROM reviews
WHERE workspace_id = :workspace_id AND engagement_id = :id AND closed_at_ms IS NULL LIMIT 1;

-- :name REVIEW_GET
SELECT review_id AS id, engagement_id, due_at_ms, closed_at_ms,
  EXISTS (SELECT 1 FROM review_answers WHERE review_answers.workspace_id = :workspace_id
    AND review_answers.review_id = :id AND review_answers.side = 'client') AS is_client_given,
  EXISTS (SELECT 1 FROM review_answers WHERE review_answers.workspace_id = :workspace_id
    AND review_answers.review_id = :id AND review_answers.side = 'partner') AS is_partner_given
FROM reviews WHERE workspace_id = :workspace_id AND review_id = :id AND @visible;

-- :name REVIEW_ANSWER_ADD
INSERT INTO review_answers (workspace_id, review_id, engagement_id, side, person_id, answers, facts, speed, worth,
  words_entry, at_ms)
VALUES (:workspace_id, :thing_id, :engagement_id, :side, :person_id, :answers, :facts, :speed, :worth, :words, :at_ms);

-- :name REVIEW_CLOSE
UPDATE reviews SET closed_at_ms = :at_ms WHERE workspace_id = :workspace_id AND review_id = :thing_id;

-- :name FILE_ADD
INSERT INTO files (workspace_id, file_id, thing_id, engagement_id, hash, bytes, name_entry, media_type, person_id, at_ms)
VALUES (:workspace_id, :thing_id, :about, :engagement_id, :file, :bytes, :name, :media_type, :person_id, :at_ms);

-- :name FILE_GET
SELECT file_id AS id, thing_id, engagement_id, hash, person_id FROM files
WHERE workspace_id = :workspace_id AND file_id = :id AND @visible;

-- By whom it may be read, it may be fetched: those who see the engagement, or the brief that it was put to for all.
-- :name FILE_HASH
SELECT hash FROM files WHERE workspace_id = :workspace_id AND file_id = :id AND @visible_to_asked(files);

-- :name FILES_OF_HASH
SELECT file_id AS id, name_entry FROM files WHERE workspace_id = :workspace_id AND hash = :id ORDER BY file_id;

-- A file that is there, or was taken off.
-- :name FILE_EVER
SELECT file_id AS id, hash FROM files WHERE workspace_id = :workspace_id AND file_id = :id AND @visible(files.engagement_id)
UNION ALL
SELECT file_id AS id, hash FROM files_taken_off WHERE workspace_id = :workspace_id AND file_id = :id
  AND @visible(files_taken_off.engagement_id);

-- What that content was called, wherever it is or was.
-- :name NAMES_OF_FILE
SELECT name_entry FROM (SELECT name_entry FROM files WHERE workspace_id = :workspace_id AND hash = :id
  UNION ALL SELECT name_entry FROM files_taken_off WHERE workspace_id = :workspace_id AND hash = :id) AS names
WHERE name_entry > :after ORDER BY name_entry LIMIT :most;

-- Every advice that the content was put to, by what decides whether it may be known.
-- :name ADVICE_OF_FILE
SELECT advice.advice_id AS id, @own_view_case
FROM files JOIN advice ON advice.workspace_id = files.workspace_id AND advice.advice_id = files.thing_id
WHERE files.workspace_id = :workspace_id AND files.hash = :id;

-- :name FILE_TAKE_OFF
INSERT INTO files_taken_off (workspace_id, file_id, engagement_id, hash, name_entry)
SELECT workspace_id, file_id, engagement_id, hash, name_entry FROM files
WHERE workspace_id = :workspace_id AND file_id = :file;

-- :name FILE_REMOVE
DELETE FROM files WHERE workspace_id = :workspace_id AND file_id = :file;

-- :name FILES_FORGET_HASH
DELETE FROM files_taken_off WHERE workspace_id = :workspace_id AND hash = :hash;

-- :name FILES_REMOVE_HASH
DELETE FROM files WHERE workspace_id = :workspace_id AND hash = :hash;
