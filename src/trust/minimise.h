/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* minimise.h: the minimum of a smooth function of a few variables, from its value and gradient. */
#ifndef TRUST_MINIMISE_H
#define TRUST_MINIMISE_H

#include "bellwether/bellwether.h"

#define MINIMISE_VARIABLES_MAX 16

/* Writes the value and the gradient at a point. A status other than OK ends the search with that status, except
 * BELLWETHER_NUMERIC, which only makes it turn back. */
typedef BellwetherStatus (*MinimiseFunction)(void *context, const double *at, double *value, double *gradient);

typedef struct {
  size_t variables;
  double low[MINIMISE_VARIABLES_MAX], high[MINIMISE_VARIABLES_MAX]; /* bounds of each variable */
  double step_max;                                                  /* largest change of a variable in one step */
  double tolerance; /* ends when the expected fall of the value is below this */
  int steps_max;
  double inverse_hessian[MINIMISE_VARIABLES_MAX * MINIMISE_VARIABLES_MAX]; /* in: a first guess; out: the last */
} MinimiseProblem;

/* Moves `at` to the minimum: BFGS (Nocedal and Wright 2006, ch. 6) with backtracking; a variable at its bound whose
 * gradient points outward rests. */
BellwetherStatus minimise(MinimiseProblem *problem, MinimiseFunction function, void *context, double *at,
                          double *value);

#endif
