/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* goals.h: goals with their readings and where these lead. Values of a measure are millionths of its unit. */
#ifndef VIEWS_GOALS_H
#define VIEWS_GOALS_H

#include "view.h"

#define GOALS_MOST 100

/* Adds to each row of a goal its last readings and, while it is open, "climb": what the value at the due date will be,
 * and the chance of reaching the target by then in ten-thousandths. Of one that is open after that date it says so,
 * "is_overdue", and what was measured last, "stands_at". False with an error. */
bool goals_add_climbs(ViewRun *run, json_t *goals, GError **error);

/* Whether the direction and its goals may be read by whoever asks (record/see.h). False with an error. */
bool goals_are_visible(ViewRun *run, bool *visible, GError **error);

/* Takes the goal's name out of a row, or each of a list of rows, for whoever may not read the direction; its member. False
 * with an error. */
bool goals_spare_names(ViewRun *run, json_t *rows, const char *member, GError **error);

/* How much of the work of an engagement (NULL: of all) served a goal, as a member of the document. */
bool goals_put_work(ViewRun *run, const char *engagement, GError **error);

#endif
