/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * mandate.c: the rules of mandates.
 *
 * "A partner never decides outside a mandate in force at that moment; a mandate never widens by itself." The first half
 * is record_mandate_check_use; the second is that widening is a change like any other, and the owner's alone.
 */
#include "mandate.h"

#include <glib.h>
#include <string.h>

#define MS_PER_DAY INT64_C(86400000)
#define DURATION_MAX_MS (RECORD_MANDATE_YEARS_MAX * 366 * MS_PER_DAY)

static bool is_amount(int64_t minor) {
  return minor >= 0 && minor <= RECORD_MONEY_MAX;
}

static bool lets_decide(const RecordMandate *mandate) {
  return mandate->level >= RECORD_LEVEL_ACT_WITHIN;
}

RecordRefusal record_mandate_check_terms(const RecordMandate *mandate) {
  bool unlimited = mandate->limit_minor == RECORD_NONE;
  bool may_be_unlimited = !lets_decide(mandate) || mandate->level == RECORD_LEVEL_ENTRUST;
  if (unlimited ? !may_be_unlimited : !is_amount(mandate->limit_minor)) {
    return RECORD_REFUSED_TERMS_LIMIT;
  }
  bool budget_fits = mandate->budget_minor == RECORD_NONE
                         ? mandate->period_days == 0
                         : is_amount(mandate->budget_minor) && mandate->period_days >= 1 &&
                               mandate->period_days <= RECORD_PERIOD_DAYS_MAX;
  if (!budget_fits) {
    return RECORD_REFUSED_TERMS_BUDGET;
  }
  if (mandate->expires_at_ms <= mandate->begins_at_ms ||
      mandate->expires_at_ms - DURATION_MAX_MS > mandate->begins_at_ms) {
    return RECORD_REFUSED_TERMS_EXPIRY;
  }
  if (mandate->check_one_in < 0 || mandate->check_one_in > RECORD_CHECK_ONE_IN_MAX) {
    return RECORD_REFUSED_TERMS_CHECKS;
  }
  return RECORD_ALLOWED;
}

static RecordRefusal check_in_force(const RecordMandate *mandate, int64_t at_ms) {
  if (at_ms < mandate->begins_at_ms) {
    return RECORD_REFUSED_NOT_YET;
  }
  if (at_ms >= mandate->revoked_at_ms) {
    return RECORD_REFUSED_REVOKED;
  }
  return at_ms >= mandate->expires_at_ms ? RECORD_REFUSED_EXPIRED : RECORD_ALLOWED;
}

RecordRefusal record_mandate_check_use(const RecordMandate *mandate, const RecordMandateUse *use) {
  g_assert((use->cost_minor == RECORD_NONE || is_amount(use->cost_minor)) && is_amount(use->spent_minor));
  g_assert(use->stake_minor == RECORD_NONE || is_amount(use->stake_minor));
  if (!lets_decide(mandate)) {
    return RECORD_REFUSED_LEVEL;
  }
  RecordRefusal refusal = check_in_force(mandate, use->at_ms);
  if (refusal != RECORD_ALLOWED) {
    return refusal;
  }
  if (use->stake_minor == RECORD_NONE) {
    return RECORD_REFUSED_NO_STAKE;
  }
  if (strcmp(use->currency, mandate->currency) != 0) {
    return RECORD_REFUSED_CURRENCY;
  }
  if (mandate->limit_minor != RECORD_NONE && use->stake_minor > mandate->limit_minor) {
    return RECORD_REFUSED_LIMIT;
  }
  if (mandate->budget_minor != RECORD_NONE && use->cost_minor == RECORD_NONE) {
    return RECORD_REFUSED_NO_COST;
  }
  /* The sum can't overflow: amounts end at 2^53. */
  if (mandate->budget_minor != RECORD_NONE && use->spent_minor + use->cost_minor > mandate->budget_minor) {
    return RECORD_REFUSED_BUDGET;
  }
  return RECORD_ALLOWED;
}

