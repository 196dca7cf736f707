/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* advice.c: options by number, engagements that were not named, the person's own view, and a partner's word on a note. */
#include "advice.h"

int64_t advice_number_from_random(uint64_t random) {
  return (int64_t)(random % ADVICE_OPTION_NUMBER_MAX) + 1;
}

typedef struct {
  char *folded;
  int64_t same; /* number of the same words; 0: none */
} Search;

static bool compare_option(void *context, json_t *row, GError **error) {
  (void)error;
  Search *search = context;
  int64_t number = action_integer(row, "option_number", 0);
  const char *words = action_text(row, "words");
  if (words != NULL && number > 0 && search->same == 0) {
    g_autofree char *folded = record_option_fold(words);
    if (strcmp(folded, search->folded) == 0)
      search->same = number;
  }
  return true;
}

int64_t advice_option_number(ActionRun *run, const char *brief, const char *option, GError **error) {
  if (brief == NULL)
    return 1;
  Search search = {.folded = record_option_fold(option)};
  json_t *parameters = json_pack("{s:s}", "id", brief);
  bool ok = store_query_each(run->transaction, STORE_OPTION_LIST, parameters, compare_option, &search, error);
  json_decref(parameters);
  g_free(search.folded);
  if (!ok)
    return 0;
  if (search.same != 0)
    return search.same;
  uint64_t random = 0;
  store_transaction_random(run->transaction, (uint8_t *)&random, sizeof random);
  return advice_number_from_random(random);
}

bool advice_check_new(ActionRun *run, const char *brief, const char *partner, int64_t option_number, GError **error) {
  if (brief == NULL)
    return true;
  json_t *parameters =
      json_pack("{s:s, s:s, s:I}", "brief", brief, "partner", partner, "option_number", (json_int_t)option_number);
  json_t *row = store_query_row(run->transaction, STORE_OPTION_ADVISED, parameters, error);
  json_decref(parameters);
  const char *id = action_text(row, "id");
  RecordOwnViewCase one = {0};
  bool ok = row != NULL && (id == NULL || advice_own_view_case(run, id, &one, error));
  if (ok && id != NULL && !record_own_view_is_shut(&one))
    ok = record_problem_set(run->problem, RECORD_PROBLEM_CONFLICT, "option",
                            N_("Put what there is to add on that advice, or have it taken back first"),
                            "This was advised already: %s", id);
  json_decref(row);
  return ok;
}

bool advice_check_sureness(ActionRun *run) {
  bool both = json_object_get(run->document, "sure") != NULL && json_object_get(run->document, "chance") != NULL;
  return !both || action_invalid(run, "chance", N_("Give one of the two"),
                                 "How sure is given in words and as a chance, and they may contradict each other");
}

/* The only row of those that fit, or a problem that says how to name one. */
static json_t *only_one(ActionRun *run, const char *brief, json_t *rows) {
  size_t count = json_array_size(rows);
  if (count == 1)
    return json_incref(json_array_get(rows, 0));
  if (count == 0)
    record_problem_set(run->problem, RECORD_PROBLEM_NOT_FOUND, brief != NULL ? "brief" : "engagement",
                       brief != NULL ? N_("Look up its id, or ask to be included") : N_("Start an engagement first"),
                       brief != NULL ? N_("There is no such brief for this partner")
                                     : N_("There is no engagement for this"));
  else
    record_problem_set(run->problem, RECORD_PROBLEM_INVALID, "engagement", N_("Say in which engagement"),
                       "There are %zu engagements that this could be of", count);
  return NULL;
}

