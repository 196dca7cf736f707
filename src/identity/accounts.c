/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* accounts.c: making accounts, and taking them away. What is sealed, hashed and drawn is so before the transaction. */
#include "accounts.h"

#include "internal.h"
#include "links.h"

#include "journal/form.h"

#include <sodium.h>
#include <string.h>

bool identity_any(StoreIdentityTransaction *transaction, bool *any, GError **error) {
  g_autoptr(StoreStatement) row = identity_select(transaction, STORE_ACCOUNT_ANY, NULL, any, error);
  return row != NULL;
}

static bool read_any(StoreIdentityTransaction *transaction, void *data, GError **error) {
  return identity_any(transaction, data, error);
}

bool identity_is_empty(Identity *identity, bool *empty, RecordProblem *problem) {
  bool any = false;
  bool ok = identity_read(identity, read_any, &any, problem);
  *empty = !any;
  return ok;
}

/* ---- Making one ------------------------------------------------------------------------------------------------- */

void identity_new_account_prepare(Identity *identity, NewAccount *account, const char *id, const char *name) {
  if (id != NULL)
    g_strlcpy(account->person, id, sizeof account->person);
  else
    identity_new_id(identity, 'u', account->person);
  identity_random(identity, account->key_secret, sizeof account->key_secret);
  identity_person_key(identity, identity->keys->count, account->key_secret, account->key);
  identity_name_hash(identity, name, account->name_hash);
  account->generation = identity->keys->count;
  account->name_sealed = identity_seal(identity, account->key, account->person, "name", name, strlen(name));
}

void identity_new_account_clear(NewAccount *account) {
  g_clear_pointer(&account->name_sealed, g_bytes_unref);
  g_clear_pointer(&account->password_sealed, g_bytes_unref);
  sodium_memzero(account, sizeof *account);
}

static bool add_key(StoreIdentityTransaction *transaction, const NewAccount *account, int64_t *number, GError **error) {
  bool row = false;
  g_autoptr(StoreStatement) next = identity_select(transaction, STORE_PERSON_KEY_NEXT, NULL, &row, error);
  if (next == NULL)
    return false;
  *number = store_column_integer(next, 0);
  return identity_execute(transaction, STORE_PERSON_KEY_ADD,
                          VALUES(VALUE_INTEGER("key_number", *number), VALUE_INTEGER("generation", account->generation),
                                 VALUE_BYTES("secret", account->key_secret, sizeof account->key_secret)),
                          NULL, error);
}

/* Whether the name, the person or the invitation has an account. */
static bool check_free(StoreIdentityTransaction *transaction, const NewAccount *account, RecordProblem *problem,
                       GError **error) {
  bool named = false;
  bool known = false;
  bool invited = false;
  g_autoptr(StoreStatement) by_name =
      identity_select(transaction, STORE_ACCOUNT_BY_NAME,
                      VALUES(VALUE_BYTES("name_hash", account->name_hash, HASH_BYTES)), &named, error);
  g_autoptr(StoreStatement) by_id =
      by_name == NULL ? NULL
                      : identity_select(transaction, STORE_ACCOUNT_BY_ID,
                                        VALUES(VALUE_TEXT("person_id", account->person)), &known, error);
  g_autoptr(StoreStatement) by_invitation =
      by_id == NULL ? NULL
                    : identity_select(transaction, STORE_ACCOUNT_OF_INVITATION,
                                      VALUES(VALUE_BYTES("invitation_hash", account->invitation_hash, HASH_BYTES)),
                                      &invited, error);
  if (by_invitation == NULL)
    return false;
  if (named)
    return identity_refuse(error, problem, RECORD_PROBLEM_CONFLICT, "name", N_("Choose another, or sign in"),
                           "Somebody signs in with this name already");
  if (known)
    return identity_refuse(error, problem, RECORD_PROBLEM_CONFLICT, "person", N_("Make a link for it"),
                           "This person has an account already");
  return !(invited && account->by_invitation) ||
         identity_refuse(error, problem, RECORD_PROBLEM_CONFLICT, "secret", N_("Sign in, and join with it"),
                         "An account was made by this invitation already");
}

bool identity_new_account_add(StoreIdentityTransaction *transaction, const NewAccount *account, int64_t now_ms,
                              RecordProblem *problem, GError **error) {
  int64_t key_number = 0;
  if (!check_free(transaction, account, problem, error) || !add_key(transaction, account, &key_number, error))
    return false;
  gsize password_length = 0;
  gsize name_length = 0;
  const void *password =
      account->password_sealed != NULL ? g_bytes_get_data(account->password_sealed, &password_length) : "";
  const void *name = g_bytes_get_data(account->name_sealed, &name_length);
  g_autoptr(StoreStatement) add = store_identity_statement(transaction, STORE_ACCOUNT_ADD, error);
  if (add == NULL)
    return false;
  store_bind_text(add, "person_id", account->person);
  store_bind_integer(add, "key_number", key_number);
  store_bind_bytes(add, "name_hash", account->name_hash, HASH_BYTES);
  store_bind_bytes(add, "name_sealed", name, name_length);
  store_bind_bytes(add, "password_sealed", password, password_length);
  store_bind_text(add, "made_through", account->made_through != NULL ? account->made_through : "");
  if (account->by_invitation)
    store_bind_bytes(add, "invitation_hash", account->invitation_hash, HASH_BYTES);
  store_bind_integer(add, "now_ms", now_ms);
  return store_statement_run(add, NULL, error);
}

