/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* brief.c: a question, who was asked, and the advice on it side by side. A partner sees their own advice alone. */
#include "estimates.h"
#include "goals.h"
#include "record/declare.h"
#include "shut.h"
#include "who.h"

#define LIST_MOST 100

static const RecordField parameters[] = {
    FIELD_THING("brief", RECORD_FIELD_REQUIRED, "b", N_("The brief")),
    FIELD_END,
};

static bool put_texts(ViewRun *run, json_t *brief, const char *member, const char *prefix, GError **error) {
  json_t *of_list = json_pack("{s:I, s:s}", "seq", (json_int_t)view_integer(brief, "entry", 0), "prefix", prefix);
  json_t *rows = store_query(run->transaction, STORE_TEXT_LIST, of_list, RECORD_FIELD_ITEMS_MAX, error);
  json_decref(of_list);
  if (rows == NULL)
    return false;
  json_t *words = json_array();
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    json_array_append(words, json_object_get(row, "words"));
  }
  json_decref(rows);
  return json_object_set_new(brief, member, words) == 0;
}

/* What each advice promises, where it waits for its decision and is open to the reader. */
static bool put_forecasts(ViewRun *run, GError **error) {
  size_t index = 0;
  json_t *advice = NULL;
  json_array_foreach(json_object_get(run->document, "advice"), index, advice) {
    if (json_is_true(json_object_get(advice, "is_shut")))
      continue;
    json_t *forecast = view_row(run, STORE_FORECAST_GET, view_text(advice, "id"), error);
    if (forecast == NULL)
      return false;
    if (json_is_object(forecast))
      json_object_set(advice, "forecast", json_object_get(forecast, "document"));
    json_decref(forecast);
  }
  return true;
}

static bool read(ViewRun *run, GError **error) {
  json_t *brief = view_require(run, STORE_BRIEF_READ, "brief", error);
  if (brief == NULL)
    return false;
  const char *id = view_text(run->parameters, "brief");
  view_spare_partner(run, brief);
  json_object_set(run->document, "brief", brief);
  json_object_set_new(run->document, "currency", json_string(run->member->currency));
  bool ok = goals_spare_names(run, brief, "goal", error) &&
            put_texts(run, brief, "constraints", "/constraints", error) &&
            put_texts(run, brief, "criteria", "/criteria", error) &&
            view_put_rows(run, "asked", STORE_BRIEF_ASKED, id, LIST_MOST, error) &&
            view_put_advice(run, "advice", STORE_ADVICE_ON_BRIEF, id, LIST_MOST, error) &&
            view_put_messages(run, id, LIST_MOST, error) &&
            view_put_rows(run, "files", STORE_FILES_ON, id, LIST_MOST, error) &&
            (run->actor->role == RECORD_ROLE_PARTNER || put_forecasts(run, error));
  json_decref(brief);
  return ok;
}

const View view_brief = {
    .name = "brief",
    .summary = N_("A question and the advice on it, side by side"),
    .who = VIEW_BY_ALL,
    .parameters = parameters,
    .prepare = estimates_prepare,
    .ready = estimates_ready,
    .read = read,
};
