/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* own_view.c: who owes a view, and until when one can be sealed. */
#include "own_view.h"

/* Only who can decide can owe one: the others' views decide nothing. */
static RecordRefusal check_decides(const RecordOwnViewCase *one) {
  if (one->role == RECORD_ROLE_OWNER) {
    return RECORD_ALLOWED;
  }
  if (one->role != RECORD_ROLE_MEMBER) {
    return RECORD_REFUSED_ROLE;
  }
  return one->may_decide ? RECORD_ALLOWED : RECORD_REFUSED_NOT_ALLOWED;
}

static bool is_on(const RecordOwnViewCase *one) {
  return one->engagement == RECORD_OWN_VIEWS_AS_WORKSPACE ? one->workspace_on : one->engagement == RECORD_OWN_VIEWS_ON;
}

bool record_own_view_is_shut(const RecordOwnViewCase *one) {
  return is_on(one) && record_own_view_check_seal(one) == RECORD_ALLOWED;
}

bool record_own_view_is_owed(const RecordOwnViewCase *one) {
  return record_own_view_is_shut(one) && !one->sealed;
}

RecordRefusal record_own_view_check_open(const RecordOwnViewCase *one) {
  return record_own_view_is_owed(one) ? RECORD_REFUSED_OWN_VIEW_OWED : RECORD_ALLOWED;
}

RecordRefusal record_own_view_check_seal(const RecordOwnViewCase *one) {
  RecordRefusal refusal = check_decides(one);
  if (refusal != RECORD_ALLOWED) {
    return refusal;
  }
  if (one->typed_in) {
    return RECORD_REFUSED_TYPED_IN;
  }
  if (one->opened || one->seen) {
    return RECORD_REFUSED_ALREADY_OPENED;
  }
  if (one->settled) {
    return RECORD_REFUSED_SETTLED;
  }
  return one->given && !is_on(one) ? RECORD_REFUSED_GIVEN : RECORD_ALLOWED;
}
