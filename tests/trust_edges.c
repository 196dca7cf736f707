/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Odd records and odd arguments: what is out of range is refused with a sentence that names the field, and what is in
 * range, however unlikely, gets finite, sane answers.
 */
#include "verify/check.h"
#include "verify/random.h"

#include "bellwether/bellwether.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define DAY_MS INT64_C(86400000)

/* ---- What is sane -------------------------------------------------------------------------------------------------
 */

static bool is_interval(const BellwetherEstimate *estimate, double least, double most) {
  return estimate->low >= least && estimate->low <= estimate->estimate && estimate->estimate <= estimate->high &&
         estimate->high <= most;
}

static bool is_absent(const BellwetherEstimate *estimate) {
  return isnan(estimate->low) && isnan(estimate->estimate) && isnan(estimate->high);
}

static bool is_share_or_absent(double value) {
  return isnan(value) || (value >= 0 && value <= 1);
}

static bool is_limit_sane(const BellwetherLimit *limit) {
  return limit->limit >= 0 && isfinite(limit->limit) && is_share_or_absent(limit->reliable) &&
         is_share_or_absent(limit->loss_chance) && limit->hours_back >= 0 && isfinite(limit->hours_back) &&
         (is_interval(&limit->checking_adds, -1, 1) || is_absent(&limit->checking_adds)) &&
         limit->reason <= BELLWETHER_LIMIT_TRIAL && (limit->reason >= BELLWETHER_LIMIT_EARNED || limit->limit == 0);
}

static bool is_standing_sane(const BellwetherStanding *standing) {
  return is_interval(&standing->chance, 0, 1) && standing->worked >= 0 &&
         standing->worked <= (double)standing->outcomes && is_share_or_absent(standing->stated_mean) &&
         (isnan(standing->came_true) ||
          (standing->came_true >= 0 && standing->came_true <= (double)standing->stated)) &&
         is_share_or_absent(standing->corrected) && is_share_or_absent(standing->followed_share) &&
         is_share_or_absent(standing->override_share) && is_share_or_absent(standing->own_choice_worked) &&
         (is_interval(&standing->warranted, 0, 1) || is_absent(&standing->warranted)) &&
         (is_interval(&standing->advice_would, 0, 1) || is_absent(&standing->advice_would)) &&
         (is_interval(&standing->checking_adds, -1, 1) || is_absent(&standing->checking_adds)) &&
         (is_interval(&standing->checking_added, -1, 1) || is_absent(&standing->checking_added)) &&
         (isnan(standing->gamma_turn) || (standing->gamma_turn >= 1e-3 && standing->gamma_turn <= 1e3)) &&
         is_limit_sane(&standing->limit);
}

static bool is_comparison_sane(const BellwetherComparison *comparison) {
  if (!is_interval(&comparison->advice, 0, 1) || !is_interval(&comparison->overridden, 0, 1))
    return false;
  if (!comparison->has_own_view)
    return is_absent(&comparison->own_view) && isnan(comparison->advice_better);
  return is_interval(&comparison->own_view, 0, 1) && is_share_or_absent(comparison->advice_better) &&
         (is_absent(&comparison->difference) ||
          is_interval(&comparison->difference, -BELLWETHER_STAKE_MAX, BELLWETHER_STAKE_MAX));
}

static bool is_checking_sane(const BellwetherChecking *checking) {
  return is_share_or_absent(checking->override_share) && is_share_or_absent(checking->own_choice_worked) &&
         (is_interval(&checking->advice_would, 0, 1) || is_absent(&checking->advice_would)) &&
         (is_interval(&checking->checking_adds, -1, 1) || is_absent(&checking->checking_adds)) &&
         (is_interval(&checking->checking_added, -1, 1) || is_absent(&checking->checking_added)) &&
         is_interval(&checking->gamma, 0, DBL_MAX);
}

static bool is_model_sane(const BellwetherModel *model) {
  for (size_t i = 0; i < model->coefficient_count; i++)
    if (!isfinite(model->coefficients[i].value) || !(model->coefficients[i].sd >= 0))
      return false;
  for (size_t i = 0; i < model->effect_count; i++)
    if (!isfinite(model->effects[i].sd) || !(model->effects[i].sd >= 0))
      return false;
  return isfinite(model->log_likelihood) && isfinite(model->calibration_intercept) &&
         isfinite(model->calibration_slope);
}

