/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * noted.h: advice that reached the client by phone or mail, and was written down by the client.
 *
 * It stays marked until the partner confirms it by a link, or says that it was otherwise. The link is a secret of its
 * own: whoever has it speaks for the partner, so the client's people can't use it while signed in.
 */
#ifndef RECORD_NOTED_H
#define RECORD_NOTED_H

#include "refusal.h"
#include "words.h"

typedef enum {
  RECORD_NOTED_NOT,         /* the partner entered it */
  RECORD_NOTED_WAITING,     /* written down by the client, not confirmed */
  RECORD_NOTED_CONFIRMED,   /* "yes, that is what I advised" */
  RECORD_NOTED_CONTRADICTED /* "no, it was otherwise" */
} RecordNotedState;

typedef struct {
  RecordNotedState state;
  bool has_role;   /* who follows the link is signed in, and has a role in the workspace */
  RecordRole role; /* which, where has_role */
  bool of_another; /* of a partner: another than the one who is said to have advised */
  int64_t at_ms;
  int64_t link_expires_at_ms; /* the first moment at which it no longer works */
} RecordConfirmCase;

/* Whether a person of this role may write down an advice in a partner's name. */
RecordRefusal record_noted_check_note(RecordRole role);

/* Whether the advice may be confirmed or contradicted by the link. Reasons in the order not noted, confirmed, own note,
 * not theirs, link expired. */
RecordRefusal record_noted_check_confirm(const RecordConfirmCase *one);

/* How long a partner may contradict a note, from when the link was made, though its outcome is known already: whoever
 * notes may tell the outcome in the same minute. */
#define RECORD_NOTED_DENIAL_MS (INT64_C(14) * 86400000)

/* Whether it counts as evidence on the partner. What they contradicted does not, if they did so before its outcome was
 * known, or within the time above: afterwards anyone would rather not have advised what failed. */
bool record_noted_counts(RecordNotedState state, bool contradicted_in_time);

/* Whether it is shown with a mark. */
bool record_noted_is_marked(RecordNotedState state);

#endif
