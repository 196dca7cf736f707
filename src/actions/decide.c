/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * decide.c: what is done with an advice. The last word is the business's.
 *
 * What the decider was shown comes out of the signed snapshot, never from their word; the rules are in record/decide.h.
 * It is kept in an entry of its own (keep_shown.c), so that the partner can have a receipt of the decision.
 */
#include "advice.h"
#include "record/shown.h"

static const RecordField fields[] = {
    FIELD_THING("advice", RECORD_FIELD_REQUIRED, "a", N_("The advice")),
    FIELD_CHOICE("decision", RECORD_FIELD_REQUIRED, "follow|adapt|override|defer",
                 N_("follow, adapt (in part), override, or defer (decide later)")),
    FIELD_LINE("option", 0,
               N_("What is done instead, in one line; left out where you override, it is the view that you sealed, or "
                  "is not on "
                  "record")),
    FIELD_WORDS("reason", 0, N_("Why; the partner will read it")),
    FIELD_FLAG("acknowledged", 0, N_("That the risks of overriding were shown and are accepted")),
    FIELD_TIME("until", RECORD_FIELD_FUTURE | RECORD_FIELD_DAY_END, N_("Of a decision put off: until when")),
    FIELD_FLAG("corrects", 0, N_("That this corrects the decision on record")),
    FIELD_SECRET("shown", 0, N_("The snapshot that the advice's page gives out")),
    FIELD_END,
};

static const char *const adds[] = {"chosen_number", "corrected", NULL};

static const StoreWorkspaceStatement projection[] = {STORE_DECISION_ADD,  STORE_FIGURES_UNCOUNT, STORE_ADVICE_DECIDE,
                                                     STORE_FIGURES_COUNT, STORE_BRIEF_DECIDED,   ACTION_PROJECTION_END};

static bool read_snapshot(ActionRun *run, const char *advice, RecordSnapshot *snapshot, RecordShown *shown,
                          GError **error) {
  json_t *row = action_row(run, STORE_ADVICE_STAMP, advice, error);
  if (row == NULL)
    return false;
  RecordShown expected = {0};
  g_autofree char *stamp = record_stamp_of_row(row);
  json_decref(row);
  g_strlcpy(expected.workspace, run->actor.workspace, sizeof expected.workspace);
  g_strlcpy(expected.advice_id, advice, sizeof expected.advice_id);
  g_strlcpy(expected.person, run->actor.person, sizeof expected.person);
  g_strlcpy(expected.stamp, stamp, sizeof expected.stamp);
  const char *text = action_text(run->document, "shown");
  if (run->snapshot_key == NULL)
    *snapshot = text != NULL ? RECORD_SNAPSHOT_FOREIGN : RECORD_SNAPSHOT_NONE;
  else
    *snapshot = record_shown_read(text, run->snapshot_key, &expected, shown);
  return true;
}

static bool check(ActionRun *run, const json_t *advice, RecordDecision decision, RecordShown *shown, GError **error) {
  RecordDecideCase one = {
      .advice = record_advice_state(advice),
      .under_mandate = action_text(advice, "mandate_id") != NULL,
      .corrects = action_flag(run->document, "corrects", false),
      .outcome_known = record_outcome_is_known(advice),
      .decision = decision,
      .has_reason = action_text(run->document, "reason") != NULL,
  };
  if (!advice_own_view_case(run, action_text(advice, "id"), &one.person, error) ||
      !read_snapshot(run, action_text(advice, "id"), &one.snapshot, shown, error))
    return false;
  RecordRefusal refusal = record_decide_check(&one);
  if (refusal != RECORD_ALLOWED)
    return action_refuse(run, refusal);
  if (one.corrects && one.advice != RECORD_ADVICE_DECIDED)
    return action_conflict(run, "corrects", N_("Leave it out"), "There is no decision yet that this could correct");
  if (json_object_get(run->document, "until") != NULL && decision != RECORD_DECISION_DEFER)
    return action_invalid(run, "until", N_("Leave it out"),
                          "Only a decision that is put off has a date to come back to");
  bool follows = decision == RECORD_DECISION_FOLLOW || decision == RECORD_DECISION_DEFER;
  if (follows && json_object_get(run->document, "option") != NULL)
    return decision == RECORD_DECISION_DEFER
               ? action_invalid(run, "option", N_("Leave it out, or adapt or override now"),
                                "A decision that is put off has no other option yet")
               : action_invalid(run, "option", N_("Leave it out, or adapt or override"),
                                "Following an advice means doing what it says");
  return true;
}

/* What is done, by its number: the advice's where it is followed; what is named instead; of an override without words
 * the decider's own view, where that was something else: then the number would tell of the view, and is kept beside. */
static bool add_chosen(ActionRun *run, const json_t *advice, RecordDecision decision, const json_t *own_view,
                       json_t *extra, json_t *beside, GError **error) {
  const char *option = action_text(run->document, "option");
  bool is_theirs = json_is_true(json_object_get(own_view, "is_theirs"));
  int64_t own = is_theirs ? action_integer(own_view, "option_number", 0) : 0;
  int64_t number = 0;
  json_t *into = extra;
  if (decision == RECORD_DECISION_DEFER)
    return true;
  if (decision == RECORD_DECISION_FOLLOW)
    number = action_integer(advice, "option_number", 0);
  else if (option != NULL)
    number = advice_option_number(run, action_text(advice, "brief_id"), option, error);
  else if (decision == RECORD_DECISION_OVERRIDE && own != 0 && own != action_integer(advice, "option_number", 0)) {
    number = own;
    into = beside;
  } else
    return true;
  if (number == 0)
    return false;
  if (decision != RECORD_DECISION_FOLLOW && number == action_integer(advice, "option_number", 0))
    return action_invalid(run, "option", N_("Follow it, or name what is done instead"), "This is what was advised");
  json_object_set_new(into, "chosen_number", json_integer(number));
  return true;
}