typedef struct {
  const NewAccount *account;
  const NewLink *link;
  int64_t now_ms;
  RecordProblem *problem;
} Adding;

static bool add(StoreIdentityTransaction *transaction, void *data, GError **error) {
  const Adding *adding = data;
  return identity_new_account_add(transaction, adding->account, adding->now_ms, adding->problem, error) &&
         identity_link_add(transaction, adding->link, error);
}

bool identity_account_add(Identity *identity, const char *name, const char *existing_person, int64_t now_ms,
                          char person[IDENTITY_PERSON_BYTES], char link[IDENTITY_SECRET_BYTES],
                          RecordProblem *problem) {
  person[0] = link[0] = '\0';
  if (existing_person != NULL && !journal_form_is_name(existing_person, RECORD_PERSON_BYTES_MAX))
    return record_problem_set(problem, RECORD_PROBLEM_INVALID, "person", N_("Give the name that actions were done as"),
                              "This can't be a person's id");
  if (!identity_name_check(name, problem))
    return false;
  g_auto(NewAccount) account = {0};
  NewLink new_link = {.purpose = LINK_PASSWORD, .person = account.person};
  identity_new_account_prepare(identity, &account, existing_person, name);
  new_link.ends_at_ms = now_ms + IDENTITY_FIRST_LINK_DAYS * DAYS_MS;
  identity_secret_make(identity, SECRET_LINK, link, new_link.hash);
  Adding adding = {.account = &account, .link = &new_link, .now_ms = now_ms, .problem = problem};
  bool ok = identity_write(identity, add, &adding, problem);
  g_strlcpy(person, ok ? account.person : "", IDENTITY_PERSON_BYTES);
  if (!ok)
    sodium_memzero(link, IDENTITY_SECRET_BYTES);
  return ok;
}

/* ---- Taking one away -------------------------------------------------------------------------------------------- */

static bool erase(StoreIdentityTransaction *transaction, void *data, GError **error) {
  const Person *person = data;
  const IdentityValue *of_person = VALUES(VALUE_TEXT("person_id", person->person));
  return identity_sessions_end_inside(transaction, person->person, NULL, NULL, error) &&
         identity_execute(transaction, STORE_LINK_REMOVE_ALL, of_person, NULL, error) &&
         identity_execute(transaction, STORE_RECOVERY_REMOVE_ALL, of_person, NULL, error) &&
         identity_execute(transaction, STORE_TOKEN_REMOVE_ALL, of_person, NULL, error) &&
         identity_execute(transaction, STORE_ACCOUNT_REMOVE, of_person, NULL, error) &&
         identity_execute(transaction, STORE_PERSON_KEY_ERASE, VALUES(VALUE_INTEGER("key_number", person->key_number)),
                          NULL, error);
}

bool identity_account_remove(Identity *identity, const char *name, RecordProblem *problem) {
  g_auto(Person) person = {0};
  return identity_person_require(identity, name, &person, problem) &&
         identity_write_wiping(identity, erase, &person, problem);
}

bool identity_account_delete(Identity *identity, const char *person, const char *password, int64_t now_ms,
                             RecordProblem *problem) {
  g_auto(Person) account = {0};
  return identity_person_confirm(identity, person, password, now_ms, &account, problem) &&
         identity_write_wiping(identity, erase, &account, problem);
}

/* ---- Looking ---------------------------------------------------------------------------------------------------- */

typedef struct {
  Identity *identity;
  const char *after;
  IdentityAccountFunction function;
  void *context;
} List;

static bool list(StoreIdentityTransaction *transaction, void *data, GError **error) {
  const List *what = data;
  bool row = false;
  g_autoptr(StoreStatement) rows = identity_select(
      transaction, STORE_ACCOUNT_LIST,
      VALUES(VALUE_TEXT("after", what->after), VALUE_INTEGER("most", IDENTITY_ACCOUNTS_LISTED_MAX)), &row, error);
  bool ok = rows != NULL;
  for (; ok && row; ok = store_statement_step(rows, &row, error)) {
    g_auto(Person) person = {0};
    if (!identity_person_read(what->identity, rows, &person, error))
      return false;
    IdentityAccount account = {.person = person.person,
                               .name = person.name,
                               .has_password = person.password != NULL,
                               .has_second_factor = person.totp_is_on,
                               .made_at_ms = person.made_at_ms};
    what->function(what->context, &account);
  }
  return ok;
}

bool identity_account_list(Identity *identity, const char *after, IdentityAccountFunction function, void *context,
                           RecordProblem *problem) {
  List what = {.identity = identity, .after = after, .function = function, .context = context};
  return identity_read(identity, list, &what, problem);
}

bool identity_person_require(Identity *identity, const char *name, Person *person, RecordProblem *problem) {
  bool found = false;
  return identity_person_by_name(identity, name, person, &found, problem) &&
         (found || record_problem_set(problem, RECORD_PROBLEM_NOT_FOUND, "name", N_("Look into the list of accounts"),
                                      "Nobody signs in with this name"));
}

bool identity_account_find(Identity *identity, const char *name, char person[IDENTITY_PERSON_BYTES],
                           RecordProblem *problem) {
  g_auto(Person) found = {0};
  bool ok = identity_person_require(identity, name, &found, problem);
  g_strlcpy(person, found.person, IDENTITY_PERSON_BYTES);
  return ok;
}
