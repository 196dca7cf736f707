/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* scope.c: for whom something is read or written. */
#include "scope.h"

#include "error.h"
#include "journal/entry.h"
#include "journal/form.h"
#include "journal/head.h"

#include <string.h>

struct StoreScope {
  gint owners;
  char *workspace;
  char *person;
  RecordRole role;
  GString *engagements; /* a JSON array; names need no escapes */
};

static bool check_name(const char *what, const char *name, size_t most, GError **error) {
  if (name != NULL && journal_form_is_name(name, most))
    return true;
  g_set_error(error, STORE_ERROR, STORE_ERROR_LIMIT, "the %s is not a name of 1 to %zu letters, digits and . _ : -",
              what, most);
  return false;
}

StoreScope *store_scope_new(const char *workspace, const char *person, RecordRole role, const char *const *engagements,
                            size_t engagement_count, GError **error) {
  if (!check_name("workspace", workspace, JOURNAL_WORKSPACE_BYTES_MAX, error) ||
      !check_name("person", person, JOURNAL_ENTRY_NAME_BYTES_MAX, error))
    return NULL;
  if (engagement_count > STORE_SCOPE_ENGAGEMENTS_MAX) {
    g_set_error(error, STORE_ERROR, STORE_ERROR_LIMIT, "%zu engagements of one partner; %d are the most",
                engagement_count, STORE_SCOPE_ENGAGEMENTS_MAX);
    return NULL;
  }
  g_autoptr(StoreScope) scope = g_new0(StoreScope, 1);
  scope->owners = 1;
  scope->workspace = g_strdup(workspace);
  scope->person = g_strdup(person);
  scope->role = role;
  scope->engagements = g_string_new("[");
  for (size_t index = 0; role == RECORD_ROLE_PARTNER && index < engagement_count; index++) {
    if (!check_name("engagement", engagements[index], JOURNAL_ENTRY_NAME_BYTES_MAX, error))
      return NULL;
    g_string_append_printf(scope->engagements, "%s\"%s\"", index > 0 ? "," : "", engagements[index]);
  }
  g_string_append_c(scope->engagements, ']');
  return g_steal_pointer(&scope);
}

StoreScope *store_scope_ref(StoreScope *scope) {
  g_atomic_int_inc(&scope->owners);
  return scope;
}

void store_scope_free(StoreScope *scope) {
  if (scope == NULL || !g_atomic_int_dec_and_test(&scope->owners))
    return;
  g_free(scope->workspace);
  g_free(scope->person);
  if (scope->engagements != NULL)
    g_string_free(scope->engagements, TRUE);
  g_free(scope);
}

const char *store_scope_workspace(const StoreScope *scope) {
  return scope->workspace;
}

const char *store_scope_person(const StoreScope *scope) {
  return scope->person;
}

RecordRole store_scope_role(const StoreScope *scope) {
  return scope->role;
}

bool store_scope_sees_all(const StoreScope *scope) {
  return scope->role != RECORD_ROLE_PARTNER;
}

bool store_scope_may_enter(const StoreScope *scope, const char *engagement, GError **error) {
  if (engagement != NULL && !check_name("engagement", engagement, JOURNAL_ENTRY_NAME_BYTES_MAX, error))
    return false;
  if (store_scope_sees_all(scope))
    return true;
  g_autofree char *quoted = g_strdup_printf("\"%s\"", engagement != NULL ? engagement : "");
  if (strstr(scope->engagements->str, quoted) != NULL)
    return true;
  g_set_error_literal(error, STORE_ERROR, STORE_ERROR_ROLE, "the engagement is not one of this partner's");
  return false;
}

const char *store_scope_engagements(const StoreScope *scope) {
  return scope->engagements->str;
}
