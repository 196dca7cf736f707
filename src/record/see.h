/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * see.h: who sees what.
 *
 * The business's own people and its observers see everything; what holds them back is only a view that they owe
 * (own_view.h) and a review that they have not given (record_see_review). A partner sees the direction, where it is
 * shared, and of their own engagements what concerns them: never another partner's, and never what the business thinks
 * to itself.
 *
 * The store narrows its statements by this too; here is the rule that it is held against.
 */
#ifndef RECORD_SEE_H
#define RECORD_SEE_H

#include "refusal.h"
#include "words.h"

typedef enum {
  RECORD_THING_DIRECTION,  /* and its goals and their readings */
  RECORD_THING_ENGAGEMENT, /* purpose, goals served, terms, mandate, tasks */
  RECORD_THING_BRIEF,      /* and the questions and replies on it */
  RECORD_THING_ADVICE,     /* and the questions and replies on it */
  RECORD_THING_DECISION,   /* on an advice, with the reason */
  RECORD_THING_OUTCOME,    /* what both sides say */
  RECORD_THING_STAKE,      /* what it costs if it goes wrong: the client's own estimate */
  RECORD_THING_OWN_VIEW,   /* sealed views */
  RECORD_THING_SNAPSHOT,   /* the chances and risks that a decider was shown */
  RECORD_THING_STANDING,   /* what the estimates say of a partner */
  RECORD_THING_SKILL,      /* skills and their stances */
  RECORD_THING_PEOPLE,     /* persons and their roles */
  RECORD_THING_JOURNAL,    /* the whole of it; receipts for one's own entries are another matter */
  RECORD_THING_SETTINGS,
  RECORD_THING_COUNT
} RecordThing;

/* What a thing is to a partner. An advice is theirs if they gave it or it was noted in their name; a brief if it was
 * put to them; a decision or outcome if it is on an advice of theirs; a standing if it is on them. */
typedef struct {
  RecordRole role;
  bool theirs;           /* of an engagement that they are part of, as above */
  bool direction_shared; /* with this partner: so unless the owner says otherwise */
} RecordSeeCase;

/* Whether they may read it. RECORD_REFUSED_NOT_THEIRS where another partner's would be shown to them otherwise. */
RecordRefusal record_see_check(RecordThing thing, const RecordSeeCase *one);

/* Whether one side may read the other's review: after giving its own, or once the review is closed. */
bool record_see_review(bool gave_own, bool closed);

#endif
