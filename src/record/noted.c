/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* noted.c: the rules of noted advice. */
#include "noted.h"

RecordRefusal record_noted_check_note(RecordRole role) {
  return role == RECORD_ROLE_OWNER || role == RECORD_ROLE_MEMBER ? RECORD_ALLOWED : RECORD_REFUSED_ROLE;
}

RecordRefusal record_noted_check_confirm(const RecordConfirmCase *one) {
  if (one->state == RECORD_NOTED_NOT) {
    return RECORD_REFUSED_NOT_NOTED;
  }
  if (one->state != RECORD_NOTED_WAITING) {
    return RECORD_REFUSED_CONFIRMED;
  }
  if (one->has_role && one->role != RECORD_ROLE_PARTNER) {
    return RECORD_REFUSED_OWN_NOTE;
  }
  if (one->has_role && one->of_another) {
    return RECORD_REFUSED_NOT_THEIRS;
  }
  return one->at_ms >= one->link_expires_at_ms ? RECORD_REFUSED_LINK_EXPIRED : RECORD_ALLOWED;
}

bool record_noted_counts(RecordNotedState state, bool contradicted_in_time) {
  return state != RECORD_NOTED_CONTRADICTED || !contradicted_in_time;
}

bool record_noted_is_marked(RecordNotedState state) {
  return state == RECORD_NOTED_WAITING || state == RECORD_NOTED_CONTRADICTED;
}
