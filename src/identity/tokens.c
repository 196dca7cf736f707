/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* tokens.c: making, finding and ending what programs sign in with. */
#include "tokens.h"

#include "internal.h"

#include "journal/form.h"

#include <jansson.h>
#include <sodium.h>
#include <string.h>

#define USED_EVERY_MS HOURS_MS /* how coarse "last used" is, so that reading does not write */

void identity_token_clear(IdentityToken *token) {
  g_strfreev(token->workspaces);
  memset(token, 0, sizeof *token);
}

/* ---- Workspaces as text ----------------------------------------------------------------------------------------- */

static bool refuse_workspaces(RecordProblem *problem, const char *message) {
  return record_problem_set(problem, RECORD_PROBLEM_INVALID, "workspaces", N_("Name those that the token is for"), "%s",
                            message);
}

/* A JSON list, free with free(); NULL with a problem. */
static char *write_workspaces(const char *const *workspaces, RecordProblem *problem) {
  json_t *list = json_array();
  bool ok = true;
  for (; ok && *workspaces != NULL; workspaces++) {
    ok = journal_form_is_name(*workspaces, RECORD_WORKSPACE_BYTES_MAX) ||
         refuse_workspaces(problem, "One of these can't be the name of a workspace");
    if (ok)
      json_array_append_new(list, json_string(*workspaces));
  }
  size_t count = json_array_size(list);
  if (ok && (count == 0 || count > IDENTITY_TOKEN_WORKSPACES_MAX))
    ok = refuse_workspaces(problem, count == 0 ? "A token for no workspace is good for nothing"
                                               : "These are too many workspaces");
  char *text = ok ? json_dumps(list, JSON_COMPACT) : NULL;
  json_decref(list);
  return text;
}

/* "" is NULL: all. What can't be read is an empty list: none. */
static char **read_workspaces(const char *text) {
  if (*text == '\0')
    return NULL;
  json_t *list = json_loads(text, 0, NULL);
  char **workspaces = g_new0(char *, json_array_size(list) + 1);
  for (size_t index = 0; index < json_array_size(list); index++)
    workspaces[index] = g_strdup(json_string_value(json_array_get(list, index)));
  json_decref(list);
  return workspaces;
}

/* ---- Making one ------------------------------------------------------------------------------------------------- */

static bool check(const IdentityNewToken *token, int64_t now_ms, RecordProblem *problem) {
  size_t length = strlen(token->name);
  if (length < 1 || length > IDENTITY_TOKEN_NAME_BYTES_MAX || !g_utf8_validate(token->name, -1, NULL))
    return record_problem_set(problem, RECORD_PROBLEM_INVALID, "name", N_("Call it what it is for"),
                              "A token's name has 1 to %d bytes of text", IDENTITY_TOKEN_NAME_BYTES_MAX);
  return (token->ends_at_ms > now_ms && token->ends_at_ms <= now_ms + IDENTITY_TOKEN_DAYS_MAX * DAYS_MS) ||
         record_problem_set(problem, RECORD_PROBLEM_INVALID, "ends_at",
                            N_("Choose a nearer day, and make a new one then"),
                            "A token must end in the future, and within %d days", IDENTITY_TOKEN_DAYS_MAX);
}

typedef struct {
  const char *person;
  const char *id;
  uint8_t hash[HASH_BYTES];
  GBytes *name;
  const IdentityNewToken *token;
  const char *workspaces;
  int64_t now_ms;
  RecordProblem *problem;
} Making;

