/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* store_member.c: who somebody is here, and that a change of it is seen by the transaction that they had begun before. */
#include "support/action_sample.h"

#include "store/member.h"

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
  return g_test_run();
}
