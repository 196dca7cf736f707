/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * quiet.h: partners who have gone quiet.
 *
 * Unasked advice is what stops first when a partner feels unheard. Whoever gave n pieces of it between a first and a
 * last moment gave (n - 1) / (last - first) in a unit of time; if nothing had changed, a silence of length t would have
 * the probability exp(-(n - 1) / (last - first) * t) (a Poisson process at its own past rate). Below one in ten it is
 * worth a word. Counts are small: with fewer than three nothing is said, and what is said is a reminder, no alarm.
 */
#ifndef VIEWS_QUIET_H
#define VIEWS_QUIET_H

#include "view.h"

/* The rows of partners worth a word, at most `most` (id: only that one, NULL: of all), with how long they have been
 * silent and how often they used to speak: a new reference, or NULL with an error. */
json_t *quiet_partners(ViewRun *run, const char *id, size_t most, GError **error);

#endif
