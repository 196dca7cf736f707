/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* accounts_own.c: what people do with their own account: make it, change its name and its password. */
#include "accounts.h"

#include "internal.h"
#include "links.h"

#include "journal/hash.h"

#include <sodium.h>
#include <string.h>

/* ---- Making it -------------------------------------------------------------------------------------------------- */

typedef struct {
  const IdentityNewcomer *newcomer;
  NewAccount *account;
  uint8_t setup_hash[HASH_BYTES];
  char invitation_hex[JOURNAL_HASH_HEX_BYTES];
  int64_t now_ms;
  RecordProblem *problem;
} Registering;

/* Whether the invitation is open. The invitation's secret is hashed as actions/people.c does it. */
static bool check_invitation(StoreIdentityTransaction *transaction, const Registering *what, GError **error) {
  bool open = false;
  g_autoptr(StoreStatement) row =
      identity_select(transaction, STORE_INVITATION_OPEN,
                      VALUES(VALUE_TEXT("workspace", what->newcomer->workspace),
                             VALUE_TEXT("link", what->invitation_hex), VALUE_INTEGER("now_ms", what->now_ms)),
                      &open, error);
  if (row == NULL)
    return false;
  return open || identity_refuse(error, what->problem, RECORD_PROBLEM_NOT_FOUND, "secret",
                                 N_("Ask for a new invitation"), "This invitation does not work, or no longer does");
}

static bool is_by_setup(const Registering *what) {
  return what->newcomer->setup_link != NULL;
}

/* A link that is shown may be looked at before anything costly is done. */
static bool check_right(StoreIdentityTransaction *transaction, void *data, GError **error) {
  const Registering *what = data;
  if (!is_by_setup(what))
    return check_invitation(transaction, what, error);
  bool found = false;
  g_autoptr(StoreStatement) row = identity_select(
      transaction, STORE_LINK_FIND,
      VALUES(VALUE_BYTES("link_hash", what->setup_hash, HASH_BYTES), VALUE_INTEGER("now_ms", what->now_ms)), &found,
      error);
  if (row == NULL)
    return false;
  return (found && strcmp(store_column_text(row, 0), LINK_SETUP) == 0) || identity_link_refuse(error, what->problem);
}

static bool use_setup(StoreIdentityTransaction *transaction, const Registering *what, GError **error) {
  char nobody[IDENTITY_PERSON_BYTES];
  bool any = false;
  if (!identity_link_take(transaction, what->setup_hash, LINK_SETUP, what->now_ms, nobody, what->problem, error) ||
      !identity_any(transaction, &any, error))
    return false;
  return !any || identity_link_refuse(error, what->problem);
}

static bool add(StoreIdentityTransaction *transaction, void *data, GError **error) {
  const Registering *what = data;
  bool allowed = is_by_setup(what) ? use_setup(transaction, what, error) : check_invitation(transaction, what, error);
  return allowed && identity_new_account_add(transaction, what->account, what->now_ms, what->problem, error);
}

static bool read_right(Registering *what) {
  const IdentityNewcomer *newcomer = what->newcomer;
  if (is_by_setup(what))
    return identity_secret_read(newcomer->setup_link, SECRET_LINK, what->setup_hash) ||
           identity_link_refuse(NULL, what->problem);
  if (newcomer->workspace == NULL || newcomer->invitation == NULL)
    return record_problem_set(what->problem, RECORD_PROBLEM_FORBIDDEN, NULL, N_("Ask an owner to invite you"),
                              "An account is made by an invitation");
  JournalHash hash = journal_hash_pair(newcomer->invitation, strlen(newcomer->invitation), NULL, 0);
  journal_hex_write(hash.bytes, sizeof hash.bytes, what->invitation_hex);
  /* The workspace is hashed along, for one secret could be in two. */
  JournalHash both = journal_hash_pair(hash.bytes, sizeof hash.bytes, newcomer->workspace, strlen(newcomer->workspace));
  memcpy(what->account->invitation_hash, both.bytes, HASH_BYTES);
  what->account->by_invitation = true;
  what->account->made_through = newcomer->workspace;
  return true;
}

