/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * actions_who.c: who may do what, as one table: every action for every role, in the workspace that they are part of and
 * in one that they are not.
 *
 * The table (tests/who_may.txt) is written by hand, so that a change of who may is a change in two places. Each action
 * is sent an empty document: who may is told that a field is missing, who may not that they may not, and nobody changes anything.
 */
#include "support/action_sample.h"

#include <stdio.h>
#include <string.h>

/* tests/who_may.txt, as {action: letters}. */
static GHashTable *read_table(void) {
  const char *source = g_getenv("SOURCE");
  g_autofree char *path = g_build_filename(source != NULL ? source : ".", "tests", "who_may.txt", NULL);
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  GHashTable *table = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
  g_file_get_contents(path, &text, NULL, &error);
  g_assert_no_error(error);
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    char name[64];
    char who[16];
    if (sscanf(*line, "action %63s %15s", name, who) == 2)
      g_assert_true(g_hash_table_insert(table, g_strdup(name), g_strdup(who)));
  }
  return table;
}

static const struct {
  const char *person;
  char letter;
} people[] = {{"ada", 'o'}, {"cyd", 'm'}, {"ben", 'p'}, {"dot", '-'}};

static void test_table(void) {
  g_autoptr(GHashTable) table = read_table();
  guint count = 0;
  for (const Action *const *action = action_list; *action != NULL; action++, count++) {
    if (g_hash_table_lookup(table, (*action)->name) == NULL)
      g_error("%s has no row in tests/who_may.txt", (*action)->name);
  }
  g_assert_cmpuint(count, ==, g_hash_table_size(table));
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
  g_autoptr(GHashTable) table = read_table();
  for (const Action *const *action = action_list; *action != NULL; action++) {
    const char *name = (*action)->name;
    const char *who = g_hash_table_lookup(table, name);
    bool stranger = strchr(who, 'e') != NULL;
    for (size_t index = 0; index < G_N_ELEMENTS(people); index++) {
      bool may = stranger || strchr(who, people[index].letter) != NULL;
      g_test_message("%s %s", people[index].person, name);
      g_assert_cmpint(try(sample, SAMPLE_WORKSPACE, people[index].person, name), ==,
                      may ? RECORD_PROBLEM_INVALID : RECORD_PROBLEM_FORBIDDEN);
      g_assert_cmpint(try(sample, "elsewhere", people[index].person, name), ==,
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
