/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * mandate.h: what a partner may decide without asking.
 *
 * The limit holds against the stake of one decision (what it costs if it goes wrong); the budget holds against the sum
 * of the costs of all decisions in a period. Periods have a fixed number of days and are counted from the moment at
 * which the mandate begins, so that they need no calendar and no zone.
 */
#ifndef RECORD_MANDATE_H
#define RECORD_MANDATE_H

#include "refusal.h"
#include "words.h"

#define RECORD_MONEY_MAX INT64_C(9007199254740991) /* minor units: 2^53 - 1 */
#define RECORD_NONE INT64_C(-1)                    /* no limit, no budget, no stake stated */
#define RECORD_NEVER INT64_MAX                     /* a time that does not come */
#define RECORD_PERIOD_DAYS_MAX 366
#define RECORD_MANDATE_YEARS_MAX 10 /* of 366 days */
#define RECORD_CHECK_ONE_IN_MAX 1000

typedef struct {
  RecordLevel level;
  char currency[4];     /* ISO 4217, of limit and budget */
  int64_t limit_minor;  /* largest stake of one decision; RECORD_NONE: no limit, at RECORD_LEVEL_ENTRUST only */
  int64_t budget_minor; /* largest sum of costs in a period; RECORD_NONE: no budget */
  int32_t period_days;  /* 1 to 366; 0 where there is no budget */
  int32_t check_one_in; /* one in so many decisions is drawn for a check, at random; 0: none, 1: every one */
  int64_t begins_at_ms;
  int64_t expires_at_ms; /* the first moment at which it is no longer in force */
  int64_t revoked_at_ms; /* the same; RECORD_NEVER where it was not taken back */
} RecordMandate;

/* A decision that a partner wants to make under it. */
typedef struct {
  int64_t at_ms;
  char currency[4];
  int64_t stake_minor; /* RECORD_NONE: not stated */
  int64_t cost_minor;  /* what it spends; 0: nothing; RECORD_NONE: nobody said, which a budget does not take */
  int64_t spent_minor; /* costs of the decisions already made under the mandate in the period that at_ms lies in */
} RecordMandateUse;

/* Whether these are the terms of a mandate at all. Reasons in the order of RecordRefusal's RECORD_REFUSED_TERMS. */
RecordRefusal record_mandate_check_terms(const RecordMandate *mandate);

/* Whether a partner may make this decision under the mandate, whose terms are sound. Reasons in the order level, not
 * yet, revoked, expired, stake, currency, limit, budget. */
RecordRefusal record_mandate_check_use(const RecordMandate *mandate, const RecordMandateUse *use);

/* The period that at_ms lies in, from *from_ms to before *until_ms; false where the mandate has no budget or at_ms lies
 * before its begin. */
bool record_mandate_period(const RecordMandate *mandate, int64_t at_ms, int64_t *from_ms, int64_t *until_ms);

/* Whether a decision made under it is drawn for a check. random: 64 random bits, drawn for this decision and not known
 * to the partner before they decide. */
bool record_mandate_draws_check(const RecordMandate *mandate, uint64_t random);

/* Whether `after` gives more freedom than `before` in any respect: level, limit, budget, currency, time, or fewer
 * checks. */
bool record_mandate_widens(const RecordMandate *before, const RecordMandate *after);

/* Whether a person of this role may put `after` in the place of `before` (NULL: there was none). The owner may do
 * anything; a member may narrow; a partner may give freedom back in their own engagement; nobody else anything. */
RecordRefusal record_mandate_check_change(RecordRole role, bool own_engagement, const RecordMandate *before,
                                          const RecordMandate *after);

/* A decision made under a mandate waits for a check, or was checked. */
typedef enum { RECORD_CHECK_NONE, RECORD_CHECK_DRAWN, RECORD_CHECK_DONE } RecordCheckState;

/* Whether somebody may say of it whether it was sound: who decides for the business, of one that was drawn; once more, to
 * correct what was said. Reasons in the order role, not allowed, not drawn. */
RecordRefusal record_mandate_check_check(RecordRole role, bool may_decide, RecordCheckState state);

#endif
