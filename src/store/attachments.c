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
  bool there; /* all of it */
  GByteArray *read;
} Attachment;

#define ATTEMPTS 3 /* to attach what somebody erases meanwhile */

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

static bool count_chunks(StoreTransaction *transaction, Attachment *attachment, GError **error) {
  g_autoptr(StoreStatement) statement = statement_for(transaction, STORE_CHUNK_COUNT, attachment, error);
  bool row = false;
  if (statement == NULL || !store_statement_step(statement, &row, error))
    return false;
  attachment->there = store_column_integer(statement, 0) == attachment->part &&
                      store_column_integer(statement, 1) == (int64_t)attachment->length;
  return true;
}

/* What the other files of the workspace take, beside this one. */
static bool check_room(StoreTransaction *transaction, void *data, GError **error) {
  const Attachment *attachment = data;
  int64_t most = store_transaction_quota(transaction)->file_bytes_max;
  bool row = false;
  if (most == 0)
    return true;
  g_autoptr(StoreStatement) others = statement_for(transaction, STORE_ATTACHMENT_OTHERS, attachment, error);
  if (others == NULL || !store_statement_step(others, &row, error))
    return false;
  if (store_column_integer(others, 0) + (int64_t)attachment->length <= most)
    return true;
  g_set_error(error, STORE_ERROR, STORE_ERROR_QUOTA,
              "the files of the workspace would take more than the %" G_GINT64_FORMAT " bytes that they may", most);
  return false;
}

/* Chunks may have gone since they were written: the same file was erased. Then nothing is added. */
static bool add_file(StoreTransaction *transaction, void *data, GError **error) {
  Attachment *attachment = data;
  if (!count_chunks(transaction, attachment, error))
    return false;
  if (!attachment->there)
    return true;
  if (!check_room(transaction, attachment, error)) /* again, for others may have come meanwhile */
    return false;
  g_autoptr(StoreStatement) statement = statement_for(transaction, STORE_ATTACHMENT_ADD, attachment, error);
  if (statement == NULL)
    return false;
  store_bind_text(statement, "engagement_id", attachment->engagement);
  store_bind_integer(statement, "bytes", (int64_t)attachment->length);
  return store_statement_run(statement, NULL, error);
}

/* All chunks, then the file. False with an error; attachment->there says whether the file is there. */
static bool add_all(Store *store, const StoreScope *scope, Attachment *attachment, GError **error) {
  for (attachment->part = 0; (size_t)attachment->part * STORE_CHUNK_BYTES < attachment->length; attachment->part++) {
    if (!store_write(store, scope, add_chunk, attachment, error))
      return false;
  }
  return store_write(store, scope, add_file, attachment, error);
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
  if (!store_read(store, scope, check_room, &attachment, error))
    return false;
  for (int attempt = 0; attempt < ATTEMPTS && !attachment.there; attempt++) {
    if (!add_all(store, scope, &attachment, error))
      return false;
  }
  if (!attachment.there)
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_CONFLICT, "the file was erased while it was attached");
  return attachment.there;
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

/* What is left of an upload that broke off goes too. */
static bool erase_file(StoreTransaction *transaction, void *data, GError **error) {
  const Attachment *attachment = data;
  int64_t files = 0;
  int64_t chunks = 0;
  if (!run_for(transaction, STORE_ATTACHMENT_REMOVE, attachment, &files, error) ||
      !run_for(transaction, STORE_CHUNK_BLANK, attachment, &chunks, error))
    return false;
  if (files + chunks > 0)
    return true;
  g_set_error_literal(error, STORE_ERROR, STORE_ERROR_NOT_FOUND, "there is no such file");
  return false;
}

bool store_attachment_erase(Store *store, const StoreScope *scope, const JournalHash *hash, GError **error) {
  if (!store_scope_sees_all(scope)) {
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_ROLE, "a partner does not erase a workspace's files");
    return false;
  }
  Attachment attachment = {.hash = hash};
  return store_write_wiping(store, scope, erase_file, &attachment, error);
}

/* ---- Inside a transaction --------------------------------------------------------------------------------------- */

bool store_attachment_find(StoreTransaction *transaction, const JournalHash *hash, int64_t *bytes, GError **error) {
  Attachment attachment = {.hash = hash};
  g_autoptr(StoreStatement) statement = statement_for(transaction, STORE_ATTACHMENT_GET, &attachment, error);
  bool row = false;
  if (statement == NULL || !store_statement_step(statement, &row, error))
    return false;
  *bytes = row ? store_column_integer(statement, 0) : -1;
  return true;
}

bool store_attachment_share(StoreTransaction *transaction, const JournalHash *hash, const char *engagement,
                            int64_t bytes, GError **error) {
  Attachment attachment = {.hash = hash};
  g_autoptr(StoreStatement) statement = statement_for(transaction, STORE_ATTACHMENT_ADD, &attachment, error);
  if (statement == NULL)
    return false;
  store_bind_text(statement, "engagement_id", engagement);
  store_bind_integer(statement, "bytes", bytes);
  return store_statement_run(statement, NULL, error);
}

bool store_attachment_remove(StoreTransaction *transaction, const JournalHash *hash, GError **error) {
  Attachment attachment = {.hash = hash};
  return erase_file(transaction, &attachment, error);
}
