/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * trust_climb.c: a goal's climb against R's Kalman filter, against closed forms, and against goals that were simulated:
 * do nine in ten of the intervals hold what then happened, and do the chances come true?
 */
#include "trust/climb.h"
#include "trust/priors.h"

#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define DAY_MS INT64_C(86400000)
#define YEAR_MS (365 * DAY_MS)

static const double nile[] = {1120, 1160, 963, 1210, 1160, 1160, 813,  1230, 1370, 1140, 995,  935,  1110, 994,  1020,
                              960,  1180, 799, 958,  1140, 1100, 1210, 1150, 1250, 1260, 1220, 1030, 1100, 774,  840,
                              874,  694,  940, 833,  701,  916,  692,  1020, 1050, 969,  831,  726,  456,  824,  702,
                              1120, 1100, 832, 764,  821,  768,  845,  864,  862,  698,  845,  744,  796,  1040, 759,
                              781,  865,  845, 944,  984,  897,  822,  1010, 771,  676,  649,  846,  812,  742,  801,
                              1040, 860,  874, 848,  890,  744,  749,  838,  1050, 918,  986,  797,  923,  975,  815,
                              1020, 906,  901, 1170, 912,  746,  919,  718,  714,  740};

/* ---- R ---------------------------------------------------------------------------------------------------------- */

static size_t nile_points(bool gaps, ClimbPoint *points) {
  static const size_t missing[] = {7, 8, 30, 31, 32, 71};
  size_t count = 0;
  for (size_t year = 1; year <= G_N_ELEMENTS(nile); year++) {
    bool left_out = false;
    for (size_t i = 0; i < G_N_ELEMENTS(missing); i++)
      left_out = left_out || (gaps && missing[i] == year);
    if (!left_out)
      points[count++] = (ClimbPoint){.time = (double)year, .value = nile[year - 1] / 1000};
  }
  return count;
}

static double nile_likelihood(bool gaps, const double *spreads, ClimbState *state) {
  ClimbPoint points[G_N_ELEMENTS(nile)];
  size_t count = nile_points(gaps, points);
  *state = (ClimbState){.time = 1, .mean = {0, 0.1}, .covariance = {100, 0, 1}};
  return climb_filter(points, count, spreads, state);
}

/* From where StructTS begins: the first value, and next to nothing known. */
static double structts_likelihood(const double *spreads) {
  ClimbPoint points[G_N_ELEMENTS(nile)];
  size_t count = nile_points(false, points);
  ClimbState state = {.time = 1, .mean = {points[0].value, 0}, .covariance = {3e4, 0, 3e4}};
  return climb_filter(points, count, spreads, &state);
}

static void check_line(const char *what, const double *numbers) {
  ClimbState state;
  if (strcmp(what, "structts") == 0) { /* the most likely spreads, as near as its optimiser came */
    double at_best = structts_likelihood(numbers);
    for (int j = 0; j < 2; j++) {
      for (double factor = 0.75; factor < 1.3; factor += 0.5) {
        double other[CLIMB_SPREADS] = {numbers[0], numbers[1], 0};
        other[j] *= factor;
        g_assert_cmpfloat(structts_likelihood(other), <, at_best);
      }
    }
    return;
  }
  double likelihood = nile_likelihood(strcmp(what, "gaps") == 0, numbers, &state);
  g_assert_cmpfloat_with_epsilon(likelihood, numbers[3], 1e-6);
  climb_move(&state, 110, numbers);
  g_assert_cmpfloat_with_epsilon(state.mean[0], numbers[4], 1e-9);
  g_assert_cmpfloat_with_epsilon(state.covariance[0] + numbers[0] * numbers[0], numbers[5], 1e-8);
}

static void test_against_r(void) {
  const char *source = g_getenv("SOURCE") != NULL ? g_getenv("SOURCE") : ".";
  g_autofree char *path = g_build_filename(source, "tests/reference/climb.txt", NULL);
  g_autofree char *text = NULL;
  GError *error = NULL;
  g_file_get_contents(path, &text, NULL, &error);
  g_assert_no_error(error);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  int checked = 0;
  for (char **line = lines; *line != NULL; line++) {
    double numbers[6];
    char what[16];
    if (sscanf(*line, "%15s %lf %lf %lf %lf %lf %lf", what, &numbers[0], &numbers[1], &numbers[2], &numbers[3],
               &numbers[4], &numbers[5]) != 7 ||
        what[0] == '#')
      continue;
    check_line(what, numbers);
    checked++;
  }
  g_assert_cmpint(checked, ==, 7);
}

