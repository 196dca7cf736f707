/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * estimates.c: making estimates anew.
 *
 * The evidence is read in one transaction, fitted in none, and what came out is written in another. Where the evidence
 * changed meanwhile, what is written says which entry it is of, so the next reader sees that it is of yesterday.
 */
#include "estimates.h"

#include "record/words.h"
#include "store/problem.h"

#include <math.h>
#include <string.h>

#define TEN_THOUSANDTHS 10000.0
#define MINUTES_PER_HOUR 60.0
#define INTERNAL_PERSON "bellwether" /* what is made here is nobody's */

G_DEFINE_AUTOPTR_CLEANUP_FUNC(BellwetherEngine, bellwether_engine_free)

/* ---- The evidence ----------------------------------------------------------------------------------------------- */

typedef struct {
  BellwetherEngine *engine;
  GHashTable *waiting; /* of advice that waits for its decision: its id to its row in the engine */
  int64_t entry;
  int64_t rows;
  int64_t fitted_entry;
  int64_t view_entry; /* of the last own view that was sealed */
  int64_t fitted_view_entry;
  int64_t made_at_ms;       /* when; 0: never */
  int64_t hour_worth_minor; /* -1: not said */
  int64_t check_minutes;    /* -1: not said */
  char made_by[96];         /* engine and what a check is taken to cost: with others, what was made is of yesterday */
  bool fitted_by_this;
  bool always;
  int64_t now_ms;
  BellwetherStatus status;
} Evidence;

/* Columns of EVIDENCE_STATE. */
enum {
  STATE_ENTRY,
  STATE_ROWS,
  STATE_HOUR_WORTH,
  STATE_CHECK_MINUTES,
  STATE_FITTED_ENTRY,
  STATE_ENGINE,
  STATE_MADE_AT,
  STATE_VIEW_ENTRY,
  STATE_FITTED_VIEW_ENTRY
};

static int64_t column_or(StoreStatement *row, int column, int64_t otherwise) {
  return store_column_is_null(row, column) ? otherwise : store_column_integer(row, column);
}

static double share(const json_t *row, const char *name) {
  const json_t *value = json_object_get(row, name);
  return value != NULL ? (double)json_integer_value(value) / TEN_THOUSANDTHS : (double)NAN;
}

/* What the client says of an outcome that is known; where both told, it is theirs alone. */
static float client_share(const json_t *row, double outcome, const char *name) {
  double client = share(row, name);
  if (isnan(outcome) || client == outcome)
    return (float)NAN;
  return isnan(client) ? BELLWETHER_UNTOLD : (float)client;
}

