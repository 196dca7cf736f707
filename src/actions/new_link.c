/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* new_link.c: another link for a partner to confirm a noted advice by; the one before stops working. */
#include "advice.h"
#include "people.h"

static const RecordField fields[] = {
    FIELD_THING("advice", RECORD_FIELD_REQUIRED, "a", N_("The noted advice")),
    FIELD_END,
};

static const char *const adds[] = {"link_hash", "link_expires_at", NULL};

static const StoreWorkspaceStatement projection[] = {STORE_ADVICE_LINK, ACTION_PROJECTION_END};

static bool check(ActionRun *run, const json_t *advice) {
  switch (advice_noted_state(advice)) {
  case RECORD_NOTED_NOT: return action_refuse(run, RECORD_REFUSED_NOT_NOTED);
  case RECORD_NOTED_WAITING: return true;
  default: return action_refuse(run, RECORD_REFUSED_CONFIRMED);
  }
}

static bool effect(ActionRun *run, GError **error) {
  json_t *advice = advice_require(run, "advice", error);
  bool ok = advice != NULL && check(run, advice);
  if (ok) {
    char hash[JOURNAL_HASH_HEX_BYTES];
    g_autofree char *secret = people_new_secret(run, hash);
    json_object_set_new(run->reply, "secret", json_string(secret));
    json_int_t expires_at_ms = run->now_ms + ADVICE_LINK_MS;
    json_t *extra = json_pack("{s:s, s:I}", "link_hash", hash, "link_expires_at", expires_at_ms);
    ok = action_enter(run, action_text(advice, "engagement_id"), action_text(advice, "id"), extra, error);
  }
  json_decref(advice);
  return ok;
}

const Action action_new_link = {
    .name = "new_link",
    .summary = N_("Make a new link for a partner to confirm a noted advice"),
    .who = ACTION_BY_BUSINESS,
    .fields = fields,
    .adds = adds,
    .projection = projection,
    .effect = effect,
};
