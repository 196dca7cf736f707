/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * statements.c: the table of all statements.
 *
 * What holds somebody's words is never simply deleted: it is overwritten first with as many zeros, in its place. A
 * database moves rows about when it deletes, and leaves copies behind; overwriting moves nothing.
 */
#include "statements.h"

#include <string.h>

static const char *const workspace_statements[] = {
    [STORE_WORKSPACE_ADD] = "INSERT INTO workspaces (workspace_id, epoch, opened_at_ms) "
                            "VALUES (:workspace_id, 1, :opened_at_ms)",
    [STORE_WORKSPACE_GET] = "SELECT epoch, opened_at_ms FROM workspaces WHERE workspace_id = :workspace_id",
    [STORE_WORKSPACE_SET_EPOCH] = "UPDATE workspaces SET epoch = :epoch "
                                  "WHERE workspace_id = :workspace_id AND epoch < :epoch",

    [STORE_FRONTIER_GET] = "SELECT frontier FROM frontiers WHERE workspace_id = :workspace_id",
    [STORE_FRONTIER_SET] = "INSERT INTO frontiers (workspace_id, frontier) VALUES (:workspace_id, :frontier) "
                           "ON CONFLICT (workspace_id) DO UPDATE SET frontier = excluded.frontier",

    [STORE_ENTRY_ADD] = "INSERT INTO entries (workspace_id, seq, engagement_id, leaf, leaf_hash) "
                        "VALUES (:workspace_id, :seq, :engagement_id, :leaf, :leaf_hash)",
    [STORE_ENTRY_GET] = "SELECT leaf, leaf_hash FROM entries "
                        "WHERE workspace_id = :workspace_id AND seq = :seq AND @visible",
    [STORE_ENTRY_LIST] = "SELECT seq, leaf, leaf_hash FROM entries "
                         "WHERE workspace_id = :workspace_id AND seq > :after AND @visible ORDER BY seq LIMIT :most",
    /* Hashes tell nothing of an entry (journal/entry.h, "blind"), so proofs may use those of all. */
    [STORE_LEAF_HASH_GET] = "SELECT leaf_hash FROM entries WHERE workspace_id = :workspace_id AND seq = :seq",

    [STORE_OPENING_ADD] = "INSERT INTO openings (workspace_id, seq, pointer, erased, salt, content) "
                          "VALUES (:workspace_id, :seq, :pointer, 0, :salt, :content)",
    [STORE_OPENING_LIST] = "SELECT pointer, salt, content FROM openings WHERE workspace_id = :workspace_id "
                           "AND seq = :seq AND erased = 0 AND EXISTS (SELECT 1 FROM entries WHERE "
                           "entries.workspace_id = :workspace_id AND entries.seq = openings.seq AND @visible) "
                           "ORDER BY pointer",
    [STORE_OPENING_ERASE] = "UPDATE openings SET erased = 1, salt = @zeros(32), content = @zeros(length(content)) "
                            "WHERE workspace_id = :workspace_id AND seq = :seq AND pointer = :pointer "
                            "AND EXISTS (SELECT 1 FROM entries WHERE entries.workspace_id = :workspace_id "
                            "AND entries.seq = openings.seq AND @visible)",

    [STORE_NODE_ADD] = "INSERT INTO nodes (workspace_id, level, place, hash) "
                       "VALUES (:workspace_id, :level, :place, :hash)",
    [STORE_NODE_GET] = "SELECT hash FROM nodes "
                       "WHERE workspace_id = :workspace_id AND level = :level AND place = :place",
    [STORE_NODE_COUNT] = "SELECT COUNT(*) FROM nodes WHERE workspace_id = :workspace_id",

    [STORE_HEAD_ADD] = "INSERT INTO heads (workspace_id, size, epoch, line) "
                       "VALUES (:workspace_id, :size, :epoch, :line)",
    [STORE_HEAD_GET] = "SELECT line FROM heads WHERE workspace_id = :workspace_id AND size = :size AND epoch = :epoch",
    [STORE_HEAD_LAST] = "SELECT line FROM heads WHERE workspace_id = :workspace_id "
                        "ORDER BY size DESC, epoch DESC LIMIT 1",

    [STORE_KEY_ADD] = "INSERT INTO keys (workspace_id, from_seq, public_key) "
                      "VALUES (:workspace_id, :from_seq, :public_key)",
    [STORE_KEY_LIST] = "SELECT from_seq, public_key FROM keys WHERE workspace_id = :workspace_id ORDER BY from_seq",

    [STORE_IDEMPOTENCY_ADD] = "INSERT INTO idempotency_keys "
                              "(workspace_id, person_id, request_key, request_hash, seq, at_ms, reply) VALUES "
                              "(:workspace_id, :scope_person, :request_key, :request_hash, :seq, :at_ms, :reply)",
    [STORE_IDEMPOTENCY_GET] = "SELECT request_hash, seq, at_ms, reply FROM idempotency_keys WHERE "
                              "workspace_id = :workspace_id AND person_id = :scope_person "
                              "AND request_key = :request_key",
    [STORE_IDEMPOTENCY_ERASE] = "UPDATE idempotency_keys SET reply = @zeros(length(reply)) "
                                "WHERE workspace_id = :workspace_id AND seq = :seq",
    [STORE_IDEMPOTENCY_BLANK_OLD] = "UPDATE idempotency_keys SET reply = @zeros(length(reply)) "
                                    "WHERE workspace_id = :workspace_id AND at_ms < :before_ms",
    [STORE_IDEMPOTENCY_REMOVE_OLD] = "DELETE FROM idempotency_keys "
                                     "WHERE workspace_id = :workspace_id AND at_ms < :before_ms",

    [STORE_OUTBOX_ADD] = "INSERT INTO outbox (workspace_id, message, seq, kind, due_at_ms, attempts, document) "
                         "SELECT :workspace_id, COALESCE(MAX(message), 0) + 1, :seq, :kind, :due_at_ms, 0, :document "
                         "FROM outbox WHERE workspace_id = :workspace_id",
    [STORE_OUTBOX_DUE] = "SELECT message, seq, kind, due_at_ms, attempts, document FROM outbox "
                         "WHERE workspace_id = :workspace_id AND due_at_ms <= :now_ms "
                         "ORDER BY due_at_ms, message LIMIT :most",
    [STORE_OUTBOX_DEFER] = "UPDATE outbox SET attempts = attempts + 1, due_at_ms = :due_at_ms "
                           "WHERE workspace_id = :workspace_id AND message = :message",
    [STORE_OUTBOX_ERASE] = "UPDATE outbox SET document = @zeros(length(document)) "
                           "WHERE workspace_id = :workspace_id AND seq = :seq",
    [STORE_OUTBOX_BLANK] = "UPDATE outbox SET document = @zeros(length(document)) "
                           "WHERE workspace_id = :workspace_id AND message = :message",
    [STORE_OUTBOX_REMOVE] = "DELETE FROM outbox WHERE workspace_id = :workspace_id AND message = :message",

    [STORE_ATTACHMENT_ADD] = "INSERT INTO attachments (workspace_id, hash, engagement_id, bytes) "
                             "VALUES (:workspace_id, :hash, :engagement_id, :bytes) "
                             "ON CONFLICT (workspace_id, hash, engagement_id) DO NOTHING",
    [STORE_ATTACHMENT_GET] = "SELECT bytes FROM attachments "
                             "WHERE workspace_id = :workspace_id AND hash = :hash AND @visible LIMIT 1",
    [STORE_ATTACHMENT_REMOVE] = "DELETE FROM attachments WHERE workspace_id = :workspace_id AND hash = :hash",
    [STORE_CHUNK_ADD] = "INSERT INTO attachment_chunks (workspace_id, hash, part, content) "
                        "VALUES (:workspace_id, :hash, :part, :content) "
                        "ON CONFLICT (workspace_id, hash, part) DO NOTHING",
    [STORE_CHUNK_LIST] = "SELECT part, content FROM attachment_chunks "
                         "WHERE workspace_id = :workspace_id AND hash = :hash AND EXISTS (SELECT 1 FROM attachments "
                         "WHERE attachments.workspace_id = :workspace_id AND attachments.hash = :hash AND @visible) "
                         "ORDER BY part",
    [STORE_CHUNK_BLANK] = "UPDATE attachment_chunks SET content = @zeros(length(content)) "
                          "WHERE workspace_id = :workspace_id AND hash = :hash",
    [STORE_CHUNK_REMOVE] = "DELETE FROM attachment_chunks WHERE workspace_id = :workspace_id AND hash = :hash",
};

