/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * note_advice.c: an advice that came by phone or mail, written down by the client. Three fields are enough: who, what,
 * and when one will know.
 *
 * It is marked as noted until the partner confirms it by the link whose secret the reply gives out.
 */
#include "advice.h"
#include "lasting.h"
#include "people.h"
#include "record/noted.h"

static const RecordField fields[] = {
    FIELD_THING("partner", RECORD_FIELD_REQUIRED, "p", N_("Who advised")),
    FIELD_LINE("option", RECORD_FIELD_REQUIRED, N_("What they recommend, in one line")),
    FIELD_TIME("know_by", RECORD_FIELD_REQUIRED | RECORD_FIELD_DAY_END, N_("When we shall know how it turned out")),
    FIELD_THING("engagement", 0, "e", N_("The engagement that this is of, where the partner has more than one")),
    FIELD_THING("brief", 0, "b", N_("The brief that this answers")),
    FIELD_TIME("given_at", RECORD_FIELD_PAST, N_("When they said it; now, if left out")),
    FIELD_WORDS("reasons", 0, N_("Why, in their words")),
    FIELD_SURE,
    FIELD_CHANCE,
    FIELD_LINE("worked_if", 0, N_("What will count as having worked")),
    FIELD_MONEY("stake", 0, N_("What it costs if it goes wrong")),
    FIELD_END,
};

static const char *const adds[] = {"of_partner",      "of_skill", "option_number", "noted", "link_hash",
                                   "link_expires_at", NULL};

static const StoreWorkspaceStatement projection[] = {STORE_ADVICE_ADD, ACTION_PROJECTION_END};

extern const Action action_set_stake;

/* The stake is the business's own, and the advice's entry is the partner's, too: it goes beside it. */
static bool enter_all(ActionRun *run, const char *engagement, json_t *extra, GError **error) {
  json_t *stake = json_object_get(run->document, "stake");
  json_t *noted = json_copy((json_t *)run->document);
  json_object_del(noted, "stake");
  bool ok = action_enter_as(run, run->action, engagement, NULL, noted, extra, NULL, error);
  json_decref(noted);
  const char *made = action_text(run->reply, "id");
  return ok &&
         (stake == NULL || action_enter_beside(run, &action_set_stake, made,
                                               json_pack("{s:s, s:O}", "advice", made, "stake", stake), NULL, error));
}

static bool enter(ActionRun *run, const char *brief, const json_t *engagement, GError **error) {
  int64_t number = advice_option_number(run, brief, action_text(run->document, "option"), error);
  const char *partner = action_text(engagement, "partner_id");
  if (number == 0 || !advice_check_new(run, brief, partner, number, error))
    return false;
  char hash[JOURNAL_HASH_HEX_BYTES];
  g_autofree char *secret = people_new_secret(run, hash);
  json_object_set_new(run->reply, "secret", json_string(secret));
  json_int_t expires_at_ms = run->now_ms + ADVICE_LINK_MS;
  json_t *extra = json_pack("{s:O, s:O, s:I, s:s, s:s, s:I}", "of_partner", json_object_get(engagement, "partner_id"),
                            "of_skill", json_object_get(engagement, "skill_id"), "option_number", (json_int_t)number,
                            "noted", "waiting", "link_hash", hash, "link_expires_at", expires_at_ms);
  return enter_all(run, action_text(engagement, "id"), extra, error);
}

static bool check_brief(ActionRun *run, const char *brief, GError **error) {
  if (brief == NULL)
    return true;
  json_t *row = action_require(run, STORE_BRIEF_GET, "brief", error);
  json_decref(row);
  return row != NULL;
}

/* What was said a year ago may be known by now, but never before it was said. */
static bool check_times(ActionRun *run, int64_t given_at_ms) {
  return action_integer(run->document, "know_by", 0) >= given_at_ms ||
         action_invalid(run, "know_by", N_("Give a later time, or say when they said it"),
                        "It can't be known before it was said");
}

static bool effect(ActionRun *run, GError **error) {
  RecordRefusal refusal = record_noted_check_note(run->actor.role);
  if (refusal != RECORD_ALLOWED)
    return action_refuse(run, refusal);
  const char *brief = action_text(run->document, "brief");
  int64_t given_at_ms = action_integer(run->document, "given_at", run->now_ms);
  json_t *partner = action_require(run, STORE_PARTNER_GET, "partner", error);
  if (partner == NULL)
    return false;
  json_decref(partner);
  if (!check_times(run, given_at_ms) || !advice_check_sureness(run) || !check_brief(run, brief, error))
    return false;
  json_t *engagement = advice_find_engagement(run, brief, action_text(run->document, "partner"), error);
  /* One that is over now may have been running when it was said. */
  bool ok =
      engagement != NULL && lasting_check_lasted(run, engagement, given_at_ms) && enter(run, brief, engagement, error);
  json_decref(engagement);
  return ok;
}

const Action action_note_advice = {
    .name = "note_advice",
    .summary = N_("Write down an advice that came by phone or mail"),
    .who = ACTION_BY_BUSINESS,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .sums = advice_sums_of_word,
    .makes = "a",
    .effect = effect,
};
