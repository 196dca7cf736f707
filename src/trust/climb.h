/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * climb.h: a goal's readings as a local linear trend (docs/estimates.md, section 9).
 *
 * Inside, time runs from 0 at the goal's beginning to 1 at its due date, and values from 0 at the baseline to 1 at the
 * target, so that the priors mean the same for every goal.
 */
#ifndef TRUST_CLIMB_H
#define TRUST_CLIMB_H

#include "bellwether/bellwether.h"

typedef struct {
  double time;
  double value;
} ClimbPoint;

/* Standard deviations: of a measurement; of what the level, and the slope, wander in a unit of time. */
enum { CLIMB_MEASUREMENT, CLIMB_LEVEL, CLIMB_SLOPE, CLIMB_SPREADS };

/* Level and slope at a time, Gaussian; the covariance as level, both, slope. */
typedef struct {
  double time;
  double mean[2];
  double covariance[3];
} ClimbState;

/* Goes through the points, in order of time from state->time on, and leaves the state after the last one. Returns the
 * log likelihood of the points given the spreads and the state that it began with. */
double climb_filter(const ClimbPoint *points, size_t count, const double spreads[CLIMB_SPREADS], ClimbState *state);

/* Moves the state on to a later time. */
void climb_move(ClimbState *state, double time, const double spreads[CLIMB_SPREADS]);

#endif
