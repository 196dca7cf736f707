-- SPDX-License-Identifier: AGPL-3.0-or-later
-- Files in chunks.

-- :name ATTACHMENT_ADD
INSERT INTO attachments (workspace_id, hash, engagement_id, bytes) VALUES (:workspace_id, :hash,
:engagement_id, :bytes) ON CONFLICT (workspace_id, hash, engagement_id) DO NOTHING;

-- What the files of a workspace take but one, each counted once however many engagements it is of.
-- :name ATTACHMENT_OTHERS
SELECT COALESCE(SUM(bytes), 0) FROM (SELECT DISTINCT hash, bytes FROM attachments WHERE workspace_id = :workspace_id
AND hash <> :hash) AS others;

-- :name ATTACHMENT_GET
SELECT bytes FROM attachments WHERE workspace_id = :workspace_id AND hash = :hash AND @visible LIMIT 1;

-- :name ATTACHMENT_REMOVE
DELETE FROM attachments WHERE workspace_id = :workspace_id AND hash = :hash;

-- :name CHUNK_ADD
INSERT INTO attachment_chunks (workspace_id, hash, part, content) VALUES (:workspace_id, :hash, :part,
:content) ON CONFLICT (workspace_id, hash, part) DO NOTHING;

-- :name CHUNK_LIST
SELECT part, content FROM attachment_chunks WHERE workspace_id = :workspace_id AND hash = :hash AND EXISTS
(SELECT 1 FROM attachments WHERE attachments.workspace_id = :workspace_id AND attachments.hash = :hash AND
@visible) ORDER BY part;

-- :name CHUNK_COUNT
SELECT COUNT(*), COALESCE(SUM(length(content)), 0) FROM attachment_chunks WHERE workspace_id = :workspace_id AND
hash = :hash;

-- No row is deleted (entries.h says why): it loses its content and its place.
-- :name CHUNK_BLANK
UPDATE attachment_chunks SET hash = @zeros(32), content = @zeros(0), part = part + (SELECT COALESCE(MAX(gone.part) +
1, 0) FROM attachment_chunks AS gone WHERE gone.workspace_id = :workspace_id AND gone.hash = @zeros(32)) WHERE
workspace_id = :workspace_id AND hash = :hash;
