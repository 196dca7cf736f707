/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* iterative.c: see iterative.h. */
#include "iterative.h"

BellwetherStatus iterative_new(const Design *design, Iterative **iterative) {
  (void)design;
  *iterative = NULL;
  return BELLWETHER_LIMIT; /* a record past the exact method's reach is refused */
}
void iterative_free(Iterative *iterative) {
  (void)iterative;
}
BellwetherStatus iterative_find_mode(Iterative *iterative, const double *log_sigma) {
  (void)iterative;
  (void)log_sigma;
  return BELLWETHER_LIMIT;
}
BellwetherStatus iterative_search(Iterative *iterative, bool priors, double *log_sigma) {
  (void)iterative;
  (void)priors;
  (void)log_sigma;
  return BELLWETHER_LIMIT;
}
double *iterative_mode(Iterative *iterative) {
  (void)iterative;
  return NULL;
}
BellwetherStatus iterative_mean(Iterative *iterative, double *mean) {
  (void)iterative;
  (void)mean;
  return BELLWETHER_LIMIT;
}
double iterative_covariance(const Iterative *iterative, size_t a, size_t b) {
  (void)iterative;
  (void)a;
  (void)b;
  return 0.0;
}
BellwetherStatus iterative_variance(const Iterative *iterative, const double *along, double *variance) {
  (void)iterative;
  (void)along;
  *variance = 0.0;
  return BELLWETHER_LIMIT;
}
double iterative_objective(const Iterative *iterative) {
  (void)iterative;
  return 0.0;
}
