/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* workspaces.c: who is where, and what follows for links. */
#include "workspaces.h"

#include "accounts.h"
#include "links.h"

#include "journal/hash.h"

#include <string.h>

/* A column that is UTF-8 text but was kept as bytes; "" where it is NULL. Free with g_free. */
static char *text_of_bytes(StoreStatement *row, int column) {
  size_t length = 0;
  if (store_column_is_null(row, column))
    return g_strdup("");
  const void *bytes = store_column_bytes(row, column, &length);
  return g_utf8_make_valid(bytes, (gssize)length);
}

static bool read_role(StoreStatement *row, int column, RecordRole *role, GError **error) {
  if (record_role_read(store_column_text(row, column), role))
    return true;
  g_set_error_literal(error, STORE_ERROR, STORE_ERROR_CORRUPT, "a role is none");
  return false;
}

/* ---- Lists ------------------------------------------------------------------------------------------------------ */

void identity_workspaces_free(IdentityWorkspaces *workspaces) {
  for (size_t index = 0; workspaces != NULL && index < workspaces->count; index++) {
    g_free(workspaces->each[index].workspace);
    g_free(workspaces->each[index].name);
  }
  g_free(workspaces);
}

typedef struct {
  const char *person;
  IdentityWorkspaces *workspaces;
} List;

static bool list(StoreIdentityTransaction *transaction, void *data, GError **error) {
  const List *what = data;
  bool row = false;
  g_autoptr(StoreStatement) rows = identity_select(
      transaction, STORE_PERSON_PLACES,
      VALUES(VALUE_TEXT("person_id", what->person), VALUE_INTEGER("most", IDENTITY_WORKSPACES_MAX)), &row, error);
  bool ok = rows != NULL;
  for (; ok && row; ok = store_statement_step(rows, &row, error)) {
    IdentityWorkspace *one = &what->workspaces->each[what->workspaces->count];
    if (!read_role(rows, 1, &one->role, error))
      return false;
    one->workspace = g_strdup(store_column_text(rows, 0));
    one->name = text_of_bytes(rows, 2);
    what->workspaces->count++;
  }
  return ok;
}

IdentityWorkspaces *identity_workspaces(Identity *identity, const char *person, RecordProblem *problem) {
  g_autoptr(IdentityWorkspaces) workspaces = g_new0(IdentityWorkspaces, 1);
  List what = {.person = person, .workspaces = workspaces};
  return identity_read(identity, list, &what, problem) ? g_steal_pointer(&workspaces) : NULL;
}

typedef struct {
  const char *person;
  int64_t owned;
} Owned;

static bool count_owned(StoreIdentityTransaction *transaction, void *data, GError **error) {
  Owned *what = data;
  bool row = false;
  g_autoptr(StoreStatement) count =
      identity_select(transaction, STORE_PERSON_OWNS, VALUES(VALUE_TEXT("person_id", what->person)), &row, error);
  what->owned = count != NULL ? store_column_integer(count, 0) : 0;
  return count != NULL;
}

bool identity_may_open_workspace(Identity *identity, const char *person, RecordProblem *problem) {
  Owned what = {.person = person};
  return identity_read(identity, count_owned, &what, problem) &&
         (what.owned < identity->options.workspaces_max ||
          record_problem_set(problem, RECORD_PROBLEM_CONFLICT, NULL,
                             N_("Delete one that is no longer used, or ask the host"),
                             "You own %" G_GINT64_FORMAT " workspaces, as many as this host allows", what.owned));
}

/* ---- Invitations ------------------------------------------------------------------------------------------------ */

void identity_invitation_clear(IdentityInvitation *invitation) {
  g_free(invitation->workspace_name);
  *invitation = (IdentityInvitation){0};
}

typedef struct {
  const char *workspace;
  char link[JOURNAL_HASH_HEX_BYTES];
  int64_t now_ms;
  IdentityInvitation *invitation;
  bool found;
} Looking;

static bool look(StoreIdentityTransaction *transaction, void *data, GError **error) {
  Looking *what = data;
  g_autoptr(StoreStatement) row =
      identity_select(transaction, STORE_INVITATION_OPEN,
                      VALUES(VALUE_TEXT("workspace", what->workspace), VALUE_TEXT("link", what->link),
                             VALUE_INTEGER("now_ms", what->now_ms)),
                      &what->found, error);
  if (row == NULL || !what->found)
    return row != NULL;
  what->invitation->workspace_name = text_of_bytes(row, 1);
  return read_role(row, 0, &what->invitation->role, error);
}

