/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* problem.h: what a failure of the store is to somebody who wanted something of it. */
#ifndef STORE_PROBLEM_H
#define STORE_PROBLEM_H

#include "record/problem.h"

/* Fills the problem in from an error of the store or the journal; NULL: an unknown one. Returns false. */
bool store_problem_set(RecordProblem *problem, const GError *error);

#endif
