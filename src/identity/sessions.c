/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sessions.c: making, finding, changing and ending sessions. */
#include "sessions.h"

#include "sessions_internal.h"

#include <sodium.h>
#include <string.h>

#define GRACE_MS (30 * SECONDS_MS)     /* for which the secret before still works, for requests under way */
#define SEEN_EVERY_MS (5 * MINUTES_MS) /* how coarse "last used" is, so that reading does not write */

void identity_session_clear(IdentitySession *session) {
  g_free(session->name);
  memset(session, 0, sizeof *session);
}

/* ---- Making one ------------------------------------------------------------------------------------------------- */

/* The first bytes of it that are whole characters; anything that is not text becomes its replacement character. */
static char *cut_client(const char *client) {
  g_autofree char *first = g_strndup(client != NULL ? client : "", IDENTITY_CLIENT_BYTES_MAX);
  g_autofree char *valid = g_utf8_make_valid(first, -1);
  if (strlen(valid) <= IDENTITY_CLIENT_BYTES_MAX)
    return g_steal_pointer(&valid);
  const char *end = g_utf8_find_prev_char(valid, valid + IDENTITY_CLIENT_BYTES_MAX + 1);
  return g_strndup(valid, (gsize)(end - valid));
}

void identity_new_session_prepare(Identity *identity, NewSession *session, const Person *person, const char *client,
                                  const char *replaces) {
  g_autofree char *kept = cut_client(client);
  identity_new_id(identity, 's', session->id);
  identity_secret_make(identity, SECRET_SESSION, session->secret, session->hash);
  session->client_sealed = identity_seal(identity, person->key, person->person, "client", kept, strlen(kept));
  session->replaces = identity_secret_read(replaces, SECRET_SESSION, session->replaced_hash);
}

void identity_new_session_clear(NewSession *session) {
  g_clear_pointer(&session->client_sealed, g_bytes_unref);
  sodium_memzero(session, sizeof *session);
}

static bool remove_session(StoreIdentityTransaction *transaction, const char *person, const char *id, int64_t *removed,
                           GError **error) {
  const IdentityValue *of_session = VALUES(VALUE_TEXT("person_id", person), VALUE_TEXT("session_id", id));
  return identity_execute(transaction, STORE_SESSION_SECRETS_REMOVE, of_session, NULL, error) &&
         identity_execute(transaction, STORE_SESSION_REMOVE, of_session, removed, error);
}

/* Whoever shows the secret of a session may end it, whosever it is. */
static bool end_replaced(StoreIdentityTransaction *transaction, const NewSession *session, GError **error) {
  if (!session->replaces)
    return true;
  bool found = false;
  g_autoptr(StoreStatement) row =
      identity_select(transaction, STORE_SESSION_OF_SECRET,
                      VALUES(VALUE_BYTES("secret_hash", session->replaced_hash, HASH_BYTES)), &found, error);
  if (row == NULL || !found)
    return row != NULL;
  g_autofree char *id = g_strdup(store_column_text(row, 0));
  g_autofree char *person = g_strdup(store_column_text(row, 1));
  return remove_session(transaction, person, id, NULL, error);
}

static bool end_surplus(StoreIdentityTransaction *transaction, const char *person, GError **error) {
  g_autoptr(GPtrArray) ids = g_ptr_array_new_with_free_func(g_free);
  bool row = false;
  g_autoptr(StoreStatement) rows = identity_select(
      transaction, STORE_SESSION_SURPLUS,
      VALUES(VALUE_TEXT("person_id", person), VALUE_INTEGER("most", IDENTITY_SESSIONS_MAX - 1)), &row, error);
  bool ok = rows != NULL;
  for (; ok && row; ok = store_statement_step(rows, &row, error))
    g_ptr_array_add(ids, g_strdup(store_column_text(rows, 0)));
  for (guint index = 0; ok && index < ids->len; index++)
    ok = remove_session(transaction, person, g_ptr_array_index(ids, index), NULL, error);
  return ok;
}

