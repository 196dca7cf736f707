/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * decide.h: who may decide what, at which moment.
 *
 * The client's people decide on advice here; a partner decides only under a mandate (mandate.h). The final word stays
 * with the business.
 */
#ifndef RECORD_DECIDE_H
#define RECORD_DECIDE_H

#include "own_view.h"

/* What is known of an advice at the moment of the decision. */
typedef enum {
  RECORD_ADVICE_OPEN,     /* given, nothing decided */
  RECORD_ADVICE_DEFERRED, /* put off: still to be decided */
  RECORD_ADVICE_DECIDED,  /* followed, adapted or overridden */
  RECORD_ADVICE_WITHDRAWN /* by the partner, before it was decided */
} RecordAdviceState;

/* The signed snapshot of chances and risks that the decision names. */
typedef enum {
  RECORD_SNAPSHOT_NONE,
  RECORD_SNAPSHOT_CURRENT, /* of this advice, shown to this person, nothing has changed since */
  RECORD_SNAPSHOT_STALE,   /* of this advice, shown to this person, out of date */
  RECORD_SNAPSHOT_FOREIGN  /* of another advice, to another person, or not signed by us */
} RecordSnapshot;

typedef struct {
  RecordOwnViewCase person; /* the decider, and whether they opened the advice */
  RecordAdviceState advice;
  bool under_mandate; /* the partner decided it, under their mandate */
  bool corrects;      /* the decision names the one that it corrects */
  bool outcome_known; /* somebody has told how it turned out, on any road */
  RecordDecision decision;
  RecordSnapshot snapshot;
  bool has_reason; /* a reason that is more than white space */
} RecordDecideCase;

/* Whether the decision may be entered. Of what is shut to the person nothing else is said. Otherwise reasons in the order
 * role, not allowed, needs mandate, withdrawn, acted, put off late, decided, corrected late, not opened, no snapshot, foreign snapshot,
 * stale snapshot, no reason. To put a decision off takes neither snapshot nor reason; a correction may correct any decision
 * of the client's until an outcome is told, but can't make one of it that was put off. Later one could move what worked to
 * one's own account, and what was told of one road would be said of another. What a partner decided under a mandate was
 * done: that it was unsound is said by a check, and by the outcome. */
RecordRefusal record_decide_check(const RecordDecideCase *one);

typedef struct {
  RecordRole role;
  bool own_advice; /* of a partner: it is theirs */
  bool own_note;   /* of the client: they wrote it down, and the partner has not said yet whether they gave it */
  RecordAdviceState advice;
  bool outcome_known; /* of any road */
} RecordWithdrawCase;

/* Whether an advice may be withdrawn: by its partner, or, as long as it is only a note, by the client who may have noted
 * what nobody said; by neither once it was decided or its outcome is known. Reasons in the order role, not theirs, withdrawn,
 * late. */
RecordRefusal record_withdraw_check(const RecordWithdrawCase *one);

/* Whether somebody may say what is at stake with an advice: the client, until it is known how it turned out; later one
 * would say it in hindsight. Reasons in the order role, withdrawn, outcome known. */
RecordRefusal record_stake_check(RecordRole role, RecordAdviceState advice, bool outcome_known);

/* Whether a partner may reply to what was done with an advice: to theirs, where it was overridden or adapted. decision:
 * what was decided, where advice is RECORD_ADVICE_DECIDED. Reasons in the order role, not theirs, not overridden. */
RecordRefusal record_reply_check(RecordRole role, bool own_advice, RecordAdviceState advice, RecordDecision decision);

#endif
