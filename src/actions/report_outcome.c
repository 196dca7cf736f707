/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* report_outcome.c: how it turned out, as one side sees it; of the road not taken too, where that became known. */
#include "advice.h"
#include "record/outcome.h"

static const RecordField fields[] = {
    FIELD_THING("advice", RECORD_FIELD_REQUIRED, "a", N_("The advice")),
    FIELD_SHARE("worked", RECORD_FIELD_REQUIRED, N_("How well it worked: 100 % yes, 50 % partly, 0 % no")),
    FIELD_CHOICE("road", 0, "taken|advice|own_view",
                 N_("taken: what was done; advice, own_view: what that would have brought, where it was not done")),
    {"money", RECORD_FIELD_MONEY, 0, -MONEY_MAX, MONEY_MAX, NULL, N_("What it brought or cost, if known")},
    FIELD_WORDS("story", 0, N_("What happened")),
    FIELD_TIME("known_at", RECORD_FIELD_PAST, N_("When it became known; now, if left out")),
    FIELD_END,
};

static const char *const adds[] = {"side", "value", NULL};

static const StoreWorkspaceStatement projection[] = {STORE_OUTCOME_SET, STORE_FIGURES_UNCOUNT, STORE_ADVICE_OUTCOME,
                                                     STORE_FIGURES_COUNT, ACTION_PROJECTION_END};

static const char *road_of(const ActionRun *run) {
  const char *road = action_text(run->document, "road");
  return road != NULL ? road : "taken";
}

/* A view of the client's own is a road of its own only where there was one, and it was neither what was done nor what was
 * advised: those have their outcomes. */
static bool check_own_view(ActionRun *run, const json_t *advice) {
  if (run->actor.role == RECORD_ROLE_PARTNER)
    return action_refuse(run, RECORD_REFUSED_ROLE); /* the client's own view is none of theirs */
  int64_t own = action_integer(advice, "own_view_number", 0);
  if (own == 0)
    return action_conflict(run, "road", N_("Say how what was done turned out, or what was advised"),
                           "Whoever decided this had sealed no view of their own");
  if (own == action_integer(advice, "chosen_number", 0))
    return action_conflict(run, "road", N_("Leave the road out"),
                           "Your own view was what was done: it is the road that was taken");
  return own != action_integer(advice, "option_number", 0) ||
         action_conflict(run, "road", N_("Say how the advice turned out"), "Your own view was what was advised");
}

static bool check(ActionRun *run, const json_t *advice) {
  int64_t known_at = action_integer(run->document, "known_at", run->now_ms);
  bool taken = strcmp(road_of(run), "taken") == 0;
  RecordOutcomeCase one = {
      .role = run->actor.role,
      .own_engagement = true, /* of another's engagement there is no row */
      .advice = record_advice_state(advice),
      .road_not_taken = !taken,
      .decided_at_ms = action_integer(advice, "decided_at_ms", 0),
      .known_at_ms = known_at,
      .worked = action_integer(run->document, "worked", 0),
  };
  RecordRefusal refusal = record_outcome_check(&one);
  if (refusal != RECORD_ALLOWED)
    return action_refuse(run, refusal);
  if (strcmp(road_of(run), "own_view") == 0)
    return check_own_view(run, advice);
  const char *decision = action_text(advice, "decision");
  bool carried_out = one.advice == RECORD_ADVICE_DECIDED && (decision == NULL || strcmp(decision, "follow") == 0);
  if (strcmp(road_of(run), "advice") == 0 && carried_out)
    return action_conflict(run, "road", N_("Leave the road out"),
                           "The advice was followed: it is the road that was taken");
  return true;
}

/* What both sides together say, with this one's new word. */
static bool find_value(ActionRun *run, const char *id, bool is_partner, int32_t *value, GError **error) {
  json_t *parameters = json_pack("{s:s, s:s}", "id", id, "road", road_of(run));
  json_t *rows = store_query(run->transaction, STORE_OUTCOME_SIDES, parameters, 2, error);
  json_decref(parameters);
  if (rows == NULL)
    return false;
  RecordOutcome outcome = {0};
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    bool partner = strcmp(action_text(row, "side"), "partner") == 0;
    RecordOutcomeSide *side = partner ? &outcome.partner : &outcome.client;
    *side = (RecordOutcomeSide){.known = true, .worked = (int32_t)action_integer(row, "worked", 0)};
  }
  json_decref(rows);
  RecordOutcomeSide *own = is_partner ? &outcome.partner : &outcome.client;
  *own = (RecordOutcomeSide){.known = true, .worked = (int32_t)action_integer(run->document, "worked", 0)};
  return record_outcome_value(&outcome, value);
}

static bool effect(ActionRun *run, GError **error) {
  json_t *advice = advice_require(run, "advice", error);
  bool is_partner = run->actor.role == RECORD_ROLE_PARTNER;
  int32_t value = 0;
  bool ok = advice != NULL && advice_check_open(run, action_text(advice, "id"), error) && check(run, advice) &&
            find_value(run, action_text(advice, "id"), is_partner, &value, error);
  if (ok) {
    json_t *extra = json_pack("{s:s, s:i}", "side", is_partner ? "partner" : "client", "value", (int)value);
    ok = action_enter(run, action_text(advice, "engagement_id"), action_text(advice, "id"), extra, error);
  }
  json_decref(advice);
  return ok;
}

const Action action_report_outcome = {
    .name = "report_outcome",
    .summary = N_("Say how it turned out"),
    .who = ACTION_BY_BOTH_SIDES,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .effect = effect,
};
