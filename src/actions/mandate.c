/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* mandate.c: terms of a mandate, from rows and documents and into entries. */
#include "mandate.h"

#include <libintl.h>

bool mandate_read_currency(ActionRun *run, char currency[4], GError **error) {
  json_t *settings = action_row(run, STORE_SETTINGS_GET, NULL, error);
  if (settings == NULL)
    return false;
  const char *found = action_text(settings, "currency");
  g_strlcpy(currency, found != NULL ? found : "", 4);
  json_decref(settings);
  return true;
}

/* One that is over: who names it is told which one holds now, or what they themselves can do. */
static bool refuse_over(ActionRun *run, const char *field, const json_t *row, RecordRefusal refusal, GError **error) {
  json_t *now = action_row(run, STORE_MANDATE_OF_ENGAGEMENT, action_text(row, "engagement_id"), error);
  if (now == NULL)
    return false;
  bool is_owner = run->actor.role == RECORD_ROLE_OWNER;
  bool is_partner = run->actor.role == RECORD_ROLE_PARTNER;
  const char *what = gettext(record_refusal_text(refusal));
  if (json_is_object(now))
    record_problem_set(run->problem, RECORD_PROBLEM_CONFLICT, field, N_("Name that one instead"),
                       gettext("%s; the one that holds now is %s"), what, action_text(now, "id"));
  else if (is_partner)
    action_refuse(run, refusal);
  else
    record_problem_set(run->problem, RECORD_PROBLEM_CONFLICT, field,
                       is_owner ? N_("Grant a new one") : N_("Ask the owner to grant a new one"), "%s", what);
  json_decref(now);
  return false;
}

json_t *mandate_require(ActionRun *run, const char *field, RecordMandate *mandate, GError **error) {
  char currency[4];
  json_t *row = action_require(run, STORE_MANDATE_GET, field, error);
  if (row == NULL)
    return NULL;
  bool ok = mandate_read_currency(run, currency, error);
  if (ok) {
    *mandate = record_mandate_of_row(row, currency);
    if (mandate->revoked_at_ms <= run->now_ms)
      ok = refuse_over(run, field, row, RECORD_REFUSED_REVOKED, error);
    else if (mandate->expires_at_ms <= run->now_ms)
      ok = refuse_over(run, field, row, RECORD_REFUSED_EXPIRED, error);
  }
  if (!ok)
    g_clear_pointer(&row, json_decref);
  return row;
}

void mandate_overlay(const json_t *document, RecordMandate *mandate) {
  const char *level = action_text(document, "level");
  if (level != NULL)
    record_level_read(level, &mandate->level);
  mandate->limit_minor = action_integer(document, "limit", mandate->limit_minor);
  mandate->budget_minor = action_integer(document, "budget", mandate->budget_minor);
  mandate->period_days = (int32_t)action_integer(document, "period_days", mandate->period_days);
  mandate->check_one_in = (int32_t)action_integer(document, "check_one_in", mandate->check_one_in);
  mandate->begins_at_ms = action_integer(document, "begins_at", mandate->begins_at_ms);
  mandate->expires_at_ms = action_integer(document, "expires_at", mandate->expires_at_ms);
}

json_t *mandate_to_body(const RecordMandate *mandate) {
  json_t *body = json_pack("{s:s, s:i, s:i, s:I, s:I}", "level", record_level_text(mandate->level), "period_days",
                           (int)mandate->period_days, "check_one_in", (int)mandate->check_one_in, "begins_at",
                           (json_int_t)mandate->begins_at_ms, "expires_at", (json_int_t)mandate->expires_at_ms);
  if (mandate->limit_minor != RECORD_NONE)
    json_object_set_new(body, "limit", json_integer(mandate->limit_minor));
  if (mandate->budget_minor != RECORD_NONE)
    json_object_set_new(body, "budget", json_integer(mandate->budget_minor));
  if (mandate->revoked_at_ms != RECORD_NEVER)
    json_object_set_new(body, "revoked_at", json_integer(mandate->revoked_at_ms));
  return body;
}

void mandate_note(ActionRun *run, const RecordMandate *mandate) {
  bool no_limit = mandate->limit_minor == RECORD_NONE;
  bool no_budget = mandate->budget_minor == RECORD_NONE;
  if (mandate->level < RECORD_LEVEL_ACT_WITHIN || !(no_limit || no_budget))
    return;
  action_note(run, no_limit && no_budget
                       ? N_("There is no limit and no budget: the partner decides whatever is at stake, "
                            "however much it comes to")
                   : no_limit ? N_("There is no limit: the partner decides whatever is at stake, within the "
                                   "budget")
                              : N_("There is no budget: the partner decides up to the limit as often as they "
                                   "like"));
}

bool mandate_allow_change(ActionRun *run, const RecordMandate *before, const RecordMandate *after) {
  return action_allow(run, record_mandate_check_terms(after)) &&
         action_allow(run, record_mandate_check_change(run->actor.role, true, before, after));
}
