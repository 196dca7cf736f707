/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * scope.h: for whom something is read or written.
 *
 * There is no transaction on workspace data without a scope, and no statement without a transaction (store.h). The
 * store binds the scope's workspace into every statement by itself, so that a caller can't name another one; and a
 * partner's engagements, so that what is of no engagement of theirs is not there for them.
 */
#ifndef STORE_SCOPE_H
#define STORE_SCOPE_H

#include "record/words.h"

#include <glib.h>
#include <stddef.h>

#define STORE_SCOPE_ENGAGEMENTS_MAX 1000

typedef struct StoreScope StoreScope; /* never changes; may be shared between threads */

/* workspace: a name of 1 to 64 letters, digits and . _ : -; person likewise, to 128. engagements: those that a partner
 * is part of, names likewise to 128; ignored for every other role. All are copied. NULL with STORE_ERROR_LIMIT where
 * one is not so. Free with store_scope_free. */
StoreScope *store_scope_new(const char *workspace, const char *person, RecordRole role, const char *const *engagements,
                            size_t engagement_count, GError **error);
StoreScope *store_scope_ref(StoreScope *scope); /* one more owner, who frees it too; a scope never changes */
void store_scope_free(StoreScope *scope);       /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StoreScope, store_scope_free)

const char *store_scope_workspace(const StoreScope *scope);
const char *store_scope_person(const StoreScope *scope);
RecordRole store_scope_role(const StoreScope *scope);

/* Whether all of the workspace is to be seen, not only some engagements of it. */
bool store_scope_sees_all(const StoreScope *scope);

/* Whether something may be entered for this engagement (NULL: for none): a partner's only for one of theirs.
 * STORE_ERROR_ROLE where not; STORE_ERROR_LIMIT where it is no name. */
bool store_scope_may_enter(const StoreScope *scope, const char *engagement, GError **error);

/* The engagements as a JSON array; "[]" where there are none. */
const char *store_scope_engagements(const StoreScope *scope);

#endif
