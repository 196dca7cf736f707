/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* problem.c: the store's errors as problems. */
#include "problem.h"

#include "error.h"
#include "journal/error.h"

static RecordProblemKind kind_of_store(gint code) {
  switch (code) {
  case STORE_ERROR_BUSY: return RECORD_PROBLEM_BUSY;
  case STORE_ERROR_NOT_FOUND: return RECORD_PROBLEM_NOT_FOUND;
  case STORE_ERROR_QUOTA:
  case STORE_ERROR_CONFLICT: return RECORD_PROBLEM_CONFLICT;
  case STORE_ERROR_LIMIT: return RECORD_PROBLEM_INVALID;
  case STORE_ERROR_ROLE: return RECORD_PROBLEM_FORBIDDEN;
  default: return RECORD_PROBLEM_FAILED;
  }
}

bool store_problem_set(RecordProblem *problem, const GError *error) {
  if (error != NULL && error->domain == STORE_ERROR)
    return record_problem_set(problem, kind_of_store(error->code), NULL, store_error_hint(error->code), "%s",
                              error->message);
  if (error != NULL && error->domain == JOURNAL_ERROR)
    return record_problem_set(problem,
                              error->code == JOURNAL_ERROR_LIMIT ? RECORD_PROBLEM_INVALID : RECORD_PROBLEM_FAILED, NULL,
                              journal_error_hint(error->code), "%s", error->message);
  return record_problem_set(problem, RECORD_PROBLEM_FAILED, NULL,
                            N_("Try again; tell whoever runs this if it stays so"), "%s",
                            error != NULL ? error->message : "The record could not be kept");
}
