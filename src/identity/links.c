/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* links.c: what works once: making it, looking at it, using it up. */
#include "links.h"

#include "accounts.h"
#include "guesses.h"

#include <sodium.h>
#include <string.h>

bool identity_link_refuse(GError **error, RecordProblem *problem) {
  return identity_refuse(error, problem, RECORD_PROBLEM_NOT_FOUND, "secret", N_("Ask for a new link"),
                         "This link does not work, or no longer does");
}

bool identity_link_add_beside(StoreIdentityTransaction *transaction, const NewLink *link, GError **error) {
  return identity_execute(transaction, STORE_LINK_ADD,
                          VALUES(VALUE_BYTES("link_hash", link->hash, HASH_BYTES), VALUE_TEXT("purpose", link->purpose),
                                 VALUE_TEXT("person_id", link->person),
                                 VALUE_TEXT("through", link->through != NULL ? link->through : ""),
                                 VALUE_INTEGER("ends_at_ms", link->ends_at_ms)),
                          NULL, error);
}

bool identity_link_add(StoreIdentityTransaction *transaction, const NewLink *link, GError **error) {
  return identity_execute(transaction, STORE_LINK_REMOVE_OF,
                          VALUES(VALUE_TEXT("person_id", link->person), VALUE_TEXT("purpose", link->purpose)), NULL,
                          error) &&
         identity_link_add_beside(transaction, link, error);
}

/* A link that an owner made is worth nothing once the person is part of another workspace (workspaces.h). */
static bool check_through(StoreIdentityTransaction *transaction, const char *person, const char *workspace,
                          RecordProblem *problem, GError **error) {
  bool elsewhere = false;
  if (*workspace == '\0')
    return true;
  if (!identity_is_elsewhere(transaction, person, workspace, &elsewhere, error))
    return false;
  return !elsewhere || identity_link_refuse(error, problem);
}

bool identity_link_take(StoreIdentityTransaction *transaction, const uint8_t hash[HASH_BYTES], const char *purpose,
                        int64_t now_ms, char person[IDENTITY_PERSON_BYTES], RecordProblem *problem, GError **error) {
  bool found = false;
  g_autoptr(StoreStatement) row = identity_select(
      transaction, STORE_LINK_FIND, VALUES(VALUE_BYTES("link_hash", hash, HASH_BYTES), VALUE_INTEGER("now_ms", now_ms)),
      &found, error);
  if (row == NULL)
    return false;
  if (!found || strcmp(store_column_text(row, 0), purpose) != 0)
    return identity_link_refuse(error, problem);
  g_strlcpy(person, store_column_text(row, 1), IDENTITY_PERSON_BYTES);
  if (!check_through(transaction, person, store_column_text(row, 2), problem, error))
    return false;
  return identity_execute(transaction, STORE_LINK_REMOVE, VALUES(VALUE_BYTES("link_hash", hash, HASH_BYTES)), NULL,
                          error);
}

/* ---- Making them ------------------------------------------------------------------------------------------------ */

static bool add_link(StoreIdentityTransaction *transaction, void *data, GError **error) {
  return identity_link_add(transaction, data, error);
}

bool identity_account_link(Identity *identity, const char *name, int64_t now_ms, char link[IDENTITY_SECRET_BYTES],
                           RecordProblem *problem) {
  g_auto(Person) person = {0};
  if (!identity_person_require(identity, name, &person, problem))
    return false;
  NewLink new_link = {.purpose = LINK_PASSWORD, .person = person.person};
  new_link.ends_at_ms =
      now_ms + (person.password != NULL ? IDENTITY_RESET_LINK_HOURS * HOURS_MS : IDENTITY_FIRST_LINK_DAYS * DAYS_MS);
  identity_secret_make(identity, SECRET_LINK, link, new_link.hash);
  return identity_write(identity, add_link, &new_link, problem);
}

typedef struct {
  NewLink link;
  RecordProblem *problem;
} Setup;

static bool refuse_if_any(StoreIdentityTransaction *transaction, RecordProblem *problem, GError **error) {
  bool any = false;
  if (!identity_any(transaction, &any, error))
    return false;
  return !any || identity_refuse(error, problem, RECORD_PROBLEM_CONFLICT, NULL,
                                 N_("Ask whoever runs it for an account"), "This installation is set up already");
}

static bool add_setup(StoreIdentityTransaction *transaction, void *data, GError **error) {
  const Setup *setup = data;
  return refuse_if_any(transaction, setup->problem, error) && identity_link_add(transaction, &setup->link, error);
}

bool identity_setup_link(Identity *identity, int64_t now_ms, char link[IDENTITY_SECRET_BYTES], RecordProblem *problem) {
  Setup setup = {.link = {.purpose = LINK_SETUP, .person = ""}, .problem = problem};
  setup.link.ends_at_ms = now_ms + IDENTITY_SETUP_LINK_HOURS * HOURS_MS;
  identity_secret_make(identity, SECRET_LINK, link, setup.link.hash);
  return identity_write(identity, add_setup, &setup, problem);
}

