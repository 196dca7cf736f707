/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Are the intervals honest? A quick version of bench/estimates_coverage.c, from fixed seeds: few records of each
 * shape, the bounds widened by what so few can tell. The full version has the bounds that are asked for.
 */
#include "verify/check.h"
#include "verify/coverage.h"

#include <math.h>

#define ASKED_LOW 0.87
#define ASKED_HIGH 0.93

/* Whether a share of intervals may be what is asked, within three standard errors over records. */
static bool share_is_honest(const Question *question) {
  double error =
      fmax(tally_error(&question->record_share), sqrt(0.09 / (double)(question->record_share.count + 1)) * 0.5);
  double share = question_share(question);
  return share > ASKED_LOW - 3 * error && share < ASKED_HIGH + 3 * error;
}

static void check_question(Check *check, const char *shape, size_t outcomes, const char *name,
                           const Question *question) {
  check_that(check, share_is_honest(question), "%s, %zu outcomes, %s: %.1f %% of %zu intervals hold the truth", shape,
             outcomes, name, 100 * question_share(question), question->intervals);
}

int main(void) {
  static const size_t outcomes[] = {5, 20, 100};
  static const size_t records[] = {400, 150, 40};
  Check check = {0};
  BellwetherOptions options;
  bellwether_options_init(&options);
  for (size_t i = 0; i < coverage_shape_count; i++)
    for (size_t size = 0; size < sizeof outcomes / sizeof *outcomes; size++) {
      Shape shape = coverage_shapes[i];
      shape.outcomes_each = outcomes[size];
      Coverage coverage = coverage_measure(&shape, TRUTH_FROM_PRIORS, records[size], &options, 100 * i + size + 1);
      check_that(&check, coverage.failures == 0, "%s, %zu outcomes: every call gives an interval (%zu did not)",
                 shape.name, outcomes[size], coverage.failures);
      check_question(&check, shape.name, outcomes[size], "standing", &coverage.standing);
      check_question(&check, shape.name, outcomes[size], "compare", &coverage.compare);
      check_note("widths %.3f and %.3f, slopes %.3f and %.3f, %.2f s", coverage.standing.width.mean,
                 coverage.compare.width.mean, question_slope(&coverage.standing), question_slope(&coverage.compare),
                 coverage.seconds);
      coverage_clear(&coverage);
    }
  return check_end(&check);
}