bool identity_new_session_add(Identity *identity, StoreIdentityTransaction *transaction, const NewSession *session,
                              const char *person, int64_t now_ms, GError **error) {
  gsize length = 0;
  const void *client = g_bytes_get_data(session->client_sealed, &length);
  int64_t ends_at_ms = now_ms + identity->options.session_end_ms;
  int64_t idle_ends_at_ms = MIN(ends_at_ms, now_ms + identity->options.session_idle_ms);
  return end_replaced(transaction, session, error) && end_surplus(transaction, person, error) &&
         identity_execute(transaction, STORE_SESSION_ADD,
                          VALUES(VALUE_TEXT("session_id", session->id), VALUE_TEXT("person_id", person),
                                 VALUE_BYTES("client_sealed", client, length), VALUE_INTEGER("now_ms", now_ms),
                                 VALUE_INTEGER("idle_ends_at_ms", idle_ends_at_ms),
                                 VALUE_INTEGER("ends_at_ms", ends_at_ms)),
                          NULL, error) &&
         identity_execute(transaction, STORE_SESSION_SECRET_ADD,
                          VALUES(VALUE_BYTES("secret_hash", session->hash, HASH_BYTES),
                                 VALUE_TEXT("session_id", session->id), VALUE_INTEGER("ends_at_ms", ends_at_ms)),
                          NULL, error);
}

/* ---- Finding one ------------------------------------------------------------------------------------------------ */

enum { ID, PERSON, GENERATION, KEY, NAME, HAS_FACTOR, MADE_AT, SEEN_AT, ROTATED_AT, ENDS_AT, IS_CURRENT };

typedef struct {
  Identity *identity;
  uint8_t hash[HASH_BYTES];
  int64_t now_ms;
  IdentitySession *session;
  bool found;
} Search;

/* Opens a text that is sealed for the row's person. */
static char *open_text(Identity *identity, StoreStatement *row, int generation, int key_column, int column,
                       const char *person, const char *purpose, GError **error) {
  uint8_t secret[STORE_KEY_BYTES];
  uint8_t key[STORE_KEY_BYTES];
  size_t length = 0;
  int64_t number = store_column_integer(row, generation);
  if (!store_column_copy(row, key_column, secret, sizeof secret, error))
    return NULL;
  if (number < 1 || number > identity->keys->count) {
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_CORRUPT,
                        "an account was sealed with a key that is not in the file of secrets");
    return NULL;
  }
  identity_person_key(identity, number, secret, key);
  const void *sealed = store_column_bytes(row, column, &length);
  char *text = identity_unseal(key, person, purpose, sealed, length, NULL, error);
  sodium_memzero(secret, sizeof secret);
  sodium_memzero(key, sizeof key);
  return text;
}

static bool read_session(const Search *what, StoreStatement *row, GError **error) {
  IdentitySession *session = what->session;
  g_strlcpy(session->id, store_column_text(row, ID), sizeof session->id);
  g_strlcpy(session->person, store_column_text(row, PERSON), sizeof session->person);
  session->has_second_factor = store_column_integer(row, HAS_FACTOR) != 0;
  session->made_at_ms = store_column_integer(row, MADE_AT);
  session->ends_at_ms = store_column_integer(row, ENDS_AT);
  session->rotated_at_ms = store_column_integer(row, ROTATED_AT);
  session->may_rotate = store_column_integer(row, IS_CURRENT) != 0;
  bool is_old =
      session->may_rotate && what->now_ms - session->rotated_at_ms >= what->identity->options.session_rotate_ms;
  session->is_due = is_old || what->now_ms - store_column_integer(row, SEEN_AT) >= SEEN_EVERY_MS;
  session->name = open_text(what->identity, row, GENERATION, KEY, NAME, session->person, "name", error);
  return session->name != NULL;
}

static bool search(StoreIdentityTransaction *transaction, void *data, GError **error) {
  Search *what = data;
  g_autoptr(StoreStatement) row =
      identity_select(transaction, STORE_SESSION_FIND,
                      VALUES(VALUE_BYTES("secret_hash", what->hash, HASH_BYTES), VALUE_INTEGER("now_ms", what->now_ms)),
                      &what->found, error);
  return row != NULL && (!what->found || read_session(what, row, error));
}

