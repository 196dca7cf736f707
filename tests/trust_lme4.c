/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Does the engine, without priors, agree with R's lme4? Without arguments on the excerpt of tests/reference, found
 * through $SOURCE. `trust_lme4 RECORD.csv FIGURES.txt`: on figures made anew (make bench-estimates).
 */
#include "verify/lme4.h"

#include <stdlib.h>

int main(int argument_count, char **arguments) {
  Check check = {0};
  if (argument_count == 3) {
    lme4_check(&check, arguments[1], arguments[2]);
    return check_end(&check);
  }
  static const char *const names[] = {"polls-2010-2012.lme4.txt", "polls-2010-2012.lme4-no-ties.txt"};
  const char *source = getenv("SOURCE") ? getenv("SOURCE") : ".";
  for (int i = 0; i < 2; i++) {
    char record[4096], figures[4096];
    snprintf(record, sizeof record, "%s/tests/reference/polls-2010-2012.csv", source);
    snprintf(figures, sizeof figures, "%s/tests/reference/%s", source, names[i]);
    lme4_check(&check, record, figures);
  }
  return check_end(&check);
}