bool identity_invitation_look(Identity *identity, const char *workspace, const char *secret, int64_t now_ms,
                              IdentityInvitation *invitation, RecordProblem *problem) {
  Looking what = {.workspace = workspace, .now_ms = now_ms, .invitation = invitation};
  JournalHash hash = journal_hash_pair(secret, strlen(secret), NULL, 0);
  journal_hex_write(hash.bytes, sizeof hash.bytes, what.link);
  return identity_read(identity, look, &what, problem) &&
         (what.found || record_problem_set(problem, RECORD_PROBLEM_NOT_FOUND, "secret", N_("Ask for a new invitation"),
                                           "This invitation does not work, or no longer does"));
}

/* ---- Links by owners -------------------------------------------------------------------------------------------- */

typedef struct {
  const char *owner;
  const char *workspace;
  const char *person;
  RecordProblem *problem;
} Asking;

static bool role_there(StoreIdentityTransaction *transaction, const char *workspace, const char *person, bool *found,
                       RecordRole *role, GError **error) {
  g_autoptr(StoreStatement) row =
      identity_select(transaction, STORE_PERSON_ROLE,
                      VALUES(VALUE_TEXT("workspace", workspace), VALUE_TEXT("person_id", person)), found, error);
  return row != NULL && (!*found || read_role(row, 0, role, error));
}

static bool refuse_host(GError **error, RecordProblem *problem, const char *message) {
  return identity_refuse(error, problem, RECORD_PROBLEM_FORBIDDEN, "person",
                         N_("Ask whoever runs this place for a link"), message);
}

bool identity_is_elsewhere(StoreIdentityTransaction *transaction, const char *person, const char *workspace,
                           bool *elsewhere, GError **error) {
  g_autoptr(StoreStatement) row =
      identity_select(transaction, STORE_PERSON_ELSEWHERE,
                      VALUES(VALUE_TEXT("person_id", person), VALUE_TEXT("workspace", workspace)), elsewhere, error);
  return row != NULL;
}

static bool check_asking(StoreIdentityTransaction *transaction, void *data, GError **error) {
  const Asking *asking = data;
  bool owner_found = false;
  bool person_found = false;
  bool elsewhere = false;
  RecordRole owner_role = RECORD_ROLE_OBSERVER;
  RecordRole role = RECORD_ROLE_OWNER;
  if (!role_there(transaction, asking->workspace, asking->owner, &owner_found, &owner_role, error) ||
      !role_there(transaction, asking->workspace, asking->person, &person_found, &role, error) ||
      !identity_is_elsewhere(transaction, asking->person, asking->workspace, &elsewhere, error))
    return false;
  if (!owner_found || !person_found)
    return identity_refuse(error, asking->problem, RECORD_PROBLEM_NOT_FOUND, "person",
                           N_("Look into the list of people"), "There is nobody of that name here");
  if (owner_role != RECORD_ROLE_OWNER)
    return identity_refuse(error, asking->problem, RECORD_PROBLEM_FORBIDDEN, NULL, N_("Ask an owner"),
                           "Only an owner makes such a link");
  if (role != RECORD_ROLE_MEMBER && role != RECORD_ROLE_OBSERVER)
    return refuse_host(error, asking->problem, "An owner makes links for members and observers only");
  return !elsewhere || refuse_host(error, asking->problem, "This person is not of your workspace alone");
}

static bool add_link(StoreIdentityTransaction *transaction, void *data, GError **error) {
  return identity_link_add(transaction, data, error);
}

bool identity_member_link(Identity *identity, const char *owner, const char *workspace, const char *person,
                          int64_t now_ms, char link[IDENTITY_SECRET_BYTES], RecordProblem *problem) {
  g_auto(Person) account = {0};
  bool found = false;
  Asking asking = {.owner = owner, .workspace = workspace, .person = person, .problem = problem};
  link[0] = '\0';
  if (!identity_read(identity, check_asking, &asking, problem) ||
      !identity_person_by_id(identity, person, &account, &found, problem))
    return false;
  if (!found)
    return record_problem_set(problem, RECORD_PROBLEM_NOT_FOUND, "person", N_("Invite them, so that they can make one"),
                              "This person has no account");
  if (strcmp(account.made_through, workspace) != 0)
    return refuse_host(NULL, problem, "This person's account was not made by your invitation");
  NewLink new_link = {.purpose = LINK_PASSWORD, .person = person, .through = workspace};
  new_link.ends_at_ms = now_ms + IDENTITY_RESET_LINK_HOURS * HOURS_MS;
  identity_secret_make(identity, SECRET_LINK, link, new_link.hash);
  return identity_write(identity, add_link, &new_link, problem);
}
