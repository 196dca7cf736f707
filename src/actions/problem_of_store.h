/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* problem_of_store.h: what a failure of the store is to somebody who wanted something done. */
#ifndef ACTIONS_PROBLEM_OF_STORE_H
#define ACTIONS_PROBLEM_OF_STORE_H

#include "record/problem.h"

/* Fills the problem in from an error of the store or the journal; NULL: an unknown one. Returns false. */
bool action_problem_of_store(RecordProblem *problem, const GError *error);

#endif
