/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* store_member.c: who somebody is here, and that a change of it is seen by the transaction that they had begun before. */
#include "support/action_sample.h"

#include "actions/import.h"
#include "store/member.h"
#include "store/transaction.h"

#include <sqlite3.h>
#include <string.h>

typedef struct {
  ActionSample *sample;
  char partner[21];
  char engagement[21];
  char other[21];
} Fixture;

static void set_up(Fixture *fixture, const void *data) {
  (void)data;
  fixture->sample = action_sample_new();
  action_sample_open(fixture->sample, fixture->partner, fixture->engagement);
  action_sample_add_others(fixture->sample, fixture->other);
}

static void tear_down(Fixture *fixture, const void *data) {
  (void)data;
  action_sample_finish(fixture->sample);
}

static void find(Fixture *fixture, const char *person, StoreMember *member) {
  g_auto(RecordProblem) problem = {0};
  if (!store_member_find(fixture->sample->store, SAMPLE_WORKSPACE, person, member, &problem))
    g_error("%s: %s", person, problem.message);
}

typedef struct {
  const StoreMember *member;
  bool same;
} Question;

static bool ask(StoreTransaction *transaction, void *data, GError **error) {
  Question *question = data;
  return store_member_is_same(transaction, question->member, &question->same, error);
}

static bool is_same(Fixture *fixture, const StoreMember *member) {
  GError *error = NULL;
  Question question = {.member = member};
  store_read(fixture->sample->store, member->scope, ask, &question, &error);
  g_assert_no_error(error);
  return question.same;
}

static void test_found(Fixture *fixture, const void *data) {
  (void)data;
  static const struct {
    const char *person;
    RecordRole role;
    bool may_decide;
    bool sees_all;
  } cases[] = {{"ada", RECORD_ROLE_OWNER, true, true},
               {"cyd", RECORD_ROLE_MEMBER, false, true},
               {"dan", RECORD_ROLE_MEMBER, true, true},
               {"dot", RECORD_ROLE_OBSERVER, false, true},
               {"ben", RECORD_ROLE_PARTNER, false, false}};
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_auto(StoreMember) member = {0};
    find(fixture, cases[index].person, &member);
    g_assert_cmpint(member.actor.role, ==, cases[index].role);
    g_assert_cmpint(member.actor.may_decide, ==, cases[index].may_decide);
    g_assert_cmpint(store_scope_sees_all(member.scope), ==, cases[index].sees_all);
    g_assert_cmpstr(member.currency, ==, "EUR");
    g_assert_cmpuint(member.currency_decimals, ==, 2);
    g_assert_true(is_same(fixture, &member));
  }
  g_auto(StoreMember) ben = {0};
  find(fixture, "ben", &ben);
  g_assert_cmpstr(ben.actor.partner_id, ==, fixture->partner);
  g_assert_nonnull(strstr(store_scope_engagements(ben.scope), fixture->engagement));
  g_assert_null(strstr(store_scope_engagements(ben.scope), fixture->other));
}

static void test_nobody(Fixture *fixture, const void *data) {
  (void)data;
  static const struct {
    const char *workspace;
    const char *person;
    RecordProblemKind kind;
  } cases[] = {{SAMPLE_WORKSPACE, "nobody", RECORD_PROBLEM_NOT_FOUND},
               {"elsewhere", "ada", RECORD_PROBLEM_NOT_FOUND},
               {"no/name", "ada", RECORD_PROBLEM_INVALID},
               {SAMPLE_WORKSPACE, "", RECORD_PROBLEM_INVALID}};
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_auto(RecordProblem) problem = {0};
    g_auto(StoreMember) member = {0};
    g_assert_false(
        store_member_find(fixture->sample->store, cases[index].workspace, cases[index].person, &member, &problem));
    g_assert_cmpint(problem.kind, ==, cases[index].kind);
    g_assert_null(member.scope);
  }
}