/* Fits, asks everything, and says what was the first thing not sane; NULL if all was. */
static const char *find_insanity(BellwetherEngine *engine, const BellwetherRow *question) {
  if (bellwether_fit(engine, BELLWETHER_ALL_TIME) != BELLWETHER_OK)
    return "the fit";
  BellwetherModel model;
  if (bellwether_model(engine, &model) != BELLWETHER_OK || !is_model_sane(&model))
    return "the model";
  size_t count = 0;
  if (bellwether_standing_count(engine, &count) != BELLWETHER_OK)
    return "the count of standings";
  for (size_t i = 0; i < count && i < 200; i++) {
    BellwetherStanding standing;
    if (bellwether_standing(engine, i, &standing) != BELLWETHER_OK || !is_standing_sane(&standing))
      return "a standing";
  }
  BellwetherComparison comparison;
  if (bellwether_compare(engine, question, &comparison) != BELLWETHER_OK || !is_comparison_sane(&comparison))
    return "a comparison";
  for (size_t row = 0; row < bellwether_engine_rows(engine) && row < 200; row++)
    if (bellwether_compare_row(engine, row, &comparison) != BELLWETHER_OK || !is_comparison_sane(&comparison))
      return "a held row's comparison";
  BellwetherChecking checking;
  if (bellwether_checking(engine, &checking) != BELLWETHER_OK || !is_checking_sane(&checking))
    return "what checking adds";
  return NULL;
}

/* ---- Records ------------------------------------------------------------------------------------------------------
 */

/* Fills row `place` of a record; texts live in `text`. */
typedef void (*RowMaker)(size_t place, BellwetherRow *row, char text[4][64], RandomSource *source);

typedef struct {
  const char *name;
  size_t rows;
  RowMaker make;
} Record;

static void plain_row(size_t place, BellwetherRow *row, char text[4][64]) {
  snprintf(text[0], 64, "brief %zu", place);
  snprintf(text[1], 64, "partner %zu", place % 3);
  row->brief = text[0];
  row->partner = text[1];
  row->skill = place % 2 ? "odd" : "even";
  row->at_ms = (int64_t)place * DAY_MS;
  row->advice = "yes";
  row->outcome = place % 3 != 0;
}

static void make_plain(size_t place, BellwetherRow *row, char text[4][64], RandomSource *source) {
  (void)source;
  plain_row(place, row, text);
}

static void make_unknown(size_t place, BellwetherRow *row, char text[4][64], RandomSource *source) {
  make_plain(place, row, text, source);
  row->outcome = NAN;
}

static void make_lone_partners(size_t place, BellwetherRow *row, char text[4][64], RandomSource *source) {
  make_plain(place, row, text, source);
  snprintf(text[1], 64, "partner %zu", place);
  row->outcome = random_happens(source, 0.7);
}

static void make_all_right(size_t place, BellwetherRow *row, char text[4][64], RandomSource *source) {
  make_plain(place, row, text, source);
  row->confidence = 1;
  row->outcome = 1;
}

static void make_all_wrong(size_t place, BellwetherRow *row, char text[4][64], RandomSource *source) {
  make_plain(place, row, text, source);
  row->confidence = 1;
  row->outcome = 0;
}

static void make_certain(size_t place, BellwetherRow *row, char text[4][64], RandomSource *source) {
  make_plain(place, row, text, source);
  row->confidence = place % 2;
  row->own_view = place % 5 ? "yes" : "no";
  row->own_view_confidence = place % 4 < 2;
  row->decision = place % 7 ? BELLWETHER_DECISION_FOLLOW : BELLWETHER_DECISION_OVERRIDE;
  row->chosen = place % 7 ? "yes" : "no";
}

static void make_one_brief(size_t place, BellwetherRow *row, char text[4][64], RandomSource *source) {
  make_plain(place, row, text, source);
  snprintf(text[1], 64, "partner %zu", place);
  row->brief = "the one question";
  row->advice = random_happens(source, 0.5) ? "yes" : "no";
  row->outcome = row->advice[0] == 'y';
}

static void make_same_time(size_t place, BellwetherRow *row, char text[4][64], RandomSource *source) {
  make_plain(place, row, text, source);
  snprintf(text[0], 64, "brief %zu", place / 4);
  row->at_ms = 0;
  row->outcome_at_ms = 0;
}

static void make_separated(size_t place, BellwetherRow *row, char text[4][64], RandomSource *source) {
  make_plain(place, row, text, source);
  row->confidence = place % 2 ? 0.9 : 0.6;
  row->own_view = place % 2 ? "yes" : "no";
  row->outcome = place % 2;
}

