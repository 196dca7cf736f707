/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* views_export.c: what of a decider's own thought, and of another partner's advice, a partner can get out of an export and
 * the views beside it; and options of which words were erased. */
#include "support/view_sample.h"
#include "views/export.h"

#include <sodium.h>
#include <string.h>

typedef struct {
  ActionSample *sample;
  char partner[21];
  char engagement[21];
  char other_engagement[21];
  char brief[21];
  char advice[21]; /* ben's: "The old mill", on the brief that is put to both */
  char other[21];  /* eve's, who says the same */
} Fixture;

#define OWING "owing" /* of a test where own views are owed from the beginning */

static void set_up(Fixture *fixture, const void *data) {
  ActionSample *sample = fixture->sample = action_sample_new();
  action_sample_open(sample, fixture->partner, fixture->engagement);
  if (g_strcmp0(data, OWING) == 0)
    action_sample_do(sample, "ada", "change_workspace", "{'own_views':true}");
  action_sample_add_others(sample, fixture->other_engagement);
  g_strlcpy(fixture->brief,
            action_sample_do(sample, "ada", "ask",
                             "{'question':'Which office?','engagements':['%s','%s'],'know_by':'2026-06-01',"
                             "'worked_if':'everybody fits'}",
                             fixture->engagement, fixture->other_engagement),
            21);
  g_strlcpy(fixture->advice,
            action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'The old mill'}", fixture->brief), 21);
  g_strlcpy(fixture->other,
            action_sample_do(sample, "eve", "advise", "{'brief':'%s','option':'The old mill'}", fixture->brief), 21);
}

static void tear_down(Fixture *fixture, const void *data) {
  (void)data;
  action_sample_finish(fixture->sample);
}

static size_t column(const char *name) {
  size_t index = 0;
  while (strcmp(export_columns[index], name) != 0)
    g_assert_cmpuint(++index, <, EXPORT_COLUMNS);
  return index;
}

/* "advice > chosen", and " (own view)" where there is one. */
static bool keep_row(void *context, const char *const values[EXPORT_COLUMNS]) {
  GString *all = context;
  const char *own = values[column("own_view")];
  g_string_append_printf(all, "%s > %s", values[column("advice")], values[column("chosen")]);
  if (*own != '\0')
    g_string_append_printf(all, " (%s)", own);
  g_string_append_c(all, '\n');
  return true;
}

static void expect_export(Fixture *fixture, const char *person, const char *rows) {
  StoreKeyFile keys;
  view_sample_keys(&keys, 1);
  ViewOptions options = {.store = fixture->sample->store, .now_ms = fixture->sample->now_ms, .keys = &keys};
  g_autoptr(GString) all = g_string_new(NULL);
  g_auto(RecordProblem) problem = {0};
  size_t left_out = 0;
  g_assert_true(export_rows(&options, SAMPLE_WORKSPACE, person, keep_row, all, &left_out, &problem));
  g_assert_cmpstr(all->str, ==, rows);
}

static char *view_of(Fixture *fixture, const char *person, const char *view) {
  json_t *document = strcmp(view, "brief") == 0
                         ? view_sample_ask(fixture->sample, person, view, "{'brief':'%s'}", fixture->brief)
                         : view_sample_ask(fixture->sample, person, view, "{'advice':'%s'}", fixture->advice);
  char *text = view_sample_text(document);
  json_decref(document);
  return text;
}

/* ada seals a view and does that instead, in no other words. */
static void override(Fixture *fixture, const char *more) {
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'Stay ashore'}", fixture->brief);
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", fixture->advice);
  g_autofree char *shown = action_sample_shown(sample, "ada", fixture->advice);
  action_sample_do(sample, "ada", "decide",
                   "{'advice':'%s','decision':'override','reason':'Too far','acknowledged':true,'shown':'%s'%s}",
                   fixture->advice, shown, more);
}

static void test_own_view(Fixture *fixture, const void *data) {
  (void)data;
  override(fixture, "");
  expect_export(fixture, "ben", "The old mill > \n");
  expect_export(fixture, "ada", "The old mill > Stay ashore (Stay ashore)\nThe old mill > \n");
  g_autofree char *hers = view_of(fixture, "ada", "advice");
  g_autofree char *his = view_of(fixture, "ben", "advice");
  g_autofree char *decided = g_strdup("\"decision\":\"override\",\"person_id\":\"ada\"");
  g_assert_nonnull(strstr(his, decided));
  g_assert_null(strstr(his, "ashore"));
  json_t *document = view_sample_ask(fixture->sample, "ada", "advice", "{'advice':'%s'}", fixture->advice);
  const json_t *decision = json_array_get(json_object_get(document, "decisions"), 0);
  g_assert_cmpstr(view_text(decision, "option"), ==, "Stay ashore");
  json_decref(document);
}

