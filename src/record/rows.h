/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* rows.h: what the rules must know, from rows of the store as JSON. Members that are not there count as "no". */
#ifndef RECORD_ROWS_H
#define RECORD_ROWS_H

#include "actor.h"
#include "decide.h"
#include "mandate.h"

#include <jansson.h>

/* From a row of OWN_VIEW_CASE: of one advice for opening and deciding, of its brief for sealing. */
RecordOwnViewCase record_own_view_case_of_advice(const json_t *row, const RecordActor *actor);
RecordOwnViewCase record_own_view_case_of_brief(const json_t *row, const RecordActor *actor);

/* From its text in a table. */
RecordOwnViewsSetting record_own_views_setting(const char *text);

/* From an advice's "state". */
RecordAdviceState record_advice_state(const json_t *row);

/* Whether it is known how any of an advice's roads turned out, done or not, the client's own view with them, from its row. */
bool record_outcome_is_known(const json_t *row);

/* From a row of MANDATE_GET, in that currency. */
RecordMandate record_mandate_of_row(const json_t *row, const char *currency);

/* The stamp of an advice (shown.h) from a row of ADVICE_STAMP; free with g_free. */
char *record_stamp_of_row(const json_t *row);

#endif
