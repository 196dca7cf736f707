/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* advice.h: what the actions around an advice share. */
#ifndef ACTIONS_ADVICE_H
#define ACTIONS_ADVICE_H

#include "action.h"
#include "record/declare.h"
#include "record/noted.h"
#include "record/option.h"
#include "record/rows.h"

#include <string.h>

#define ADVICE_SURE "leaning|fairly|sure"
#define ADVICE_LINK_MS (INT64_C(90) * 86400000)

/* Numbers of options are from 1 to this: six bytes in a row. Among a thousand options of one brief two have the same by
 * chance once in 280 million. */
#define ADVICE_OPTION_NUMBER_MAX ((INT64_C(1) << 47) - 1)

#define FIELD_SURE                                                                                                     \
  FIELD_CHOICE("sure", 0, ADVICE_SURE, N_("How sure: leaning to it, fairly sure, sure; or give a chance instead"))
#define FIELD_CHANCE FIELD_SHARE("chance", 0, N_("How sure, as a chance: 70 %, or 0.7"))

/* The number of an option among those that were named on the brief: that of the same words (other case and white space
 * are the same words), or a new one. It stands in entries that a partner has receipts of, and must not tell them how many
 * were named before theirs, or whether theirs was: a new one is drawn by lot. brief NULL: 1. 0 with an error. */
int64_t advice_option_number(ActionRun *run, const char *brief, const char *option, GError **error);

/* The number that random bits stand for. */
int64_t advice_number_from_random(uint64_t random);

/* Whether the partner does not stand by an advice of this option on the brief already (NULL: unasked, which is always new):
 * the same twice would be two outcomes of one thing. Of one that is shut to the person nothing is said. */
bool advice_check_new(ActionRun *run, const char *brief, const char *partner, int64_t option_number, GError **error);

/* False with the problem filled in where both "sure" and "chance" are given. */
bool advice_check_sureness(ActionRun *run);

/* The row of the engagement in which the person's partner (partner NULL: see the document's "engagement") answers: the
 * one that is named, or the only one that ran when it was said ("given_at"; now, if left out). brief NULL: unasked. A new
 * reference, NULL with the problem or error. */
json_t *advice_find_engagement(ActionRun *run, const char *brief, const char *partner, GError **error);

/* The advice that the document's field names, as a row of ADVICE_GET; NULL with the problem filled in. */
json_t *advice_require(ActionRun *run, const char *field, GError **error);

/* What an advice adds to the sums of its skill and its engagement, and, where a partner has spoken unasked, to theirs. */
bool advice_sums_of_word(StoreTransaction *transaction, const StoreParameters *parameters, GError **error);
bool advice_sums_of_act(StoreTransaction *transaction, const StoreParameters *parameters, GError **error);

/* A partner's word on what was noted in their name, by a link or signed in: what it does to the tables, and its entry, from
 * the document's "agrees", which the rules have let through (record/noted.h). Adds "still_counts". */
extern const StoreWorkspaceStatement advice_confirm_projection[];
bool advice_enter_confirmed(ActionRun *run, const json_t *advice, GError **error);

/* The state of a noted advice, from its row. */
RecordNotedState advice_noted_state(const json_t *row);

/* The engagement in which something is said on a brief: the person's partner's, or the one that the document names, or
 * the only one that the brief was put to. Free with g_free; NULL with the problem or error. */
char *advice_brief_engagement(ActionRun *run, const char *brief, GError **error);

/* Refuses who may know nothing of the advice yet: a view is owed, or sealed and the advice not opened since. False with
 * the problem or an error. */
bool advice_check_open(ActionRun *run, const char *advice, GError **error);

/* The case of the person and the advice (OWN_VIEW_CASE); false with an error. */
bool advice_own_view_case(ActionRun *run, const char *advice, RecordOwnViewCase *one, GError **error);

#endif