static bool add(StoreIdentityTransaction *transaction, void *data, GError **error) {
  const Making *making = data;
  bool row = false;
  gsize length = 0;
  const void *name = g_bytes_get_data(making->name, &length);
  g_autoptr(StoreStatement) count =
      identity_select(transaction, STORE_TOKEN_COUNT, VALUES(VALUE_TEXT("person_id", making->person)), &row, error);
  if (count == NULL)
    return false;
  if (store_column_integer(count, 0) >= IDENTITY_TOKENS_MAX)
    return identity_refuse(error, making->problem, RECORD_PROBLEM_CONFLICT, NULL, N_("End one that is no longer used"),
                           "You have as many tokens as can be");
  return identity_execute(
      transaction, STORE_TOKEN_ADD,
      VALUES(VALUE_BYTES("token_hash", making->hash, HASH_BYTES), VALUE_TEXT("token_id", making->id),
             VALUE_TEXT("person_id", making->person), VALUE_BYTES("name_sealed", name, length),
             VALUE_INTEGER("may_write", making->token->may_write), VALUE_TEXT("workspaces", making->workspaces),
             VALUE_INTEGER("now_ms", making->now_ms), VALUE_INTEGER("ends_at_ms", making->token->ends_at_ms)),
      NULL, error);
}

bool identity_token_make(Identity *identity, const char *person, const IdentityNewToken *token, int64_t now_ms,
                         char secret[IDENTITY_SECRET_BYTES], char id[IDENTITY_ID_BYTES], RecordProblem *problem) {
  g_auto(Person) account = {0};
  bool found = false;
  secret[0] = id[0] = '\0';
  if (!check(token, now_ms, problem) || !identity_person_by_id(identity, person, &account, &found, problem))
    return false;
  if (!found)
    return record_problem_set(problem, RECORD_PROBLEM_NOT_FOUND, NULL, N_("Sign in"), "There is no such account");
  char *workspaces = token->workspaces != NULL ? write_workspaces(token->workspaces, problem) : NULL;
  if (token->workspaces != NULL && workspaces == NULL)
    return false;
  g_autoptr(GBytes) name =
      identity_seal(identity, account.key, account.person, "token", token->name, strlen(token->name));
  Making making = {.person = person,
                   .id = id,
                   .name = name,
                   .token = token,
                   .workspaces = workspaces != NULL ? workspaces : "",
                   .now_ms = now_ms,
                   .problem = problem};
  identity_new_id(identity, 't', id);
  identity_secret_make(identity, SECRET_TOKEN, secret, making.hash);
  bool ok = identity_write(identity, add, &making, problem);
  free(workspaces);
  if (!ok)
    sodium_memzero(secret, IDENTITY_SECRET_BYTES);
  return ok;
}

/* ---- Finding one ------------------------------------------------------------------------------------------------ */

typedef struct {
  uint8_t hash[HASH_BYTES];
  int64_t now_ms;
  IdentityToken *token;
  bool found;
} Search;

static bool search(StoreIdentityTransaction *transaction, void *data, GError **error) {
  Search *what = data;
  IdentityToken *token = what->token;
  g_autoptr(StoreStatement) row =
      identity_select(transaction, STORE_TOKEN_FIND,
                      VALUES(VALUE_BYTES("token_hash", what->hash, HASH_BYTES), VALUE_INTEGER("now_ms", what->now_ms)),
                      &what->found, error);
  if (row == NULL || !what->found)
    return row != NULL;
  g_strlcpy(token->id, store_column_text(row, 0), sizeof token->id);
  g_strlcpy(token->person, store_column_text(row, 1), sizeof token->person);
  token->may_write = store_column_integer(row, 2) != 0;
  token->workspaces = read_workspaces(store_column_text(row, 3));
  token->is_due = what->now_ms - store_column_integer(row, 4) >= USED_EVERY_MS;
  token->ends_at_ms = store_column_integer(row, 5);
  return true;
}

bool identity_token_find(Identity *identity, const char *secret, int64_t now_ms, IdentityToken *token,
                         RecordProblem *problem) {
  Search what = {.now_ms = now_ms, .token = token};
  bool is_secret = identity_secret_read(secret, SECRET_TOKEN, what.hash);
  if (is_secret && !identity_read(identity, search, &what, problem))
    return false;
  return what.found || record_problem_set(problem, RECORD_PROBLEM_NOT_FOUND, NULL, N_("Make a new one in your account"),
                                          "This token does not work, or no longer does");
}