static const char *number_text(const json_t *row, const char *name, char text[24]) {
  const json_t *value = json_object_get(row, name);
  if (value == NULL || json_integer_value(value) == 0) /* 0: not told apart from any other option */
    return NULL;
  g_snprintf(text, 24, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
  return text;
}

static BellwetherDecision decision_of(const json_t *row) {
  const char *text = view_text(row, "decision");
  RecordDecision decision = RECORD_DECISION_DEFER;
  if (text == NULL || !record_decision_read(text, &decision))
    return BELLWETHER_DECISION_NONE;
  switch (decision) {
  case RECORD_DECISION_FOLLOW: return BELLWETHER_DECISION_FOLLOW;
  case RECORD_DECISION_ADAPT: return BELLWETHER_DECISION_ADAPT;
  case RECORD_DECISION_OVERRIDE: return BELLWETHER_DECISION_OVERRIDE;
  case RECORD_DECISION_DEFER: break;
  }
  return BELLWETHER_DECISION_DEFER;
}

static BellwetherSureness sureness_of(const json_t *row) {
  const char *text = view_text(row, "sureness");
  RecordSureness sureness = RECORD_SURENESS_LEANING;
  if (text == NULL || !record_sureness_read(text, &sureness))
    return BELLWETHER_SURE_UNSTATED;
  switch (sureness) {
  case RECORD_SURENESS_LEANING: return BELLWETHER_SURE_LEANING;
  case RECORD_SURENESS_FAIRLY: return BELLWETHER_SURE_FAIRLY;
  case RECORD_SURENESS_SURE: break;
  }
  return BELLWETHER_SURE_SURE;
}

static bool add_row(void *context, json_t *row, GError **error) {
  (void)error;
  Evidence *evidence = context;
  char advice[24];
  char own_view[24];
  char chosen[24];
  BellwetherRow one;
  bellwether_row_init(&one);
  one.brief = view_text(row, "brief_id");
  one.partner = view_text(row, "partner_id");
  one.skill = view_text(row, "skill_id");
  one.at_ms = view_integer(row, "at_ms", 0);
  one.advice = number_text(row, "option_number", advice);
  one.confidence = share(row, "chance");
  one.sureness = sureness_of(row);
  one.own_view = number_text(row, "own_view_number", own_view);
  one.own_view_confidence = share(row, "own_view_chance");
  one.stake = json_object_get(row, "stake_minor") != NULL ? (double)view_integer(row, "stake_minor", 0) : (double)NAN;
  one.decision = decision_of(row);
  one.chosen = number_text(row, "chosen_number", chosen);
  one.outcome = share(row, "worked");
  one.advice_outcome = share(row, "advice_worked");
  one.own_view_outcome = share(row, "own_view_worked");
  one.client_outcome = client_share(row, one.outcome, "client_worked");
  one.client_advice_outcome = client_share(row, one.advice_outcome, "client_advice_worked");
  one.outcome_at_ms = view_integer(row, "known_at_ms", BELLWETHER_TIME_UNKNOWN);
  if (one.outcome_at_ms != BELLWETHER_TIME_UNKNOWN) /* told by a clock that was set back since */
    one.outcome_at_ms = MAX(one.outcome_at_ms, one.at_ms);
  const char *state = view_text(row, "state");
  if (strcmp(state, "decided") != 0)
    g_hash_table_insert(evidence->waiting, g_strdup(view_text(row, "advice_id")),
                        GSIZE_TO_POINTER(bellwether_engine_rows(evidence->engine)));
  evidence->status = bellwether_engine_add(evidence->engine, &one);
  return evidence->status == BELLWETHER_OK;
}

static BellwetherStatus make_engine(Evidence *evidence) {
  BellwetherOptions options;
  bellwether_options_init(&options);
  if (evidence->check_minutes >= 0)
    options.check_hours = (double)evidence->check_minutes / MINUTES_PER_HOUR;
  if (evidence->hour_worth_minor >= 0)
    options.check_cost = fmin((double)evidence->hour_worth_minor * options.check_hours, BELLWETHER_STAKE_MAX);
  return bellwether_engine_new(&options, &evidence->engine);
}

static bool is_of_today(const Evidence *evidence) {
  return evidence->fitted_entry == evidence->entry && evidence->fitted_view_entry == evidence->view_entry &&
         evidence->fitted_by_this;
}

/* How much evidence there is, and of when the estimates are. By columns: every view that shows any asks this. */
static bool read_state(StoreTransaction *transaction, Evidence *evidence, GError **error) {
  g_autoptr(StoreStatement) state = store_statement(transaction, STORE_EVIDENCE_STATE, error);
  bool row = false;
  if (state == NULL || !store_statement_step(state, &row, error))
    return false;
  evidence->entry = store_column_integer(state, STATE_ENTRY);
  evidence->rows = store_column_integer(state, STATE_ROWS);
  evidence->hour_worth_minor = column_or(state, STATE_HOUR_WORTH, -1);
  evidence->check_minutes = column_or(state, STATE_CHECK_MINUTES, -1);
  evidence->fitted_entry = column_or(state, STATE_FITTED_ENTRY, -1);
  evidence->made_at_ms = store_column_integer(state, STATE_MADE_AT);
  evidence->view_entry = store_column_integer(state, STATE_VIEW_ENTRY);
  evidence->fitted_view_entry = column_or(state, STATE_FITTED_VIEW_ENTRY, -1);
  g_snprintf(evidence->made_by, sizeof evidence->made_by, "%s, hour %" G_GINT64_FORMAT ", check %" G_GINT64_FORMAT,
             bellwether_version(), evidence->hour_worth_minor, evidence->check_minutes);
  evidence->fitted_by_this = strcmp(store_column_text(state, STATE_ENGINE), evidence->made_by) == 0;
  return true;
}

static bool read_evidence(StoreTransaction *transaction, void *data, GError **error) {
  Evidence *evidence = data;
  if (!read_state(transaction, evidence, error))
    return false;
  if (!evidence->always && (is_of_today(evidence) || evidence->rows > ESTIMATES_AT_ONCE_MAX))
    return true;
  evidence->status = make_engine(evidence);
  return evidence->status == BELLWETHER_OK &&
         store_query_each(transaction, STORE_EVIDENCE_LIST, NULL, add_row, evidence, error);
}

/* ---- Keeping what came out -------------------------------------------------------------------------------------- */

/* What was earned is looked for, what worked is added up. */
static bool keep_standing(StoreTransaction *transaction, const BellwetherStanding *standing, GError **error) {
  json_t *document = standing_document(standing);
  json_t *parameters =
      json_pack("{s:s, s:s, s:o}", "partner_id", standing->partner, "skill_id", standing->skill, "document", document);
  static const char *const sums[] = {"outcomes", "told_by_partner", "worked"};
  for (size_t index = 0; index < G_N_ELEMENTS(sums); index++)
    json_object_set_new(parameters, sums[index], json_integer(view_integer(document, sums[index], 0)));
  json_object_set_new(parameters, "earned_minor",
                      json_integer(view_integer(json_object_get(document, "limit"), "limit_minor", 0)));
  bool ok = store_execute(transaction, STORE_STANDING_ADD, parameters, NULL, error);
  json_decref(parameters);
  return ok;
}

static bool engine_failed(GError **error, BellwetherStatus status) {
  g_set_error(error, STORE_ERROR, STORE_ERROR_INTERNAL, "the estimates could not be made: %s",
              bellwether_status_text(status));
  return false;
}

static bool keep_standings(StoreTransaction *transaction, Evidence *evidence, GError **error) {
  size_t count = 0;
  BellwetherStatus status = bellwether_standing_count(evidence->engine, &count);
  for (size_t index = 0; status == BELLWETHER_OK && index < count; index++) {
    BellwetherStanding standing;
    status = bellwether_standing(evidence->engine, index, &standing);
    if (status == BELLWETHER_OK && !keep_standing(transaction, &standing, error))
      return false;
  }
  return status == BELLWETHER_OK || engine_failed(error, status);
}

/* What an advice that waits promises, beside a person's own view; person '': beside none. */
static bool keep_forecast(StoreTransaction *transaction, Evidence *evidence, const char *advice, size_t index,
                          const json_t *view, GError **error) {
  char own_view[24];
  const char *person = view != NULL ? view_text(view, "person_id") : "";
  BellwetherComparison comparison;
  BellwetherStatus status =
      bellwether_compare_view(evidence->engine, index, number_text(view, "own_view_number", own_view),
                              share(view, "own_view_chance"), &comparison);
  if (status != BELLWETHER_OK)
    return engine_failed(error, status);
  json_t *parameters =
      json_pack("{s:s, s:s, s:I, s:o}", "advice_id", advice, "of_person", person, "view_entry",
                (json_int_t)view_integer(view, "view_entry", 0), "document", comparison_document(&comparison));
  bool ok = store_execute(transaction, STORE_FORECAST_ADD, parameters, NULL, error);
  json_decref(parameters);
  return ok;
}

/* Without an own view, for everybody who sealed none. */
static bool keep_forecasts(StoreTransaction *transaction, Evidence *evidence, GError **error) {
  GHashTableIter iter;
  gpointer advice = NULL;
  gpointer index = NULL;
  g_hash_table_iter_init(&iter, evidence->waiting);
  while (g_hash_table_iter_next(&iter, &advice, &index)) {
    if (!keep_forecast(transaction, evidence, advice, GPOINTER_TO_SIZE(index), NULL, error))
      return false;
  }
  return true;
}

/* For each who sealed a view, beside that view. What came since the evidence was read has to wait for the next time. */
static bool keep_forecasts_of_views(StoreTransaction *transaction, Evidence *evidence, GError **error) {
  json_t *rows = store_query(transaction, STORE_EVIDENCE_OF_VIEWS, NULL, SIZE_MAX, error);
  bool ok = rows != NULL;
  for (size_t index = 0; ok && index < json_array_size(rows); index++) {
    const json_t *view = json_array_get(rows, index);
    const char *advice = view_text(view, "advice_id");
    gpointer place = NULL;
    if (g_hash_table_lookup_extended(evidence->waiting, advice, NULL, &place))
      ok = keep_forecast(transaction, evidence, advice, GPOINTER_TO_SIZE(place), view, error);
  }
  json_decref(rows);
  return ok;
}

static bool keep_fit(StoreTransaction *transaction, Evidence *evidence, GError **error) {
  BellwetherChecking checking;
  BellwetherStatus status = bellwether_checking(evidence->engine, &checking);
  if (status != BELLWETHER_OK)
    return engine_failed(error, status);
  json_t *parameters = json_pack("{s:I, s:s, s:I, s:I, s:o}", "entry", (json_int_t)evidence->entry, "engine",
                                 evidence->made_by, "made_at_ms", (json_int_t)evidence->now_ms, "view_entry",
                                 (json_int_t)evidence->view_entry, "document", checking_document(&checking));
  bool ok = store_execute(transaction, STORE_FIT_SET, parameters, NULL, error);
  json_decref(parameters);
  return ok;
}

static bool keep_all(StoreTransaction *transaction, void *data, GError **error) {
  Evidence *evidence = data;
  return store_execute(transaction, STORE_STANDINGS_CLEAR, NULL, NULL, error) &&
         store_execute(transaction, STORE_FORECASTS_CLEAR, NULL, NULL, error) &&
         keep_standings(transaction, evidence, error) && keep_forecasts(transaction, evidence, error) &&
         keep_forecasts_of_views(transaction, evidence, error) && keep_fit(transaction, evidence, error);
}

/* ---- All of it -------------------------------------------------------------------------------------------------- */

static bool make(Store *store, const StoreScope *scope, Evidence *evidence, GError **error) {
  if (!store_read(store, scope, read_evidence, evidence, error))
    return evidence->status != BELLWETHER_OK ? engine_failed(error, evidence->status) : false;
  if (evidence->engine == NULL)
    return true; /* of today, or too large to make while somebody waits */
  BellwetherStatus status = bellwether_fit(evidence->engine, BELLWETHER_ALL_TIME);
  if (status != BELLWETHER_OK)
    return engine_failed(error, status);
  return store_write(store, scope, keep_all, evidence, error);
}

bool estimates_refresh(Store *store, const char *workspace, int64_t now_ms, bool always, bool *behind,
                       RecordProblem *problem) {
  g_autoptr(GError) error = NULL;
  g_autoptr(StoreScope) scope = store_scope_new(workspace, INTERNAL_PERSON, RECORD_ROLE_OWNER, NULL, 0, &error);
  Evidence evidence = {
      .waiting = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL), .always = always, .now_ms = now_ms};
  bool ok = scope != NULL && make(store, scope, &evidence, &error);
  /* Beside a newer program nothing is written any more: a reader gets what is kept, as of when it was made. */
  ok = ok || (!always && g_error_matches(error, STORE_ERROR, STORE_ERROR_NEWER));
  if (behind != NULL)
    *behind = ok && evidence.engine == NULL && !is_of_today(&evidence);
  bellwether_engine_free(evidence.engine);
  g_hash_table_unref(evidence.waiting);
  return ok || store_problem_set(problem, error);
}

