/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* share.c: what counts alone say, where there is nothing to pool them with. */
#include "bellwether/bellwether.h"

#include "numeric.h"

#include <math.h>

BellwetherEstimate bellwether_share(double worked, double outcomes) {
  BellwetherEstimate share = {.estimate = NAN, .low = NAN, .high = NAN};
  if (!(worked >= 0.0 && worked <= outcomes && isfinite(outcomes)))
    return share;
  double right = 1.0 + worked;
  double wrong = 1.0 + outcomes - worked;
  share.estimate = right / (right + wrong);
  share.low = numeric_beta_quantile(right, wrong, 0.05);
  share.high = numeric_beta_quantile(right, wrong, 0.95);
  return share;
}
