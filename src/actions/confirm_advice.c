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

static bool effect(ActionRun *run, GError **error) {
  char hash[JOURNAL_HASH_HEX_BYTES];
  people_hash_secret(action_text(run->document, "secret"), hash);
  json_t *advice = action_row(run, STORE_ADVICE_BY_LINK, hash, error);
  json_t *person = advice != NULL ? action_row(run, STORE_PERSON_ACTIVE, run->actor.person, error) : NULL;
  bool ok = person != NULL && check(run, advice, person) && advice_enter_confirmed(run, advice, error);
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
    .projection = advice_confirm_projection,
    .effect = effect,
};
