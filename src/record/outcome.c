/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* outcome.c: two-sided outcomes. */
#include "outcome.h"

#include <glib.h>

static RecordRefusal check_side(const RecordOutcomeCase *one) {
  if (one->role == RECORD_ROLE_OBSERVER) {
    return RECORD_REFUSED_ROLE;
  }
  return one->role == RECORD_ROLE_PARTNER && !one->own_engagement ? RECORD_REFUSED_NOT_THEIRS : RECORD_ALLOWED;
}

static RecordRefusal check_moment(const RecordOutcomeCase *one) {
  if (one->advice == RECORD_ADVICE_WITHDRAWN && one->road_not_taken) {
    return RECORD_ALLOWED;
  }
  if (one->advice != RECORD_ADVICE_DECIDED) {
    return RECORD_REFUSED_NOT_DECIDED;
  }
  return one->known_at_ms < one->decided_at_ms ? RECORD_REFUSED_BEFORE_DECISION : RECORD_ALLOWED;
}

RecordRefusal record_outcome_check(const RecordOutcomeCase *one) {
  RecordRefusal refusal = check_side(one);
  if (refusal == RECORD_ALLOWED) {
    refusal = check_moment(one);
  }
  if (refusal != RECORD_ALLOWED) {
    return refusal;
  }
  return one->worked < 0 || one->worked > RECORD_OUTCOME_FULL ? RECORD_REFUSED_RANGE : RECORD_ALLOWED;
}

bool record_outcome_value(const RecordOutcome *outcome, int32_t *worked) {
  if (outcome->client.known && outcome->partner.known) {
    *worked = (outcome->client.worked + outcome->partner.worked + 1) / 2;
  } else if (outcome->client.known) {
    *worked = outcome->client.worked;
  } else if (outcome->partner.known) {
    *worked = outcome->partner.worked;
  }
  return outcome->client.known || outcome->partner.known;
}

bool record_outcome_other_side(int64_t value, int64_t one_side, int64_t *other) {
  if (value < 0 || value > RECORD_OUTCOME_FULL || one_side < 0 || one_side > RECORD_OUTCOME_FULL) {
    return false;
  }
  *other = MIN(2 * value - one_side, RECORD_OUTCOME_FULL);
  return *other >= 0 && (*other + one_side + 1) / 2 == value;
}

bool record_outcome_is_topic(const RecordOutcome *outcome) {
  return outcome->client.known && outcome->partner.known &&
         ABS(outcome->client.worked - outcome->partner.worked) >= RECORD_OUTCOME_WIDE;
}