/* ---- Closed forms ----------------------------------------------------------------------------------------------- */

/* One measurement of a level of which nothing is known: the state is the measurement. Two, with no wandering: the line
 * through them. */
static void test_closed_forms(void) {
  const double spreads[CLIMB_SPREADS] = {1e-6, 0, 0};
  ClimbState state = {.mean = {0, 0}, .covariance = {1e6, 0, 1e6}};
  const ClimbPoint points[] = {{0, 3}, {2, 7}};
  climb_filter(points, 2, spreads, &state);
  g_assert_cmpfloat_with_epsilon(state.mean[0], 7, 1e-6);
  g_assert_cmpfloat_with_epsilon(state.mean[1], 2, 1e-5);
  climb_move(&state, 5, spreads);
  g_assert_cmpfloat_with_epsilon(state.mean[0], 13, 1e-4);
  /* No measurement: the variance is that of an integrated random walk. */
  const double wandering[CLIMB_SPREADS] = {0, 0.5, 2};
  ClimbState free_state = {0};
  climb_move(&free_state, 3, wandering);
  g_assert_cmpfloat_with_epsilon(free_state.covariance[0], 0.25 * 3 + 4 * 27.0 / 3, 1e-12);
  g_assert_cmpfloat_with_epsilon(free_state.covariance[1], 4 * 9.0 / 2, 1e-12);
  g_assert_cmpfloat_with_epsilon(free_state.covariance[2], 4 * 3.0, 1e-12);
}

static BellwetherClimb climb_of(double baseline, double target, const BellwetherReading *readings, size_t count) {
  BellwetherGoal goal = {.baseline = baseline,
                         .target = target,
                         .begins_at_ms = 0,
                         .due_at_ms = YEAR_MS,
                         .readings = readings,
                         .reading_count = count};
  BellwetherClimb climb;
  g_assert_cmpint(bellwether_climb(&goal, &climb), ==, BELLWETHER_OK);
  g_assert_cmpuint(climb.readings, ==, count);
  g_assert_true(climb.at_due.low <= climb.at_due.high);
  g_assert_true(climb.reached >= 0 && climb.reached <= 1);
  return climb;
}

static void test_few_readings(void) {
  BellwetherClimb none = climb_of(100, 200, NULL, 0);
  g_assert_cmpfloat_with_epsilon(none.at_due.estimate, 150, 1);
  g_assert_true(none.reached > 0.2 && none.reached < 0.45);
  g_assert_cmpfloat(none.at_due.high - none.at_due.low, >, 250);
  const BellwetherReading on_course[] = {{YEAR_MS / 4, 126}, {YEAR_MS / 2, 149}, {3 * YEAR_MS / 4, 178}};
  const BellwetherReading behind[] = {{YEAR_MS / 4, 101}, {YEAR_MS / 2, 98}, {3 * YEAR_MS / 4, 103}};
  double width = none.at_due.high - none.at_due.low;
  double chance_before = none.reached;
  double chance_behind = none.reached;
  for (size_t count = 1; count <= 3; count++) {
    BellwetherClimb well = climb_of(100, 200, on_course, count);
    BellwetherClimb badly = climb_of(100, 200, behind, count);
    g_assert_cmpfloat(well.at_due.high - well.at_due.low, <, width); /* each reading tells something */
    g_assert_cmpfloat(well.reached, >, chance_before - 0.15);
    g_assert_cmpfloat(badly.reached, <, chance_behind);
    width = well.at_due.high - well.at_due.low;
    chance_before = well.reached;
    chance_behind = badly.reached;
  }
  g_assert_cmpfloat(chance_before, >, 0.45);
  g_assert_cmpfloat(chance_behind, <, 0.02);
}

