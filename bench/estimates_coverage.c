/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Are the intervals honest? 90 % intervals of the chance that an advice works, in records simulated from the model,
 * with 5, 20, 100 and 1,000 outcomes per partner, at least 2,000 intervals each.
 *
 *   estimates_coverage [INTERVALS [SHAPE]]
 *
 * Asked: 87 to 93 % cover; the slope of calibration lies between 0.95 and 1.05. "from the priors": every record has
 * its own true parameters, drawn from the priors of docs/estimates.md; "fixed": sane values, tests/verify/coverage.h.
 */
#include "verify/coverage.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static void print_question(const char *name, const Question *question) {
  double share = question_share(question), slope = question_slope(question);
  bool honest = share >= 0.87 && share <= 0.93, calibrated = slope >= 0.95 && slope <= 1.05;
  printf("    %-9s %6zu intervals  covered %5.1f %% (se %.1f; truth below %4.1f %%, above %4.1f %%)%s  width %.3f  "
         "slope %.3f (se %.3f)%s\n",
         name, question->intervals, 100 * share, 100 * tally_error(&question->record_share),
         100 * (double)question->below / (double)question->intervals,
         100 * (double)question->above / (double)question->intervals, honest ? "" : " OUTSIDE 87-93",
         question->width.mean, slope, question_slope_error(question), calibrated ? "" : " OUTSIDE 0.95-1.05");
}

static void measure(const Shape *base, size_t outcomes, TruthSource truth, size_t intervals, bool recalibrate) {
  Shape shape = *base;
  shape.outcomes_each = outcomes;
  BellwetherOptions options;
  bellwether_options_init(&options);
  options.recalibrate = recalibrate;
  /* Intervals of one record hang together: at least 300 records however many intervals each has, where affordable. */
  size_t per_record = shape.partners * shape.skills, least = outcomes >= 1000 ? 60 : 300;
  size_t records = (intervals + per_record - 1) / per_record;
  if (records < least)
    records = least;
  Coverage coverage = coverage_measure(&shape, truth, records, &options, 7 * outcomes + (size_t)truth);
  printf("%s, %zu outcomes per partner, truth %s, %s: %zu records, %.1f s, %zu failures\n", shape.name, outcomes,
         truth == TRUTH_FROM_PRIORS ? "from the priors" : "fixed", recalibrate ? "recalibrated" : "as fitted", records,
         coverage.seconds, coverage.failures);
  print_question("standing", &coverage.standing);
  print_question("compare", &coverage.compare);
  fflush(stdout);
  coverage_clear(&coverage);
}

int main(int argument_count, char **arguments) {
  static const size_t outcomes[] = {5, 20, 100, 1000};
  size_t intervals = argument_count > 1 ? strtoul(arguments[1], NULL, 10) : 2000;
  for (size_t i = 0; i < coverage_shape_count; i++) {
    if (argument_count > 2 && strtoul(arguments[2], NULL, 10) != i)
      continue;
    for (size_t size = 0; size < sizeof outcomes / sizeof *outcomes; size++) {
      measure(&coverage_shapes[i], outcomes[size], TRUTH_FROM_PRIORS, intervals, true);
      measure(&coverage_shapes[i], outcomes[size], TRUTH_FROM_PRIORS, intervals, false);
      measure(&coverage_shapes[i], outcomes[size], TRUTH_FIXED, intervals, true);
    }
  }
  return 0;
}
