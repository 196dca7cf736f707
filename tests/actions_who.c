/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * actions_who.c: who may do what, as one table: every action for every role, in the workspace that they are part of and
 * in one that they are not.
 *
 * The table is written by hand, so that a change of who may is a change in two places. Each action is sent an empty
 * document: who may is told that a field is missing, who may not that they may not, and nobody changes anything.
 */
#include "support/action_sample.h"

#include <string.h>

/* o owner, m member, p partner; s: whoever has a link or opens a workspace, for no role is asked for. An observer
 * (and everybody elsewhere) may nothing else. */
static const struct {
  const char *action;
  const char *who;
} table[] = {
    {"act", "p"},
    {"add_contact", "om"},
    {"add_goal", "o"},
    {"add_partner", "om"},
    {"add_person", "o"},
    {"add_skill", "o"},
    {"add_task", "om"},
    {"advise", "p"},
    {"ask", "om"},
    {"attach", "omp"},
    {"change_engagement", "o"},
    {"change_goal", "o"},
    {"change_mandate", "omp"}, /* members and partners narrow it: record/mandate.h */
    {"change_partner", "om"},
    {"change_person", "o"},
    {"change_skill", "o"},
    {"change_workspace", "o"},
    {"check_act", "om"}, /* members who may decide */
    {"close_brief", "om"},
    {"close_goal", "o"},
    {"close_review", "om"},
    {"confirm_advice", "s"},
    {"decide", "om"}, /* members who may decide */
    {"delete_workspace", "o"},
    {"drop_task", "om"},
    {"end_engagement", "o"},
    {"erase_file", "o"},
    {"erase_text", "omp"}, /* members and partners what they wrote: record/erase.h */
    {"finish_task", "omp"},
    {"give_review", "omp"},
    {"grant_mandate", "o"},
    {"import_advice", "o"},
    {"import_brief", "o"},
    {"invite", "o"},
    {"join", "s"},
    {"new_link", "om"},
    {"note_advice", "om"},
    {"open_advice", "om"},
    {"open_review", "omp"},
    {"open_workspace", "s"},
    {"question", "omp"},
    {"record_fee", "om"},
    {"record_reading", "om"},
    {"remove_file", "omp"}, /* partners what they put there: record/erase.h */
    {"remove_person", "o"},
    {"reply", "omp"},
    {"reply_to_override", "p"},
    {"report_outcome", "omp"},
    {"retire_contact", "om"},
    {"revoke_mandate", "omp"},
    {"seal_own_view", "om"},
    {"set_direction", "o"},
    {"set_stake", "om"},
    {"start_engagement", "o"},
    {"talk", "om"},
    {"withdraw_advice", "p"},
    {"withdraw_invitation", "o"},
};

static const struct {
  const char *person;
  char letter;
} people[] = {{"ada", 'o'}, {"cyd", 'm'}, {"ben", 'p'}, {"dot", '-'}};

static void test_table(void) {
  size_t count = 0;
  for (const Action *const *action = action_list; *action != NULL; action++, count++) {
    if (count >= G_N_ELEMENTS(table) || strcmp(table[count].action, (*action)->name) != 0)
      g_error("%s has no row here, or not in its place", (*action)->name);
  }
  g_assert_cmpuint(count, ==, G_N_ELEMENTS(table));
}

static RecordProblemKind try(ActionSample *sample, const char *workspace, const char *person, const char *name) {
  g_auto(RecordProblem) problem = {0};
  ActionOptions options = {.now_ms = sample->now_ms, .snapshot_key = sample->snapshot_key};
  json_t *document = json_object();
  json_t *reply = action_run(sample->store, action_find(name), workspace, person, document, &options, &problem);
  if (reply != NULL)
    g_error("%s could %s nothing", person, name);
  json_decref(document);
  return problem.kind;
}

static void test_roles(void) {
  g_autoptr(ActionSample) sample = action_sample_new();
  char partner[21];
  char engagement[21];
  action_sample_open(sample, partner, engagement);
  action_sample_add_others(sample, engagement);
  g_auto(RecordProblem) problem = {0};
  ActionOptions options = {.now_ms = sample->now_ms};
  json_t *document =
      json_pack("{s:s, s:s, s:s, s:s}", "name", "Elsewhere", "your_name", "Zoe", "currency", "EUR", "zone", "UTC");
  json_decref(
      action_run(sample->store, action_find("open_workspace"), "elsewhere", "zoe", document, &options, &problem));
  json_decref(document);
  g_autofree char *before = action_sample_dump(sample);
  for (size_t row = 0; row < G_N_ELEMENTS(table); row++) {
    bool stranger = strchr(table[row].who, 's') != NULL;
    for (size_t index = 0; index < G_N_ELEMENTS(people); index++) {
      bool may = stranger || strchr(table[row].who, people[index].letter) != NULL;
      g_test_message("%s %s", people[index].person, table[row].action);
      g_assert_cmpint(try(sample, SAMPLE_WORKSPACE, people[index].person, table[row].action), ==,
                      may ? RECORD_PROBLEM_INVALID : RECORD_PROBLEM_FORBIDDEN);
      g_assert_cmpint(try(sample, "elsewhere", people[index].person, table[row].action), ==,
                      stranger ? RECORD_PROBLEM_INVALID : RECORD_PROBLEM_NOT_FOUND);
    }
  }
  g_autofree char *after = action_sample_dump(sample);
  g_assert_cmpstr(before, ==, after);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/actions/who/table", test_table);
  g_test_add_func("/actions/who/roles", test_roles);
  return g_test_run();
}
