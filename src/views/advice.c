/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * advice.c: one advice, as it is decided on: what is advised, who else said what, what each road promises, what it costs
 * if it goes wrong, and the two risks of overriding: a poorer option, and a partner who stops speaking up.
 *
 * What the decider is shown is signed ("shown"); deciding names it (record/shown.h).
 */
#include "estimates.h"
#include "goals.h"
#include "record/declare.h"
#include "record/outcome.h"
#include "record/rows.h"
#include "record/shown.h"
#include "shut.h"
#include "who.h"

#include <sodium.h>
#include <string.h>

#define LIST_MOST 100

static const RecordField parameters[] = {
    FIELD_THING("advice", RECORD_FIELD_REQUIRED, "a", N_("The advice")),
    FIELD_END,
};

static bool put_alternatives(ViewRun *run, json_t *advice, GError **error) {
  json_t *parameters_of_list =
      json_pack("{s:I, s:s}", "seq", (json_int_t)view_integer(advice, "entry", 0), "prefix", "/alternatives");
  json_t *rows = store_query(run->transaction, STORE_TEXT_LIST, parameters_of_list, RECORD_FIELD_ITEMS_MAX, error);
  json_decref(parameters_of_list);
  if (rows == NULL)
    return false;
  json_t *words = json_array();
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    json_array_append(words, json_object_get(row, "words"));
  }
  json_decref(rows);
  json_object_set_new(advice, "alternatives", words);
  return true;
}

/* The row of the standing in this advice's skill; takes over the list. */
static json_t *standing_in_skill(json_t *rows, const char *skill) {
  json_t *found = NULL;
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    if (strcmp(view_text(row, "skill_id"), skill) == 0)
      found = json_incref(json_object_get(row, "document"));
  }
  json_decref(rows);
  return found;
}

/* What each road promises, and what the partner's record is. */
static bool put_estimates(ViewRun *run, const json_t *advice, GError **error) {
  json_t *forecast = view_row(run, STORE_FORECAST_GET, view_text(advice, "id"), error);
  json_t *standings = forecast != NULL ? view_rows(run, STORE_STANDINGS_OF_PARTNER, view_text(advice, "partner_id"),
                                                   VIEW_PAGE_MOST, error)
                                       : NULL;
  json_t *fit = standings != NULL ? view_row(run, STORE_FIT_GET, NULL, error) : NULL;
  bool ok = fit != NULL;
  if (ok && json_is_object(forecast))
    json_object_set(run->document, "forecast", json_object_get(forecast, "document"));
  if (ok && json_is_object(fit))
    json_object_set(run->document, "estimated_at_ms", json_object_get(fit, "made_at_ms"));
  json_t *standing = ok ? standing_in_skill(g_steal_pointer(&standings), view_text(advice, "skill_id")) : NULL;
  if (standing != NULL)
    json_object_set_new(run->document, "standing", standing);
  json_decref(standings);
  json_decref(forecast);
  json_decref(fit);
  return ok;
}

static bool put_heard(ViewRun *run, const json_t *advice, GError **error) {
  json_t *row = view_row(run, STORE_LAST_TEN, view_text(advice, "partner_id"), error);
  return row != NULL && json_object_set_new(run->document, "last_ten", row) == 0;
}

static int32_t chance(const json_t *document, const char *road, const char *which) {
  return (int32_t)view_integer(json_object_get(document, road), which, RECORD_SHOWN_UNKNOWN);
}

/* Signs what this document says, for this person and moment. */
static bool put_snapshot(ViewRun *run, const json_t *advice, GError **error) {
  bool decides = run->actor->may_decide && run->options->keys != NULL;
  bool acted = json_object_get(advice, "mandate_id") != NULL; /* decided by the partner: there is nothing to decide */
  bool settled = record_advice_state(advice) == RECORD_ADVICE_DECIDED && record_outcome_is_known(advice);
  if (!decides || acted || settled)
    return true;
  json_t *row = view_row(run, STORE_ADVICE_STAMP, view_text(advice, "id"), error);
  if (row == NULL)
    return false;
  const json_t *forecast = json_object_get(run->document, "forecast");
  RecordShown shown = {
      .at_ms = run->now_ms,
      .advice = chance(forecast, "advice", "estimate"),
      .advice_low = chance(forecast, "advice", "low"),
      .advice_high = chance(forecast, "advice", "high"),
      .own_view = chance(forecast, "own_view", "estimate"),
      .own_view_low = chance(forecast, "own_view", "low"),
      .own_view_high = chance(forecast, "own_view", "high"),
      .outcomes = view_integer(forecast, "partner_outcomes", RECORD_SHOWN_UNKNOWN),
  };
  g_autofree char *stamp = record_stamp_of_row(row);
  json_decref(row);
  g_strlcpy(shown.workspace, run->actor->workspace, sizeof shown.workspace);
  g_strlcpy(shown.advice_id, view_text(advice, "id"), sizeof shown.advice_id);
  g_strlcpy(shown.person, run->actor->person, sizeof shown.person);
  g_strlcpy(shown.stamp, stamp, sizeof shown.stamp);
  uint8_t key[STORE_KEY_BYTES];
  store_key_derive(run->options->keys, run->options->keys->count, run->actor->workspace, "snapshot", key);
  g_autofree char *text = record_shown_sign(&shown, key);
  sodium_memzero(key, sizeof key);
  json_object_set_new(run->document, "shown", json_string(text));
  return true;
}

