/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * import_advice.c: an advice of the past with all that became of it, out of a file: one entry for what otherwise takes
 * three. It is marked as imported, for no partner has seen it.
 */
#include "advice.h"
#include "record/outcome.h"

static const RecordField fields[] = {
    FIELD_THING("brief", RECORD_FIELD_REQUIRED, "b", N_("The brief that it answered")),
    FIELD_THING("engagement", RECORD_FIELD_REQUIRED, "e", N_("The engagement that it was given in")),
    FIELD_TIME("given_at", RECORD_FIELD_REQUIRED | RECORD_FIELD_PAST, N_("When it was given")),
    FIELD_LINE("option", RECORD_FIELD_REQUIRED, N_("What was recommended")),
    FIELD_SURE,
    FIELD_CHANCE,
    FIELD_MONEY("stake", 0, N_("What it costs if it goes wrong")),
    FIELD_LINE("own_view", 0, N_("What the decider would have done before knowing the advice")),
    FIELD_SHARE("own_view_chance", 0, N_("How sure the decider was of that")),
    FIELD_CHOICE("decision", 0, "follow|adapt|override|defer", N_("What was decided")),
    FIELD_FLAG("acted", 0, N_("Whether the partner did it under a mandate, without asking")),
    FIELD_LINE("chosen", 0, N_("What was done")),
    FIELD_SHARE("worked", 0, N_("How well what was done worked")),
    FIELD_SHARE("advice_worked", 0, N_("How well the advice worked or would have")),
    FIELD_SHARE("own_view_worked", 0, N_("How well the own view worked or would have")),
    FIELD_TIME("know_by", RECORD_FIELD_DAY_END, N_("When one wants to know how it turned out")),
    FIELD_TIME("known_at", RECORD_FIELD_PAST, N_("When that became known")),
    FIELD_CHOICE("worked_by", 0, "client|partner", N_("Whose word it rests on how what was done worked")),
    FIELD_CHOICE("advice_worked_by", 0, "client|partner", N_("Whose word it rests on how the advice worked")),
    FIELD_SHARE("client_worked", 0,
                N_("What the client says of it, where the partner told too, and worked is the mean")),
    FIELD_SHARE("client_advice_worked", 0, N_("The same of how the advice worked")),
    FIELD_END,
};

static const char *const adds[] = {"of_partner",    "of_skill",       "option_number",         "own_view_number",
                                   "chosen_number", "partner_worked", "partner_advice_worked", NULL};

static const StoreWorkspaceStatement projection[] = {STORE_ADVICE_IMPORT,           STORE_DECISION_IMPORT,
                                                     STORE_OUTCOME_IMPORT_TAKEN,    STORE_OUTCOME_IMPORT_TAKEN_TOO,
                                                     STORE_OUTCOME_IMPORT_ADVICE,   STORE_OUTCOME_IMPORT_ADVICE_TOO,
                                                     STORE_OUTCOME_IMPORT_OWN_VIEW, ACTION_PROJECTION_END};
static const StoreWorkspaceStatement counting[] = {STORE_ADVICE_COUNT_IMPORTED, STORE_FIGURES_COUNT_IMPORTED,
                                                   ACTION_PROJECTION_END};

static bool put_number(ActionRun *run, const char *brief, const char *field, const char *name, json_t *extra,
                       GError **error) {
  const char *words = action_text(run->document, field);
  if (words == NULL)
    return true;
  int64_t number = advice_option_number(run, brief, words, error);
  return number != 0 && json_object_set_new(extra, name, json_integer(number)) == 0;
}

/* What the partner said, where the client's word and the mean of both are given. */
static bool put_partner(ActionRun *run, const char *of_both, const char *of_client, const char *name, json_t *extra) {
  int64_t client = action_integer(run->document, of_client, -1);
  int64_t partner = 0;
  if (client < 0)
    return true;
  if (!record_outcome_other_side(action_integer(run->document, of_both, -1), client, &partner))
    return action_invalid(run, of_client, N_("Give the mean of what the two sides say, and what the client says"),
                          "This can't be: the outcome beside it is the mean of both sides' words");
  json_object_set_new(extra, name, json_integer(partner));
  return true;
}

static bool check(ActionRun *run) {
  if (!advice_check_sureness(run))
    return false;
  if (action_integer(run->document, "known_at", INT64_MAX) < action_integer(run->document, "given_at", 0))
    return action_invalid(run, "known_at", N_("Check both times"), "It would have been known before it was given");
  if (json_is_true(json_object_get(run->document, "acted")) && action_text(run->document, "decision") != NULL)
    return action_invalid(run, "acted", N_("Leave out one of the two"),
                          "What the partner did without asking was decided by nobody else");
  return true;
}

static bool effect(ActionRun *run, GError **error) {
  const char *brief = action_text(run->document, "brief");
  json_t *engagement = check(run) ? action_require(run, STORE_ENGAGEMENT_GET, "engagement", error) : NULL;
  json_t *of_brief = engagement != NULL ? action_require(run, STORE_BRIEF_GET, "brief", error) : NULL;
  json_t *extra = json_object();
  bool ok = of_brief != NULL && put_number(run, brief, "option", "option_number", extra, error) &&
            put_number(run, brief, "own_view", "own_view_number", extra, error) &&
            put_number(run, brief, "chosen", "chosen_number", extra, error);
  ok = ok && put_partner(run, "worked", "client_worked", "partner_worked", extra) &&
       put_partner(run, "advice_worked", "client_advice_worked", "partner_advice_worked", extra);
  if (ok) {
    json_object_set(extra, "of_partner", json_object_get(engagement, "partner_id"));
    json_object_set(extra, "of_skill", json_object_get(engagement, "skill_id"));
    ok = action_enter(run, action_text(engagement, "id"), NULL, json_incref(extra), error);
  }
  json_decref(extra);
  json_decref(of_brief);
  json_decref(engagement);
  return ok;
}

const Action action_import_advice = {
    .name = "import_advice",
    .summary = N_("Enter an advice of the past with all that became of it"),
    .who = ACTION_BY_OWNER,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .counting = counting,
    .makes = "a",
    .effect = effect,
};
