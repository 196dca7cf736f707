/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * estimates.h: from the record to the engine, and from the engine to what is stored beside the record.
 *
 * What the estimates say is stored with the last entry that changed the evidence and the engine's version, so that one
 * sees whether it is of today. While the evidence is small it is made anew when somebody asks (milliseconds); a large
 * record's is made by `bellwether refit`, and a view says as of when it is. Three kinds of documents are stored: one of
 * the whole workspace, one for each partner and skill, and one for each advice that waits for its decision, with another
 * for each person who sealed a view on its brief.
 */
#ifndef VIEWS_ESTIMATES_H
#define VIEWS_ESTIMATES_H

#include "view.h"

#include "bellwether/bellwether.h"

#define ESTIMATES_AT_ONCE_MAX 2000 /* pieces of advice up to which a reader makes them anew */

/* Makes the estimates anew where the evidence has changed and is small enough (or always: however large). *behind, where
 * it is not NULL, says whether they stay as they were because the evidence is too large. They stay as they were, too,
 * where a newer program has changed the tables; always: that is a problem. False with the problem filled in. */
bool estimates_refresh(Store *store, const char *workspace, int64_t now_ms, bool always, bool *behind,
                       RecordProblem *problem);

/* A ViewPrepare that does only this. */
bool estimates_prepare(const ViewOptions *options, const StoreMember *member, const json_t *parameters,
                       RecordProblem *problem);

/* The ViewReady that goes with it. It notes in the run when the estimates were made. Says nothing may be made ready where
 * the evidence is too large, but tells whoever catches up. */
bool estimates_ready(ViewRun *run, bool *ready, GError **error);

/* Documents of what the engine says; chances and shares in ten-thousandths, money in minor units. New references. */
json_t *estimate_document(const BellwetherEstimate *estimate); /* JSON null where it is not known */
json_t *standing_document(const BellwetherStanding *standing);
json_t *checking_document(const BellwetherChecking *checking);
json_t *comparison_document(const BellwetherComparison *comparison);

#endif