/* What was said to be done instead is told to both sides. */
static void test_words(Fixture *fixture, const void *data) {
  (void)data;
  override(fixture, ",'option':'A tent'");
  expect_export(fixture, "ben", "The old mill > A tent\n");
  expect_export(fixture, "ada", "The old mill > A tent (Stay ashore)\nThe old mill > \n");
  json_t *document = view_sample_ask(fixture->sample, "ben", "advice", "{'advice':'%s'}", fixture->advice);
  const json_t *decision = json_array_get(json_object_get(document, "decisions"), 0);
  g_assert_cmpstr(view_text(decision, "option"), ==, "A tent");
  json_decref(document);
}

/* An import keeps the own view in the entry that its partner may read. */
static void test_imported(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "import_advice",
                   "{'brief':'%s','engagement':'%s','given_at':'2025-06-01','option':'The barn','own_view':'Go west',"
                   "'decision':'override','worked':10000}",
                   fixture->brief, fixture->engagement);
  action_sample_do(sample, "ada", "import_advice",
                   "{'brief':'%s','engagement':'%s','given_at':'2025-06-02','option':'The barn','own_view':'Go west',"
                   "'chosen':'Go west','decision':'override','worked':10000}",
                   fixture->brief, fixture->engagement);
  expect_export(fixture, "ada",
                "The barn >  (Go west)\nThe barn > Go west (Go west)\nThe old mill > \nThe old mill > \n");
  json_t *none = view_sample_ask(sample, "ben", "search", "{'words':'barn west'}");
  json_t *west = view_sample_ask(sample, "ben", "search", "{'words':'west'}");
  json_t *found = view_sample_ask(sample, "ben", "search", "{'words':'barn'}");
  g_assert_cmpuint(json_array_size(json_object_get(none, "found")), ==, 1); /* the one that says it was done */
  g_assert_cmpuint(json_array_size(json_object_get(west, "found")), ==, 1);
  g_assert_cmpuint(json_array_size(json_object_get(found, "found")), ==, 2);
  g_autofree char *text = view_sample_text(found);
  g_assert_null(strstr(text, "/own_view"));
  json_decref(none);
  json_decref(west);
  json_decref(found);
  json_t *all = view_sample_ask(sample, "ada", "search", "{'words':'barn west'}");
  g_assert_cmpuint(json_array_size(json_object_get(all, "found")), ==, 2);
  json_decref(all);
}

/* Who is asked second sees no number in a view, and that in a receipt does not tell whether theirs was the first. */
static void test_numbers(Fixture *fixture, const void *data) {
  (void)data;
  static const char *const views[] = {"advice", "brief"};
  for (size_t index = 0; index < G_N_ELEMENTS(views); index++) {
    g_autofree char *his = view_of(fixture, "ben", views[index]);
    g_autofree char *hers = view_of(fixture, "ada", views[index]);
    g_assert_nonnull(strstr(his, "The old mill"));
    g_assert_null(strstr(his, "_number"));
    g_assert_nonnull(strstr(hers, "\"option_number\":"));
  }
  g_autofree char *counted =
      action_sample_ask(fixture->sample, "SELECT COUNT(*) FROM advice WHERE option_number < 1000");
  g_assert_cmpstr(counted, ==, "0");
}

/* The same option is the same in every row, and words that were erased don't stand beside their number. */
static void test_erased(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  override(fixture, ",'option':'A tent'");
  action_sample_do(sample, "eve", "advise", "{'brief':'%s','option':'A tent'}", fixture->brief);
  action_sample_do(sample, "ada", "erase_text", "{'of':'%s','field':'option'}", fixture->other);
  expect_export(fixture, "ada", "(option 1) > A tent (Stay ashore)\n(option 1) > \nA tent > \n");
  expect_export(fixture, "ben", "The old mill > A tent\n"); /* whose advice is as it was */
  expect_export(fixture, "eve", "(option 1) > \nA tent > \n");
}

static void add(const char *name, void (*test)(Fixture *, const void *)) {
  g_test_add(name, Fixture, NULL, set_up, test, tear_down);
}

/* The same, of views that are owed before any advice. */
static void add_owing(const char *name, void (*test)(Fixture *, const void *)) {
  g_test_add(name, Fixture, OWING, set_up, test, tear_down);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_assert_cmpint(sodium_init(), >=, 0);
  add_owing("/views/export/own view", test_own_view);
  add_owing("/views/export/words", test_words);
  add("/views/export/imported", test_imported);
  add("/views/export/numbers", test_numbers);
  add_owing("/views/export/erased", test_erased);
  return g_test_run();
}