bool identity_session_find(Identity *identity, const char *secret, int64_t now_ms, IdentitySession *session,
                           RecordProblem *problem) {
  Search what = {.identity = identity, .now_ms = now_ms, .session = session};
  bool is_secret = identity_secret_read(secret, SECRET_SESSION, what.hash);
  if (is_secret && !identity_read(identity, search, &what, problem))
    return false;
  return what.found || record_problem_set(problem, RECORD_PROBLEM_NOT_FOUND, NULL, N_("Sign in"),
                                          "You are not signed in, or no longer");
}

/* ---- Changing its secret ---------------------------------------------------------------------------------------- */

typedef struct {
  Identity *identity;
  const IdentitySession *session;
  uint8_t hash[HASH_BYTES];
  int64_t now_ms;
  bool rotates; /* wanted */
  bool rotated; /* done */
} Tending;

static bool change_secret(StoreIdentityTransaction *transaction, const Tending *tending, GError **error) {
  const char *id = tending->session->id;
  bool found = false;
  g_autoptr(StoreStatement) row =
      identity_select(transaction, STORE_SESSION_END_AT, VALUES(VALUE_TEXT("session_id", id)), &found, error);
  if (row == NULL)
    return false;
  int64_t ends_at_ms = found ? store_column_integer(row, 0) : 0;
  return identity_execute(
             transaction, STORE_SESSION_SECRETS_RETIRE,
             VALUES(VALUE_TEXT("session_id", id), VALUE_INTEGER("grace_ends_at_ms", tending->now_ms + GRACE_MS)), NULL,
             error) &&
         identity_execute(transaction, STORE_SESSION_SECRET_ADD,
                          VALUES(VALUE_BYTES("secret_hash", tending->hash, HASH_BYTES), VALUE_TEXT("session_id", id),
                                 VALUE_INTEGER("ends_at_ms", ends_at_ms)),
                          NULL, error);
}

static bool tend(StoreIdentityTransaction *transaction, void *data, GError **error) {
  Tending *tending = data;
  int64_t idle_ends_at_ms = tending->now_ms + tending->identity->options.session_idle_ms;
  int64_t changed = 0;
  if (!identity_execute(
          transaction, tending->rotates ? STORE_SESSION_ROTATE : STORE_SESSION_SEEN,
          VALUES(VALUE_TEXT("session_id", tending->session->id), VALUE_INTEGER("now_ms", tending->now_ms),
                 VALUE_INTEGER("idle_ends_at_ms", idle_ends_at_ms),
                 /* last, for SESSION_SEEN has no such parameter */
                 {.name = tending->rotates ? "rotated_at_ms" : NULL, .integer = tending->session->rotated_at_ms}),
          &changed, error))
    return false;
  tending->rotated = tending->rotates && changed == 1;
  return !tending->rotated || change_secret(transaction, tending, error);
}

/* must: it is a problem where nothing may be written. */
static bool tend_session(Identity *identity, Tending *tending, bool must, char fresh[IDENTITY_SECRET_BYTES],
                         RecordProblem *problem) {
  identity_secret_make(identity, SECRET_SESSION, fresh, tending->hash);
  bool written = false;
  bool ok = false;
  if (must)
    ok = written = identity_write(identity, tend, tending, problem);
  else
    ok = identity_write_if_may(identity, tend, tending, &written, problem);
  tending->rotated = tending->rotated && written;
  if (!tending->rotated)
    sodium_memzero(fresh, IDENTITY_SECRET_BYTES);
  return ok;
}

bool identity_session_tend(Identity *identity, const IdentitySession *session, int64_t now_ms, bool *rotated,
                           char fresh[IDENTITY_SECRET_BYTES], RecordProblem *problem) {
  Tending tending = {.identity = identity, .session = session, .now_ms = now_ms};
  tending.rotates = session->may_rotate && now_ms - session->rotated_at_ms >= identity->options.session_rotate_ms;
  bool ok = tend_session(identity, &tending, false, fresh, problem);
  *rotated = tending.rotated;
  return ok;
}