static void make_stakes(size_t place, BellwetherRow *row, char text[4][64], RandomSource *source) {
  static const double stakes[] = {0, DBL_MIN, 1e-300, 1, BELLWETHER_STAKE_MAX, NAN};
  make_plain(place, row, text, source);
  row->stake = stakes[place % 6];
  row->own_view = place % 4 ? "yes" : "no";
  row->decision = place % 4 ? BELLWETHER_DECISION_FOLLOW : BELLWETHER_DECISION_OVERRIDE;
  row->chosen = row->own_view;
}

static void make_zero_stakes(size_t place, BellwetherRow *row, char text[4][64], RandomSource *source) {
  make_stakes(place, row, text, source);
  row->stake = 0;
}

static void make_times(size_t place, BellwetherRow *row, char text[4][64], RandomSource *source) {
  make_plain(place, row, text, source);
  row->at_ms = place % 2 ? BELLWETHER_TIME_MAX_MS : BELLWETHER_TIME_MIN_MS;
  row->outcome_at_ms = place % 4 < 2 ? BELLWETHER_TIME_UNKNOWN : BELLWETHER_TIME_MAX_MS;
}

static void make_fractions(size_t place, BellwetherRow *row, char text[4][64], RandomSource *source) {
  make_plain(place, row, text, source);
  row->outcome = random_uniform(source);
  row->decision = BELLWETHER_DECISION_ADAPT;
  row->sureness = (BellwetherSureness)(place % 4);
}

static void make_deferred(size_t place, BellwetherRow *row, char text[4][64], RandomSource *source) {
  make_plain(place, row, text, source);
  row->decision = BELLWETHER_DECISION_DEFER;
}

static void make_always_overridden(size_t place, BellwetherRow *row, char text[4][64], RandomSource *source) {
  make_plain(place, row, text, source);
  row->own_view = row->chosen = "no";
  row->decision = BELLWETHER_DECISION_OVERRIDE;
  row->stake = 10;
}

static void make_tiny_chances(size_t place, BellwetherRow *row, char text[4][64], RandomSource *source) {
  make_plain(place, row, text, source);
  row->confidence = place % 2 ? DBL_MIN : 1 - DBL_EPSILON;
  row->outcome = place % 3 ? 1e-300 : 1 - DBL_EPSILON;
}

static const Record records[] = {
    {"an empty record", 0, make_plain},
    {"one row", 1, make_plain},
    {"two rows", 2, make_plain},
    {"no outcome known", 20, make_unknown},
    {"a plain record", 60, make_plain},
    {"5,000 partners with one row each", 5000, make_lone_partners},
    {"all right", 200, make_all_right},
    {"all wrong", 200, make_all_wrong},
    {"chances of exactly 0 and 1", 100, make_certain},
    {"one brief answered by everyone", 300, make_one_brief},
    {"one time for all", 100, make_same_time},
    {"perfectly separating columns", 200, make_separated},
    {"stakes from 0 to the largest", 120, make_stakes},
    {"no stake but 0", 60, make_zero_stakes},
    {"the first and the last moment", 40, make_times},
    {"shares of outcomes, adapted", 100, make_fractions},
    {"everything deferred", 30, make_deferred},
    {"everything overridden", 30, make_always_overridden},
    {"the smallest numbers", 60, make_tiny_chances},
};

static void check_record(Check *check, const Record *record, const BellwetherOptions *options, const char *how) {
  BellwetherEngine *engine = NULL;
  RandomSource source;
  random_seed(&source, 3);
  BellwetherStatus status = bellwether_engine_new(options, &engine);
  for (size_t place = 0; status == BELLWETHER_OK && place < record->rows; place++) {
    char text[4][64];
    BellwetherRow row;
    bellwether_row_init(&row);
    record->make(place, &row, text, &source);
    status = bellwether_engine_add(engine, &row);
  }
  if (!check_that(check, status == BELLWETHER_OK, "%s, %s: every row is taken", record->name, how)) {
    check_note("%s", engine ? bellwether_engine_error(engine) : "");
    bellwether_engine_free(engine);
    return;
  }
  BellwetherRow question;
  bellwether_row_init(&question);
  question.brief = "a new question";
  question.partner = "partner 0";
  question.advice = "yes";
  question.own_view = "no";
  question.confidence = 1;
  question.stake = BELLWETHER_STAKE_MAX;
  question.at_ms = BELLWETHER_TIME_MAX_MS;
  const char *insane = find_insanity(engine, &question);
  check_that(check, !insane, "%s, %s: every answer is sane%s%s", record->name, how, insane ? ", but not " : "",
             insane ? insane : "");
  bellwether_engine_free(engine);
}