/* Down is up, in another unit too; the order of the readings, those after the due date and one on it. */
static void test_directions_and_order(void) {
  const BellwetherReading up[] = {{YEAR_MS / 5, 15}, {YEAR_MS / 2, 30}};
  const BellwetherReading down[] = {{YEAR_MS / 2, -3000}, {YEAR_MS / 5, -1500}};
  BellwetherClimb rising = climb_of(0, 100, up, 2);
  BellwetherClimb falling = climb_of(0, -10000, down, 2);
  g_assert_cmpfloat_with_epsilon(rising.reached, falling.reached, 1e-9);
  g_assert_cmpfloat_with_epsilon(rising.at_due.low * -100, falling.at_due.high, 1e-5);
  g_assert_cmpfloat_with_epsilon(rising.per_day.estimate * -100, falling.per_day.estimate, 1e-8);
  const BellwetherReading late[] = {{YEAR_MS / 5, 15}, {YEAR_MS / 2, 30}, {2 * YEAR_MS, 1000}};
  BellwetherGoal goal = {.baseline = 0, .target = 100, .due_at_ms = YEAR_MS, .readings = late, .reading_count = 3};
  BellwetherClimb climb;
  g_assert_cmpint(bellwether_climb(&goal, &climb), ==, BELLWETHER_OK);
  g_assert_cmpuint(climb.readings, ==, 2);
  g_assert_cmpfloat_with_epsilon(climb.reached, rising.reached, 1e-12);
  const BellwetherReading on_the_day[] = {{YEAR_MS, 99}};
  BellwetherClimb known = climb_of(0, 100, on_the_day, 1);
  g_assert_cmpfloat(known.reached, ==, 0);
  g_assert_cmpfloat_with_epsilon(known.at_due.low, 99, 1e-9);
}

static void test_bounds(void) {
  BellwetherReading many[3] = {{1, BELLWETHER_VALUE_MAX}, {2, -BELLWETHER_VALUE_MAX}, {YEAR_MS / 2, 0}};
  climb_of(0, 1e-9, many, 3); /* finite, whatever is measured */
  BellwetherClimb climb;
  const BellwetherGoal fine = {.baseline = 0, .target = 1, .due_at_ms = 1, .readings = many, .reading_count = 1};
  BellwetherGoal goal = fine;
  g_assert_cmpint(bellwether_climb(&goal, &climb), ==, BELLWETHER_OK);
  goal.target = 0;
  g_assert_cmpint(bellwether_climb(&goal, &climb), ==, BELLWETHER_INVALID);
  goal = fine;
  goal.due_at_ms = 0;
  g_assert_cmpint(bellwether_climb(&goal, &climb), ==, BELLWETHER_INVALID);
  goal = fine;
  many[0].value = NAN;
  g_assert_cmpint(bellwether_climb(&goal, &climb), ==, BELLWETHER_INVALID);
  many[0].value = 1.01 * BELLWETHER_VALUE_MAX;
  g_assert_cmpint(bellwether_climb(&goal, &climb), ==, BELLWETHER_INVALID);
  goal.reading_count = BELLWETHER_READINGS_MAX + 1;
  g_assert_cmpint(bellwether_climb(&goal, &climb), ==, BELLWETHER_LIMIT);
  g_autofree BellwetherReading *most = g_new0(BellwetherReading, BELLWETHER_READINGS_MAX);
  for (int i = 0; i < BELLWETHER_READINGS_MAX; i++)
    most[i] = (BellwetherReading){.at_ms = i + 1, .value = 0.5 * i / BELLWETHER_READINGS_MAX};
  goal = (BellwetherGoal){.target = 1,
                          .due_at_ms = 2 * BELLWETHER_READINGS_MAX,
                          .readings = most,
                          .reading_count = BELLWETHER_READINGS_MAX};
  g_assert_cmpint(bellwether_climb(&goal, &climb), ==, BELLWETHER_OK);
  g_assert_cmpfloat_with_epsilon(climb.at_due.estimate, 1, 0.01);
}

/* ---- Simulated goals -------------------------------------------------------------------------------------------- */

static double normal(GRand *random) {
  double u = 1 - g_rand_double(random);
  return sqrt(-2 * log(u)) * cos(2 * G_PI * g_rand_double(random));
}

typedef struct {
  int goals;
  int held;        /* within the interval */
  double expected; /* the sum of the chances */
  double reached;
  double variance; /* of that sum, if the chances are right */
} Score;