bool identity_session_rotate(Identity *identity, const IdentitySession *session, int64_t now_ms,
                             char fresh[IDENTITY_SECRET_BYTES], RecordProblem *problem) {
  Tending tending = {.identity = identity, .session = session, .now_ms = now_ms, .rotates = true};
  return tend_session(identity, &tending, true, fresh, problem) &&
         (tending.rotated || record_problem_set(problem, RECORD_PROBLEM_CONFLICT, NULL, N_("Go on, or sign in again"),
                                                "The session was changed at this moment"));
}

/* ---- Listing and ending ----------------------------------------------------------------------------------------- */

typedef struct {
  Identity *identity;
  const char *person;
  int64_t now_ms;
  IdentitySessionFunction function;
  void *context;
} List;

static bool list(StoreIdentityTransaction *transaction, void *data, GError **error) {
  const List *what = data;
  bool row = false;
  g_autoptr(StoreStatement) rows =
      identity_select(transaction, STORE_SESSION_LIST,
                      VALUES(VALUE_TEXT("person_id", what->person), VALUE_INTEGER("now_ms", what->now_ms),
                             VALUE_INTEGER("most", IDENTITY_SESSIONS_MAX)),
                      &row, error);
  bool ok = rows != NULL;
  for (; ok && row; ok = store_statement_step(rows, &row, error)) {
    g_autofree char *client = open_text(what->identity, rows, 4, 5, 1, what->person, "client", error);
    if (client == NULL)
      return false;
    IdentitySessionRow one = {.id = store_column_text(rows, 0),
                              .client = client,
                              .made_at_ms = store_column_integer(rows, 2),
                              .seen_at_ms = store_column_integer(rows, 3)};
    what->function(what->context, &one);
  }
  return ok;
}

bool identity_session_list(Identity *identity, const char *person, int64_t now_ms, IdentitySessionFunction function,
                           void *context, RecordProblem *problem) {
  List what = {.identity = identity, .person = person, .now_ms = now_ms, .function = function, .context = context};
  return identity_read(identity, list, &what, problem);
}

typedef struct {
  const char *person;
  const char *id;
  int64_t ended;
} Ending;

static bool end_one(StoreIdentityTransaction *transaction, void *data, GError **error) {
  Ending *ending = data;
  return remove_session(transaction, ending->person, ending->id, &ending->ended, error);
}

bool identity_session_end(Identity *identity, const char *person, const char *id, RecordProblem *problem) {
  Ending ending = {.person = person, .id = id};
  return identity_write(identity, end_one, &ending, problem) &&
         (ending.ended == 1 ||
          record_problem_set(problem, RECORD_PROBLEM_NOT_FOUND, "session", N_("Look at the list again"),
                             "You have no such session, or no longer"));
}

bool identity_sessions_end_inside(StoreIdentityTransaction *transaction, const char *person, const char *but,
                                  int64_t *ended, GError **error) {
  const IdentityValue *others = VALUES(VALUE_TEXT("person_id", person), VALUE_TEXT("but", but != NULL ? but : ""));
  return identity_execute(transaction, STORE_SESSION_SECRETS_REMOVE_OTHERS, others, NULL, error) &&
         identity_execute(transaction, STORE_SESSION_REMOVE_OTHERS, others, ended, error);
}

static bool end_others(StoreIdentityTransaction *transaction, void *data, GError **error) {
  Ending *ending = data;
  return identity_sessions_end_inside(transaction, ending->person, ending->id, &ending->ended, error);
}

bool identity_session_end_others(Identity *identity, const char *person, const char *id, int64_t *ended,
                                 RecordProblem *problem) {
  Ending ending = {.person = person, .id = id};
  bool ok = identity_write(identity, end_others, &ending, problem);
  if (ended != NULL)
    *ended = ending.ended;
  return ok;
}