static void add_number(json_t *extra, const char *name, int64_t number) {
  if (number >= 0)
    json_object_set_new(extra, name, json_integer(number));
}

/* What the decider thought and was shown: the business's own. */
static void add_shown(json_t *beside, const json_t *own_view, const RecordShown *shown) {
  add_number(beside, "own_view_number", action_integer(own_view, "option_number", -1));
  add_number(beside, "own_view_chance", action_integer(own_view, "chance", -1));
  add_number(beside, "shown_advice", shown->advice);
  add_number(beside, "shown_advice_low", shown->advice_low);
  add_number(beside, "shown_advice_high", shown->advice_high);
  add_number(beside, "shown_own_view", shown->own_view);
  add_number(beside, "shown_own_view_low", shown->own_view_low);
  add_number(beside, "shown_own_view_high", shown->own_view_high);
  add_number(beside, "shown_outcomes", shown->outcomes);
}

extern const Action action_keep_shown;

/* The decision for both sides, and beside it what is not for the partner. */
static bool enter_both(ActionRun *run, const json_t *advice, json_t *extra, json_t *beside, GError **error) {
  const char *id = action_text(advice, "id");
  if (!action_enter(run, action_text(advice, "engagement_id"), id, extra, error))
    return false;
  if (json_object_size(beside) == 0)
    return true;
  add_number(beside, "of_decision", action_integer(run->reply, "entry", -1));
  return action_enter_beside(run, &action_keep_shown, id, json_pack("{s:s}", "advice", id), json_incref(beside), error);
}

/* The view that was sealed before this was decided: a correction keeps it, whoever corrects, and so is that kept which came
 * with the advice out of a file, where the decider sealed none. A new reference, or NULL. */
static json_t *find_own_view(ActionRun *run, const json_t *advice, GError **error) {
  const json_t *number = json_object_get(advice, "own_view_number");
  bool corrects = action_flag(run->document, "corrects", false);
  if (!corrects || number == NULL) {
    json_t *sealed = action_row(run, STORE_OWN_VIEW_GET, action_text(advice, "brief_id"), error);
    if (json_is_object(sealed))
      json_object_set_new(sealed, "is_theirs", json_true());
    if (sealed == NULL || json_is_object(sealed) || number == NULL)
      return sealed;
    json_decref(sealed);
  }
  const char *whose = action_text(advice, corrects ? "decided_by" : "by_person");
  return json_pack("{s:O, s:O*, s:b}", "option_number", number, "chance", json_object_get(advice, "own_view_chance"),
                   "is_theirs", whose != NULL && strcmp(whose, run->actor.person) == 0);
}

static bool enter(ActionRun *run, const json_t *advice, RecordDecision decision, const RecordShown *shown,
                  GError **error) {
  json_t *own_view = find_own_view(run, advice, error);
  if (own_view == NULL)
    return false;
  json_t *extra = json_object();
  json_t *beside = json_object();
  bool ok = add_chosen(run, advice, decision, own_view, extra, beside, error);
  if (ok && decision != RECORD_DECISION_DEFER)
    add_shown(beside, own_view, shown);
  if (ok && action_flag(run->document, "corrects", false))
    add_number(extra, "corrected", action_integer(advice, "decision_seq", -1));
  json_decref(own_view);
  bool departs = decision == RECORD_DECISION_OVERRIDE || decision == RECORD_DECISION_ADAPT;
  if (departs && json_object_get(extra, "chosen_number") == NULL && json_object_get(beside, "chosen_number") == NULL)
    action_note(run, N_("What is done instead is not on record; correct the decision to name it"));
  if (ok)
    ok = enter_both(run, advice, json_incref(extra), beside, error);
  json_decref(extra);
  json_decref(beside);
  return ok;
}

static bool effect(ActionRun *run, GError **error) {
  RecordDecision decision = RECORD_DECISION_DEFER;
  RecordShown shown = {.advice = RECORD_SHOWN_UNKNOWN,
                       .advice_low = RECORD_SHOWN_UNKNOWN,
                       .advice_high = RECORD_SHOWN_UNKNOWN,
                       .own_view = RECORD_SHOWN_UNKNOWN,
                       .own_view_low = RECORD_SHOWN_UNKNOWN,
                       .own_view_high = RECORD_SHOWN_UNKNOWN,
                       .outcomes = RECORD_SHOWN_UNKNOWN};
  record_decision_read(action_text(run->document, "decision"), &decision);
  json_t *advice = advice_require(run, "advice", error);
  bool ok =
      advice != NULL && check(run, advice, decision, &shown, error) && enter(run, advice, decision, &shown, error);
  json_decref(advice);
  return ok;
}

const Action action_decide = {
    .name = "decide",
    .summary = N_("Follow, adapt, override or put off an advice"),
    .who = ACTION_BY_BUSINESS,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .effect = effect,
};
