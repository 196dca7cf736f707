-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The journal as it is read: entries, receipts, search.

-- :name ENTRY_PAGE
SELECT entries.seq AS entry, entries.engagement_id, entries.leaf AS document,
  (SELECT MIN(subjects.thing_id) FROM subjects WHERE subjects.workspace_id = :workspace_id
    AND subjects.seq = entries.seq) AS thing
FROM entries WHERE entries.workspace_id = :workspace_id AND (:before IS NULL OR entries.seq < :before)
  AND @visible(entries.engagement_id)
ORDER BY entries.seq DESC LIMIT :most;

-- :name ENTRY_PAGE_OF_THING
SELECT entries.seq AS entry, entries.engagement_id, entries.leaf AS document, subjects.thing_id AS thing
FROM subjects JOIN entries ON entries.workspace_id = subjects.workspace_id AND entries.seq = subjects.seq
WHERE subjects.workspace_id = :workspace_id AND subjects.thing_id = :thing
  AND (:before IS NULL OR subjects.seq < :before) AND @visible(entries.engagement_id)
ORDER BY subjects.seq DESC LIMIT :most;

-- The texts of an entry that were not erased, as far as the reader may read them. An import has a decider's own view beside
-- what is for both sides.
-- :name TEXTS_OF_ENTRY
SELECT opening.pointer, opening.content AS words FROM openings AS opening WHERE opening.workspace_id = :workspace_id
  AND opening.seq = :entry AND opening.erased = 0 AND (:scope_sees_all OR opening.pointer <> '/own_view')
  AND EXISTS (SELECT 1 FROM entries
  WHERE entries.workspace_id = :workspace_id AND entries.seq = :entry
  AND (@visible(entries.engagement_id) OR @said_to_all(opening)))
ORDER BY opening.pointer;

-- Whose words an entry holds, by what decides whether they may be read: the advice that it is about, and the review.
-- :name ADVICE_OF_ENTRY
SELECT advice.advice_id AS id, @own_view_case
FROM subjects JOIN advice ON advice.workspace_id = subjects.workspace_id AND advice.advice_id = subjects.thing_id
WHERE subjects.workspace_id = :workspace_id AND subjects.seq = :entry;

-- The latest advice on the brief of a view that somebody sealed.
-- :name ADVICE_BESIDE_OWN_VIEW
SELECT advice.advice_id AS id, @own_view_case
FROM subjects JOIN advice ON advice.workspace_id = subjects.workspace_id AND advice.brief_id = subjects.thing_id
WHERE subjects.workspace_id = :workspace_id AND subjects.seq = :entry
ORDER BY advice.seq DESC LIMIT :most;

-- :name REVIEW_OF_ENTRY
SELECT reviews.review_id AS id, reviews.closed_at_ms,
  EXISTS (SELECT 1 FROM review_answers WHERE review_answers.workspace_id = :workspace_id
    AND review_answers.review_id = reviews.review_id AND review_answers.side = 'client') AS is_client_given,
  EXISTS (SELECT 1 FROM review_answers WHERE review_answers.workspace_id = :workspace_id
    AND review_answers.review_id = reviews.review_id AND review_answers.side = 'partner') AS is_partner_given
FROM subjects JOIN reviews ON reviews.workspace_id = subjects.workspace_id AND reviews.review_id = subjects.thing_id
WHERE subjects.workspace_id = :workspace_id AND subjects.seq = :entry;

-- Any advice that this person may not know yet: whoever owes a view on it gets no copy of the whole journal.
-- :name ADVICE_UNOPENED
SELECT advice.advice_id AS id, @own_view_case FROM advice
WHERE advice.workspace_id = :workspace_id AND NOT EXISTS (SELECT 1 FROM advice_opened
  WHERE advice_opened.workspace_id = :workspace_id AND advice_opened.advice_id = advice.advice_id
  AND advice_opened.person_id = :scope_person);

-- Whether a partner has answered a review to which the business has not: its figures are in the journal's entries.
-- :name REVIEWS_AHEAD
SELECT EXISTS (SELECT 1 FROM reviews WHERE reviews.workspace_id = :workspace_id AND reviews.closed_at_ms IS NULL
  AND EXISTS (SELECT 1 FROM review_answers WHERE review_answers.workspace_id = :workspace_id
    AND review_answers.review_id = reviews.review_id AND review_answers.side = 'partner')
  AND NOT EXISTS (SELECT 1 FROM review_answers WHERE review_answers.workspace_id = :workspace_id
    AND review_answers.review_id = reviews.review_id AND review_answers.side = 'client'));

-- ---- Search ----

-- :name SEARCH_PROGRESS
SELECT seq, generation FROM search_progress WHERE workspace_id = :workspace_id;

-- :name SEARCH_PROGRESS_SET
INSERT INTO search_progress (workspace_id, seq, generation) VALUES (:workspace_id, :seq, :generation)
ON CONFLICT (workspace_id) DO UPDATE SET seq = excluded.seq, generation = excluded.generation;

-- :name SEARCH_CLEAR
DELETE FROM search_words WHERE workspace_id = :workspace_id;

-- :name SEARCH_ADD
INSERT INTO search_words (workspace_id, token, seq, pointer)
SELECT :workspace_id, value, :seq, :pointer FROM @each(:tokens);

-- The texts that are not in yet.
-- :name SEARCH_TEXTS
SELECT seq, pointer, content AS words FROM openings WHERE workspace_id = :workspace_id AND seq > :after
  AND seq <= :until AND erased = 0 ORDER BY seq, pointer;

-- The last entry of the journal.
-- :name ENTRY_LAST
SELECT COALESCE(MAX(seq), 0) AS entry FROM entries WHERE workspace_id = :workspace_id;

-- Entries in which all of the words are, in texts that the reader may read, the newest first.
-- :name SEARCH_FIND
SELECT DISTINCT found.seq AS entry, entries.engagement_id, entries.leaf AS document,
  (SELECT MIN(subjects.thing_id) FROM subjects WHERE subjects.workspace_id = :workspace_id
    AND subjects.seq = found.seq) AS thing
FROM search_words AS found
JOIN entries ON entries.workspace_id = found.workspace_id AND entries.seq = found.seq
WHERE found.workspace_id = :workspace_id AND found.token = :token AND (:before IS NULL OR found.seq < :before)
  AND (@visible(entries.engagement_id) OR @said_to_all(found)) AND (:scope_sees_all OR found.pointer <> '/own_view')
  AND NOT EXISTS (SELECT 1 FROM @each(:others) AS other WHERE NOT EXISTS (SELECT 1 FROM search_words AS beside
    WHERE beside.workspace_id = :workspace_id AND beside.token = other.value AND beside.seq = found.seq
    AND (@visible(entries.engagement_id) OR @said_to_all(beside))
    AND (:scope_sees_all OR beside.pointer <> '/own_view')))
ORDER BY found.seq DESC LIMIT :most;

-- :name SEARCH_ERASE
DELETE FROM search_words WHERE workspace_id = :workspace_id AND seq = :seq AND pointer = :pointer;

-- ---- Keys ----

-- The entries that handed the signing over from one key to the next; their statements are for everybody.
-- :name ROTATION_LIST
SELECT entries.seq AS entry, entries.leaf AS document FROM keys
JOIN entries ON entries.workspace_id = keys.workspace_id AND entries.seq = keys.from_seq
WHERE keys.workspace_id = :workspace_id AND keys.from_seq > (SELECT MIN(first.from_seq) FROM keys AS first
  WHERE first.workspace_id = :workspace_id)
ORDER BY keys.from_seq;
