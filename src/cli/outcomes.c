/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a row of a record tells about how each road turned out. */
#include "outcomes.h"

#include <math.h>
#include <string.h>

bool outcomes_same_option(const char *left, const char *right) {
  return left != NULL && right != NULL && strcmp(left, right) == 0;
}

/* As in the engine (docs/estimates.md, section 1): what was followed came out as it was done, and of a road not taken the
 * partner's word alone tells nothing. */
double outcomes_of_advice(const BellwetherRow *row) {
  bool followed = row->decision == BELLWETHER_DECISION_NONE || row->decision == BELLWETHER_DECISION_FOLLOW;
  bool done = row->decision == BELLWETHER_DECISION_FOLLOW && !isnan(row->outcome);
  if (!done && !isnan(row->advice_outcome) && (followed || !(row->client_advice_outcome < 0.0F))) {
    return row->advice_outcome;
  }
  bool chosen = row->decision != BELLWETHER_DECISION_ADAPT && outcomes_same_option(row->chosen, row->advice);
  return followed || chosen ? row->outcome : NAN;
}

double outcomes_of_own_view(const BellwetherRow *row) {
  if (row->own_view == NULL) {
    return NAN;
  }
  if (!isnan(row->own_view_outcome)) {
    return row->own_view_outcome;
  }
  if (outcomes_same_option(row->own_view, row->advice)) {
    return outcomes_of_advice(row);
  }
  /* As in the engine: one outcome is never counted for two rivals. */
  bool followed = row->decision == BELLWETHER_DECISION_NONE || row->decision == BELLWETHER_DECISION_FOLLOW;
  return !followed && outcomes_same_option(row->own_view, row->chosen) ? row->outcome : NAN;
}

bool outcomes_any(const BellwetherRow *row) {
  return !isnan(row->outcome) || !isnan(row->advice_outcome) || !isnan(row->own_view_outcome);
}