static void test_decides_no_more(Fixture *fixture, const void *data) {
  (void)data;
  g_auto(StoreMember) dan = {0};
  find(fixture, "dan", &dan);
  action_sample_do(fixture->sample, "ada", "change_person", "{'person':'dan','may_decide':false}");
  g_assert_false(is_same(fixture, &dan));
}

static void test_other_role(Fixture *fixture, const void *data) {
  (void)data;
  g_auto(StoreMember) cyd = {0};
  find(fixture, "cyd", &cyd);
  action_sample_do(fixture->sample, "ada", "change_person", "{'person':'cyd','role':'observer'}");
  g_assert_false(is_same(fixture, &cyd));
}

static void test_removed(Fixture *fixture, const void *data) {
  (void)data;
  g_auto(StoreMember) cyd = {0};
  find(fixture, "cyd", &cyd);
  action_sample_do(fixture->sample, "ada", "remove_person", "{'person':'cyd'}");
  g_assert_false(is_same(fixture, &cyd));
}

/* A partner's scope is their engagements: one more, and they are not who they were; what is others' changes nothing. */
static void test_more_engagements(Fixture *fixture, const void *data) {
  (void)data;
  g_auto(StoreMember) ben = {0};
  find(fixture, "ben", &ben);
  g_auto(StoreMember) eve = {0};
  find(fixture, "eve", &eve);
  g_autofree char *skill =
      g_strdup(action_sample_do(fixture->sample, "ada", "add_skill", "{'name':'parking','stance':'rent'}"));
  action_sample_do(fixture->sample, "ada", "start_engagement", "{'partner':'%s','skill':'%s'}", fixture->partner,
                   skill);
  g_assert_false(is_same(fixture, &ben));
  g_assert_true(is_same(fixture, &eve));
}

/* ---- What is taken for granted while nothing changes ------------------------------------------------------------- */

/* As another process would, without asking the store. */
static void change_elsewhere(ActionSample *sample, const char *sql) {
  g_free(action_sample_ask(sample, sql));
}

typedef struct {
  Question question;
  StoreWorkspaceStatement touches; /* STORE_WORKSPACE_STATEMENT_COUNT: nothing */
  json_t *parameters;
  bool fails;
} Asking;

static bool touch_and_ask(StoreTransaction *transaction, void *data, GError **error) {
  Asking *asking = data;
  if (asking->touches != STORE_WORKSPACE_STATEMENT_COUNT &&
      !store_execute(transaction, asking->touches, asking->parameters, NULL, error))
    return false;
  bool ok = ask(transaction, &asking->question, error);
  if (asking->fails)
    g_set_error_literal(error, STORE_ERROR, STORE_ERROR_CONFLICT, "not now");
  return ok && !asking->fails;
}

/* As an action asks, inside a write. */
static bool is_same_writing(Fixture *fixture, const StoreMember *member) {
  GError *error = NULL;
  Asking asking = {.question = {.member = member}, .touches = STORE_WORKSPACE_STATEMENT_COUNT};
  store_write(fixture->sample->store, member->scope, touch_and_ask, &asking, &error);
  g_assert_no_error(error);
  return asking.question.same;
}

/* Nothing is looked up while the version lasts: a member that was never so passes for the same. What touches a membership,
 * here or in another process, ends that; what touches none does not. */
static void test_version(Fixture *fixture, const void *data) {
  (void)data;
  for (int other_process = 0; other_process <= 1; other_process++) {
    g_auto(StoreMember) eve = {0};
    find(fixture, "eve", &eve);
    is_same_writing(fixture, &eve); /* whatever others did before is noticed now */
    store_member_clear(&eve);
    find(fixture, "eve", &eve);
    eve.actor.may_decide = !eve.actor.may_decide;
    g_assert_true(is_same_writing(fixture, &eve));
    action_sample_do(fixture->sample, "ada", "add_skill", "{'name':'gardening %d','stance':'rent'}", other_process);
    g_assert_true(is_same_writing(fixture, &eve));
    if (other_process == 0) {
      action_sample_do(fixture->sample, "ada", "change_person", "{'person':'dan','may_decide':false}");
    } else {
      change_elsewhere(fixture->sample, "UPDATE people SET since_ms = since_ms + 1");
      change_elsewhere(fixture->sample, "UPDATE people SET since_ms = since_ms - 1");
    }
    g_assert_false(is_same_writing(fixture, &eve));
  }
}

