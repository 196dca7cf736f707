/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* erase_file.c: a file's content is taken out for good, wherever it was put, and what it was called with it. Its hash
 * stays in the entries that put it there. */
#include "action.h"
#include "record/declare.h"
#include "record/erase.h"
#include "store/attachments.h"

#include <string.h>

#define NAMES_AT_ONCE 1000 /* of the places to which one file was put */

static const RecordField fields[] = {
    FIELD_THING("file", RECORD_FIELD_REQUIRED, "f", N_("The file")),
    FIELD_END,
};

static const char *const adds[] = {"hash", NULL};

static const StoreWorkspaceStatement projection[] = {STORE_FILES_REMOVE_HASH, STORE_FILES_FORGET_HASH,
                                                     ACTION_PROJECTION_END};

/* Names that were erased before are no error: an erased text is erased again. */
static bool erase_names(ActionRun *run, const char *hash, GError **error) {
  int64_t last = 0;
  size_t count = NAMES_AT_ONCE;
  bool ok = true;
  while (ok && count == NAMES_AT_ONCE) {
    json_t *parameters = json_pack("{s:s, s:I, s:i}", "id", hash, "after", (json_int_t)last, "most", NAMES_AT_ONCE);
    json_t *rows = store_query(run->transaction, STORE_NAMES_OF_FILE, parameters, NAMES_AT_ONCE, error);
    json_decref(parameters);
    ok = rows != NULL;
    count = json_array_size(rows);
    for (size_t index = 0; ok && index < count; index++) {
      last = action_integer(json_array_get(rows, index), "name_entry", 0);
      ok = store_text_erase(run->transaction, last, "/name", error);
    }
    json_decref(rows);
  }
  return ok;
}

static bool erase(ActionRun *run, const json_t *file, GError **error) {
  const char *hex = action_text(file, "hash");
  JournalHash hash;
  return journal_hex_read(hex, strlen(hex), hash.bytes, sizeof hash.bytes) && erase_names(run, hex, error) &&
         store_attachment_remove(run->transaction, &hash, error) &&
         action_enter(run, NULL, action_text(file, "id"), json_pack("{s:s}", "hash", hex), error);
}

static bool effect(ActionRun *run, GError **error) {
  json_t *file = action_require(run, STORE_FILE_EVER, "file", error);
  bool ok = file != NULL && action_allow(run, record_erase_check_file(run->actor.role)) && erase(run, file, error);
  json_decref(file);
  return ok;
}

const Action action_erase_file = {
    .name = "erase_file",
    .summary = N_("Take a file out of the record for good, wherever it was put"),
    .who = ACTION_BY_OWNER,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .effect = effect,
    .wipes = true,
};