json_t *advice_find_engagement(ActionRun *run, const char *brief, const char *partner, GError **error) {
  g_assert(brief != NULL || partner != NULL);
  const StoreParameter own[] = {{.name = "id", .text = brief != NULL ? brief : partner},
                                {.name = "now_ms", .integer = run->now_ms},
                                {.name = "said_ms", .integer = action_integer(run->document, "given_at", run->now_ms)},
                                {.name = "partner", .text = partner}};
  StoreParameters parameters = {.own = own, .own_count = partner != NULL ? 4 : 3, .beneath = run->document};
  json_t *rows =
      store_query_with(run->transaction, brief != NULL ? STORE_BRIEF_ENGAGEMENTS_OF : STORE_ENGAGEMENTS_RUNNING,
                       &parameters, STORE_SCOPE_ENGAGEMENTS_MAX, error);
  if (rows == NULL)
    return NULL;
  const char *named = action_text(run->document, "engagement");
  for (size_t index = json_array_size(rows); named != NULL && index-- > 0;) {
    if (strcmp(action_text(json_array_get(rows, index), "id"), named) != 0)
      json_array_remove(rows, index);
  }
  json_t *found = only_one(run, brief, rows);
  json_decref(rows);
  return found;
}

json_t *advice_require(ActionRun *run, const char *field, GError **error) {
  return action_require(run, STORE_ADVICE_GET, field, error);
}

bool advice_own_view_case(ActionRun *run, const char *advice, RecordOwnViewCase *one, GError **error) {
  json_t *row = action_row(run, STORE_OWN_VIEW_CASE, advice, error);
  if (row == NULL)
    return false;
  *one = record_own_view_case_of_advice(row, &run->actor);
  json_decref(row);
  return true;
}

bool advice_check_open(ActionRun *run, const char *advice, GError **error) {
  RecordOwnViewCase one = {0};
  if (!advice_own_view_case(run, advice, &one, error))
    return false;
  return !record_own_view_is_shut(&one) ||
         action_refuse(run, one.sealed ? RECORD_REFUSED_NOT_OPENED : RECORD_REFUSED_OWN_VIEW_OWED);
}

RecordNotedState advice_noted_state(const json_t *row) {
  const char *noted = action_text(row, "noted");
  if (noted == NULL || strcmp(noted, "no") == 0 || strcmp(noted, "imported") == 0)
    return RECORD_NOTED_NOT;
  if (strcmp(noted, "waiting") == 0)
    return RECORD_NOTED_WAITING;
  return strcmp(noted, "confirmed") == 0 ? RECORD_NOTED_CONFIRMED : RECORD_NOTED_CONTRADICTED;
}

char *advice_brief_engagement(ActionRun *run, const char *brief, GError **error) {
  const char *partner = run->actor.role == RECORD_ROLE_PARTNER ? run->actor.partner_id : NULL;
  json_t *engagement = advice_find_engagement(run, brief, partner, error);
  char *id = engagement != NULL ? g_strdup(action_text(engagement, "id")) : NULL;
  json_decref(engagement);
  return id;
}

const StoreWorkspaceStatement advice_confirm_projection[] = {STORE_FIGURES_UNCOUNT,       STORE_ADVICE_CONFIRM,
                                                             STORE_FIGURES_COUNT,         STORE_FIGURES_DROP_EMPTY,
                                                             STORE_MESSAGE_ADD_CONFIRMED, ACTION_PROJECTION_END};

bool advice_enter_confirmed(ActionRun *run, const json_t *advice, GError **error) {
  RecordNotedState becomes =
      action_flag(run->document, "agrees", false) ? RECORD_NOTED_CONFIRMED : RECORD_NOTED_CONTRADICTED;
  int64_t link_made_ms = action_integer(advice, "link_expires_at_ms", 0) - ADVICE_LINK_MS;
  /* How the client's own view turned out the partner can't know. */
  bool known = json_object_get(advice, "worked") != NULL || json_object_get(advice, "advice_worked") != NULL;
  bool in_time = !known || run->now_ms < link_made_ms + RECORD_NOTED_DENIAL_MS;
  json_t *extra = json_pack("{s:b}", "still_counts", record_noted_counts(becomes, in_time));
  return action_enter(run, action_text(advice, "engagement_id"), action_text(advice, "id"), extra, error);
}
