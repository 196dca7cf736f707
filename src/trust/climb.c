/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * climb.c: where a goal's readings lead.
 *
 * A local linear trend in continuous time (Harvey 1989, ch. 4 and 9), by the Kalman filter. With two or three readings
 * the spreads can't be known, and a single guess at them makes intervals that are too sure of themselves; so the answer
 * is a mixture over them, by adaptive Gauss-Hermite quadrature around their most likely values (Naylor and Smith 1982).
 */
#include "climb.h"

#include "minimise.h"
#include "numeric.h"
#include "priors.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MS_PER_DAY 86400000.0
#define LOG_TWO_PI 1.8378770664093453
#define SPREADS_LOG_RANGE 5.0 /* standard deviations of the prior beyond which the spreads are not looked for */
#define GRADIENT_STEP 1e-4    /* of a log spread: half the digits of a double, for values of about 1 */
#define CURVATURE_STEP 1e-3
#define NODES_PER_SPREAD 5
#define NODES (NODES_PER_SPREAD * NODES_PER_SPREAD * NODES_PER_SPREAD)

/* ---- The filter ------------------------------------------------------------------------------------------------- */

void climb_move(ClimbState *state, double time, const double spreads[CLIMB_SPREADS]) {
  double step = time - state->time;
  double level = spreads[CLIMB_LEVEL] * spreads[CLIMB_LEVEL];
  double slope = spreads[CLIMB_SLOPE] * spreads[CLIMB_SLOPE];
  double *covariance = state->covariance;
  state->mean[0] += step * state->mean[1];
  covariance[0] += step * (2 * covariance[1] + step * covariance[2]) + level * step + slope * step * step * step / 3;
  covariance[1] += step * covariance[2] + slope * step * step / 2;
  covariance[2] += slope * step;
  state->time = time;
}

double climb_filter(const ClimbPoint *points, size_t count, const double spreads[CLIMB_SPREADS], ClimbState *state) {
  double noise = spreads[CLIMB_MEASUREMENT] * spreads[CLIMB_MEASUREMENT];
  double sum = 0.0;
  for (size_t i = 0; i < count; i++) {
    climb_move(state, points[i].time, spreads);
    double *covariance = state->covariance;
    double variance = covariance[0] + noise;
    double surprise = points[i].value - state->mean[0];
    double gain[2] = {covariance[0] / variance, covariance[1] / variance};
    sum -= 0.5 * (LOG_TWO_PI + log(variance) + surprise * surprise / variance);
    state->mean[0] += gain[0] * surprise;
    state->mean[1] += gain[1] * surprise;
    covariance[2] -= gain[1] * covariance[1];
    covariance[1] -= gain[0] * covariance[1];
    covariance[0] -= gain[0] * covariance[0];
  }
  return sum;
}

/* ---- The spreads ------------------------------------------------------------------------------------------------ */

typedef struct {
  const ClimbPoint *points;
  size_t count;
} Readings;

static const double prior_medians[CLIMB_SPREADS] = {
    [CLIMB_MEASUREMENT] = PRIORS_CLIMB_MEASUREMENT,
    [CLIMB_LEVEL] = PRIORS_CLIMB_LEVEL_WANDERS,
    [CLIMB_SLOPE] = PRIORS_CLIMB_SLOPE_WANDERS,
};

static double filter_at(const Readings *readings, const double *logs, double spreads[CLIMB_SPREADS],
                        ClimbState *state) {
  for (size_t j = 0; j < CLIMB_SPREADS; j++)
    spreads[j] = exp(logs[j]);
  *state = (ClimbState){.time = readings->points[0].time,
                        .mean = {0.0, PRIORS_CLIMB_SLOPE},
                        .covariance = {PRIORS_CLIMB_LEVEL_SD * PRIORS_CLIMB_LEVEL_SD, 0.0,
                                       PRIORS_CLIMB_SLOPE_SD * PRIORS_CLIMB_SLOPE_SD}};
  return climb_filter(readings->points, readings->count, spreads, state);
}

