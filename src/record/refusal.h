/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * refusal.h: why the record does not take something.
 *
 * A rule is a pure function from what is known to a RecordRefusal. It answers with the first reason in the order that
 * its header gives, so that the same case always gets the same answer.
 */
#ifndef RECORD_REFUSAL_H
#define RECORD_REFUSAL_H

typedef enum {
  RECORD_ALLOWED = 0,
  /* who */
  RECORD_REFUSED_ROLE,          /* this role may not */
  RECORD_REFUSED_NOT_ALLOWED,   /* a member whom the owner has not allowed to decide */
  RECORD_REFUSED_NEEDS_MANDATE, /* a partner decides only under a mandate */
  RECORD_REFUSED_NOT_THEIRS,    /* a partner, and not of this engagement */
  RECORD_REFUSED_OWNER_ONLY,    /* only the owner may */
  /* mandates */
  RECORD_REFUSED_LEVEL,        /* the mandate's level does not let a partner decide */
  RECORD_REFUSED_NOT_YET,      /* the mandate has not begun */
  RECORD_REFUSED_EXPIRED,      /* or its time is over */
  RECORD_REFUSED_REVOKED,      /* or it was taken back */
  RECORD_REFUSED_NO_STAKE,     /* nobody said what it costs if it goes wrong */
  RECORD_REFUSED_CURRENCY,     /* another currency than the mandate's */
  RECORD_REFUSED_LIMIT,        /* beyond the limit for one decision */
  RECORD_REFUSED_NO_COST,      /* there is a budget, and nobody said what this takes of it */
  RECORD_REFUSED_BUDGET,       /* beyond what is left of the budget */
  RECORD_REFUSED_TERMS_LIMIT,  /* a mandate at this level needs a limit */
  RECORD_REFUSED_TERMS_BUDGET, /* budget and period belong together, each within its bounds */
  RECORD_REFUSED_TERMS_EXPIRY, /* it must end after it begins, within ten years */
  RECORD_REFUSED_TERMS_CHECKS, /* one in N: from none (0) to one in a thousand */
  /* advice and decisions */
  RECORD_REFUSED_WITHDRAWN,        /* the advice was withdrawn */
  RECORD_REFUSED_DECIDED,          /* it was decided already; a change names what it corrects */
  RECORD_REFUSED_PUT_OFF_LATE,     /* what was decided can't be put off any more, by a correction either */
  RECORD_REFUSED_CORRECT_LATE,     /* it is known how it turned out: the decision stands */
  RECORD_REFUSED_NOT_A_NOTE,       /* the client takes back what they noted themselves, and no other advice */
  RECORD_REFUSED_WITHDRAW_LATE,    /* it was decided, or it is known how it turned out */
  RECORD_REFUSED_ACTED,            /* the partner decided it, under a mandate */
  RECORD_REFUSED_NOT_OPENED,       /* the decider has not opened the advice */
  RECORD_REFUSED_OWN_VIEW_OWED,    /* the decider owes an own view first */
  RECORD_REFUSED_NO_SNAPSHOT,      /* the decision does not say what was shown */
  RECORD_REFUSED_FOREIGN_SNAPSHOT, /* what was shown was not of this advice, or to another person */
  RECORD_REFUSED_STALE_SNAPSHOT,   /* what was shown is out of date: look again */
  RECORD_REFUSED_NO_REASON,        /* an override or adaptation needs one */
  RECORD_REFUSED_ALREADY_OPENED,   /* an own view can't be sealed once the advice was opened */
  RECORD_REFUSED_SETTLED,          /* nor on a brief that was decided, by whomever */
  RECORD_REFUSED_GIVEN,            /* nor where none is owed, so that the advice was to be read without one */
  RECORD_REFUSED_TYPED_IN,         /* who typed the advice in has no view of their own before seeing it */
  /* outcomes */
  RECORD_REFUSED_NOT_DECIDED,     /* there is no outcome before there is a decision */
  RECORD_REFUSED_BEFORE_DECISION, /* an outcome known before the decision was made */
  RECORD_REFUSED_RANGE,           /* an outcome lies from 0 to 10,000 */
  /* noted advice */
  RECORD_REFUSED_NOT_NOTED,    /* the advice was given by the partner: there is nothing to confirm */
  RECORD_REFUSED_CONFIRMED,    /* it was confirmed or contradicted already */
  RECORD_REFUSED_LINK_EXPIRED, /* the link has run out */
  RECORD_REFUSED_OWN_NOTE,     /* who noted it can't confirm it */
  /* what begins and ends */
  RECORD_REFUSED_NO_WAY_TO_GO,     /* a goal whose target is where it begins */
  RECORD_REFUSED_DUE_BEFORE_BEGIN, /* a goal that is due before it begins */
  RECORD_REFUSED_GOAL_CLOSED,      /* it was reached or dropped */
  RECORD_REFUSED_ENGAGEMENT_NOT_BEGUN,
  RECORD_REFUSED_END_BEFORE_BEGIN,    /* an engagement that ends before it begins */
  RECORD_REFUSED_END_BEFORE_ADVICE,   /* or before what was advised in it */
  RECORD_REFUSED_RENEWS_BEFORE_BEGIN, /* or renews before it begins */
  RECORD_REFUSED_ENGAGEMENT_ENDED,
  RECORD_REFUSED_TASK_ENDED, /* done or dropped already */
  RECORD_REFUSED_REVIEW_CLOSED,
  RECORD_REFUSED_REVIEW_GIVEN,     /* this side has answered already */
  RECORD_REFUSED_REVIEW_OWN_FIRST, /* closing it would give out the partner's answers before the client's were given */
  RECORD_REFUSED_REVIEW_WAITS,     /* for the other side, until it is due */
  /* around an advice */
  RECORD_REFUSED_OUTCOME_KNOWN,  /* what is at stake can't be said in hindsight */
  RECORD_REFUSED_NOT_OVERRIDDEN, /* there is nothing to reply to */
  RECORD_REFUSED_NOT_DRAWN,      /* it was not drawn for a check, or checked already */
  RECORD_REFUSAL_COUNT
} RecordRefusal;

/* The field that the refusal is about, as documents call it; "" where it is about no field. Static storage. */
const char *record_refusal_field(RecordRefusal refusal);

/* What is wrong, and what to do: a sentence each, without a full stop; "" for RECORD_ALLOWED. Static storage; for
 * people after translation. */
const char *record_refusal_text(RecordRefusal refusal);
const char *record_refusal_advice(RecordRefusal refusal);

#endif
