/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* attachments.c: files in chunks, by the hash of their content. */
#include "attachments.h"

#include "statements.h"

#include <string.h>

typedef struct {
  const JournalHash *hash;
  const char *engagement;
  const uint8_t *bytes;
  size_t length;
  int64_t part;
  GByteArray *read;
} Attachment;

static StoreStatement *statement_for(StoreTransaction *transaction, StoreWorkspaceStatement name,
                                     const Attachment *attachment, GError **error) {
  StoreStatement *statement = store_statement(transaction, name, error);
  if (statement != NULL)
    store_bind_bytes(statement, "hash", attachment->hash->bytes, sizeof attachment->hash->bytes);
  return statement;
}

static bool add_chunk(StoreTransaction *transaction, void *data, GError **error) {
  const Attachment *attachment = data;
  g_autoptr(StoreStatement) statement = statement_for(transaction, STORE_CHUNK_ADD, attachment, error);
  if (statement == NULL)
    return false;
  size_t offset = (size_t)attachment->part * STORE_CHUNK_BYTES;
  store_bind_integer(statement, "part", attachment->part);
  store_bind_bytes(statement, "content", attachment->bytes + offset,
                   MIN(attachment->length - offset, (size_t)STORE_CHUNK_BYTES));
  return store_statement_run(statement, NULL, error);
}

static bool add_file(StoreTransaction *transaction, void *data, GError **error) {
  const Attachment *attachment = data;
  g_autoptr(StoreStatement) statement = statement_for(transaction, STORE_ATTACHMENT_ADD, attachment, error);
  if (statement == NULL)
    return false;
  store_bind_text(statement, "engagement_id", attachment->engagement);
  store_bind_integer(statement, "bytes", (int64_t)attachment->length);
  return store_statement_run(statement, NULL, error);
}

bool store_attachment_add(Store *store, const StoreScope *scope, const char *engagement, const void *bytes,
                          size_t length, JournalHash *hash, GError **error) {
  if (length > STORE_ATTACHMENT_BYTES_MAX) {
    g_set_error(error, STORE_ERROR, STORE_ERROR_LIMIT, "the file has %zu bytes; %d are the most", length,
                STORE_ATTACHMENT_BYTES_MAX);
    return false;
  }
  if (!store_scope_may_enter(scope, engagement, error))
    return false;
  *hash = journal_hash_pair(bytes, length, NULL, 0);
  Attachment attachment = {
      .hash = hash, .engagement = engagement != NULL ? engagement : "", .bytes = bytes, .length = length};
  for (; (size_t)attachment.part * STORE_CHUNK_BYTES < length; attachment.part++) {
    if (!store_write(store, scope, add_chunk, &attachment, error))
      return false;
  }
  return store_write(store, scope, add_file, &attachment, error);
}

static bool read_file(StoreTransaction *transaction, void *data, GError **error) {
  Attachment *attachment = data;
  g_autoptr(StoreStatement) file = statement_for(transaction, STORE_ATTACHMENT_GET, attachment, error);
  bool row = false;
  if (file == NULL || !store_statement_step(file, &row, error))
    return false;
  if (!row) {
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "there is no such file");
    return false;
  }
  g_autoptr(StoreStatement) chunks = statement_for(transaction, STORE_CHUNK_LIST, attachment, error);
  if (chunks == NULL)
    return false;
  bool ok = store_statement_step(chunks, &row, error);
  for (; ok && row; ok = store_statement_step(chunks, &row, error)) {
    size_t length = 0;
    const void *bytes = store_column_bytes(chunks, 1, &length);
    g_byte_array_append(attachment->read, bytes, (guint)length);
  }
  return ok;
}

GBytes *store_attachment_read(Store *store, const StoreScope *scope, const JournalHash *hash, GError **error) {
  g_autoptr(GByteArray) read = g_byte_array_new();
  Attachment attachment = {.hash = hash, .read = read};
  if (!store_read(store, scope, read_file, &attachment, error))
    return NULL;
  JournalHash found = journal_hash_pair(read->data, read->len, NULL, 0);
  if (!journal_hash_equal(&found, hash)) {
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_CORRUPT, "the file is no longer what was attached");
    return NULL;
  }
  return g_byte_array_free_to_bytes(g_steal_pointer(&read));
}

static bool run_for(StoreTransaction *transaction, StoreWorkspaceStatement name, const Attachment *attachment,
                    int64_t *changed, GError **error) {
  g_autoptr(StoreStatement) statement = statement_for(transaction, name, attachment, error);
  return statement != NULL && store_statement_run(statement, changed, error);
}

static bool erase_file(StoreTransaction *transaction, void *data, GError **error) {
  const Attachment *attachment = data;
  int64_t removed = 0;
  if (!run_for(transaction, STORE_ATTACHMENT_REMOVE, attachment, &removed, error))
    return false;
  if (removed == 0) {
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "there is no such file");
    return false;
  }
  return run_for(transaction, STORE_CHUNK_BLANK, attachment, NULL, error) &&
         run_for(transaction, STORE_CHUNK_REMOVE, attachment, NULL, error);
}

bool store_attachment_erase(Store *store, const StoreScope *scope, const JournalHash *hash, GError **error) {
  if (!store_scope_sees_all(scope)) {
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_ROLE, "a partner does not erase a workspace's files");
    return false;
  }
  Attachment attachment = {.hash = hash};
  return store_write_wiping(store, scope, erase_file, &attachment, error);
}
