/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* outcomes.h: what a row of a record tells about how each road turned out. NAN where it doesn't. */
#ifndef BELLWETHER_CLI_OUTCOMES_H
#define BELLWETHER_CLI_OUTCOMES_H

#include "bellwether/bellwether.h"

/* Whether both are given and the same option. */
bool outcomes_same_option(const char *left, const char *right);

/* How the advice turned out, or would have. What was adapted was something else in part: it tells the engine something,
 * but is no yes or no on the advice, so it is not known here. */
double outcomes_of_advice(const BellwetherRow *row);

/* How the own view turned out, or would have. */
double outcomes_of_own_view(const BellwetherRow *row);

/* Whether the row tells any outcome. */
bool outcomes_any(const BellwetherRow *row);

#endif