/* ---- Looking ---------------------------------------------------------------------------------------------------- */

typedef struct {
  const uint8_t *hash;
  const char *purpose; /* NULL: any for people */
  int64_t now_ms;
  char *person;
  bool found;
} Look;

static bool look(StoreIdentityTransaction *transaction, void *data, GError **error) {
  Look *what = data;
  bool found = false;
  g_autoptr(StoreStatement) row = identity_select(
      transaction, STORE_LINK_FIND,
      VALUES(VALUE_BYTES("link_hash", what->hash, HASH_BYTES), VALUE_INTEGER("now_ms", what->now_ms)), &found, error);
  what->found =
      row != NULL && found && (what->purpose == NULL || strcmp(store_column_text(row, 0), what->purpose) == 0);
  if (what->found)
    g_strlcpy(what->person, store_column_text(row, 1), IDENTITY_PERSON_BYTES);
  return row != NULL;
}

bool identity_link_person(Identity *identity, const uint8_t hash[HASH_BYTES], const char *purpose, int64_t now_ms,
                          char person[IDENTITY_PERSON_BYTES], bool *found, RecordProblem *problem) {
  Look what = {.hash = hash, .purpose = purpose, .now_ms = now_ms, .person = person};
  bool ok = identity_read(identity, look, &what, problem);
  *found = ok && what.found;
  return ok;
}

bool identity_link_look(Identity *identity, const char *link, int64_t now_ms, char **name, RecordProblem *problem) {
  uint8_t hash[HASH_BYTES];
  char id[IDENTITY_PERSON_BYTES];
  bool found = false;
  *name = NULL;
  if (!identity_secret_read(link, SECRET_LINK, hash))
    return identity_link_refuse(NULL, problem);
  if (!identity_link_person(identity, hash, NULL, now_ms, id, &found, problem))
    return false;
  if (!found)
    return identity_link_refuse(NULL, problem);
  if (id[0] == '\0')
    return true;
  g_auto(Person) person = {0};
  if (!identity_person_by_id(identity, id, &person, &found, problem))
    return false;
  if (!found)
    return identity_link_refuse(NULL, problem);
  *name = g_steal_pointer(&person.name);
  return true;
}

/* ---- A password by a link --------------------------------------------------------------------------------------- */

typedef struct {
  uint8_t hash[HASH_BYTES];
  int64_t now_ms;
  GBytes *password;
  char person[IDENTITY_PERSON_BYTES];
  RecordProblem *problem;
} Using;

static bool use(StoreIdentityTransaction *transaction, void *data, GError **error) {
  Using *using = data;
  gsize length = 0;
  const void *password = g_bytes_get_data(using->password, &length);
  int64_t changed = 0;
  if (!identity_link_take(transaction, using->hash, LINK_PASSWORD, using->now_ms, using->person, using->problem,
                          error) ||
      !identity_execute(
          transaction, STORE_ACCOUNT_SET_PASSWORD,
          VALUES(VALUE_TEXT("person_id", using->person), VALUE_BYTES("password_sealed", password, length)), &changed,
          error))
    return false;
  if (changed == 0)
    return identity_link_refuse(error, using->problem);
  return identity_execute(transaction, STORE_LINK_REMOVE_ALL, VALUES(VALUE_TEXT("person_id", using->person)), NULL,
                          error) &&
         identity_sessions_end_inside(transaction, using->person, NULL, NULL, error);
}

/* Whose link it is, before anything costly is done for whoever shows it. */
static bool find_person(Identity *identity, const Using *using, Person *person, RecordProblem *problem) {
  char id[IDENTITY_PERSON_BYTES];
  bool found = false;
  if (!identity_link_person(identity, using->hash, LINK_PASSWORD, using->now_ms, id, &found, problem))
    return false;
  if (!found)
    return identity_link_refuse(NULL, problem);
  return identity_person_by_id(identity, id, person, &found, problem) && (found || identity_link_refuse(NULL, problem));
}

bool identity_link_use(Identity *identity, const char *link, const char *password, int64_t now_ms,
                       char person[IDENTITY_PERSON_BYTES], char device[IDENTITY_SECRET_BYTES], RecordProblem *problem) {
  g_auto(Person) account = {0};
  Using using = {.now_ms = now_ms, .problem = problem};
  person[0] = device[0] = '\0';
  if (!identity_secret_read(link, SECRET_LINK, using.hash))
    return identity_link_refuse(NULL, problem);
  if (!find_person(identity, &using, &account, problem) ||
      !identity_password_check(password, account.name, "password", problem))
    return false;
  g_autofree char *hash = identity_password_hash(identity, password, problem);
  if (hash == NULL)
    return false;
  g_autoptr(GBytes) sealed = identity_seal(identity, account.key, account.person, "password", hash, strlen(hash));
  using.password = sealed;
  bool ok = identity_write(identity, use, &using, problem);
  g_strlcpy(person, ok ? using.person : "", IDENTITY_PERSON_BYTES);
  if (ok)
    identity_device_make(identity, person, NULL, device);
  return ok;
}
