/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * erase_text.c: words are taken out of the record for good: out of the journal's openings, stored replies, what is to be
 * sent, and the database's files. The entries' proofs go on holding.
 *
 * Which words is said by the field that held them: in one entry, or in every entry about a thing, so that a name that
 * was changed twice is gone all three times.
 */
#include "action.h"
#include "record/declare.h"
#include "record/erase.h"
#include "record/rows.h"

#include <string.h>

#define TEXTS_MAX 1000 /* at once */
#define EVERY_LETTER "abcefgimpqrst"

static const RecordField fields[] = {
    FIELD_INTEGER("entry", 0, 1, JOURNAL_TREE_SIZE_MAX,
                  N_("The number of the entry that holds the words, as the journal and the search tell it")),
    FIELD_THING("of", 0, EVERY_LETTER,
                N_("Instead of an entry: the thing, for every entry about it; of a person's name give its entry")),
    {"field", RECORD_FIELD_NAME, RECORD_FIELD_REQUIRED, 1, 64, NULL,
     N_("The field that holds them, as what entered them calls it and the journal shows it: name, name_of_person, "
        "your_name, option, reasons, words, story, mail...")},
    FIELD_END,
};

static const char *const adds[] = {"erased", NULL};

static const StoreWorkspaceStatement projection[] = {ACTION_PROJECTION_END};

/* Whoever owes a view on an advice is not to learn by asking that something became of it. */
static bool tells_of_it(const char *kind) {
  static const char *const telling[] = {"decide",    "reply_to_override", "report_outcome",
                                        "check_act", "withdraw_advice",   NULL};
  return g_strv_contains(telling, kind);
}

/* The fields of such entries that hold words, "option, reason"; "" where there are none. Free with g_free. */
static char *fields_of_kind(const char *kind) {
  GString *names = g_string_new(NULL);
  const Action *action = tells_of_it(kind) ? NULL : action_find(kind);
  if (action == NULL)
    return g_string_free(names, FALSE);
  for (const RecordField *field = action->fields; field->name != NULL; field++) {
    if (field->type == RECORD_FIELD_TEXT || field->type == RECORD_FIELD_TEXTS)
      g_string_append_printf(names, "%s%s", names->len > 0 ? ", " : "", field->name);
  }
  return g_string_free(names, FALSE);
}

/* Says which fields an entry of that kind may have, and nothing of which this one has: that might tell what was decided. */
static bool refuse_field(ActionRun *run, GError **error) {
  const char *unknown = N_("Look up the entry in the journal, which shows how the fields are called");
  int64_t seq = action_integer(run->document, "entry", 0);
  g_autoptr(GError) why = NULL;
  g_autoptr(JournalEntry) entry = seq > 0 ? store_entry_read(run->transaction, seq, &why) : NULL;
  if (why != NULL && !g_error_matches(why, STORE_ERROR, STORE_ERROR_NOT_FOUND)) {
    g_propagate_error(error, g_steal_pointer(&why));
    return false;
  }
  g_autofree char *names = entry != NULL ? fields_of_kind(entry->kind) : NULL;
  if (names == NULL || *names == '\0')
    return record_problem_set(run->problem, RECORD_PROBLEM_NOT_FOUND, "field", unknown,
                              "There are no words in such a field, or no longer");
  return record_problem_set(
      run->problem, RECORD_PROBLEM_NOT_FOUND, "field", unknown,
      "There are no words in such a field, or no longer; an entry of this kind may have some in: %s", names);
}

/* Whether a member may not know yet what such an entry says, or that there is one. */
static bool is_hidden(ActionRun *run, const JournalEntry *entry, bool *hidden, GError **error) {
  *hidden = run->actor.role == RECORD_ROLE_MEMBER && tells_of_it(entry->kind);
  if (run->actor.role != RECORD_ROLE_MEMBER || *hidden)
    return true;
  json_t *parameters = json_pack("{s:I}", "entry", (json_int_t)entry->seq);
  json_t *row = store_query_row(run->transaction, STORE_ADVICE_OF_ENTRY, parameters, error);
  json_decref(parameters);
  if (json_is_object(row)) {
    RecordOwnViewCase one = record_own_view_case_of_advice(row, &run->actor);
    *hidden = record_own_view_is_shut(&one);
  }
  json_decref(row);
  return row != NULL;
}

/* That there are such words is not told by the refusal either. */
static bool erase_one(ActionRun *run, const json_t *text, GError **error) {
  int64_t seq = action_integer(text, "seq", 0);
  g_autoptr(JournalEntry) entry = store_entry_read(run->transaction, seq, error);
  if (entry == NULL)
    return false;
  g_autofree char *actor = g_strconcat("person:", run->actor.person, NULL);
  RecordRefusal refusal = record_erase_check_text(run->actor.role, strcmp(entry->actor, actor) == 0);
  bool hidden = false;
  if (refusal != RECORD_ALLOWED && !is_hidden(run, entry, &hidden, error))
    return false;
  if (refusal != RECORD_ALLOWED && hidden)
    return refuse_field(run, error);
  return action_allow(run, refusal) && store_text_erase(run->transaction, seq, action_text(text, "pointer"), error);
}

/* The texts, as rows: a new reference; NULL with the problem or error. */
static json_t *find_texts(ActionRun *run, GError **error) {
  json_t *parameters = json_copy((json_t *)run->document);
  json_t *entry = json_object_get(parameters, "entry");
  if (entry != NULL)
    json_object_set(parameters, "entry_seq", entry);
  g_autofree char *field =
      g_strdelimit(g_strdup(action_text(run->document, "field")), "-", '_'); /* as options are typed */
  json_object_set_new(parameters, "field", json_string(field));
  json_object_set_new(parameters, "most", json_integer(TEXTS_MAX));
  json_t *texts = store_query(run->transaction, STORE_TEXTS_OF_FIELD, parameters, TEXTS_MAX, error);
  if (texts != NULL && json_array_size(texts) == 0) {
    g_clear_pointer(&texts, json_decref);
    refuse_field(run, error);
  }
  json_decref(parameters);
  return texts;
}

/* The engagement that all of them are of; NULL where they are of several. */
static const char *only_engagement(const json_t *texts) {
  const char *only = action_text(json_array_get(texts, 0), "engagement_id");
  for (size_t index = 1; only != NULL && index < json_array_size(texts); index++) {
    if (strcmp(action_text(json_array_get(texts, index), "engagement_id"), only) != 0)
      only = NULL;
  }
  return only;
}

static bool effect(ActionRun *run, GError **error) {
  const char *of = action_text(run->document, "of");
  if ((json_object_get(run->document, "entry") != NULL) == (of != NULL))
    return action_invalid(run, "entry", N_("Give one of the two"),
                          "The words are in one entry, or in those about a thing");
  json_t *texts = find_texts(run, error);
  if (texts == NULL)
    return false;
  bool ok = true;
  for (size_t index = 0; ok && index < json_array_size(texts); index++)
    ok = erase_one(run, json_array_get(texts, index), error);
  ok = ok && action_enter(run, only_engagement(texts), of,
                          json_pack("{s:I}", "erased", (json_int_t)json_array_size(texts)), error);
  if (ok)
    json_object_set_new(run->reply, "erased", json_integer((json_int_t)json_array_size(texts)));
  json_decref(texts);
  return ok;
}

const Action action_erase_text = {
    .name = "erase_text",
    .summary = N_("Take words out of the record for good"),
    .who = ACTION_BY_BOTH_SIDES,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .effect = effect,
    .wipes = true,
};
