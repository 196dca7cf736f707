/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* partner.c: one partner: standing, calibration, heard, freedom granted against earned, fees, history. */
#include "estimates.h"
#include "goals.h"
#include "quiet.h"
#include "record/declare.h"
#include "shut.h"
#include "year.h"

#define ADVICE_MOST 20
#define LIST_MOST 100

static const RecordField parameters[] = {
    FIELD_THING("partner", RECORD_FIELD_REQUIRED, "p", N_("The partner")),
    FIELD_INTEGER("before", 0, 1, MONEY_MAX, N_("Of the advice: go on before this entry")),
    FIELD_END,
};

static bool put_quiet(ViewRun *run, const char *id, GError **error) {
  json_t *rows = quiet_partners(run, id, 1, error);
  if (rows == NULL)
    return false;
  if (json_array_size(rows) > 0)
    json_object_set(run->document, "quiet", json_array_get(rows, 0));
  json_decref(rows);
  return true;
}

static bool put_fit(ViewRun *run, GError **error) {
  json_t *fit = view_row(run, STORE_FIT_GET, NULL, error);
  if (json_is_object(fit))
    json_object_set(run->document, "estimated_at_ms", json_object_get(fit, "made_at_ms"));
  json_decref(fit);
  return fit != NULL;
}

/* Fees against what moved, and what the freedom that was granted has handed back. */
static bool put_worth(ViewRun *run, const char *id, GError **error) {
  json_t *fees = view_row(run, STORE_FEES_OF_PARTNER, id, error);
  if (fees == NULL)
    return false;
  json_object_update(run->document, fees);
  json_decref(fees);
  json_t *alone = view_row(run, STORE_DECIDED_ALONE, id, error);
  if (alone == NULL)
    return false;
  int64_t minutes = view_integer(alone, "unchecked", 0) * view_integer(alone, "check_minutes", 0);
  if (json_object_get(alone, "check_minutes") != NULL)
    json_object_set_new(alone, "minutes_handed_back", json_integer((json_int_t)minutes));
  json_object_del(alone, "check_minutes");
  json_object_set_new(run->document, "decided_alone", alone);
  return view_put_rows(run, "goals", STORE_GOALS_OF_PARTNER, id, GOALS_MOST, error) &&
         goals_add_climbs(run, json_object_get(run->document, "goals"), error);
}

static bool put_advice(ViewRun *run, const char *id, GError **error) {
  if (!view_put_advice(run, "advice", STORE_ADVICE_OF_PARTNER, id, ADVICE_MOST, error))
    return false;
  const json_t *advice = json_object_get(run->document, "advice");
  if (json_array_size(advice) == ADVICE_MOST)
    json_object_set(run->document, "next_before", json_object_get(json_array_get(advice, ADVICE_MOST - 1), "entry"));
  return true;
}

static bool read(ViewRun *run, GError **error) {
  json_t *partner = view_require(run, STORE_PARTNER_READ, "partner", error);
  if (partner == NULL)
    return false;
  const char *id = view_text(run->parameters, "partner");
  json_object_set_new(run->document, "partner", partner);
  json_object_set_new(run->document, "currency", json_string(run->member->currency));
  json_t *last_ten = view_row(run, STORE_LAST_TEN, id, error);
  if (last_ten == NULL)
    return false;
  json_object_set_new(run->document, "last_ten", last_ten);
  return view_put_rows(run, "contacts", STORE_CONTACT_LIST, id, LIST_MOST, error) &&
         view_put_rows(run, "engagements", STORE_ENGAGEMENT_LIST_OF_PARTNER, id, LIST_MOST, error) &&
         view_put_rows(run, "mandates", STORE_MANDATES_IN_FORCE, id, LIST_MOST, error) &&
         view_put_rows(run, "standings", STORE_STANDINGS_OF_PARTNER, id, LIST_MOST, error) &&
         put_advice(run, id, error) && put_quiet(run, id, error) && year_put(run, id, error) &&
         put_worth(run, id, error) && put_fit(run, error);
}

const View view_partner = {
    .name = "partner",
    .summary = N_("One partner: how far to trust them, freedom granted and earned, what became of their advice"),
    .who = VIEW_BY_BUSINESS,
    .parameters = parameters,
    .prepare = estimates_prepare,
    .read = read,
};
