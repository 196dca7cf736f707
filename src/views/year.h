/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* year.h: what a partner's latest advice came to, counted: by how sure they were, and by the month of the decision. */
#ifndef VIEWS_YEAR_H
#define VIEWS_YEAR_H

#include "view.h"

/* Puts two lists into the document, of the last 200 decisions on the partner's advice that the
 * scope sees and that are not shut to it:
 * "stated": by what was said ("sureness", or "chance" in tenths as ten-thousandths) the "outcomes" known of the advice and
 * how far it "worked", in ten-thousandths of one, with "came_true", what these counts alone say of the share
 * (bellwether_share); from the least sure to the surest.
 * "months": of the last twelve that have one, the oldest first: "month" ("2026-01", of the workspace's zone), and how
 * often they were "followed", "adapted", "overridden", or decided "alone" under a mandate.
 * With with_last_ten "last_ten" besides, as the statement LAST_TEN has it: only for whom sees all.
 * False with an error. */
bool year_put(ViewRun *run, const char *partner, bool with_last_ten, GError **error);

#endif