static const char *const identity_statements[] = {
    [STORE_PERSON_ADD] = "INSERT INTO persons (person_id, sign_in_name, password_hash, created_at_ms) "
                         "VALUES (:person_id, :sign_in_name, :password_hash, :created_at_ms)",
    [STORE_PERSON_GET] = "SELECT person_id, password_hash, created_at_ms FROM persons "
                         "WHERE sign_in_name = :sign_in_name",
    [STORE_SESSION_ADD] = "INSERT INTO sessions (session_hash, person_id, expires_at_ms) "
                          "VALUES (:session_hash, :person_id, :expires_at_ms)",
    [STORE_SESSION_GET] = "SELECT person_id, expires_at_ms FROM sessions "
                          "WHERE session_hash = :session_hash AND expires_at_ms > :now_ms",
    [STORE_SESSION_REMOVE] = "DELETE FROM sessions WHERE session_hash = :session_hash",
    [STORE_SESSION_REMOVE_OLD] = "DELETE FROM sessions WHERE expires_at_ms <= :now_ms",
    [STORE_TOKEN_ADD] = "INSERT INTO tokens (token_hash, person_id, allows, expires_at_ms) "
                        "VALUES (:token_hash, :person_id, :allows, :expires_at_ms)",
    [STORE_TOKEN_GET] = "SELECT person_id, allows, expires_at_ms FROM tokens "
                        "WHERE token_hash = :token_hash AND expires_at_ms > :now_ms",
    [STORE_TOKEN_REMOVE] = "DELETE FROM tokens WHERE token_hash = :token_hash",
};

