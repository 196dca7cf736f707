/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* enter.h: an entry's way into the tables, for entering and for rebuilding. */
#ifndef ACTIONS_ENTER_H
#define ACTIONS_ENTER_H

#include "action.h"

#include "store/entries.h"

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

/* Begins the entry that the action will make of a checked document: all of it that needs no database, so that the writer,
 * for whom others wait, finds it done. An effect's first entry of this action and document takes it over; it may lie there
 * unused. NULL with an error. */
ActionDraft *action_draft_new(Store *store, const StoreScope *scope, const Action *action, const json_t *document,
                              int64_t now_ms, GError **error);
void action_draft_free(ActionDraft *draft); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ActionDraft, action_draft_free)

#define ACTION_OWN_MAX 32 /* six, and an action's fields of text */

/* A projection's parameters beside those of the body. It points into itself: not to be copied. */
typedef struct {
  StoreParameter list[ACTION_OWN_MAX];
  size_t count;
  char number[24];
} ActionOwn;

/* An entry on its way into journal and tables. */
typedef struct {
  const Action *action;
  ActionDraft *draft; /* that was made for it alone; NULL: it is another's */
  StoreReadyEntry *entry;
  ActionOwn own;
  json_t *more; /* what the effect added to the body */
  json_t *body;
  char *thing;      /* the id of what it is about; "": about none */
  bool makes;       /* it makes that thing */
  char *engagement; /* NULL: of none */
  int64_t seq;
} ActionReady;

/* What action_enter_as does, in two steps. The first needs no database and may be done by another thread than the
 * transaction's; it must know the number that the entry will get. The reference of extra is taken over, the run's actor
 * borrowed until the entry is freed. NULL with an error; free with action_ready_free. */
ActionReady *action_prepare(ActionRun *run, const Action *action, const char *engagement, const char *thing,
                            const json_t *document, json_t *extra, int64_t seq, GError **error);
bool action_enter_ready(StoreTransaction *transaction, const ActionReady *ready, GError **error);

/* For who enters many of one action: enters without counting, and counts what was entered so, after one entry and until
 * another, by the action's `counting`. Every entry of the action between the two must be uncounted. */
bool action_enter_uncounted(StoreTransaction *transaction, const ActionReady *ready, GError **error);
bool action_count(StoreTransaction *transaction, const Action *action, int64_t after, int64_t until, GError **error);
void action_ready_free(ActionReady *ready); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ActionReady, action_ready_free)

/* Removes the rows of this workspace from all tables that are projections. */
bool action_clear(StoreTransaction *transaction, GError **error);

#endif
