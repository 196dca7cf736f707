/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* enter.h: an entry's way into the tables, for entering and for rebuilding. */
#ifndef ACTIONS_ENTER_H
#define ACTIONS_ENTER_H

#include "action.h"

#define ACTION_BODY_THING "thing" /* the body's member that names what the entry is about, where it made no thing */

/* What a projection sees. All is the caller's. */
typedef struct {
  int64_t seq;
  int64_t at_ms;
  const char *person;
  const char *engagement; /* NULL: of none */
  const char *thing;      /* "": about none */
  const json_t *body;     /* with texts or with commitments in their place: they are not looked at */
} ActionEntry;

/* Runs the action's projection. */
bool action_project(StoreTransaction *transaction, const Action *action, const ActionEntry *entry, GError **error);

/* Removes the rows of this workspace from all tables that are projections. */
bool action_clear(StoreTransaction *transaction, GError **error);

#endif