bool identity_token_allows(const IdentityToken *token, const char *workspace, bool to_write) {
  return (token->may_write || !to_write) &&
         (token->workspaces == NULL || g_strv_contains((const char *const *)token->workspaces, workspace));
}

typedef struct {
  const char *person; /* NULL: not asked */
  const char *id;
  int64_t now_ms;
  int64_t changed;
} Touch;

static bool note_use(StoreIdentityTransaction *transaction, void *data, GError **error) {
  const Touch *touch = data;
  return identity_execute(transaction, STORE_TOKEN_USED,
                          VALUES(VALUE_TEXT("person_id", touch->person), VALUE_TEXT("token_id", touch->id),
                                 VALUE_INTEGER("now_ms", touch->now_ms)),
                          NULL, error);
}

bool identity_token_tend(Identity *identity, const IdentityToken *token, int64_t now_ms, RecordProblem *problem) {
  Touch touch = {.person = token->person, .id = token->id, .now_ms = now_ms};
  bool written = false;
  return identity_write_if_may(identity, note_use, &touch, &written, problem);
}

/* ---- Listing and ending ----------------------------------------------------------------------------------------- */

typedef struct {
  const Person *person;
  int64_t now_ms;
  IdentityTokenFunction function;
  void *context;
} List;

static bool list(StoreIdentityTransaction *transaction, void *data, GError **error) {
  const List *what = data;
  bool row = false;
  g_autoptr(StoreStatement) rows =
      identity_select(transaction, STORE_TOKEN_LIST,
                      VALUES(VALUE_TEXT("person_id", what->person->person), VALUE_INTEGER("now_ms", what->now_ms),
                             VALUE_INTEGER("most", IDENTITY_TOKENS_MAX)),
                      &row, error);
  bool ok = rows != NULL;
  for (; ok && row; ok = store_statement_step(rows, &row, error)) {
    size_t length = 0;
    const void *sealed = store_column_bytes(rows, 1, &length);
    g_autofree char *name =
        identity_unseal(what->person->key, what->person->person, "token", sealed, length, NULL, error);
    if (name == NULL)
      return false;
    g_auto(GStrv) workspaces = read_workspaces(store_column_text(rows, 3));
    IdentityTokenRow one = {.id = store_column_text(rows, 0),
                            .name = name,
                            .may_write = store_column_integer(rows, 2) != 0,
                            .workspaces = (const char *const *)workspaces,
                            .made_at_ms = store_column_integer(rows, 4),
                            .used_at_ms = store_column_integer(rows, 5),
                            .ends_at_ms = store_column_integer(rows, 6)};
    what->function(what->context, &one);
  }
  return ok;
}

bool identity_token_list(Identity *identity, const char *person, int64_t now_ms, IdentityTokenFunction function,
                         void *context, RecordProblem *problem) {
  g_auto(Person) account = {0};
  bool found = false;
  List what = {.person = &account, .now_ms = now_ms, .function = function, .context = context};
  return identity_person_by_id(identity, person, &account, &found, problem) &&
         (!found || identity_read(identity, list, &what, problem));
}

static bool end(StoreIdentityTransaction *transaction, void *data, GError **error) {
  Touch *touch = data;
  return identity_execute(transaction, STORE_TOKEN_REMOVE,
                          VALUES(VALUE_TEXT("person_id", touch->person), VALUE_TEXT("token_id", touch->id)),
                          &touch->changed, error);
}

bool identity_token_end(Identity *identity, const char *person, const char *id, RecordProblem *problem) {
  Touch touch = {.person = person, .id = id};
  return identity_write(identity, end, &touch, problem) &&
         (touch.changed == 1 ||
          record_problem_set(problem, RECORD_PROBLEM_NOT_FOUND, "token", N_("Look at the list again"),
                             "You have no such token, or no longer"));
}
