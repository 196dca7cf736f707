/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* readable.c: entries held against what their reader may know. */
#include "readable.h"

#include "journal/entry.h"
#include "record/rows.h"
#include "record/see.h"

#include <string.h>

#define ADVICE_MOST 64 /* that one entry is about; there is one, or none, or those on the brief of an own view */

/* What both sides of an engagement read of each other, and the direction: the store lets a partner have what of it is shared
 * (@said_to_all). */
static const char *const for_both_sides[] = {
    "act",
    "add_goal",
    "add_task",
    "attach",
    "remove_file",
    "advise",
    "ask",
    "change_engagement",
    "change_goal",
    "change_mandate",
    "check_act",
    "close_review",
    "close_brief",
    "confirm_advice",
    "confirm_note",
    "decide",
    "drop_task",
    "end_engagement",
    "finish_task",
    "give_review",
    "grant_mandate",
    "import_advice",
    "import_brief",
    "note_advice",
    "open_review",
    "question",
    "record_fee",
    "reply",
    "reply_to_override",
    "report_outcome",
    "revoke_mandate",
    "set_direction",
    "start_engagement",
    "talk",
    "withdraw_advice",
};

/* In the entries of imports, whose columns stand together, and of journals from before decisions and stakes had entries of
 * their own for these (keep_shown, keep_stake, set_stake). */
static const char *const private_members[] = {
    "stake",           "own_view",           "own_view_number",     "own_view_chance",
    "own_view_worked", "shown_advice",       "shown_advice_low",    "shown_advice_high",
    "shown_own_view",  "shown_own_view_low", "shown_own_view_high", "shown_outcomes",
};

static bool is_for_both(const char *kind) {
  for (size_t index = 0; index < G_N_ELEMENTS(for_both_sides); index++) {
    if (strcmp(for_both_sides[index], kind) == 0)
      return true;
  }
  return false;
}

static bool is_shut(ViewRun *run, StoreWorkspaceStatement name, int64_t entry, bool *shut, GError **error) {
  json_t *rows = view_rows_of_entry(run, name, entry, ADVICE_MOST, error);
  size_t index = 0;
  json_t *row = NULL;
  *shut = false;
  json_array_foreach(rows, index, row) {
    RecordOwnViewCase one = record_own_view_case_of_advice(row, run->actor);
    *shut = *shut || record_own_view_is_shut(&one);
  }
  json_decref(rows);
  return rows != NULL;
}

/* A road named "own_view" is the client's own thought, said in an outcome. */
static bool tells_own_view(const json_t *entry) {
  const char *road = view_text(json_object_get(entry, "body"), "road");
  return road != NULL && strcmp(road, "own_view") == 0;
}

static bool is_other_review(ViewRun *run, const json_t *entry, int64_t number, bool *closed, GError **error) {
  json_t *row = view_row_of_entry(run, STORE_REVIEW_OF_ENTRY, number, error);
  if (row == NULL)
    return false;
  bool partner = run->actor->role == RECORD_ROLE_PARTNER;
  const char *side = view_text(json_object_get(entry, "body"), "side");
  bool gave = json_is_true(json_object_get(row, partner ? "is_partner_given" : "is_client_given"));
  bool is_closed = json_object_get(row, "closed_at_ms") != NULL;
  bool own = side != NULL && strcmp(side, partner ? "partner" : "client") == 0;
  *closed = json_is_object(row) && !own && !record_see_review(gave, is_closed);
  json_decref(row);
  return true;
}

bool readable_entry(ViewRun *run, const json_t *row, Readable *readable, GError **error) {
  const json_t *entry = json_object_get(row, "document");
  int64_t number = view_integer(row, "entry", 0);
  const char *kind = view_text(entry, "kind");
  bool partner = run->actor->role == RECORD_ROLE_PARTNER;
  bool shut = false;
  bool other_review = false;
  *readable = READABLE_BUSINESS;
  if (partner && (kind == NULL || !is_for_both(kind) || tells_own_view(entry)))
    return true;
  if (!is_shut(run, STORE_ADVICE_OF_ENTRY, number, &shut, error))
    return false;
  if (kind != NULL && strcmp(kind, "give_review") == 0 && !is_other_review(run, entry, number, &other_review, error))
    return false;
  *readable = shut ? READABLE_SHUT : other_review ? READABLE_REVIEW : READABLE;
  return true;
}

bool readable_body_is_private(const json_t *entry) {
  const json_t *body = json_object_get(entry, "body");
  const char *kind = view_text(entry, "kind");
  if (kind != NULL && strcmp(kind, "act") == 0)
    return false; /* there the stake is the partner's own word */
  for (size_t index = 0; index < G_N_ELEMENTS(private_members); index++) {
    if (json_object_get(body, private_members[index]) != NULL)
      return true;
  }
  return false;
}

bool readable_is_own_view(const json_t *entry) {
  const char *kind = view_text(entry, "kind");
  return kind != NULL && strcmp(kind, "seal_own_view") == 0;
}

bool readable_own_view_is_shut(ViewRun *run, const json_t *entry, bool *shut, GError **error) {
  *shut = false;
  return !readable_is_own_view(entry) ||
         is_shut(run, STORE_ADVICE_BESIDE_OWN_VIEW, view_integer(entry, "seq", 0), shut, error);
}

json_t *readable_texts(ViewRun *run, int64_t entry, GError **error) {
  json_t *rows = view_rows_of_entry(run, STORE_TEXTS_OF_ENTRY, entry, JOURNAL_ENTRY_TEXTS_MAX, error);
  if (rows == NULL)
    return NULL;
  json_t *texts = json_object();
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    json_object_set(texts, view_text(row, "pointer"), json_object_get(row, "words"));
  }
  json_decref(rows);
  return texts;
}
