/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * noted.h: an advice that was written down in a partner's name, as whoever holds its link may see it: what it says, from
 * whom, to whom. Nothing else of the workspace opens by a link.
 */
#ifndef VIEWS_NOTED_H
#define VIEWS_NOTED_H

#include "view.h"

/* A document with "business", "partner", "option", "reasons", "at", "know_by", "worked_if", "zone" and "noted": "waiting",
 * or what was said about it already. RECORD_PROBLEM_NOT_FOUND about "secret" where the link does not work, or no longer
 * does. */
json_t *view_noted_by_link(Store *store, const char *workspace, const char *secret, int64_t now_ms,
                           RecordProblem *problem);

#endif
