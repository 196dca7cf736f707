/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* mandates.h: what is left of mandates. */
#ifndef VIEWS_MANDATES_H
#define VIEWS_MANDATES_H

#include "view.h"

/* Adds to each row of a mandate with a budget that is in force ("is_in_force", or a list of such alone) "left_minor", what
 * is left of it in the running period, and "period_ends_at_ms", the first moment of the next one. False with an error. */
bool mandates_add_left(ViewRun *run, json_t *rows, GError **error);

#endif