/* A change is seen in its own transaction, before it is committed; one that was undone has changed nobody. */
static void test_version_within(Fixture *fixture, const void *data) {
  (void)data;
  g_auto(StoreMember) cyd = {0};
  find(fixture, "cyd", &cyd);
  is_same_writing(fixture, &cyd); /* whatever others did before is noticed now */
  store_member_clear(&cyd);
  find(fixture, "cyd", &cyd);
  GError *error = NULL;
  Asking asking = {.question = {.member = &cyd},
                   .touches = STORE_PERSON_REMOVE,
                   .parameters = json_pack("{s:s}", "person", "cyd"),
                   .fails = true};
  g_assert_false(store_write(fixture->sample->store, cyd.scope, touch_and_ask, &asking, &error));
  json_decref(asking.parameters);
  g_assert_error(error, STORE_ERROR, STORE_ERROR_CONFLICT);
  g_clear_error(&error);
  g_assert_false(asking.question.same);
  g_assert_true(is_same_writing(fixture, &cyd));
}

static bool recall(Fixture *fixture, const char *person, RecordRole *role) {
  g_auto(RecordProblem) problem = {0};
  g_auto(StoreMember) member = {0};
  bool recalled = false;
  g_assert_true(store_member_recall(fixture->sample->store, SAMPLE_WORKSPACE, person, &member, &recalled, &problem));
  *role = member.actor.role;
  g_assert_cmpstr(store_scope_person(member.scope), ==, person);
  return recalled;
}

static void test_recalled(Fixture *fixture, const void *data) {
  (void)data;
  RecordRole role = RECORD_ROLE_OWNER;
  recall(fixture, "cyd", &role);
  recall(fixture, "dan", &role);
  g_assert_true(recall(fixture, "cyd", &role));
  g_assert_cmpint(role, ==, RECORD_ROLE_MEMBER);
  action_sample_do(fixture->sample, "ada", "change_person", "{'person':'cyd','role':'observer'}");
  g_assert_false(recall(fixture, "cyd", &role));
  g_assert_cmpint(role, ==, RECORD_ROLE_OBSERVER);
  g_assert_false(recall(fixture, "dan", &role));
  g_assert_true(recall(fixture, "cyd", &role));
}

/* Another process changes what is remembered here: the action goes by what is, in both directions, and at once. */
static void test_recalled_is_old(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  for (int turn = 0; turn < 2; turn++) {
    action_sample_do(sample, "cyd", "add_partner", "{'name':'Cycling %d'}", turn);
    action_sample_do(sample, "cyd", "add_partner", "{'name':'Skating %d'}", turn);
    change_elsewhere(sample, "UPDATE people SET role = 'observer' WHERE person_id = 'cyd'");
    action_sample_refuse(sample, "cyd", "add_partner", RECORD_PROBLEM_FORBIDDEN, NULL, "{'name':'Rowing'}");
    RecordRole role = RECORD_ROLE_OWNER;
    recall(fixture, "cyd", &role);
    g_assert_true(recall(fixture, "cyd", &role));
    g_assert_cmpint(role, ==, RECORD_ROLE_OBSERVER);
    change_elsewhere(sample, "UPDATE people SET role = 'member' WHERE person_id = 'cyd'");
  }
}

static json_t *add_with_key(ActionSample *sample, const char *person, const char *key, RecordProblem *problem) {
  ActionOptions options = {.now_ms = sample->now_ms, .snapshot_key = sample->snapshot_key, .request_key = key};
  json_t *document = json_pack("{s:s}", "name", key);
  json_t *reply =
      action_run(sample->store, action_find("add_partner"), SAMPLE_WORKSPACE, person, document, &options, problem);
  json_decref(document);
  return reply;
}

/* The reply to a request that was made before is read anew, and only by who still may make it: whoever was removed or
 * demoted by another process gets none, though they are remembered here. */