/* One goal from 0 to 1 in a year with `count` readings at random times; spreads[]: how it wanders. */
static void simulate(GRand *random, const double *spreads, double slope, size_t count, Score *score) {
  BellwetherReading readings[32];
  int64_t times[32];
  for (size_t i = 0; i < count; i++) {
    times[i] = (int64_t)(g_rand_double(random) * 0.9 * (double)YEAR_MS) + 1;
    for (size_t j = i; j > 0 && times[j] < times[j - 1]; j--) {
      int64_t swapped = times[j];
      times[j] = times[j - 1];
      times[j - 1] = swapped;
    }
  }
  double level = 0;
  double time = 0;
  double baseline = spreads[CLIMB_MEASUREMENT] * normal(random);
  for (size_t i = 0; i <= count; i++) {
    double until = i < count ? (double)times[i] / (double)YEAR_MS : 1.0;
    double step = until - time;
    /* Slope and level are moved by one integral and its integral: Cholesky of their covariance. */
    double first = sqrt(step) * normal(random);
    double second = step * (first / 2 + sqrt(step / 12) * normal(random));
    level += slope * step + spreads[CLIMB_SLOPE] * second + spreads[CLIMB_LEVEL] * sqrt(step) * normal(random);
    slope += spreads[CLIMB_SLOPE] * first;
    time = until;
    if (i < count)
      readings[i] =
          (BellwetherReading){.at_ms = times[i], .value = level + spreads[CLIMB_MEASUREMENT] * normal(random)};
  }
  double measured = level + spreads[CLIMB_MEASUREMENT] * normal(random);
  BellwetherClimb climb = climb_of(baseline, baseline + 1, readings, count);
  score->goals++;
  score->held += measured >= climb.at_due.low && measured <= climb.at_due.high;
  score->expected += climb.reached;
  score->reached += measured >= baseline + 1;
  score->variance += climb.reached * (1 - climb.reached);
}

/* Goals as the priors have them: the intervals must hold what they say, however few the readings. */
static void test_coverage(void) {
  static const double medians[] = {PRIORS_CLIMB_MEASUREMENT, PRIORS_CLIMB_LEVEL_WANDERS, PRIORS_CLIMB_SLOPE_WANDERS};
  static const size_t counts[] = {0, 1, 2, 3, 6, 12, 30};
  g_autoptr(GRand) random = g_rand_new_with_seed(20260301);
  for (size_t k = 0; k < G_N_ELEMENTS(counts); k++) {
    Score score = {0};
    for (int goal = 0; goal < 1000; goal++) {
      double spreads[CLIMB_SPREADS];
      for (int j = 0; j < CLIMB_SPREADS; j++)
        spreads[j] = medians[j] * exp(PRIORS_CLIMB_LOG_SD * normal(random));
      simulate(random, spreads, PRIORS_CLIMB_SLOPE + PRIORS_CLIMB_SLOPE_SD * normal(random), counts[k], &score);
    }
    double share = (double)score.held / score.goals;
    double off = (score.reached - score.expected) / sqrt(score.variance);
    g_test_message("%zu readings: %.3f within the intervals; %.0f reached, %.1f expected", counts[k], share,
                   score.reached, score.expected);
    g_assert_cmpfloat(share, >, 0.87);
    g_assert_cmpfloat(share, <, 0.93);
    g_assert_cmpfloat(fabs(off), <, 3);
  }
}

/* Goals that are none of the priors': steady ones, jumpy ones, badly measured ones. The intervals may be too wide there,
 * and not far too narrow. */
static void test_other_worlds(void) {
  static const double worlds[][CLIMB_SPREADS] = {
      {0.01, 0.01, 0.01}, {0.02, 0.4, 0.05}, {0.2, 0.02, 0.1}, {0.05, 0.1, 1}};
  g_autoptr(GRand) random = g_rand_new_with_seed(7);
  for (size_t world = 0; world < G_N_ELEMENTS(worlds); world++) {
    for (size_t count = 3; count <= 12; count += 9) {
      Score score = {0};
      for (int goal = 0; goal < 500; goal++)
        simulate(random, worlds[world], 1.5 * g_rand_double(random), count, &score);
      double share = (double)score.held / score.goals;
      g_test_message("world %zu, %zu readings: %.3f within the intervals; %.0f reached, %.1f expected", world, count,
                     share, score.reached, score.expected);
      g_assert_cmpfloat(share, >, 0.8);
    }
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/climb/against_r", test_against_r);
  g_test_add_func("/climb/closed_forms", test_closed_forms);
  g_test_add_func("/climb/few_readings", test_few_readings);
  g_test_add_func("/climb/directions_and_order", test_directions_and_order);
  g_test_add_func("/climb/bounds", test_bounds);
  g_test_add_func("/climb/coverage", test_coverage);
  g_test_add_func("/climb/other_worlds", test_other_worlds);
  return g_test_run();
}