G_STATIC_ASSERT(G_N_ELEMENTS(workspace_statements) == STORE_WORKSPACE_STATEMENT_COUNT);
G_STATIC_ASSERT(G_N_ELEMENTS(identity_statements) == STORE_IDENTITY_STATEMENT_COUNT);

StoreStatementText store_workspace_statement_text(StoreWorkspaceStatement name) {
  g_assert((unsigned)name < STORE_WORKSPACE_STATEMENT_COUNT && workspace_statements[name] != NULL);
  return (StoreStatementText){.number = (unsigned)name, .sql = workspace_statements[name]};
}

StoreStatementText store_identity_statement_text(StoreIdentityStatement name) {
  g_assert((unsigned)name < STORE_IDENTITY_STATEMENT_COUNT && identity_statements[name] != NULL);
  return (StoreStatementText){.number = (unsigned)STORE_WORKSPACE_STATEMENT_COUNT + (unsigned)name,
                              .sql = identity_statements[name]};
}

char *store_words_expand(const char *sql, const StoreWord *words) {
  GString *expanded = g_string_new(NULL);
  while (*sql != '\0') {
    const StoreWord *word = words;
    if (*sql == '@') {
      while (word->word != NULL && !g_str_has_prefix(sql, word->word))
        word++;
      g_assert(word->word != NULL);
      g_string_append(expanded, word->meaning);
      sql += strlen(word->word);
    } else {
      g_string_append_c(expanded, *sql++);
    }
  }
  return g_string_free(expanded, FALSE);
}
