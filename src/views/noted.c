/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* noted.c: from a link's secret to the one advice that it is for. */
#include "noted.h"

#include "journal/hash.h"
#include "record/field_text.h"
#include "store/problem.h"

#include <string.h>

#define LINK_PERSON "by-link" /* whoever holds the link; the scope is the business's, and only these members leave it */

typedef struct {
  const char *secret;
  int64_t now_ms;
  json_t *document;
  RecordProblem *problem;
} Look;

static json_t *row_of(StoreTransaction *transaction, StoreWorkspaceStatement name, const char *id, GError **error) {
  json_t *parameters = json_pack("{s:s*}", "id", id);
  json_t *row = store_query_row(transaction, name, parameters, error);
  json_decref(parameters);
  return row;
}

static void copy(const Look *look, const json_t *row, const char *member, const char *as) {
  if (json_object_get(row, member) != NULL)
    json_object_set(look->document, as, json_object_get(row, member));
}

static void copy_time(const Look *look, const json_t *row, const char *member, const char *as) {
  const json_t *at_ms = json_object_get(row, member);
  g_autofree char *text = at_ms != NULL ? record_text_from_time(json_integer_value(at_ms)) : NULL;
  if (text != NULL)
    json_object_set_new(look->document, as, json_string(text));
}

static bool read_one(StoreTransaction *transaction, const Look *look, const char *id, GError **error) {
  json_t *advice = row_of(transaction, STORE_ADVICE_READ, id, error);
  json_t *settings = advice != NULL ? row_of(transaction, STORE_PORTAL_WORKSPACE, NULL, error) : NULL;
  if (settings != NULL) {
    copy(look, settings, "name", "business");
    copy(look, settings, "zone", "zone");
    copy(look, advice, "partner", "partner");
    copy(look, advice, "option", "option");
    copy(look, advice, "reasons", "reasons");
    copy(look, advice, "worked_if", "worked_if");
    copy(look, advice, "noted", "noted");
    copy_time(look, advice, "at_ms", "at");
    copy_time(look, advice, "know_by_ms", "know_by");
  }
  bool ok = settings != NULL;
  json_decref(settings);
  json_decref(advice);
  return ok;
}

static bool read_by_link(StoreTransaction *transaction, void *data, GError **error) {
  const Look *look = data;
  char hash[JOURNAL_HASH_HEX_BYTES];
  JournalHash bytes = journal_hash_pair(look->secret, strlen(look->secret), NULL, 0);
  journal_hex_write(bytes.bytes, sizeof bytes.bytes, hash);
  json_t *found = row_of(transaction, STORE_ADVICE_BY_LINK, hash, error);
  if (found == NULL)
    return false;
  bool works = view_integer(found, "link_expires_at_ms", 0) > look->now_ms;
  bool ok = works
                ? read_one(transaction, look, view_text(found, "id"), error)
                : record_problem_set(look->problem, RECORD_PROBLEM_NOT_FOUND, "secret",
                                     N_("Ask the client for a new link"), "This link does not work, or no longer does");
  json_decref(found);
  return ok;
}

json_t *view_noted_by_link(Store *store, const char *workspace, const char *secret, int64_t now_ms,
                           RecordProblem *problem) {
  g_autoptr(GError) error = NULL;
  g_autoptr(StoreScope) scope = store_scope_new(workspace, LINK_PERSON, RECORD_ROLE_OBSERVER, NULL, 0, &error);
  Look look = {.secret = secret, .now_ms = now_ms, .document = json_object(), .problem = problem};
  record_problem_clear(problem);
  if (scope != NULL && store_read(store, scope, read_by_link, &look, &error))
    return look.document;
  if (problem->kind == RECORD_PROBLEM_NONE)
    store_problem_set(problem, error);
  json_decref(look.document);
  return NULL;
}
