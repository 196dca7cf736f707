/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* minimise.c: see minimise.h. */
#include "minimise.h"

#include <math.h>
#include <string.h>

typedef struct {
  double at[MINIMISE_VARIABLES_MAX];
  double gradient[MINIMISE_VARIABLES_MAX];
  double value;
} Point;

/* The direction of the quasi-Newton step; returns the fall it promises. */
static double find_direction(const MinimiseProblem *problem, const Point *point, double *direction) {
  size_t n = problem->variables;
  double promised = 0.0;
  bool rests[MINIMISE_VARIABLES_MAX];
  for (size_t j = 0; j < n; j++) {
    double g = point->gradient[j];
    rests[j] = (point->at[j] <= problem->low[j] && g > 0) || (point->at[j] >= problem->high[j] && g < 0);
  }
  for (size_t j = 0; j < n; j++) {
    direction[j] = 0.0;
    if (rests[j])
      continue;
    for (size_t k = 0; k < n; k++) {
      if (!rests[k])
        direction[j] -= problem->inverse_hessian[j * n + k] * point->gradient[k];
    }
    promised -= 0.5 * direction[j] * point->gradient[j];
  }
  return promised;
}

/* BFGS update of the inverse Hessian with the step s and the change of gradient y. */
static void update_inverse(MinimiseProblem *problem, const double *s, const double *y, bool first) {
  size_t n = problem->variables;
  double *inverse = problem->inverse_hessian, along = 0.0, length = 0.0, product[MINIMISE_VARIABLES_MAX];
  for (size_t j = 0; j < n; j++) {
    along += s[j] * y[j];
    length += y[j] * y[j];
  }
  if (!(along > 1e-12))
    return;
  if (first) {
    /* The first guess has the right shape at best, not the right size. */
    double curved = 0.0;
    for (size_t j = 0; j < n; j++)
      for (size_t k = 0; k < n; k++)
        curved += y[j] * inverse[j * n + k] * y[k];
    double scale = curved > 0 ? along / curved : along / length;
    for (size_t j = 0; j < n * n; j++)
      inverse[j] *= scale;
  }
  double curvature = 0.0;
  for (size_t j = 0; j < n; j++) {
    product[j] = 0.0;
    for (size_t k = 0; k < n; k++)
      product[j] += inverse[j * n + k] * y[k];
    curvature += product[j] * y[j];
  }
  for (size_t j = 0; j < n; j++)
    for (size_t k = 0; k < n; k++) {
      inverse[j * n + k] +=
          (1.0 + curvature / along) * s[j] * s[k] / along - (product[j] * s[k] + s[j] * product[k]) / along;
    }
}

/* Backtracks along the direction to a point that falls enough. BELLWETHER_NUMERIC where there is none. */
static BellwetherStatus search_line(const MinimiseProblem *problem, MinimiseFunction function, void *context,
                                    const Point *from, const double *direction, double promised, Point *to) {
  size_t n = problem->variables;
  double largest = 0.0;
  for (size_t j = 0; j < n; j++)
    largest = fmax(largest, fabs(direction[j]));
  double length = largest > problem->step_max ? problem->step_max / largest : 1.0;
  for (int halving = 0; halving < 12; halving++, length *= 0.4) {
    for (size_t j = 0; j < n; j++) {
      to->at[j] = fmin(fmax(from->at[j] + length * direction[j], problem->low[j]), problem->high[j]);
    }
    BellwetherStatus status = function(context, to->at, &to->value, to->gradient);
    if (status != BELLWETHER_OK && status != BELLWETHER_NUMERIC)
      return status;
    if (status == BELLWETHER_OK && isfinite(to->value) && to->value <= from->value - 1e-4 * length * promised) {
      return BELLWETHER_OK;
    }
  }
  return BELLWETHER_NUMERIC;
}

BellwetherStatus minimise(MinimiseProblem *problem, MinimiseFunction function, void *context, double *at,
                          double *value) {
  size_t n = problem->variables;
  Point here, next;
  double direction[MINIMISE_VARIABLES_MAX], change[MINIMISE_VARIABLES_MAX], step[MINIMISE_VARIABLES_MAX];
  memcpy(here.at, at, n * sizeof *at);
  BellwetherStatus status = function(context, here.at, &here.value, here.gradient);
  if (status != BELLWETHER_OK)
    return status;
  bool settled = true; /* the function was last evaluated here */
  for (int taken = 0; taken < problem->steps_max; taken++) {
    double promised = find_direction(problem, &here, direction);
    if (!(promised > problem->tolerance))
      break;
    status = search_line(problem, function, context, &here, direction, promised, &next);
    settled = status == BELLWETHER_OK;
    if (status == BELLWETHER_NUMERIC)
      break; /* no lower point to be told from here: this is the minimum */
    if (status != BELLWETHER_OK)
      return status;
    for (size_t j = 0; j < n; j++) {
      step[j] = next.at[j] - here.at[j];
      change[j] = next.gradient[j] - here.gradient[j];
    }
    update_inverse(problem, step, change, taken == 0);
    here = next;
  }
  memcpy(at, here.at, n * sizeof *at);
  *value = here.value;
  /* Leaves the function's own state at the minimum, not at the last point that was tried. */
  return settled ? BELLWETHER_OK : function(context, here.at, &here.value, here.gradient);
}