bool identity_register(Identity *identity, const IdentityNewcomer *newcomer, int64_t now_ms,
                       char person[IDENTITY_PERSON_BYTES], RecordProblem *problem) {
  g_auto(NewAccount) account = {0};
  Registering what = {.newcomer = newcomer, .account = &account, .now_ms = now_ms, .problem = problem};
  person[0] = '\0';
  if (!identity_name_check(newcomer->name, problem) || !read_right(&what) ||
      !identity_read(identity, check_right, &what, problem) ||
      !identity_password_check(newcomer->password, newcomer->name, "password", problem))
    return false;
  g_autofree char *hash = identity_password_hash(identity, newcomer->password, problem);
  if (hash == NULL)
    return false;
  identity_new_account_prepare(identity, &account, NULL, newcomer->name);
  account.password_sealed = identity_seal(identity, account.key, account.person, "password", hash, strlen(hash));
  bool ok = identity_write(identity, add, &what, problem);
  g_strlcpy(person, ok ? account.person : "", IDENTITY_PERSON_BYTES);
  return ok;
}

/* ---- Changing it ------------------------------------------------------------------------------------------------ */

typedef struct {
  const Person *person;
  const char *session; /* that goes on */
  GBytes *sealed;
  uint8_t name_hash[HASH_BYTES];
  RecordProblem *problem;
} Change;

static bool refuse_changed(StoreIdentityTransaction *transaction, const Change *change, GError **error) {
  bool stands = false;
  if (!identity_person_stands(transaction, change->person, &stands, error))
    return false;
  return stands || identity_refuse(error, change->problem, RECORD_PROBLEM_CONFLICT, "password", N_("Sign in again"),
                                   "Your password was changed elsewhere at this moment");
}

static bool set_password(StoreIdentityTransaction *transaction, void *data, GError **error) {
  const Change *change = data;
  gsize length = 0;
  const void *sealed = g_bytes_get_data(change->sealed, &length);
  const char *person = change->person->person;
  return refuse_changed(transaction, change, error) &&
         identity_execute(transaction, STORE_ACCOUNT_SET_PASSWORD,
                          VALUES(VALUE_TEXT("person_id", person), VALUE_BYTES("password_sealed", sealed, length)), NULL,
                          error) &&
         identity_execute(transaction, STORE_LINK_REMOVE_ALL, VALUES(VALUE_TEXT("person_id", person)), NULL, error) &&
         identity_sessions_end_inside(transaction, person, change->session, NULL, error);
}

bool identity_password_change(Identity *identity, const char *person, const char *session, const char *password,
                              const char *new_password, int64_t now_ms, RecordProblem *problem) {
  g_auto(Person) account = {0};
  if (!identity_person_confirm(identity, person, password, now_ms, &account, problem) ||
      !identity_password_check(new_password, account.name, "new_password", problem))
    return false;
  g_autofree char *hash = identity_password_hash(identity, new_password, problem);
  if (hash == NULL)
    return false;
  g_autoptr(GBytes) sealed = identity_seal(identity, account.key, account.person, "password", hash, strlen(hash));
  Change change = {.person = &account, .session = session, .sealed = sealed, .problem = problem};
  return identity_write(identity, set_password, &change, problem);
}

/* Whether somebody else has the name. */
static bool check_name_free(StoreIdentityTransaction *transaction, const Change *change, GError **error) {
  bool taken = false;
  g_autoptr(StoreStatement) row =
      identity_select(transaction, STORE_ACCOUNT_BY_NAME,
                      VALUES(VALUE_BYTES("name_hash", change->name_hash, HASH_BYTES)), &taken, error);
  if (row == NULL)
    return false;
  return !taken || strcmp(store_column_text(row, 0), change->person->person) == 0 ||
         identity_refuse(error, change->problem, RECORD_PROBLEM_CONFLICT, "name", N_("Choose another"),
                         "Somebody signs in with this name already");
}

static bool set_name(StoreIdentityTransaction *transaction, void *data, GError **error) {
  const Change *change = data;
  gsize length = 0;
  const void *sealed = g_bytes_get_data(change->sealed, &length);
  return refuse_changed(transaction, change, error) && check_name_free(transaction, change, error) &&
         identity_execute(transaction, STORE_ACCOUNT_SET_NAME,
                          VALUES(VALUE_TEXT("person_id", change->person->person),
                                 VALUE_BYTES("name_hash", change->name_hash, HASH_BYTES),
                                 VALUE_BYTES("name_sealed", sealed, length)),
                          NULL, error);
}

bool identity_name_change(Identity *identity, const char *person, const char *password, const char *name,
                          int64_t now_ms, RecordProblem *problem) {
  g_auto(Person) account = {0};
  if (!identity_name_check(name, problem) ||
      !identity_person_confirm(identity, person, password, now_ms, &account, problem))
    return false;
  g_autoptr(GBytes) sealed = identity_seal(identity, account.key, account.person, "name", name, strlen(name));
  Change change = {.person = &account, .sealed = sealed, .problem = problem};
  identity_name_hash(identity, name, change.name_hash);
  return identity_write(identity, set_name, &change, problem);
}
