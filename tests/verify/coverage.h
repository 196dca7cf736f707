/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * coverage.h: how often the engine's 90 % intervals hold the truth, in records simulated from its own model, and
 * whether its chances come true as often as they say. Two questions are put to each record:
 *
 *  standing   the chance that a partner's next advice works (BellwetherStanding.chance), of every partner and skill;
 *  compare    the chance of an advice on a new brief (BellwetherComparison.advice), half of the time with another
 *             partner's advice already given there, stated as the shape has it, with an own view where it has those.
 *
 * The truth is the mean over the new brief's effect, by quadrature, at the true parameters.
 */
#ifndef VERIFY_COVERAGE_H
#define VERIFY_COVERAGE_H

#include "world.h"

typedef enum {
  TRUTH_FROM_PRIORS, /* drawn anew for each record */
  TRUTH_FIXED        /* sane values; the intercept one prior sd above or below its mean, in turn, so that they are no
                        more usual than the prior says */
} TruthSource;

/* Of one question. */
typedef struct {
  size_t intervals;
  size_t covered, below, above; /* below: the truth lies below the interval */
  Tally record_share;           /* share covered, record by record: its error knows that intervals of one record hang
                                   together */
  Tally width;
  double *logits, *truths; /* of each estimate, for the slope of calibration */
  size_t capacity;
} Question;

typedef struct {
  Question standing, compare;
  size_t records;
  size_t failures; /* calls that did not succeed, or numbers that are no interval */
  double seconds;
} Coverage;

/* Simulates `records` records of a shape, asks the engine, and tallies. */
Coverage coverage_measure(const Shape *shape, TruthSource truth, size_t records, const BellwetherOptions *options,
                          uint64_t seed);
void coverage_clear(Coverage *coverage);

double question_share(const Question *question); /* covered, of 1 */
double question_slope(const Question *question);
/* Its standard error over records: twenty groups of intervals, each with a slope of its own. */
double question_slope_error(const Question *question);

/* The shapes that are asked for, each with 5, 20, 100 and 1,000 outcomes per partner. */
extern const Shape coverage_shapes[];
extern const size_t coverage_shape_count;

#endif