/* Minus the log of the posterior density of the log spreads, but for a constant. */
static double cost_at(const Readings *readings, const double *logs) {
  double spreads[CLIMB_SPREADS];
  ClimbState state;
  double cost = -filter_at(readings, logs, spreads, &state);
  for (size_t j = 0; j < CLIMB_SPREADS; j++) {
    double off = (logs[j] - log(prior_medians[j])) / PRIORS_CLIMB_LOG_SD;
    cost += 0.5 * off * off;
  }
  return cost;
}

static BellwetherStatus cost_and_gradient(void *context, const double *at, double *value, double *gradient) {
  const Readings *readings = context;
  *value = cost_at(readings, at);
  for (size_t j = 0; j < CLIMB_SPREADS; j++) {
    double moved[CLIMB_SPREADS];
    memcpy(moved, at, sizeof moved);
    moved[j] = at[j] + GRADIENT_STEP;
    double above = cost_at(readings, moved);
    moved[j] = at[j] - GRADIENT_STEP;
    gradient[j] = (above - cost_at(readings, moved)) / (2 * GRADIENT_STEP);
  }
  return isfinite(*value) ? BELLWETHER_OK : BELLWETHER_NUMERIC;
}

static BellwetherStatus find_mode(Readings *readings, double mode[CLIMB_SPREADS], double *cost) {
  MinimiseProblem problem = {.variables = CLIMB_SPREADS, .step_max = 1.0, .tolerance = 1e-8, .steps_max = 100};
  for (size_t j = 0; j < CLIMB_SPREADS; j++) {
    mode[j] = log(prior_medians[j]);
    problem.low[j] = mode[j] - SPREADS_LOG_RANGE * PRIORS_CLIMB_LOG_SD;
    problem.high[j] = mode[j] + SPREADS_LOG_RANGE * PRIORS_CLIMB_LOG_SD;
    problem.inverse_hessian[j * CLIMB_SPREADS + j] = PRIORS_CLIMB_LOG_SD * PRIORS_CLIMB_LOG_SD;
  }
  return minimise(&problem, cost_and_gradient, readings, mode, cost);
}

/* Columns that spread independent standard normals as the posterior is spread around the mode: the inverse transposed
 * of its curvature's Cholesky factor, by row. Where the curvature is no such thing, the prior's. */
static void find_shape(const Readings *readings, const double *mode, double shape[CLIMB_SPREADS * CLIMB_SPREADS]) {
  double curvature[CLIMB_SPREADS * CLIMB_SPREADS];
  for (size_t j = 0; j < CLIMB_SPREADS; j++) {
    for (size_t k = 0; k <= j; k++) {
      double corners = 0.0;
      for (int corner = 0; corner < 4; corner++) {
        double moved[CLIMB_SPREADS];
        double along_j = (corner & 1) != 0 ? 1.0 : -1.0;
        double along_k = (corner & 2) != 0 ? 1.0 : -1.0;
        memcpy(moved, mode, sizeof moved);
        moved[j] += along_j * CURVATURE_STEP;
        moved[k] += along_k * CURVATURE_STEP;
        corners += along_j * along_k * cost_at(readings, moved);
      }
      curvature[j * CLIMB_SPREADS + k] = curvature[k * CLIMB_SPREADS + j] =
          corners / (4 * CURVATURE_STEP * CURVATURE_STEP);
    }
  }
  bool usable = numeric_dense_factor(curvature, CLIMB_SPREADS) == 0;
  memset(shape, 0, CLIMB_SPREADS * CLIMB_SPREADS * sizeof *shape);
  for (size_t column = 0; column < CLIMB_SPREADS; column++) {
    if (!usable) {
      shape[column * CLIMB_SPREADS + column] = PRIORS_CLIMB_LOG_SD;
      continue;
    }
    double solved[CLIMB_SPREADS] = {0};
    solved[column] = 1.0;
    for (size_t row = CLIMB_SPREADS; row-- > 0;) { /* L' x = e */
      for (size_t k = row + 1; k < CLIMB_SPREADS; k++)
        solved[row] -= curvature[k * CLIMB_SPREADS + row] * solved[k];
      solved[row] /= curvature[row * CLIMB_SPREADS + row];
      shape[row * CLIMB_SPREADS + column] = solved[row];
    }
  }
}

/* ---- The mixture ------------------------------------------------------------------------------------------------ */

