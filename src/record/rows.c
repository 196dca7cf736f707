/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rows.c: rows of the store as the rules' cases. */
#include "rows.h"

#include <glib.h>
#include <string.h>

static bool flag(const json_t *row, const char *name) {
  return json_is_true(json_object_get(row, name));
}

static const char *text(const json_t *row, const char *name) {
  const char *value = json_string_value(json_object_get(row, name));
  return value != NULL ? value : "";
}

static int64_t integer(const json_t *row, const char *name, int64_t otherwise) {
  const json_t *value = json_object_get(row, name);
  return json_is_integer(value) ? json_integer_value(value) : otherwise;
}

RecordOwnViewsSetting record_own_views_setting(const char *setting) {
  if (strcmp(setting, "on") == 0)
    return RECORD_OWN_VIEWS_ON;
  return strcmp(setting, "off") == 0 ? RECORD_OWN_VIEWS_OFF : RECORD_OWN_VIEWS_AS_WORKSPACE;
}

static RecordOwnViewCase own_view_case(const json_t *row, const RecordActor *actor, const char *opened, bool given) {
  return (RecordOwnViewCase){
      .workspace_on = flag(row, "is_workspace_on"),
      .engagement = record_own_views_setting(text(row, "engagement")),
      .role = actor->role,
      .may_decide = actor->may_decide,
      .typed_in = flag(row, "is_typed_in"),
      .sealed = flag(row, "is_sealed"),
      .opened = flag(row, opened),
      .seen = flag(row, "is_seen"),
      .given = given,
      .settled = flag(row, "is_settled"),
  };
}

RecordOwnViewCase record_own_view_case_of_advice(const json_t *row, const RecordActor *actor) {
  return own_view_case(row, actor, "is_opened", true);
}

RecordOwnViewCase record_own_view_case_of_brief(const json_t *row, const RecordActor *actor) {
  return own_view_case(row, actor, "is_opened_any", flag(row, "is_given"));
}

RecordAdviceState record_advice_state(const json_t *row) {
  const char *state = text(row, "state");
  if (strcmp(state, "withdrawn") == 0)
    return RECORD_ADVICE_WITHDRAWN;
  if (strcmp(state, "decided") == 0)
    return RECORD_ADVICE_DECIDED;
  return strcmp(state, "deferred") == 0 ? RECORD_ADVICE_DEFERRED : RECORD_ADVICE_OPEN;
}

bool record_outcome_is_known(const json_t *row) {
  return json_object_get(row, "worked") != NULL || json_object_get(row, "advice_worked") != NULL ||
         json_object_get(row, "own_view_worked") != NULL;
}

RecordMandate record_mandate_of_row(const json_t *row, const char *currency) {
  RecordMandate mandate = {
      .limit_minor = integer(row, "limit_minor", RECORD_NONE),
      .budget_minor = integer(row, "budget_minor", RECORD_NONE),
      .period_days = (int32_t)integer(row, "period_days", 0),
      .check_one_in = (int32_t)integer(row, "check_one_in", 0),
      .begins_at_ms = integer(row, "begins_at_ms", 0),
      .expires_at_ms = integer(row, "expires_at_ms", 0),
      .revoked_at_ms = integer(row, "revoked_at_ms", RECORD_NEVER),
  };
  record_level_read(text(row, "level"), &mandate.level);
  g_strlcpy(mandate.currency, currency, sizeof mandate.currency);
  return mandate;
}

char *record_stamp_of_row(const json_t *row) {
  return g_strdup_printf("%s.%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT
                         ".%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT ".%" G_GINT64_FORMAT,
                         text(row, "state"), integer(row, "last_advice", 0), integer(row, "decision", 0),
                         integer(row, "last_message", 0), integer(row, "stake", 0), integer(row, "fit", 0),
                         integer(row, "later", 0), integer(row, "view", 0));
}
