/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * problem.h: one clear answer to somebody whose request can't be done: what, where, and what to do about it.
 *
 * Actions and views fill one in; the command line prints it, the server makes a problem document (RFC 9457) of it.
 */
#ifndef RECORD_PROBLEM_H
#define RECORD_PROBLEM_H

#include "refusal.h"

#include <glib.h>
#include <stdbool.h>

/* Marks a text for translation; whoever shows it translates it. The same as in glib/gi18n.h, which may be there too. */
#define N_(String) (String)

typedef enum {
  RECORD_PROBLEM_NONE = 0,
  RECORD_PROBLEM_INVALID,   /* a field is missing, of the wrong type or out of its bounds */
  RECORD_PROBLEM_FORBIDDEN, /* this person may not */
  RECORD_PROBLEM_NOT_FOUND, /* there is no such thing, or this person may not know of it */
  RECORD_PROBLEM_CONFLICT,  /* it contradicts what is on record by now */
  RECORD_PROBLEM_BUSY,      /* not now: try again */
  RECORD_PROBLEM_FAILED     /* the system failed; nothing was kept */
} RecordProblemKind;

/* All texts are owned; NULL where there is nothing to say. A problem that is all zero is none. */
typedef struct {
  RecordProblemKind kind;
  char *field;   /* the document's field, "goals/2" inside a list; NULL: about none */
  char *message; /* what is wrong: a sentence without a full stop */
  char *advice;  /* what to do: the same */
} RecordProblem;

void record_problem_clear(RecordProblem *problem);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RecordProblem, record_problem_clear)

/* Fills the problem in, in the place of what it held. Returns false, so that a caller can return it. field and advice
 * may be NULL. Both are translated here: a literal format needs no mark
 * (po/meson.build), an advice N_. */
bool record_problem_set(RecordProblem *problem, RecordProblemKind kind, const char *field, const char *advice,
                        const char *format, ...) G_GNUC_PRINTF(5, 6);

/* The problem that a rule's refusal is: who may not is forbidden, what came too late or is stale is a conflict, and
 * what is missing or out of its range is invalid. The refusal is not RECORD_ALLOWED. */
bool record_problem_refuse(RecordProblem *problem, RecordRefusal refusal);

/* The kind as one word for documents: "invalid", "forbidden"... Static storage. */
const char *record_problem_kind_text(RecordProblemKind kind);

#endif