typedef struct {
  double weight[NODES];
  double mean[NODES];
  double sd[NODES];
} Mixture;

static double mixture_mean(const Mixture *mixture) {
  double mean = 0.0;
  for (size_t i = 0; i < NODES; i++)
    mean += mixture->weight[i] * mixture->mean[i];
  return mean;
}

static double mixture_below(const Mixture *mixture, double value) {
  double below = 0.0;
  for (size_t i = 0; i < NODES; i++)
    below += mixture->weight[i] * numeric_normal_cdf((value - mixture->mean[i]) / mixture->sd[i]);
  return numeric_clamp(below, 0.0, 1.0);
}

static double mixture_quantile(const Mixture *mixture, double share) {
  double low = INFINITY;
  double high = -INFINITY;
  for (size_t i = 0; i < NODES; i++) {
    low = fmin(low, mixture->mean[i] - 10 * mixture->sd[i]);
    high = fmax(high, mixture->mean[i] + 10 * mixture->sd[i]);
  }
  for (int step = 0; step < 200 && high - low > 1e-12 * (1 + fabs(low)); step++) {
    double middle = 0.5 * (low + high);
    if (mixture_below(mixture, middle) < share)
      low = middle;
    else
      high = middle;
  }
  return 0.5 * (low + high);
}

/* The value at the due date and the slope at the last reading, over what the spreads may be. */
static void mix(const Readings *readings, const double *mode, double cost, const double *shape, Mixture *value,
                Mixture *slope) {
  static const double at[NODES_PER_SPREAD] = {-2.8569700138728056, -1.3556261799742659, 0.0, 1.3556261799742659,
                                              2.8569700138728056};
  static const double weights[NODES_PER_SPREAD] = {0.011257411327720689, 0.2220759220056126, 0.5333333333333333,
                                                   0.2220759220056126, 0.011257411327720689};
  double total = 0.0;
  for (size_t i = 0; i < NODES; i++) {
    size_t which[CLIMB_SPREADS] = {i % NODES_PER_SPREAD, i / NODES_PER_SPREAD % NODES_PER_SPREAD,
                                   i / NODES_PER_SPREAD / NODES_PER_SPREAD};
    double logs[CLIMB_SPREADS];
    double weight = 1.0;
    double squares = 0.0;
    for (size_t j = 0; j < CLIMB_SPREADS; j++) {
      logs[j] = mode[j];
      for (size_t k = 0; k < CLIMB_SPREADS; k++)
        logs[j] += shape[j * CLIMB_SPREADS + k] * at[which[k]];
      weight *= weights[which[j]];
      squares += at[which[j]] * at[which[j]];
    }
    double spreads[CLIMB_SPREADS];
    ClimbState state;
    weight *= exp(fmin(0.5 * squares - (cost_at(readings, logs) - cost), 100.0));
    filter_at(readings, logs, spreads, &state);
    slope->mean[i] = state.mean[1];
    slope->sd[i] = sqrt(fmax(state.covariance[2], 0.0)) + 1e-12;
    climb_move(&state, 1.0, spreads);
    value->mean[i] = state.mean[0];
    value->sd[i] = sqrt(fmax(state.covariance[0], 0.0) + spreads[CLIMB_MEASUREMENT] * spreads[CLIMB_MEASUREMENT]);
    value->weight[i] = weight;
    total += weight;
  }
  for (size_t i = 0; i < NODES; i++)
    slope->weight[i] = value->weight[i] /= total;
}

/* ---- The answer ------------------------------------------------------------------------------------------------- */

static int earlier(const void *left, const void *right) {
  double a = ((const ClimbPoint *)left)->time;
  double b = ((const ClimbPoint *)right)->time;
  return (a > b) - (a < b);
}

static bool is_value(double value) {
  return isfinite(value) && fabs(value) <= BELLWETHER_VALUE_MAX;
}

static bool is_time(int64_t time_ms) {
  return time_ms >= BELLWETHER_TIME_MIN_MS && time_ms <= BELLWETHER_TIME_MAX_MS;
}