static void test_recalled_repeats(Fixture *fixture, const void *data) {
  (void)data;
  static const struct {
    const char *change;
    RecordProblemKind kind;
  } cases[] = {{"UPDATE people SET role = 'observer' WHERE person_id = 'cyd'", RECORD_PROBLEM_FORBIDDEN},
               {"UPDATE people SET state = 'removed' WHERE person_id = 'cyd'", RECORD_PROBLEM_NOT_FOUND}};
  ActionSample *sample = fixture->sample;
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_autofree char *key = g_strdup_printf("Rowing %zu", index);
    g_auto(RecordProblem) problem = {0};
    json_t *first = add_with_key(sample, "cyd", key, &problem);
    json_t *again = add_with_key(sample, "cyd", key, &problem);
    g_assert_nonnull(first);
    g_assert_true(json_equal(first, again));
    json_decref(first);
    json_decref(again);
    change_elsewhere(sample, cases[index].change);
    g_assert_null(add_with_key(sample, "cyd", key, &problem));
    g_assert_cmpint(problem.kind, ==, cases[index].kind);
    change_elsewhere(sample, "UPDATE people SET role = 'member', state = 'active' WHERE person_id = 'cyd'");
  }
}

/* Nobody has a name that is too long to be one; and of many people not all are kept in mind, but whoever was last. */
static void test_bounds(Fixture *fixture, const void *data) {
  (void)data;
  StoreMembership *membership = store_membership_new();
  StoreMember found = {0};
  g_auto(StoreMember) ben = {0};
  g_auto(RecordProblem) problem = {0};
  g_autofree char *long_name = g_strnfill(300, 'a');
  g_assert_false(store_membership_recall(membership, long_name, "ada", &found));
  g_assert_false(store_membership_recall(membership, SAMPLE_WORKSPACE, long_name, &found));
  g_assert_true(store_member_find(fixture->sample->store, SAMPLE_WORKSPACE, "ben", &ben, &problem));
  ben.version = store_membership_version(membership);
  for (int number = 0; number < 5000; number++) {
    g_snprintf(ben.actor.person, sizeof ben.actor.person, "ben%d", number);
    store_membership_keep(membership, &ben);
  }
  g_assert_false(store_membership_recall(membership, SAMPLE_WORKSPACE, "ben0", &found));
  g_assert_true(store_membership_recall(membership, SAMPLE_WORKSPACE, "ben4999", &found));
  store_member_clear(&found);
  store_membership_free(membership);
  store_membership_free(NULL);
}

static bool no_row(void *context, ImportRow *row) {
  (void)context, (void)row;
  return false;
}

static void start_again(void *context) {
  (void)context;
}

static void refuse_row(void *context, size_t line, const RecordProblem *problem) {
  (void)context, (void)line, (void)problem;
}

static gpointer import_nothing(gpointer installation) {
  ImportPart part = {.target = {.workspace = SAMPLE_WORKSPACE, .person = "ada", .now_ms = SAMPLE_START_MS},
                     .source = {.next = no_row, .reset = start_again, .refused = refuse_row}};
  g_auto(RecordProblem) problem = {0};
  bool ok = import_parts(installation, &part, 1, &problem);
  g_assert_cmpint(ok, ==, problem.kind == RECORD_PROBLEM_NONE);
  return GINT_TO_POINTER(problem.kind);
}

static void run_sql(sqlite3 *database, const char *sql) {
  if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK)
    g_error("%s: %s", sql, sqlite3_errmsg(database));
}

