/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * action.h: what a person can do, declared as data, and the one way in which it is done.
 *
 * An action is one file. It declares its name, who may, the fields of its document and its effect. Its command, route,
 * form and help come from that declaration; a new action is a new file, and its name in the list in src/meson.build.
 *
 * A write goes one way: the document is checked against the fields, the person against `who`, and then, in one
 * transaction, the effect reads what it must know, asks the rules (record/), and enters. What is entered becomes an
 * entry of the journal of the action's name; then the action's projection, a list of named statements, puts it into the
 * tables. A projection sees nothing but the entry: so `rebuild` runs the same statements over the journal again, and
 * the tables come out the same.
 *
 * A projection's parameters are the members of the entry's body, and
 *
 *     :seq :entry       the entry's number, as a number and as text ('b' || :entry makes an id)
 *     :at_ms            when it was entered
 *     :person_id        who entered it
 *     :engagement_id    of which engagement it is; '' of none
 *     :thing_id         what it is about
 *
 * A text in the body is bound as the number of the entry, for that is where it lies (schema/0004_people.sql); a list of
 * texts as their count.
 */
#ifndef ACTIONS_ACTION_H
#define ACTIONS_ACTION_H

#include "record/actor.h"
#include "record/field.h"
#include "record/problem.h"
#include "store/entries.h"
#include "store/query.h"

enum {
  ACTION_BY_OWNER = 1 << RECORD_ROLE_OWNER,
  ACTION_BY_MEMBER = 1 << RECORD_ROLE_MEMBER,
  ACTION_BY_PARTNER = 1 << RECORD_ROLE_PARTNER,
  ACTION_BY_BUSINESS = ACTION_BY_OWNER | ACTION_BY_MEMBER,
  ACTION_BY_BOTH_SIDES = ACTION_BY_BUSINESS | ACTION_BY_PARTNER,
  ACTION_BY_STRANGER = 1 << 8 /* who is not in the workspace: opens it, or joins it by a link */
};

#define ACTION_PROJECTION_END STORE_WORKSPACE_STATEMENT_COUNT
#define ACTION_REQUEST_KEY_BYTES_MAX 100

typedef struct Action Action;
typedef struct ActionDraft ActionDraft; /* enter.h */

/* One run of an action inside its transaction. An effect reads all of it, and adds only to reply and problem. */
typedef struct {
  const Action *action;
  StoreTransaction *transaction;
  RecordActor actor;
  int64_t now_ms;
  const json_t *document;   /* checked */
  json_t *reply;            /* what the person gets; the effect may add to it */
  RecordProblem *problem;   /* filled in where the effect refuses */
  const void *snapshot_key; /* 32 bytes that what was shown to a decider is signed with */
  ActionDraft *draft;       /* of the document's entry, begun before the transaction; NULL: none, or no more */
} ActionRun;

/* Does it. False where it refuses, with run->problem filled in, or where the store failed, with error set. */
typedef bool (*ActionEffect)(ActionRun *run, GError **error);

/* Adds with store_sum_add what the entry with these parameters adds. False with an error. */
typedef bool (*ActionSums)(StoreTransaction *transaction, const StoreParameters *parameters, GError **error);

struct Action {
  const char *name;    /* a verb: "decide" */
  const char *summary; /* one line, for people; marked for translation */
  unsigned who;        /* ACTION_BY_... */
  const RecordField *fields;
  const char *const *adds;                   /* members of the entry's body beside the fields; ends with NULL */
  const StoreWorkspaceStatement *projection; /* ends with ACTION_PROJECTION_END */
  const StoreWorkspaceStatement *counting;   /* after it, of one entry or of many at once (enter.h); NULL: nothing */
  ActionSums sums;                           /* after that, what the entry adds to sums; NULL: nothing */
  const char *makes;                         /* the letter of the ids that it makes; NULL: makes no thing */
  ActionEffect effect;
  bool wipes;      /* it erases: what is gone must be gone from the log too before it is said to be */
  bool past_quota; /* it takes something away, as one that wipes does: never refused for want of room */
};

