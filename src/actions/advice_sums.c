/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* advice_sums.c: what an advice adds to the counts of its skill, its engagement and its partner. */
#include "advice.h"

/* Whether the brief serves a goal. */
static bool brief_has_goal(StoreTransaction *transaction, const char *brief, bool *has, GError **error) {
  json_t *parameters = json_pack("{s:s}", "id", brief);
  json_t *row = store_query_row(transaction, STORE_BRIEF_GOAL, parameters, error);
  json_decref(parameters);
  *has = json_object_get(row, "goal_id") != NULL;
  json_decref(row);
  return row != NULL;
}

static bool add_to(StoreTransaction *transaction, StoreSum *sum, const char *of, GError **error) {
  g_strlcpy(sum->of, of, sizeof sum->of);
  return store_sum_add(transaction, sum, error);
}

static bool add_sums(StoreTransaction *transaction, const StoreParameters *parameters, bool spoke, GError **error) {
  const char *brief = store_parameter_text(parameters, "brief");
  bool for_goal = store_parameter_text(parameters, "goal") != NULL;
  if (!for_goal && brief != NULL && !brief_has_goal(transaction, brief, &for_goal, error))
    return false;
  StoreSum sum = {.name = STORE_ADVICE_SUM, .more = 1, .more_for_goals = for_goal, .more_unasked = brief == NULL};
  if (!add_to(transaction, &sum, store_parameter_text(parameters, "of_skill"), error) ||
      !add_to(transaction, &sum, store_parameter_text(parameters, "engagement_id"), error))
    return false;
  if (!spoke || brief != NULL)
    return true;
  int64_t at_ms = store_parameter_integer(parameters, "given_at", store_parameter_integer(parameters, "at_ms", 0));
  StoreSum said = {.name = STORE_PARTNER_SPOKE, .more = 1, .first_ms = at_ms, .last_ms = at_ms};
  return add_to(transaction, &said, store_parameter_text(parameters, "of_partner"), error);
}

bool advice_sums_of_word(StoreTransaction *transaction, const StoreParameters *parameters, GError **error) {
  return add_sums(transaction, parameters, true, error);
}

bool advice_sums_of_act(StoreTransaction *transaction, const StoreParameters *parameters, GError **error) {
  return add_sums(transaction, parameters, false, error);
}
