/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* partners.c: the partners, and what there is to say of each at this stage of the record. */
#include "estimates.h"
#include "freedom.h"
#include "record/declare.h"
#include "shut.h"
#include "view.h"

#define REASONS_MOST 5
#define REASONS_READ 50   /* before those that are shut to the reader are left out */
#define REASONS_AMONG 500 /* of the latest pieces of advice */

static const RecordField parameters[] = {
    FIELD_INTEGER("after", 0, 0, MONEY_MAX, N_("Go on after the partner with this \"position\"")),
    FIELD_INTEGER("count", 0, 1, VIEW_PAGE_MOST, N_("How many at most; 50, if left out")),
    FIELD_FLAG("with_retired", 0, N_("Whether those who were retired are listed too")),
    FIELD_END,
};

static bool put_details(ViewRun *run, json_t *partner, GError **error) {
  const char *id = view_text(partner, "id");
  json_t *standings = view_rows(run, STORE_STANDINGS_OF_PARTNER, id, VIEW_PAGE_MOST, error);
  if (standings == NULL)
    return false;
  json_object_set_new(partner, "standings", standings);
  json_t *mandates = view_rows(run, STORE_MANDATES_IN_FORCE, id, VIEW_PAGE_MOST, error);
  return mandates != NULL && json_object_set_new(partner, "mandates", mandates) == 0;
}

/* What was said lately for going against advice. A row that is shut to the reader is left out: that it is here would tell
 * how it was decided. */
static bool put_reasons(ViewRun *run, GError **error) {
  json_t *of_list = json_pack("{s:i, s:i}", "among", REASONS_AMONG, "most", REASONS_READ);
  json_t *rows = store_query(run->transaction, STORE_REASONS_GIVEN, of_list, REASONS_READ, error);
  json_decref(of_list);
  if (rows == NULL)
    return false;
  view_leave_out_shut(run, rows, REASONS_MOST);
  return json_object_set_new(run->document, "reasons", rows) == 0;
}

static bool read(ViewRun *run, GError **error) {
  json_t *of_page =
      json_pack("{s:I, s:I, s:b, s:I}", "after", (json_int_t)view_integer(run->parameters, "after", 0), "most",
                (json_int_t)view_integer(run->parameters, "count", VIEW_PAGE_USUAL), "with_retired",
                json_is_true(json_object_get(run->parameters, "with_retired")), "now_ms", (json_int_t)run->now_ms);
  json_t *partners = store_query(run->transaction, STORE_PARTNER_PAGE, of_page, VIEW_PAGE_MOST, error);
  json_decref(of_page);
  if (partners == NULL)
    return false;
  json_object_set_new(run->document, "partners", partners);
  if ((int64_t)json_array_size(partners) == view_integer(run->parameters, "count", VIEW_PAGE_USUAL))
    json_object_set(run->document, "next_after",
                    json_object_get(json_array_get(partners, json_array_size(partners) - 1), "position"));
  json_object_set_new(run->document, "currency", json_string(run->member->currency));
  size_t index = 0;
  json_t *partner = NULL;
  json_array_foreach(partners, index, partner) {
    if (!put_details(run, partner, error))
      return false;
  }
  bool is_first = view_integer(run->parameters, "after", 0) == 0;
  if (is_first && !(freedom_put(run, FREEDOM_MOST, error) && put_reasons(run, error)))
    return false;
  json_t *fit = view_row(run, STORE_FIT_GET, NULL, error);
  if (json_is_object(fit))
    json_object_set(run->document, "estimated_at_ms", json_object_get(fit, "made_at_ms"));
  json_decref(fit);
  return fit != NULL;
}

const View view_partners = {
    .name = "partners",
    .summary = N_("The partners, and what there is to say of each"),
    .who = VIEW_BY_BUSINESS,
    .parameters = parameters,
    .prepare = estimates_prepare,
    .ready = estimates_ready,
    .read = read,
};