bool estimates_prepare(const ViewOptions *options, const StoreMember *member, const json_t *parameters,
                       RecordProblem *problem) {
  (void)parameters;
  bool behind = false;
  const char *workspace = member->actor.workspace;
  bool ok = estimates_refresh(options->store, workspace, options->now_ms, false, &behind, problem);
  if (behind && options->behind != NULL)
    options->behind(options->behind_context, workspace);
  return ok;
}

/* Whether the estimates are older than what the reader knows of. A partner is shown estimates in views of a partner's own
 * alone, and must not see by them that others were advised or decided. */
static bool find_old(ViewRun *run, const Evidence *evidence, bool *old, GError **error) {
  *old = !is_of_today(evidence) && evidence->made_at_ms != 0;
  if (!*old || run->actor->role != RECORD_ROLE_PARTNER)
    return true;
  *old = false;
  if (run->view->who != VIEW_BY_PARTNER)
    return true;
  g_autoptr(StoreStatement) statement = store_statement(run->transaction, STORE_EVIDENCE_OF_PARTNER_AFTER, error);
  bool row = false;
  if (statement == NULL)
    return false;
  store_bind_text(statement, "id", run->actor->partner_id);
  store_bind_integer(statement, "entry", evidence->fitted_entry);
  if (!store_statement_step(statement, &row, error))
    return false;
  *old = row && store_column_integer(statement, 0) != 0;
  return true;
}

