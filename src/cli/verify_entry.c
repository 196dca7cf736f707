/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * verify_entry.c: an entry, of a receipt or of the journal, as people read it.
 *
 * An entry is what an action was told: its fields say whether a number is money, a share or a time. What the action added
 * of its own, and what actions that this program does not know were told, is shown as it stands.
 */
#include "verify_entry.h"

#include "actions/action.h"
#include "record_phrases.h"
#include "record_text.h"
#include "words/words.h"

#include <glib/gi18n.h>
#include <inttypes.h>
#include <string.h>

#define TIME_LEAST_MS INT64_C(100000000000) /* 1973: what is smaller was never meant as a time */

/* Of what an action added of its own only the name says that it is a time. */
static bool is_time(const char *name, json_int_t number) {
  return number >= TIME_LEAST_MS && (g_str_has_suffix(name, "_at") || g_str_has_suffix(name, "_by") ||
                                     strcmp(name, "due") == 0 || strcmp(name, "until") == 0);
}

/* What an action adds of its own and is a share. */
static const char *const added_shares[] = {
    "value",          "own_view_chance",    "shown_advice",        "shown_advice_low", "shown_advice_high",
    "shown_own_view", "shown_own_view_low", "shown_own_view_high", "partner_worked",   NULL};

static char *money_words(int64_t minor, const VerifyEntryPlace *place) {
  return place->currency != NULL ? phrase_money(minor, place->currency)
                                 : g_strdup_printf(_("%" PRId64 " of the currency's smallest unit"), minor);
}

static char *number_words(const RecordField *field, json_int_t number, const VerifyEntryPlace *place) {
  switch (field != NULL ? field->type : RECORD_FIELD_INTEGER) {
  case RECORD_FIELD_MONEY: return money_words(number, place);
  case RECORD_FIELD_SHARE: return words_share(number);
  case RECORD_FIELD_NUMBER: return words_millionths(number);
  case RECORD_FIELD_TIME: return phrase_moment(number, place->zone);
  default: return g_strdup_printf("%" PRId64, (int64_t)number);
  }
}

/* What the members of one entry have in common. */
typedef struct {
  const json_t *texts;
  const VerifyEntryPlace *place;
} Telling;

static void add_value(GString *line, const RecordField *field, const Telling *telling, const char *pointer,
                      const json_t *value);

static void add_list(GString *line, const RecordField *field, const Telling *telling, const char *pointer,
                     const json_t *list) {
  size_t index = 0;
  json_t *element = NULL;
  json_array_foreach(list, index, element) {
    g_autofree char *at = g_strdup_printf("%s/%zu", pointer, index);
    if (index > 0)
      g_string_append(line, "; ");
    add_value(line, field, telling, at, element);
  }
}

/* Whoever made the receipt may be a stranger: nothing in it may steer a terminal. */
static void add_words(GString *line, const char *words) {
  g_autofree char *printable = words_printable(words);
  g_string_append(line, printable);
}

/* A commitment stands in the place of a text. */
static void add_text(GString *line, const json_t *texts, const char *pointer) {
  const char *text = phrase_text(texts, pointer);
  add_words(line, text != NULL ? text : _("(erased, or not for you to read)"));
}

static void add_value(GString *line, const RecordField *field, const Telling *telling, const char *pointer,
                      const json_t *value) {
  if (json_is_integer(value)) {
    json_int_t given = json_integer_value(value);
    bool added = field == NULL && is_time(pointer + 1, given);
    bool share = field == NULL && g_strv_contains(added_shares, pointer + 1);
    g_autofree char *number = added   ? phrase_moment(given, telling->place->zone)
                              : share ? words_share(given)
                                      : number_words(field, given, telling->place);
    g_string_append(line, number);
  } else if (json_is_string(value)) {
    add_words(line, json_string_value(value));
  } else if (json_is_boolean(value)) {
    g_string_append(line, json_is_true(value) ? _("yes") : _("no"));
  } else if (json_is_array(value)) {
    add_list(line, field, telling, pointer, value);
  } else if (json_object_get(value, "commitment") != NULL) {
    add_text(line, telling->texts, pointer);
  } else {
    g_autofree char *dumped = json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY);
    g_string_append(line, dumped != NULL ? dumped : "");
  }
}

static void print_member(Output *output, const RecordField *field, const Telling *telling, const char *name,
                         const json_t *value) {
  g_autofree char *title = record_text_title(name);
  g_autofree char *pointer = g_strdup_printf("/%s", name);
  g_autoptr(GString) line = g_string_new(NULL);
  add_words(line, title);
  g_string_append(line, ": ");
  add_value(line, field, telling, pointer, value);
  phrase_item(output, g_strdup(line->str), NULL);
}

/* "thing" is what the entry is about, which another member names, too; "blind" is of the proof. */
static bool is_of_proof(const char *name) {
  return strcmp(name, "blind") == 0 || strcmp(name, "thing") == 0;
}

void verify_entry_print_members(Output *output, const char *kind, const json_t *body, const json_t *texts,
                                const VerifyEntryPlace *place) {
  const Telling telling = {texts, place};
  const Action *action = kind != NULL ? action_of_kind(kind) : NULL;
  const RecordField *fields = action != NULL ? action->fields : NULL;
  for (const RecordField *field = fields; field != NULL && field->name != NULL; field++) {
    const json_t *value = json_object_get(body, field->name);
    if (value != NULL)
      print_member(output, field, &telling, field->name, value);
  }
  const char *name = NULL;
  json_t *value = NULL;
  json_object_foreach((json_t *)body, name, value) {
    bool told = fields != NULL && record_field_find(fields, name) != NULL;
    if (!told && !is_of_proof(name))
      print_member(output, NULL, &telling, name, value);
  }
}

void verify_entry_print(Output *output, const json_t *receipt) {
  const char *kind = phrase_text(json_object_get(receipt, "entry"), "kind");
  const Action *action = kind != NULL ? action_of_kind(kind) : NULL;
  g_autofree char *title = action != NULL ? g_strdup_printf(_("What the entry says (%s: %s)"), kind, _(action->summary))
                                          : g_strdup_printf(_("What the entry says (%s)"), kind != NULL ? kind : "");
  json_t *says = verify_entry_document(receipt);
  phrase_heading(output, title);
  verify_entry_print_members(output, kind, json_object_get(says, "body"), json_object_get(says, "texts"),
                             &(VerifyEntryPlace){NULL, NULL});
  output_printf(output, "\n");
  json_decref(says);
}

json_t *verify_entry_document(const json_t *receipt) {
  json_t *body = json_copy(json_object_get(json_object_get(receipt, "entry"), "body"));
  json_object_del(body, "blind");
  json_t *texts = json_object();
  const char *pointer = NULL;
  json_t *opening = NULL;
  json_object_foreach(json_object_get(receipt, "openings"), pointer, opening) {
    json_object_set(texts, pointer, json_object_get(opening, "text"));
  }
  return json_pack("{s:o, s:o}", "body", body, "texts", texts);
}
