/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* exact.h: the engine's intervals beside those of the exact posterior (sampler.h), on simulated records. */
#ifndef VERIFY_EXACT_H
#define VERIFY_EXACT_H

#include "sampler.h"

typedef struct {
  size_t intervals, failures;
  double engine_width, exact_width; /* means over the intervals */
  double widest, narrowest;         /* of the engine's width over the exact one */
  Tally estimate_gap;               /* of the estimates, without sign */
  Tally low_gap, high_gap;          /* engine's end minus the exact one */
} ExactComparison;

/* Compares every standing of `records` records of this shape, truth drawn from the priors, with `draws` draws each. */
ExactComparison exact_compare(const Shape *shape, size_t records, size_t draws, uint64_t seed);

#endif