static bool put_own_view(ViewRun *run, const json_t *advice, GError **error) {
  json_t *row = view_row(run, STORE_OWN_VIEW_GET, view_text(advice, "brief_id"), error);
  if (row != NULL && !json_is_object(row)) {
    json_decref(row);
    row = view_row(run, STORE_OWN_VIEW_OF_FILE, view_text(advice, "id"), error);
  }
  if (row == NULL)
    return false;
  if (json_is_object(row))
    json_object_set(run->document, "own_view", row);
  json_decref(row);
  return true;
}

/* Whether the two sides tell so differently how it turned out that their review is to speak of it. */
static void put_topic(json_t *advice) {
  const json_t *client = json_object_get(advice, "client_worked");
  const json_t *partner = json_object_get(advice, "partner_worked");
  RecordOutcome outcome = {{client != NULL, (int32_t)json_integer_value(client)},
                           {partner != NULL, (int32_t)json_integer_value(partner)}};
  if (record_outcome_is_topic(&outcome))
    json_object_set_new(advice, "is_topic", json_true());
}

/* All that belongs to an advice that is open to the person. */
static bool put_open_advice(ViewRun *run, json_t *advice, GError **error) {
  const char *id = view_text(advice, "id");
  bool partner = run->actor->role == RECORD_ROLE_PARTNER;
  put_topic(advice);
  bool ok = put_alternatives(run, advice, error) &&
            view_put_rows(run, "decisions", STORE_DECISIONS_OF_ADVICE, id, LIST_MOST, error) &&
            view_add_who(run, json_object_get(run->document, "decisions"), "person_id", error) &&
            view_put_rows(run, "outcomes", STORE_OUTCOMES_OF_ADVICE, id, LIST_MOST, error) &&
            view_put_messages(run, id, LIST_MOST, error) &&
            view_put_rows(run, "files", STORE_FILES_ON, id, LIST_MOST, error);
  if (ok && partner) {
    view_shut_rows(run, json_object_get(run->document, "decisions"));
    return true;
  }
  return ok && view_put_advice(run, "beside", STORE_ADVICE_ON_BRIEF, view_text(advice, "brief_id"), LIST_MOST, error) &&
         put_own_view(run, advice, error) && put_estimates(run, advice, error) && put_heard(run, advice, error) &&
         put_snapshot(run, advice, error);
}

/* A decider who has not opened an advice is shown that it is there, and how to open it. */
static bool is_unopened(const ViewRun *run, const json_t *row) {
  RecordOwnViewCase one = record_own_view_case_of_advice(row, run->actor);
  bool decides = run->actor->role != RECORD_ROLE_PARTNER && run->actor->may_decide;
  return decides && !one.opened && !one.typed_in;
}

static bool read(ViewRun *run, GError **error) {
  json_t *advice = view_require(run, STORE_ADVICE_READ, "advice", error);
  if (advice == NULL)
    return false;
  json_object_set_new(run->document, "currency", json_string(run->member->currency));
  bool unopened = is_unopened(run, advice);
  bool sealed = json_is_true(json_object_get(advice, "is_sealed"));
  view_shut_row(run, advice);
  view_spare_partner(run, advice);
  json_object_set(run->document, "advice", advice);
  bool shut = json_is_true(json_object_get(advice, "is_shut"));
  if (unopened && (!shut || sealed))
    json_object_set_new(advice, "is_unopened", json_true());
  bool ok = goals_spare_names(run, advice, "goal", error) && (shut || put_open_advice(run, advice, error));
  json_decref(advice);
  return ok;
}

const View view_advice = {
    .name = "advice",
    .summary = N_("One advice: what each road promises, who else said what, and the risks of overriding"),
    .who = VIEW_BY_ALL,
    .parameters = parameters,
    .prepare = estimates_prepare,
    .ready = estimates_ready,
    .read = read,
};