static void check_records(Check *check) {
  for (size_t i = 0; i < sizeof records / sizeof *records; i++) {
    BellwetherOptions options;
    bellwether_options_init(&options);
    check_record(check, &records[i], &options, "as usual");
    options.half_life_days = 1e-3;
    check_record(check, &records[i], &options, "half-life of a minute");
    options.half_life_days = 1e6;
    check_record(check, &records[i], &options, "half-life of a civilisation");
    options.half_life_days = 0;
    options.priors = BELLWETHER_PRIORS_NONE;
    check_record(check, &records[i], &options, "without priors");
    options.priors = BELLWETHER_PRIORS_STANDARD;
    options.method = BELLWETHER_METHOD_ITERATIVE;
    check_record(check, &records[i], &options, "iterative");
  }
}

/* ---- Arguments ----------------------------------------------------------------------------------------------------
 */

typedef void (*RowSpoiler)(BellwetherRow *row, char *long_text);

static void spoil_brief(BellwetherRow *row, char *long_text) {
  (void)long_text;
  row->brief = NULL;
}
static void spoil_brief_empty(BellwetherRow *row, char *long_text) {
  (void)long_text;
  row->brief = "";
}
static void spoil_partner(BellwetherRow *row, char *long_text) {
  (void)long_text;
  row->partner = NULL;
}
static void spoil_confidence(BellwetherRow *row, char *long_text) {
  (void)long_text;
  row->confidence = 1.0000001;
}
static void spoil_confidence_low(BellwetherRow *row, char *long_text) {
  (void)long_text;
  row->confidence = -0.1;
}
static void spoil_confidence_big(BellwetherRow *row, char *long_text) {
  (void)long_text;
  row->confidence = INFINITY;
}
static void spoil_own(BellwetherRow *row, char *long_text) {
  (void)long_text;
  row->own_view = "a";
  row->own_view_confidence = 2;
}
static void spoil_stake(BellwetherRow *row, char *long_text) {
  (void)long_text;
  row->stake = -1;
}
static void spoil_stake_big(BellwetherRow *row, char *long_text) {
  (void)long_text;
  row->stake = nextafter(BELLWETHER_STAKE_MAX, INFINITY);
}
static void spoil_stake_infinite(BellwetherRow *row, char *long_text) {
  (void)long_text;
  row->stake = INFINITY;
}
static void spoil_outcome(BellwetherRow *row, char *long_text) {
  (void)long_text;
  row->outcome = -INFINITY;
}
static void spoil_advice_outcome(BellwetherRow *row, char *long_text) {
  (void)long_text;
  row->advice_outcome = 1.5;
}
static void spoil_own_outcome(BellwetherRow *row, char *long_text) {
  (void)long_text;
  row->own_view_outcome = -0.5;
}
static void spoil_time(BellwetherRow *row, char *long_text) {
  (void)long_text;
  row->at_ms = BELLWETHER_TIME_UNKNOWN;
}
static void spoil_time_big(BellwetherRow *row, char *long_text) {
  (void)long_text;
  row->at_ms = BELLWETHER_TIME_MAX_MS + 1;
}
static void spoil_outcome_time(BellwetherRow *row, char *long_text) {
  (void)long_text;
  row->outcome_at_ms = BELLWETHER_TIME_MIN_MS - 1;
}
static void spoil_both(BellwetherRow *row, char *long_text) {
  (void)long_text;
  row->confidence = 0.5;
  row->sureness = BELLWETHER_SURE_SURE;
}
static void spoil_decision(BellwetherRow *row, char *long_text) {
  (void)long_text;
  row->decision = (BellwetherDecision)17;
}
static void spoil_sureness(BellwetherRow *row, char *long_text) {
  (void)long_text;
  row->sureness = (BellwetherSureness)9;
}
static void spoil_long(BellwetherRow *row, char *long_text) {
  row->skill = long_text;
}

static const struct {
  const char *field; /* that the error must name */
  RowSpoiler spoil;
} spoilers[] = {
    {"brief", spoil_brief},
    {"brief", spoil_brief_empty},
    {"partner", spoil_partner},
    {"confidence", spoil_confidence},
    {"confidence", spoil_confidence_low},
    {"confidence", spoil_confidence_big},
    {"own_view_confidence", spoil_own},
    {"stake", spoil_stake},
    {"stake", spoil_stake_big},
    {"stake", spoil_stake_infinite},
    {"outcome", spoil_outcome},
    {"advice_outcome", spoil_advice_outcome},
    {"own_view_outcome", spoil_own_outcome},
    {"at", spoil_time},
    {"at", spoil_time_big},
    {"outcome_at", spoil_outcome_time},
    {"sureness", spoil_both},
    {"decision", spoil_decision},
    {"sureness", spoil_sureness},
    {"skill", spoil_long},
};

