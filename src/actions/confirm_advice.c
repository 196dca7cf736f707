/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * confirm_advice.c: a partner says of an advice that was written down in their name whether they gave it.
 *
 * Whoever has the link's secret speaks for the partner, so no role is asked for; but the client's own people can't
 * confirm what the client wrote (record/noted.h).
 */
#include "advice.h"
#include "people.h"

static const RecordField fields[] = {
    FIELD_SECRET("secret", RECORD_FIELD_REQUIRED, N_("The secret from the link that the client sent")),
    FIELD_FLAG("agrees", RECORD_FIELD_REQUIRED, N_("Whether that is what you advised")),
    FIELD_WORDS("words", 0, N_("What you would add, or what you advised instead")),
    FIELD_END,
};

static const char *const adds[] = {"still_counts", NULL};

static const StoreWorkspaceStatement projection[] = {STORE_FIGURES_UNCOUNT,   STORE_ADVICE_CONFIRM,
                                                     STORE_FIGURES_COUNT,     STORE_FIGURES_DROP_EMPTY,
                                                     STORE_MESSAGE_ADD_ASIDE, ACTION_PROJECTION_END};

static bool check(ActionRun *run, const json_t *advice, const json_t *person) {
  if (!json_is_object(advice))
    return record_problem_set(run->problem, RECORD_PROBLEM_NOT_FOUND, "secret", N_("Ask the client for a new link"),
                              "This link does not work, or no longer does");
  RecordConfirmCase one = {.state = advice_noted_state(advice),
                           .at_ms = run->now_ms,
                           .link_expires_at_ms = action_integer(advice, "link_expires_at_ms", 0)};
  const char *role = action_text(person, "role");
  one.has_role = role != NULL && record_role_read(role, &one.role);
  one.of_another = g_strcmp0(action_text(person, "partner_id"), action_text(advice, "partner_id")) != 0;
  return action_allow(run, record_noted_check_confirm(&one));
}

static bool enter(ActionRun *run, const json_t *advice, GError **error) {
  RecordNotedState becomes =
      action_flag(run->document, "agrees", false) ? RECORD_NOTED_CONFIRMED : RECORD_NOTED_CONTRADICTED;
  int64_t link_made_ms = action_integer(advice, "link_expires_at_ms", 0) - ADVICE_LINK_MS;
  bool in_time = !record_outcome_is_known(advice) || run->now_ms < link_made_ms + RECORD_NOTED_DENIAL_MS;
  json_t *extra = json_pack("{s:b}", "still_counts", record_noted_counts(becomes, in_time));
  return action_enter(run, action_text(advice, "engagement_id"), action_text(advice, "id"), extra, error);
}

static bool effect(ActionRun *run, GError **error) {
  char hash[JOURNAL_HASH_HEX_BYTES];
  people_hash_secret(action_text(run->document, "secret"), hash);
  json_t *advice = action_row(run, STORE_ADVICE_BY_LINK, hash, error);
  json_t *person = advice != NULL ? action_row(run, STORE_PERSON_ACTIVE, run->actor.person, error) : NULL;
  bool ok = person != NULL && check(run, advice, person) && enter(run, advice, error);
  json_decref(person);
  json_decref(advice);
  return ok;
}

const Action action_confirm_advice = {
    .name = "confirm_advice",
    .summary = N_("Say by a link whether you gave an advice that was noted in your name"),
    .who = ACTION_BY_STRANGER,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .effect = effect,
};
