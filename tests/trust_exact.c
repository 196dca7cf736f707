/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Are the intervals as narrow as they may be? Beside those of the exact posterior they are asked to be at most 1.15
 * times as wide, on small records, where an approximation errs most. `trust_exact RECORDS DRAWS` looks closer.
 */
#include "verify/check.h"
#include "verify/exact.h"

#include <stdlib.h>

int main(int argument_count, char **arguments) {
  static const Shape shapes[] = {
      {.name = "one partner, 3 outcomes", .partners = 1, .skills = 1, .outcomes_each = 3, .brief_advisers = 1},
      {.name = "one partner, 20 outcomes", .partners = 1, .skills = 1, .outcomes_each = 20, .brief_advisers = 1},
      {.name = "8 partners, 2 skills, 5 outcomes, a brief each",
       .partners = 8,
       .skills = 2,
       .outcomes_each = 5,
       .brief_advisers = 1,
       .statement = STATEMENT_CONSTANT},
      {.name = "8 partners, 2 skills, 20 outcomes, four to a brief",
       .partners = 8,
       .skills = 2,
       .outcomes_each = 20,
       .brief_advisers = 4,
       .statement = STATEMENT_CONSTANT},
      {.name = "8 partners, 2 skills, 5 outcomes, all on one brief",
       .partners = 8,
       .skills = 2,
       .outcomes_each = 5,
       .brief_advisers = 8,
       .statement = STATEMENT_CONSTANT},
      {.name = "6 partners in words, own views, 10 outcomes, pairs",
       .partners = 6,
       .skills = 2,
       .outcomes_each = 10,
       .brief_advisers = 2,
       .statement = STATEMENT_WORDS,
       .own_views = true},
  };
  size_t records = argument_count > 1 ? strtoul(arguments[1], NULL, 10) : 12;
  size_t draws = argument_count > 2 ? strtoul(arguments[2], NULL, 10) : 4000;
  Check check = {0};
  for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
    ExactComparison compared = exact_compare(&shapes[i], records, draws, 31 + i);
    double ratio = compared.engine_width / compared.exact_width;
    check_that(&check, compared.failures == 0, "%s: every call succeeds", shapes[i].name);
    check_that(&check, ratio <= 1.15 && ratio >= 0.9, "%s: %.3f wide where the exact posterior is %.3f, %.2f times",
               shapes[i].name, compared.engine_width, compared.exact_width, ratio);
    check_that(&check, compared.estimate_gap.mean < 0.025, "%s: estimates differ by %.4f on average", shapes[i].name,
               compared.estimate_gap.mean);
    check_note("of %zu intervals the narrowest is %.2f, the widest %.2f times the exact one; ends are off by %+.4f and "
               "%+.4f on average",
               compared.intervals, compared.narrowest, compared.widest, compared.low_gap.mean, compared.high_gap.mean);
  }
  return check_end(&check);
}