static void check_refusals(Check *check) {
  static char long_text[BELLWETHER_TEXT_BYTES_MAX + 2];
  memset(long_text, 'a', sizeof long_text - 1);
  BellwetherEngine *engine = NULL;
  if (bellwether_engine_new(NULL, &engine) != BELLWETHER_OK)
    return;
  for (size_t i = 0; i < sizeof spoilers / sizeof *spoilers; i++) {
    char text[4][64];
    BellwetherRow row;
    bellwether_row_init(&row);
    plain_row(i, &row, text);
    spoilers[i].spoil(&row, long_text);
    BellwetherStatus status = bellwether_engine_add(engine, &row);
    const char *error = bellwether_engine_error(engine);
    check_that(check, (status == BELLWETHER_INVALID || status == BELLWETHER_LIMIT) && strstr(error, spoilers[i].field),
               "refusal %zu names %s: %s", i + 1, spoilers[i].field, error);
  }
  check_that(check, bellwether_engine_rows(engine) == 0, "nothing of what was refused is kept");
  long_text[BELLWETHER_TEXT_BYTES_MAX] = '\0';
  char text[4][64];
  BellwetherRow row;
  bellwether_row_init(&row);
  plain_row(0, &row, text);
  row.brief = row.partner = row.skill = row.advice = long_text;
  BellwetherStanding standing;
  check_that(check,
             bellwether_engine_add(engine, &row) == BELLWETHER_OK &&
                 bellwether_fit(engine, BELLWETHER_ALL_TIME) == BELLWETHER_OK &&
                 bellwether_standing_of(engine, long_text, long_text, &standing) == BELLWETHER_OK &&
                 strcmp(standing.partner, long_text) == 0,
             "texts of the longest length are kept whole");
  bellwether_engine_free(engine);
}

static void check_options(Check *check) {
  static const double half_lives[] = {-1, INFINITY, NAN}, hours[] = {-1, 1001, NAN}, costs[] = {-1, INFINITY, 2e16};
  for (int i = 0; i < 9; i++) {
    BellwetherOptions options;
    bellwether_options_init(&options);
    *(i < 3   ? &options.half_life_days
      : i < 6 ? &options.check_hours
              : &options.check_cost) = i < 3   ? half_lives[i]
                                       : i < 6 ? hours[i - 3]
                                               : costs[i - 6];
    BellwetherEngine *engine = NULL;
    check_that(check, bellwether_engine_new(&options, &engine) == BELLWETHER_INVALID && !engine,
               "options out of range are refused (%d)", i + 1);
    bellwether_engine_free(engine);
  }
}

static void check_order_of_calls(Check *check) {
  BellwetherEngine *engine = NULL;
  BellwetherModel model;
  BellwetherStanding standing;
  BellwetherComparison comparison;
  BellwetherChecking checking;
  size_t count;
  bellwether_engine_free(NULL);
  bellwether_engine_new(NULL, &engine);
  check_that(check,
             bellwether_model(engine, &model) == BELLWETHER_NOT_FITTED &&
                 bellwether_checking(engine, &checking) == BELLWETHER_NOT_FITTED &&
                 bellwether_standing_count(engine, &count) == BELLWETHER_NOT_FITTED,
             "before the first fit there is nothing to ask");
  check_that(check, bellwether_fit(engine, BELLWETHER_ALL_TIME) == BELLWETHER_OK, "an empty record can be fitted");
  check_that(check,
             bellwether_standing_of(engine, "nobody", "nothing", &standing) == BELLWETHER_NOT_FOUND &&
                 bellwether_standing(engine, 0, &standing) == BELLWETHER_NOT_FOUND &&
                 bellwether_compare_row(engine, 0, &comparison) == BELLWETHER_NOT_FOUND,
             "what is not there is not found");
  check_that(check,
             bellwether_standing_of(engine, NULL, NULL, &standing) == BELLWETHER_INVALID &&
                 strstr(bellwether_engine_error(engine), "partner"),
             "a standing of nobody is refused: %s", bellwether_engine_error(engine));
  for (int status = BELLWETHER_OK - 1; status <= BELLWETHER_NUMERIC + 1; status++)
    check_that(check, bellwether_status_text((BellwetherStatus)status) != NULL, "status %d has a text", status);
  bellwether_engine_free(engine);
}

int main(void) {
  Check check = {0};
  check_order_of_calls(&check);
  check_options(&check);
  check_refusals(&check);
  check_records(&check);
  return check_end(&check);
}
