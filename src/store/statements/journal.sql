-- SPDX-License-Identifier: AGPL-3.0-or-later
-- The journal: entries, openings, the tree, heads, keys.

-- :name WORKSPACE_ADD
INSERT INTO workspaces (workspace_id, epoch, opened_at_ms) VALUES (:workspace_id, 1, :opened_at_ms);

-- :name WORKSPACE_GET
SELECT epoch, opened_at_ms FROM workspaces WHERE workspace_id = :workspace_id;

-- :name WORKSPACE_SET_EPOCH
UPDATE workspaces SET epoch = :epoch WHERE workspace_id = :workspace_id AND epoch < :epoch;

-- :name FRONTIER_GET
SELECT frontier FROM frontiers WHERE workspace_id = :workspace_id;

-- :name FRONTIER_SET
INSERT INTO frontiers (workspace_id, frontier) VALUES (:workspace_id, :frontier) ON CONFLICT (workspace_id) DO
UPDATE SET frontier = excluded.frontier;

-- :name ENTRY_ADD
INSERT INTO entries (workspace_id, seq, engagement_id, leaf, leaf_hash) VALUES (:workspace_id, :seq,
:engagement_id, :leaf, :leaf_hash);

-- :name ENTRY_GET
SELECT leaf, leaf_hash FROM entries WHERE workspace_id = :workspace_id AND seq = :seq AND @visible;

-- :name ENTRY_LIST
SELECT seq, leaf, leaf_hash FROM entries WHERE workspace_id = :workspace_id AND seq > :after AND @visible
ORDER BY seq LIMIT :most;

-- Hashes tell nothing of an entry (journal/entry.h, "blind"), so proofs may use those of all.
-- :name LEAF_HASH_GET
SELECT leaf_hash FROM entries WHERE workspace_id = :workspace_id AND seq = :seq;

-- :name OPENING_ADD
INSERT INTO openings (workspace_id, seq, pointer, erased, salt, content) VALUES (:workspace_id, :seq,
:pointer, 0, :salt, :content);

-- :name OPENING_LIST
SELECT pointer, salt, content FROM openings WHERE workspace_id = :workspace_id AND seq = :seq AND erased = 0
AND EXISTS (SELECT 1 FROM entries WHERE entries.workspace_id = :workspace_id AND entries.seq = openings.seq
AND @visible) ORDER BY pointer;

-- :name OPENING_ERASE
UPDATE openings SET erased = 1, salt = @zeros(32), content = @zeros(length(content)) WHERE workspace_id =
:workspace_id AND seq = :seq AND pointer = :pointer AND EXISTS (SELECT 1 FROM entries WHERE
entries.workspace_id = :workspace_id AND entries.seq = openings.seq AND @visible);

-- :name NODE_ADD
INSERT INTO nodes (workspace_id, level, place, hash) VALUES (:workspace_id, :level, :place, :hash);

-- :name NODE_GET
SELECT hash FROM nodes WHERE workspace_id = :workspace_id AND level = :level AND place = :place;

-- :name NODE_COUNT
SELECT COUNT(*) FROM nodes WHERE workspace_id = :workspace_id;

-- :name HEAD_ADD
INSERT INTO heads (workspace_id, size, epoch, line) VALUES (:workspace_id, :size, :epoch, :line);

-- :name HEAD_GET
SELECT line FROM heads WHERE workspace_id = :workspace_id AND size = :size AND epoch = :epoch;

-- :name HEAD_LAST
SELECT line FROM heads WHERE workspace_id = :workspace_id ORDER BY size DESC, epoch DESC LIMIT 1;

-- :name KEY_ADD
INSERT INTO keys (workspace_id, from_seq, public_key) VALUES (:workspace_id, :from_seq, :public_key);

-- :name KEY_LIST
SELECT from_seq, public_key FROM keys WHERE workspace_id = :workspace_id ORDER BY from_seq;
