/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What checking added, on a real record in which both roads are known: hidden, estimated, uncovered
 * (tests/verify/checking.h).
 *
 *   estimates_checking RECORD.csv [GROUPS]
 *
 * Asked: the predictive 90 % interval holds the truth in at least 85 % of the groups.
 */
#include "verify/checking.h"

#include <stdio.h>
#include <stdlib.h>

static double percent(size_t part, size_t whole) {
  return 100 * (double)part / (double)whole;
}

int main(int argument_count, char **arguments) {
  static const size_t sizes[] = {10, 20, 40};
  Table *table = argument_count > 1 ? table_read(arguments[1]) : NULL;
  size_t groups = argument_count > 2 ? strtoul(arguments[2], NULL, 10) : 2000, workspaces;
  Case *cases = table ? checking_cases(table, &workspaces) : NULL;
  if (!cases) {
    fprintf(stderr, "usage: estimates_checking RECORD.csv [GROUPS]\n");
    table_free(table);
    return 64;
  }
  bool enough = true;
  for (size_t i = 0; i < sizeof sizes / sizeof *sizes && sizes[i] < workspaces; i++) {
    CheckingResult result = checking_measure(cases, table->row_count, workspaces, sizes[i], groups, 40 + i);
    bool here = percent(result.covered, result.groups) >= 85;
    enough &= here && result.failures == 0;
    printf("%zu groups of %zu workspaces, %zu failures: what checking added was %+.4f on average\n", result.groups,
           sizes[i], result.failures, result.truth.mean);
    printf("    engine        covers %5.1f %%%s  (truth below %.1f %%, above %.1f %%)  mean width %.4f  bias %+.4f\n",
           percent(result.covered, result.groups), here ? "" : " UNDER 85", percent(result.below, result.groups),
           percent(result.above, result.groups), result.width.mean, result.error.mean);
    printf("    knowing Gamma covers %5.1f %%  mean width %.4f\n", percent(result.oracle_covered, result.groups),
           result.oracle_width.mean);
    printf("    only the toss covers %5.1f %%  mean width %.4f\n", percent(result.floor_covered, result.groups),
           result.floor_width.mean);
    fflush(stdout);
  }
  free(cases);
  table_free(table);
  return enough ? 0 : 1;
}