/* Every action, by name in alphabetical order; ends with NULL. Made from the list in src/meson.build. */
extern const Action *const action_list[];

/* The action of that name; NULL where there is none. */
const Action *action_find(const char *name);

/* What is entered beside an action, for the business's own eyes, and can't be asked for: no command, no route, no form.
 * Their `who` is nobody. The list is made as the one above; ends with NULL. */
extern const Action *const action_beside_list[];

/* The action whose projection an entry of that kind has: one of either list; NULL where there is none. */
const Action *action_of_kind(const char *kind);

/* ---- Running one ------------------------------------------------------------------------------------------------ */

typedef struct {
  int64_t now_ms;
  const char *request_key;  /* the same key again gets the same reply, and nothing is done twice; NULL: no key */
  const void *snapshot_key; /* 32 bytes; NULL: what was shown is not checked, and decisions that need it are refused */
} ActionOptions;

/* Runs the action for the person in the workspace. The reply is a new reference: {"entry": seq, "id": made thing, "note":
 * what to know of it...}; of one that wipes, "wiped": false where somebody was reading and the log will be cleared later.
 * NULL with the problem filled in: nothing was kept. */
json_t *action_run(Store *store, const Action *action, const char *workspace, const char *person,
                   const json_t *document, const ActionOptions *options, RecordProblem *problem);

/* Makes a workspace's tables anew from its journal, for the person, who must be an owner. progress (may be NULL) is
 * called now and then with the number of entries gone through. */
bool action_rebuild(Store *store, const char *workspace, const char *person,
                    void (*progress)(void *context, int64_t entries), void *context, RecordProblem *problem);

/* ---- For effects ------------------------------------------------------------------------------------------------ */

/* Enters the checked document, with the members of extra added (its reference is taken over; NULL: none), as an entry
 * of this action. engagement: of which it is; NULL: none. thing: what it is about; NULL: the thing that it makes. Puts
 * "entry" and, where a thing was made, "id" into the reply. */
bool action_enter(ActionRun *run, const char *engagement, const char *thing, json_t *extra, GError **error);

/* The same for another action than the one that runs, with a document that has its fields; seq (may be NULL) gets the
 * entry's number. */
bool action_enter_as(ActionRun *run, const Action *action, const char *engagement, const char *thing,
                     const json_t *document, json_t *extra, int64_t *seq, GError **error);

/* Enters beside what the run has entered, in the same transaction, what only the business may read: of no engagement, so
 * that no partner's scope has it. The reply goes on naming the entry before. document and extra: their references are
 * taken over; extra may be NULL. */
bool action_enter_beside(ActionRun *run, const Action *action, const char *thing, json_t *document, json_t *extra,
                         GError **error);

/* The one row of a statement with the checked document's members and :id for parameters; id may be NULL. JSON null where
 * there is none; NULL with an error. A new reference. */
json_t *action_row(ActionRun *run, StoreWorkspaceStatement name, const char *id, GError **error);

/* The same, and where there is none it is a problem of that field: "There is no such ...". */
json_t *action_require(ActionRun *run, StoreWorkspaceStatement name, const char *field, GError **error);

/* Puts into the reply, as "note", what whoever did it should know of it: a sentence without a full stop, in English, marked
 * with N_. */
void action_note(ActionRun *run, const char *note);

/* Each false, with the run's problem filled in. */
bool action_refuse(ActionRun *run, RecordRefusal refusal);
bool action_conflict(ActionRun *run, const char *field, const char *advice, const char *message);
bool action_invalid(ActionRun *run, const char *field, const char *advice, const char *message);

/* The same with a rule's answer: true where it is RECORD_ALLOWED. */
bool action_allow(ActionRun *run, RecordRefusal refusal);

/* False with the problem filled in where the checked document gives no more than the fields that say what is to be
 * changed: `named` of them. */
bool action_require_change(ActionRun *run, size_t named);

/* Members of the checked document and of rows: NULL, or the value given, where they are not there. */
const char *action_text(const json_t *object, const char *name);
int64_t action_integer(const json_t *object, const char *name, int64_t otherwise);
bool action_flag(const json_t *object, const char *name, bool otherwise);

#endif
