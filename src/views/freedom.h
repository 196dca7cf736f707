/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* freedom.h: who has earned more freedom than they are granted: the question that the record is kept for. */
#ifndef VIEWS_FREEDOM_H
#define VIEWS_FREEDOM_H

#include "view.h"

#define FREEDOM_MOST 20

/* Puts a list "freedom" into the document: at most so many (1 to FREEDOM_MOST) of the partners who have earned more than is
 * granted to them in a skill, the largest limit first, each with "earned_minor", "granted_minor" and its standing. Of the
 * latest estimates; none are made here. False with an error. */
bool freedom_put(ViewRun *run, size_t most, GError **error);

#endif
