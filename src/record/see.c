/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* see.c: one table of what partners see. */
#include "see.h"

#include <glib.h>

typedef enum { NEVER, WHERE_SHARED, OWN } PartnerSees;

/* A partner is told the outcome and the reason of a decision on their advice, and their own standing: who is judged
 * must be able to answer. Stake, views and snapshots are the client's deliberation. */
static const PartnerSees partner_sees[] = {
    [RECORD_THING_DIRECTION] = WHERE_SHARED,
    [RECORD_THING_ENGAGEMENT] = OWN,
    [RECORD_THING_BRIEF] = OWN,
    [RECORD_THING_ADVICE] = OWN,
    [RECORD_THING_DECISION] = OWN,
    [RECORD_THING_OUTCOME] = OWN,
    [RECORD_THING_STAKE] = NEVER,
    [RECORD_THING_OWN_VIEW] = NEVER,
    [RECORD_THING_SNAPSHOT] = NEVER,
    [RECORD_THING_STANDING] = OWN,
    [RECORD_THING_SKILL] = NEVER,
    [RECORD_THING_PEOPLE] = NEVER,
    [RECORD_THING_JOURNAL] = NEVER,
    [RECORD_THING_SETTINGS] = NEVER,
};

G_STATIC_ASSERT(G_N_ELEMENTS(partner_sees) == RECORD_THING_COUNT);

RecordRefusal record_see_check(RecordThing thing, const RecordSeeCase *one) {
  g_assert(thing < RECORD_THING_COUNT);
  if (one->role != RECORD_ROLE_PARTNER) {
    return RECORD_ALLOWED;
  }
  switch (partner_sees[thing]) {
  case WHERE_SHARED: return one->direction_shared ? RECORD_ALLOWED : RECORD_REFUSED_ROLE;
  case OWN: return one->theirs ? RECORD_ALLOWED : RECORD_REFUSED_NOT_THEIRS;
  case NEVER: break;
  }
  return RECORD_REFUSED_ROLE;
}

bool record_see_review(bool gave_own, bool closed) {
  return gave_own || closed;
}