/* An import waits while another process writes, and its owner is found before that has ended. */
static void test_import_waits(Fixture *fixture, const void *data) {
  (void)data;
  static const struct {
    const char *change;
    RecordProblemKind kind;
  } cases[] = {
      {"UPDATE people SET since_ms = since_ms WHERE person_id = 'ada'", RECORD_PROBLEM_NONE},
      {"UPDATE people SET role = 'member' WHERE person_id = 'ada'", RECORD_PROBLEM_CONFLICT},
      {"UPDATE people SET role = 'owner', state = 'removed' WHERE person_id = 'ada'", RECORD_PROBLEM_CONFLICT}};
  sqlite3 *other = NULL;
  g_assert_cmpint(sqlite3_open(fixture->sample->options.path, &other), ==, SQLITE_OK);
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_auto(RecordProblem) problem = {0};
    Installation *installation = installation_open(fixture->sample->options.path, &problem);
    g_assert_nonnull(installation);
    run_sql(other, "BEGIN IMMEDIATE");
    GThread *thread = g_thread_new("import", import_nothing, installation);
    StoreMember found = {0};
    while (
        !store_membership_recall(store_membership(installation_store(installation)), SAMPLE_WORKSPACE, "ada", &found))
      g_usleep(1000);
    store_member_clear(&found);
    run_sql(other, cases[index].change);
    run_sql(other, "COMMIT");
    g_assert_cmpint(GPOINTER_TO_INT(g_thread_join(thread)), ==, cases[index].kind);
    installation_close(installation);
    run_sql(other, "UPDATE people SET role = 'owner', state = 'active' WHERE person_id = 'ada'");
  }
  sqlite3_close(other);
}

static int note_write(void *context, int action, const char *table, const char *column, const char *database,
                      const char *trigger) {
  (void)column, (void)database, (void)trigger;
  bool writes = action == SQLITE_INSERT || action == SQLITE_UPDATE || action == SQLITE_DELETE;
  if (writes && (strcmp(table, "people") == 0 || strcmp(table, "settings") == 0 || strcmp(table, "engagements") == 0))
    *(bool *)context = true;
  return SQLITE_OK;
}

/* Every statement that writes where a person is looked up is known as one that does, by SQLite's own word. */
static void test_statements(Fixture *fixture, const void *data) {
  (void)data;
  static const StoreWord words[] = {{"@text", "TEXT"},      {"@integer", "INTEGER"}, {"@bytes", "BLOB"},
                                    {"@zeros", "zeroblob"}, {"@each", "json_each"},  {"@least", "min"},
                                    {"@greatest", "max"},   {"@place", "instr"},     {NULL, NULL}};
  sqlite3 *database = NULL;
  bool writes = false;
  unsigned found = 0;
  g_assert_cmpint(sqlite3_open(fixture->sample->options.path, &database), ==, SQLITE_OK);
  sqlite3_set_authorizer(database, note_write, &writes);
  for (unsigned name = 0; name < STORE_WORKSPACE_STATEMENT_COUNT; name++) {
    StoreStatementText text = store_workspace_statement_text((StoreWorkspaceStatement)name);
    g_autofree char *sql = store_words_expand(text.sql, words);
    sqlite3_stmt *statement = NULL;
    writes = false;
    if (sqlite3_prepare_v2(database, sql, -1, &statement, NULL) != SQLITE_OK)
      g_error("%s: %s", store_workspace_statement_names[name], sqlite3_errmsg(database));
    sqlite3_finalize(statement);
    if (writes != text.changes_members)
      g_error("%s is told as %d", store_workspace_statement_names[name], text.changes_members);
    found += writes;
  }
  g_assert_cmpuint(found, >, 5);
  sqlite3_close(database);
}

static void add(const char *name, void (*test)(Fixture *, const void *)) {
  g_test_add(name, Fixture, NULL, set_up, test, tear_down);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  add("/store/member/found", test_found);
  add("/store/member/nobody", test_nobody);
  add("/store/member/decides no more", test_decides_no_more);
  add("/store/member/other role", test_other_role);
  add("/store/member/removed", test_removed);
  add("/store/member/more engagements", test_more_engagements);
  add("/store/member/version", test_version);
  add("/store/member/version within", test_version_within);
  add("/store/member/recalled", test_recalled);
  add("/store/member/recalled is old", test_recalled_is_old);
  add("/store/member/recalled repeats", test_recalled_repeats);
  add("/store/member/import waits", test_import_waits);
  add("/store/member/bounds", test_bounds);
  add("/store/member/statements", test_statements);
  return g_test_run();
}