bool record_mandate_period(const RecordMandate *mandate, int64_t at_ms, int64_t *from_ms, int64_t *until_ms) {
  if (mandate->budget_minor == RECORD_NONE || at_ms < mandate->begins_at_ms) {
    return false;
  }
  int64_t length_ms = mandate->period_days * MS_PER_DAY;
  *from_ms = at_ms - (at_ms - mandate->begins_at_ms) % length_ms;
  *until_ms = *from_ms + length_ms;
  return true;
}

bool record_mandate_draws_check(const RecordMandate *mandate, uint64_t random) {
  return mandate->check_one_in > 0 && random <= UINT64_MAX / (uint64_t)mandate->check_one_in;
}

/* RECORD_NONE is the most there can be. */
static bool is_more(int64_t before_minor, int64_t after_minor) {
  return before_minor != RECORD_NONE && (after_minor == RECORD_NONE || after_minor > before_minor);
}

/* A budget is more where it is larger, and where its periods begin at other moments: what was spent may then lie before
 * the present one. Longer periods do that, too. */
static bool budget_is_more(const RecordMandate *before, const RecordMandate *after) {
  return is_more(before->budget_minor, after->budget_minor) ||
         (before->budget_minor != RECORD_NONE &&
          (after->period_days != before->period_days || after->begins_at_ms != before->begins_at_ms));
}

static bool checks_less(const RecordMandate *before, const RecordMandate *after) {
  return before->check_one_in > 0 && (after->check_one_in == 0 || after->check_one_in > before->check_one_in);
}

/* Where nothing is decided under a mandate its terms bind nobody, and "none" is not the most there can be. But they are
 * what it will have when its level is raised, so they are the owner's to say. */
static bool has_other_terms(const RecordMandate *before, const RecordMandate *after) {
  return strcmp(before->currency, after->currency) != 0 || before->limit_minor != after->limit_minor ||
         before->budget_minor != after->budget_minor || before->period_days != after->period_days ||
         before->check_one_in != after->check_one_in;
}

static int64_t end_of(const RecordMandate *mandate) {
  return MIN(mandate->expires_at_ms, mandate->revoked_at_ms);
}

bool record_mandate_widens(const RecordMandate *before, const RecordMandate *after) {
  if (after->level > before->level || checks_less(before, after) || end_of(after) > end_of(before) ||
      after->begins_at_ms < before->begins_at_ms) {
    return true;
  }
  if (!lets_decide(before)) {
    return has_other_terms(before, after);
  }
  /* What can't be compared is not called narrower. */
  return strcmp(before->currency, after->currency) != 0 || is_more(before->limit_minor, after->limit_minor) ||
         budget_is_more(before, after);
}

RecordRefusal record_mandate_check_change(RecordRole role, bool own_engagement, const RecordMandate *before,
                                          const RecordMandate *after) {
  if (role == RECORD_ROLE_OBSERVER) {
    return RECORD_REFUSED_ROLE;
  }
  if (role == RECORD_ROLE_PARTNER && !own_engagement) {
    return RECORD_REFUSED_NOT_THEIRS;
  }
  bool widens = before == NULL || record_mandate_widens(before, after);
  return widens && role != RECORD_ROLE_OWNER ? RECORD_REFUSED_OWNER_ONLY : RECORD_ALLOWED;
}

RecordRefusal record_mandate_check_check(RecordRole role, bool may_decide, RecordCheckState state) {
  if (role != RECORD_ROLE_OWNER && role != RECORD_ROLE_MEMBER) {
    return RECORD_REFUSED_ROLE;
  }
  if (role == RECORD_ROLE_MEMBER && !may_decide) {
    return RECORD_REFUSED_NOT_ALLOWED;
  }
  return state != RECORD_CHECK_NONE ? RECORD_ALLOWED : RECORD_REFUSED_NOT_DRAWN; /* a second look corrects the first */
}
