/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* mandate.h: what the actions on mandates share. */
#ifndef ACTIONS_MANDATE_H
#define ACTIONS_MANDATE_H

#include "lasting.h"
#include "record/rows.h"

#define MANDATE_LEVELS "instruct|advise|act_within|act_and_report|entrust"
#define MANDATE_LEVELS_HELP                                                                                            \
  N_("instruct: does as told; advise: you decide; act_within: decides up to the limit; act_and_report: decides and "   \
     "reports each; entrust: decides, judged by the goals")
#define MANDATE_FIELD_LIMIT FIELD_MONEY("limit", 0, N_("The largest stake of one decision"))
#define MANDATE_FIELD_BUDGET FIELD_MONEY("budget", 0, N_("The most that may be spent in a period"))
#define MANDATE_FIELD_PERIOD                                                                                           \
  FIELD_INTEGER("period_days", 0, 1, RECORD_PERIOD_DAYS_MAX, N_("How many days the budget's period has"))
#define MANDATE_FIELD_CHECKS                                                                                           \
  FIELD_INTEGER("check_one_in", 0, 0, RECORD_CHECK_ONE_IN_MAX,                                                         \
                N_("One in how many of the decisions is drawn for a check; 0: none"))

/* Where nothing else is said, one decision in ten is checked: evidence must go on, and one in ten is little work. */
#define MANDATE_USUAL_CHECK_ONE_IN 10

/* The members of an entry's body that the terms are entered as, whatever of them the document gave. revoked_at: a
 * moment to come at which it ends with its engagement. */
#define MANDATE_TERMS "level", "limit", "budget", "period_days", "check_one_in", "begins_at", "expires_at", "revoked_at"

/* The mandate that the document's field names, which is neither revoked nor over: its row, a new reference, and its
 * terms. NULL with the problem or error. */
json_t *mandate_require(ActionRun *run, const char *field, RecordMandate *mandate, GError **error);

/* The currency of the workspace's money, 3 letters. False with an error. */
bool mandate_read_currency(ActionRun *run, char currency[4], GError **error);

/* The terms with what the document says put in their place. */
void mandate_overlay(const json_t *document, RecordMandate *mandate);

/* The terms as members of an entry's body; those that are none have no member. A new reference. */
json_t *mandate_to_body(const RecordMandate *mandate);

/* Says in the reply where the partner may decide without a limit or a budget. */
void mandate_note(ActionRun *run, const RecordMandate *mandate);

/* Whether this person may put `after` in the place of `before` (NULL: there was none), as the rules say. */
bool mandate_allow_change(ActionRun *run, const RecordMandate *before, const RecordMandate *after);

#endif
