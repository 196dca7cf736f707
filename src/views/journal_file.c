/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* journal_file.c: every entry of a journal as its line, and the head that covers them. */
#include "journal_file.h"

#include "record/rows.h"
#include "signing.h"
#include "store/entries.h"
#include "store/problem.h"

typedef struct {
  const RecordActor *actor;
  JournalLine line;
  void *context;
  RecordProblem *problem;
} Writing;

/* Looks at one advice that the reader has not opened. */
static bool check_open(void *context, json_t *row, GError **error) {
  (void)error;
  const Writing *writing = context;
  RecordOwnViewCase one = record_own_view_case_of_advice(row, writing->actor);
  return !record_own_view_is_shut(&one) || record_problem_refuse(writing->problem, RECORD_REFUSED_OWN_VIEW_OWED);
}

/* A copy of the whole journal would tell what the partner answered before the business has. */
static bool check_reviews(StoreTransaction *transaction, const Writing *writing, GError **error) {
  g_autoptr(StoreStatement) statement = store_statement(transaction, STORE_REVIEWS_AHEAD, error);
  bool row = false;
  if (statement == NULL || !store_statement_step(statement, &row, error))
    return false;
  return store_column_integer(statement, 0) == 0 ||
         record_problem_set(writing->problem, RECORD_PROBLEM_CONFLICT, NULL, N_("Give your side's answers first"),
                            "The other side's answers to a review are in it, which your side reads after its own");
}

static bool write_entry(StoreTransaction *transaction, int64_t seq, const Writing *writing, GError **error) {
  g_autoptr(JournalEntry) entry = store_entry_read(transaction, seq, error);
  size_t length = 0;
  g_autofree char *line = entry != NULL ? journal_entry_line(entry, &length, error) : NULL;
  return line != NULL && writing->line(writing->context, line, length);
}

static bool write_all(StoreTransaction *transaction, void *data, GError **error) {
  Writing *writing = data;
  JournalSignedHead head;
  if (!store_query_each(transaction, STORE_ADVICE_UNOPENED, NULL, check_open, writing, error) ||
      !check_reviews(transaction, writing, error) || !signing_last_head(transaction, &head, error))
    return false;
  for (int64_t seq = 1; seq <= head.head.size; seq++) {
    if (!write_entry(transaction, seq, writing, error))
      return false;
  }
  size_t length = 0;
  g_autofree char *line = journal_head_write(&head, &length, error);
  return line != NULL && writing->line(writing->context, line, length);
}

bool journal_file_write(const ViewOptions *options, const char *workspace, const char *person, JournalLine line,
                        void *context, RecordProblem *problem) {
  record_problem_clear(problem);
  g_auto(StoreMember) member = {0};
  if (!store_member_find(options->store, workspace, person, &member, problem))
    return false;
  if ((VIEW_BY_BUSINESS & (1U << member.actor.role)) == 0)
    return record_problem_refuse(problem, RECORD_REFUSED_ROLE);
  if (!signing_sign(options, workspace, problem))
    return false;
  g_autoptr(GError) error = NULL;
  Writing writing = {.actor = &member.actor, .line = line, .context = context, .problem = problem};
  if (store_read(options->store, member.scope, write_all, &writing, &error))
    return true;
  if (error != NULL)
    store_problem_set(problem, error);
  return false;
}
