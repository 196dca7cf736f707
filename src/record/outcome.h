/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * outcome.h: how it turned out, said by each side.
 *
 * Outcomes are whole numbers of ten-thousandths: 0 (no) to 10,000 (yes).
 */
#ifndef RECORD_OUTCOME_H
#define RECORD_OUTCOME_H

#include "decide.h"

#define RECORD_OUTCOME_FULL 10000
#define RECORD_OUTCOME_WIDE 3000 /* sides this far apart have something to talk about */

typedef struct {
  bool known;
  int32_t worked; /* ten-thousandths */
} RecordOutcomeSide;

typedef struct {
  RecordOutcomeSide client;
  RecordOutcomeSide partner;
} RecordOutcome;

/* Somebody says how it turned out. */
typedef struct {
  RecordRole role;
  bool own_engagement;      /* of a partner: the advice is of their engagement */
  RecordAdviceState advice; /* what was done with it */
  bool road_not_taken;      /* what the advice would have brought, or the own view, where something else was done */
  int64_t decided_at_ms;    /* of the decision; any where there is none */
  int64_t known_at_ms;      /* when it became known */
  int64_t worked;           /* as it was sent */
} RecordOutcomeCase;

/* Whether it may be entered. Reasons in the order role, not theirs, not decided, before the decision, range. Each side
 * may say it again: the later entry counts. Of a withdrawn advice one may say what it would have brought. */
RecordRefusal record_outcome_check(const RecordOutcomeCase *one);

/* What the estimates use: the mean of both sides where both are known, rounded half up; the one that is known; false
 * where neither is. */
bool record_outcome_value(const RecordOutcome *outcome, int32_t *worked);

/* What the other side said, where the value of both and one side's word are known; of the two that it may be, the larger.
 * False where these can't go together, or either is out of range. */
bool record_outcome_other_side(int64_t value, int64_t one_side, int64_t *other);

/* Whether the two sides are so far apart that it becomes a topic of the review. */
bool record_outcome_is_topic(const RecordOutcome *outcome);

#endif
