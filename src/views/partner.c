/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* partner.c: one partner: standing, calibration, heard, freedom granted against earned, fees, history. */
#include "estimates.h"
#include "goals.h"
#include "quiet.h"
#include "record/declare.h"
#include "written.h"
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

/* Columns of DECIDED_ALONE. */
enum { ALONE_DECISIONS, ALONE_UNCHECKED, ALONE_CHECK_MINUTES };

/* What the freedom that was granted has handed back. */
static bool put_decided_alone(ViewRun *run, const char *id, GError **error) {
  g_autoptr(StoreStatement) alone = written_statement(run, STORE_DECIDED_ALONE, id, 1, error);
  bool row = false;
  if (alone == NULL || !store_statement_step(alone, &row, error))
    return false;
  json_int_t unchecked = store_column_integer(alone, ALONE_UNCHECKED);
  json_t *document = json_pack("{s:I, s:I}", "decisions", (json_int_t)store_column_integer(alone, ALONE_DECISIONS),
                               "unchecked", unchecked);
  if (!store_column_is_null(alone, ALONE_CHECK_MINUTES)) {
    json_int_t minutes = unchecked * store_column_integer(alone, ALONE_CHECK_MINUTES);
    json_object_set_new(document, "minutes_handed_back", json_integer(minutes));
  }
  return json_object_set_new(run->document, "decided_alone", document) == 0;
}

/* Fees against what moved. */
static bool put_worth(ViewRun *run, const char *id, GError **error) {
  return written_members(run, STORE_FEES_OF_PARTNER, id, error) && put_decided_alone(run, id, error) &&
         view_put_rows(run, "goals", STORE_GOALS_OF_PARTNER, id, GOALS_MOST, error) &&
         goals_add_climbs(run, json_object_get(run->document, "goals"), error);
}

static bool put_advice(ViewRun *run, const char *id, GError **error) {
  int64_t last_entry = 0;
  if (!written_advice(run, "advice", STORE_ADVICE_OF_PARTNER, STORE_ADVICE_OF_PARTNER_UNSEALED, id, ADVICE_MOST,
                      &last_entry, error))
    return false;
  if (last_entry > 0)
    json_object_set_new(run->document, "next_before", json_integer((json_int_t)last_entry));
  return true;
}

static bool read(ViewRun *run, GError **error) {
  if (!written_required(run, "partner", STORE_PARTNER_READ, "partner", error))
    return false;
  const char *id = view_text(run->parameters, "partner");
  json_object_set_new(run->document, "currency", json_string(run->member->currency));
  if (run->fit_made_at_ms != 0)
    json_object_set_new(run->document, "estimated_at_ms", json_integer((json_int_t)run->fit_made_at_ms));
  return written_rows(run, "contacts", STORE_CONTACT_LIST, id, LIST_MOST, error) &&
         written_rows(run, "engagements", STORE_ENGAGEMENT_LIST_OF_PARTNER, id, LIST_MOST, error) &&
         written_rows(run, "mandates", STORE_MANDATES_IN_FORCE, id, LIST_MOST, error) &&
         written_rows(run, "standings", STORE_STANDINGS_OF_PARTNER, id, LIST_MOST, error) &&
         put_advice(run, id, error) && put_quiet(run, id, error) && year_put(run, id, true, error) &&
         put_worth(run, id, error);
}

const View view_partner = {
    .name = "partner",
    .summary = N_("One partner: how far to trust them, freedom granted and earned, what became of their advice"),
    .who = VIEW_BY_BUSINESS,
    .parameters = parameters,
    .prepare = estimates_prepare,
    .ready = estimates_ready,
    .is_quick = true,
    .read = read,
};
