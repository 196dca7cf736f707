/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* seal_own_view.c: what a decider would do, before they open what others advise. */
#include "advice.h"

static const RecordField fields[] = {
    FIELD_THING("on", RECORD_FIELD_REQUIRED, "ba", N_("The brief, or the advice that came unasked")),
    FIELD_LINE("option", RECORD_FIELD_REQUIRED,
               N_("What you would do, in one line; until you open the advice you can say it anew, and the journal "
                  "keeps both")),
    FIELD_SHARE("chance", 0, N_("How sure you are, as a chance: 70 %, or 0.7")),
    FIELD_END,
};

static const char *const adds[] = {"option_number", NULL};

static const StoreWorkspaceStatement projection[] = {STORE_OWN_VIEW_SET, ACTION_PROJECTION_END};

/* The brief that the view is on: an advice stands for its own. Free with g_free; NULL with the problem or error. */
static char *find_brief(ActionRun *run, GError **error) {
  const char *on = action_text(run->document, "on");
  json_t *row = on[0] == 'b' ? action_require(run, STORE_BRIEF_GET, "on", error) : advice_require(run, "on", error);
  char *brief = row != NULL ? g_strdup(action_text(row, on[0] == 'b' ? "id" : "brief_id")) : NULL;
  json_decref(row);
  return brief;
}

static bool effect(ActionRun *run, GError **error) {
  g_autofree char *brief = find_brief(run, error);
  json_t *row = brief != NULL ? action_row(run, STORE_OWN_VIEW_CASE_OF_BRIEF, brief, error) : NULL;
  if (row == NULL)
    return false;
  RecordOwnViewCase one = record_own_view_case_of_brief(row, &run->actor);
  json_decref(row);
  RecordRefusal refusal = record_own_view_check_seal(&one);
  if (refusal != RECORD_ALLOWED)
    return action_refuse(run, refusal);
  int64_t number = advice_option_number(run, brief, action_text(run->document, "option"), error);
  return number != 0 && action_enter(run, NULL, brief, json_pack("{s:I}", "option_number", (json_int_t)number), error);
}

const Action action_seal_own_view = {
    .name = "seal_own_view",
    .summary = N_("Say what you would do, before you open the advice"),
    .who = ACTION_BY_BUSINESS,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .effect = effect,
};
