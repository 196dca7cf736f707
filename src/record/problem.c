/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* problem.c: problems, and which kind of problem a refusal is. */
#include "problem.h"

#include <glib/gi18n.h>
#include <stdarg.h>

void record_problem_clear(RecordProblem *problem) {
  g_free(problem->field);
  g_free(problem->message);
  g_free(problem->advice);
  *problem = (RecordProblem){0};
}

bool record_problem_set(RecordProblem *problem, RecordProblemKind kind, const char *field, const char *advice,
                        const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  char *message = g_strdup_vprintf(_(format), arguments);
  va_end(arguments);
  RecordProblem made = {.kind = kind,
                        .field = g_strdup(field),
                        .message = message,
                        .advice = advice != NULL ? g_strdup(_(advice)) : NULL};
  record_problem_clear(problem);
  *problem = made;
  return false;
}

static RecordProblemKind kind_of(RecordRefusal refusal) {
  switch (refusal) {
  case RECORD_REFUSED_ROLE:
  case RECORD_REFUSED_NOT_ALLOWED:
  case RECORD_REFUSED_NEEDS_MANDATE:
  case RECORD_REFUSED_NOT_THEIRS:
  case RECORD_REFUSED_OWNER_ONLY:
  case RECORD_REFUSED_LEVEL:
  case RECORD_REFUSED_LIMIT:
  case RECORD_REFUSED_BUDGET:
  case RECORD_REFUSED_OWN_NOTE: return RECORD_PROBLEM_FORBIDDEN;
  case RECORD_REFUSED_NO_STAKE:
  case RECORD_REFUSED_CURRENCY:
  case RECORD_REFUSED_TERMS_LIMIT:
  case RECORD_REFUSED_TERMS_BUDGET:
  case RECORD_REFUSED_TERMS_EXPIRY:
  case RECORD_REFUSED_TERMS_CHECKS:
  case RECORD_REFUSED_NO_SNAPSHOT:
  case RECORD_REFUSED_FOREIGN_SNAPSHOT:
  case RECORD_REFUSED_NO_REASON:
  case RECORD_REFUSED_BEFORE_DECISION:
  case RECORD_REFUSED_NO_WAY_TO_GO:
  case RECORD_REFUSED_DUE_BEFORE_BEGIN:
  case RECORD_REFUSED_END_BEFORE_BEGIN:
  case RECORD_REFUSED_END_BEFORE_ADVICE:
  case RECORD_REFUSED_RENEWS_BEFORE_BEGIN:
  case RECORD_REFUSED_RANGE: return RECORD_PROBLEM_INVALID;
  default: return RECORD_PROBLEM_CONFLICT;
  }
}

bool record_problem_refuse(RecordProblem *problem, RecordRefusal refusal) {
  g_assert(refusal != RECORD_ALLOWED);
  const char *field = record_refusal_field(refusal);
  return record_problem_set(problem, kind_of(refusal), *field != '\0' ? field : NULL, record_refusal_advice(refusal),
                            "%s", _(record_refusal_text(refusal)));
}

const char *record_problem_kind_text(RecordProblemKind kind) {
  static const char *const words[] = {"none", "invalid", "forbidden", "not_found", "conflict", "busy", "failed"};
  g_assert((size_t)kind < G_N_ELEMENTS(words));
  return words[kind];
}