/* Says of when the estimates are, where they are old. */
static bool put_age(ViewRun *run, const Evidence *evidence, GError **error) {
  bool old = false;
  if (!find_old(run, evidence, &old, error))
    return false;
  json_object_del(run->document, "estimated_at_ms"); /* of a reading before they were made */
  json_object_del(run->document, "is_estimate_old");
  bool too_large = evidence->rows > ESTIMATES_AT_ONCE_MAX;
  if (evidence->made_at_ms == 0 && too_large && run->actor->role != RECORD_ROLE_PARTNER)
    json_object_set_new(run->document, "is_estimate_missing", json_true());
  else
    json_object_del(run->document, "is_estimate_missing");
  if (!old)
    return true;
  json_object_set_new(run->document, "estimated_at_ms", json_integer((json_int_t)evidence->made_at_ms));
  json_object_set_new(run->document, "is_estimate_old", json_true());
  return true;
}

bool estimates_ready(ViewRun *run, bool *ready, GError **error) {
  Evidence evidence = {0};
  if (!read_state(run->transaction, &evidence, error))
    return false;
  bool of_today = is_of_today(&evidence);
  bool too_large = evidence.rows > ESTIMATES_AT_ONCE_MAX;
  if (!of_today && too_large && run->options->behind != NULL)
    run->options->behind(run->options->behind_context, run->actor->workspace);
  run->fit_made_at_ms = evidence.made_at_ms;
  *ready = of_today || too_large;
  return put_age(run, &evidence, error);
}
