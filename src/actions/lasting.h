/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* lasting.h: what the actions on goals, engagements, tasks and reviews share. */
#ifndef ACTIONS_LASTING_H
#define ACTIONS_LASTING_H

#include "action.h"
#include "record/declare.h"
#include "record/lifecycle.h"

#include <string.h>

#define LASTING_DAY_MS INT64_C(86400000)

/* What a row of GOAL_GET, ENGAGEMENT_GET, TASK_GET and REVIEW_GET says, as the rules ask for it. */
RecordGoalState lasting_goal_state(const json_t *row);
RecordGoalTerms lasting_goal_terms(const json_t *row);
RecordEngagementTerms lasting_engagement_terms(const json_t *row);
RecordTaskState lasting_task_state(const json_t *row);
RecordReviewCase lasting_review_case(const json_t *row, const RecordActor *actor);

/* The engagement that the document's field names, which has not ended by now: a new reference, or NULL with the problem
 * or error. */
json_t *lasting_require_engagement(ActionRun *run, const char *field, GError **error);

/* Whether no other skill that is held has this name, without regard to case and blanks; NULL: none is to be had. except: the
 * id of the skill that is to have it; NULL: a new one. */
bool lasting_check_skill_name(ActionRun *run, const char *name, const char *except, GError **error);

/* The same of the partners with whom one works. Import tells its partners apart to the letter and does not ask. */
bool lasting_check_partner_name(ActionRun *run, const char *name, const char *except, GError **error);

/* Whether the partner and the skill that the document names have no engagement that runs now, where one of these terms would
 * run now. One that is to begin later may be made ready beside it; then both run until somebody ends the first. */
bool lasting_check_alone(ActionRun *run, const RecordEngagementTerms *terms, GError **error);

/* Whether the engagement, a row with its times, had not ended by then; and by now. */
bool lasting_check_lasted(ActionRun *run, const json_t *engagement, int64_t at_ms);
bool lasting_check_lasts(ActionRun *run, const json_t *engagement);

/* Whether the goal that the document's field names (or none, where it names none) is there. */
bool lasting_check_goal(ActionRun *run, const char *field, GError **error);

/* Whether the goals that the document's list "goals" names are there, and "gain_goal" and "gain_share" go together.
 * has_share: the engagement has both already. */
bool lasting_check_goals(ActionRun *run, bool has_share, GError **error);

#endif