static BellwetherStatus check(const BellwetherGoal *goal) {
  if (goal->reading_count > BELLWETHER_READINGS_MAX)
    return BELLWETHER_LIMIT;
  if (!is_value(goal->baseline) || !is_value(goal->target) || goal->baseline == goal->target ||
      !is_time(goal->begins_at_ms) || !is_time(goal->due_at_ms) || goal->begins_at_ms >= goal->due_at_ms)
    return BELLWETHER_INVALID;
  for (size_t i = 0; i < goal->reading_count; i++) {
    if (!is_value(goal->readings[i].value) || !is_time(goal->readings[i].at_ms))
      return BELLWETHER_INVALID;
  }
  return BELLWETHER_OK;
}

/* The readings up to the due date, in order, and the baseline with them, unless it was measured anew at that moment.
 * points has room for all and one more. Returns how many there are; *readings: without the baseline. */
static size_t collect(const BellwetherGoal *goal, ClimbPoint *points, size_t *readings) {
  double duration = (double)(goal->due_at_ms - goal->begins_at_ms);
  double climb = goal->target - goal->baseline;
  size_t count = 0;
  bool at_beginning = false;
  for (size_t i = 0; i < goal->reading_count; i++) {
    const BellwetherReading *reading = &goal->readings[i];
    if (reading->at_ms > goal->due_at_ms)
      continue;
    points[count++] = (ClimbPoint){.time = (double)(reading->at_ms - goal->begins_at_ms) / duration,
                                   .value = (reading->value - goal->baseline) / climb};
    at_beginning = at_beginning || reading->at_ms == goal->begins_at_ms;
  }
  *readings = count;
  if (!at_beginning)
    points[count++] = (ClimbPoint){.time = 0.0, .value = 0.0};
  qsort(points, count, sizeof *points, earlier);
  return count;
}

/* Back in the goal's own units: value * scale + origin, with the ends in order. */
static BellwetherEstimate in_units(const Mixture *mixture, double scale, double origin) {
  double low = mixture_quantile(mixture, 0.05) * scale + origin;
  double high = mixture_quantile(mixture, 0.95) * scale + origin;
  return (BellwetherEstimate){
      .estimate = mixture_mean(mixture) * scale + origin, .low = fmin(low, high), .high = fmax(low, high)};
}

static BellwetherStatus answer(const BellwetherGoal *goal, Readings *readings, BellwetherClimb *climb) {
  double mode[CLIMB_SPREADS];
  double shape[CLIMB_SPREADS * CLIMB_SPREADS];
  double cost = 0.0;
  Mixture value;
  Mixture slope;
  BellwetherStatus status = find_mode(readings, mode, &cost);
  if (status != BELLWETHER_OK)
    return status;
  find_shape(readings, mode, shape);
  mix(readings, mode, cost, shape, &value, &slope);
  double scale = goal->target - goal->baseline;
  double days = (double)(goal->due_at_ms - goal->begins_at_ms) / MS_PER_DAY;
  climb->at_due = in_units(&value, scale, goal->baseline);
  climb->per_day = in_units(&slope, scale / days, 0.0);
  climb->reached = 1.0 - mixture_below(&value, 1.0);
  const ClimbPoint *last = &readings->points[readings->count - 1];
  if (last->time == 1.0) { /* measured on the day: nothing is left to guess */
    double measured = last->value * scale + goal->baseline;
    climb->at_due = (BellwetherEstimate){measured, measured, measured};
    climb->reached = last->value >= 1.0 ? 1.0 : 0.0;
  }
  return isfinite(climb->at_due.estimate) && isfinite(climb->reached) ? BELLWETHER_OK : BELLWETHER_NUMERIC;
}

BellwetherStatus bellwether_climb(const BellwetherGoal *goal, BellwetherClimb *climb) {
  BellwetherStatus status = check(goal);
  if (status != BELLWETHER_OK)
    return status;
  ClimbPoint *points = malloc((goal->reading_count + 1) * sizeof *points);
  if (points == NULL)
    return BELLWETHER_NO_MEMORY;
  BellwetherClimb made = {0};
  Readings readings = {.points = points};
  readings.count = collect(goal, points, &made.readings);
  status = answer(goal, &readings, &made);
  free(points);
  if (status == BELLWETHER_OK)
    *climb = made;
  return status;
}
