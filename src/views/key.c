/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* key.c: the public keys with which the journal was signed, for whoever wants to check a receipt. */
#include "journal/form.h"
#include "record/declare.h"
#include "signing.h"

static const RecordField parameters[] = {FIELD_END};

/* The keys that were are to be read without the file of secrets as well. */
static bool prepare(const ViewOptions *options, const StoreMember *member, const json_t *asked,
                    RecordProblem *problem) {
  return options->keys == NULL || signing_prepare(options, member, asked, problem);
}

static bool read(ViewRun *run, GError **error) {
  g_autoptr(GArray) keys = signing_keys(run->transaction, error);
  if (keys == NULL)
    return false;
  json_t *list = json_array();
  for (guint index = 0; index < keys->len; index++) {
    const SigningKey *key = &g_array_index(keys, SigningKey, index);
    JournalHash id = journal_key_id(&key->key);
    json_array_append_new(list, json_pack("{s:o, s:o, s:I}", "public_key",
                                          journal_form_new_hex(key->key.bytes, sizeof key->key.bytes), "key_id",
                                          journal_form_new_hex(id.bytes, sizeof id.bytes), "from_entry",
                                          (json_int_t)key->from_entry));
  }
  json_object_set_new(run->document, "workspace", json_string(run->actor->workspace));
  return json_object_set_new(run->document, "keys", list) == 0;
}

const View view_key = {
    .name = "key",
    .summary = N_("The public key with which this journal is signed, and those before it"),
    .who = VIEW_BY_ALL,
    .parameters = parameters,
    .prepare = prepare,
    .read = read,
};
