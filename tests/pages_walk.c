/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * pages_walk.c: every page that a person of the demonstrations can get to by following links, each looked through
 * (support/html_check.h). No link is dead, no form leads to an action that is not there, and no page that somebody can
 * get to shows them what is not for them.
 */
#include "support/figures.h"
#include "support/page_sample.h"

#include <sodium.h>
#include <sqlite3.h>
#include <string.h>

#define PAGE_BYTES_MAX (50 * 1024) /* transferred, with style and script: here without compression and without them */
#define WALK_MOST 4000             /* pages of one person: more means that the walk goes in circles */

typedef struct {
  PageSample *sample;
  const PageSamplePerson *person;
  GHashTable *seen;
  GQueue *waiting;
  GString *all; /* every page, one after the other */
  size_t largest;
  char *largest_path;
} Walk;

static PageSample *sample; /* played once: none of these tests writes */

/* ---- Walking ---------------------------------------------------------------------------------------------------- */

/* Links of ours that are of another face. */
static bool is_elsewhere(const char *path) {
  return g_str_has_prefix(path, "/api/") || strcmp(path, "/account") == 0 || strcmp(path, "/") == 0 ||
         strcmp(path, "/open") == 0;
}

static void follow(Walk *walk, const char *from, const char *address) {
  if (address[0] != '/') /* of somebody's own: html_check.c has seen that it is safe */
    return;
  if (!g_str_has_prefix(address, "/base/"))
    g_error("%s on %s is not under the address that the server is at", address, from);
  g_auto(GStrv) halves = g_strsplit(address + strlen("/base"), "#", 2);
  if (is_elsewhere(halves[0]) || !g_hash_table_add(walk->seen, g_strdup(halves[0])))
    return;
  g_queue_push_tail(walk->waiting, g_strdup(halves[0]));
}

static void check_form(const char *from, const char *address) {
  const char *name = strstr(address, "/do/");
  bool begins = name != NULL && strcmp(name, "/do/begin") == 0; /* three actions in one: page_begin.c */
  if (name != NULL && !begins && action_find(name + strlen("/do/")) == NULL)
    g_error("a form on %s leads to %s, which is no action", from, address);
}

static void keep(Walk *walk, const char *path, const PagesReply *reply) {
  g_string_append_printf(walk->all, "\n=== %s\n%s", path, reply->html->str);
  if (reply->html->len <= walk->largest)
    return;
  walk->largest = reply->html->len;
  g_free(walk->largest_path);
  walk->largest_path = g_strdup(path);
}

static void visit(Walk *walk, const char *path) {
  g_auto(PagesReply) reply = {0};
  if (!page_sample_get(walk->sample, walk->person->person, path, &reply))
    g_error("%s: a link leads to %s, where there is no page", walk->person->person, path);
  if (reply.status == 303) {
    follow(walk, path, reply.location);
    return;
  }
  if (reply.status != 200)
    g_error("%s: a link leads to %s, which answers %u: %s", walk->person->person, path, reply.status, reply.html->str);
  keep(walk, path, &reply);
  g_auto(GStrv) links = html_addresses(reply.html->str, "a");
  for (char **link = links; *link != NULL; link++)
    follow(walk, path, *link);
  g_auto(GStrv) forms = html_addresses(reply.html->str, "form");
  for (char **form = forms; *form != NULL; form++)
    check_form(path, *form);
}

static void walk_as(Walk *walk, PageSample *where, const PageSamplePerson *person) {
  *walk = (Walk){.sample = where,
                 .person = person,
                 .seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                 .waiting = g_queue_new(),
                 .all = g_string_new(NULL)};
  g_autofree char *home = g_strdup_printf("/base/w/%s/", person->workspace);
  follow(walk, "home", home);
  for (char *path = g_queue_pop_head(walk->waiting); path != NULL; path = g_queue_pop_head(walk->waiting)) {
    visit(walk, path);
    g_free(path);
  }
  g_assert_cmpuint(g_hash_table_size(walk->seen), <, WALK_MOST);
}

static void walk_clear(Walk *walk) {
  g_hash_table_unref(walk->seen);
  g_queue_free_full(walk->waiting, g_free);
  g_string_free(walk->all, TRUE);
  g_free(walk->largest_path);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Walk, walk_clear)

static const PageSamplePerson *find(const char *name) {
  const PageSamplePerson *person = page_sample_people;
  while (strcmp(person->person, name) != 0)
    person++;
  return person;
}

/* ---- The tests -------------------------------------------------------------------------------------------------- */

static void test_person(gconstpointer data) {
  const PageSamplePerson *person = data;
  g_auto(Walk) walk = {0};
  walk_as(&walk, sample, person);
  g_test_message("%s: %u pages, the largest %s with %zu bytes", person->person, g_hash_table_size(walk.seen),
                 walk.largest_path, walk.largest);
  g_assert_cmpuint(walk.largest, <, PAGE_BYTES_MAX);
  /* Whoever decides gets to the decision page from the first one, whoever is a partner to what became of their advice. */
  g_assert_nonnull(strstr(walk.all->str, "/advice/"));
}

/* Each kind of page there is for their role is in reach. */
static void test_menu(void) {
  static const char *const owner[] = {"today",     "note",   "ask",         "partners", "partner/",
                                      "direction", "skills", "engagement/", "brief/",   "advice/",
                                      "journal",   "search", "people",      "settings"};
  static const char *const partner[] = {"portal", "advise", "direction", "engagement/", "brief/", "advice/", "search"};
  g_auto(Walk) ada = {0};
  g_auto(Walk) petra = {0};
  walk_as(&ada, sample, find("ada"));
  walk_as(&petra, sample, find("petra"));
  for (size_t index = 0; index < G_N_ELEMENTS(owner); index++) {
    g_autofree char *mark = g_strdup_printf("\n=== /w/" PAGE_SAMPLE_STUDIO "/%s", owner[index]);
    if (strstr(ada.all->str, mark) == NULL)
      g_error("no link leads the owner to %s", owner[index]);
  }
  for (size_t index = 0; index < G_N_ELEMENTS(partner); index++) {
    g_autofree char *mark = g_strdup_printf("\n=== /w/" PAGE_SAMPLE_STUDIO "/%s", partner[index]);
    if (strstr(petra.all->str, mark) == NULL)
      g_error("no link leads the partner to %s", partner[index]);
  }
}

/* The partner that somebody speaks for, as the owner's list of people says. Free. */
static char *partner_of(const char *person) {
  json_t *people = page_sample_view(sample, PAGE_SAMPLE_STUDIO, "ada", "people", "{}");
  char *partner = NULL;
  size_t index = 0;
  const json_t *row = NULL;
  json_array_foreach(json_object_get(people, "people"), index, row) {
    if (strcmp(action_text(row, "id"), person) == 0)
      partner = g_strdup(action_text(row, "partner_id"));
  }
  json_decref(people);
  g_assert_nonnull(partner);
  return partner;
}

/* A partner who follows every link meets no other partner. */
static void test_partner_doors(void) {
  g_auto(Walk) walk = {0};
  walk_as(&walk, sample, find("petra"));
  g_autofree char *own = partner_of("petra");
  json_t *all = page_sample_view(sample, PAGE_SAMPLE_STUDIO, "ada", "partners", "{}");
  size_t index = 0;
  size_t others = 0;
  const json_t *row = NULL;
  json_array_foreach(json_object_get(all, "partners"), index, row) {
    g_autofree char *name = g_markup_escape_text(action_text(row, "name"), -1);
    bool is_own = strcmp(action_text(row, "id"), own) == 0;
    others += !is_own;
    if (!is_own && strstr(walk.all->str, name) != NULL)
      g_error("petra is shown %s", name);
  }
  g_assert_cmpuint(others, >, 3);
  json_decref(all);
}

/* What is asked for by its address and not by a link is no nearer. */
static void test_addresses(void) {
  static const struct {
    const char *person;
    const char *path;
    unsigned status; /* 0: no page at all */
  } cases[] = {
      {"petra", "/w/" PAGE_SAMPLE_STUDIO "/today", 403},
      {"petra", "/w/" PAGE_SAMPLE_STUDIO "/partners", 403},
      {"petra", "/w/" PAGE_SAMPLE_STUDIO "/journal", 403},
      {"petra", "/w/" PAGE_SAMPLE_STUDIO "/people", 403},
      {"wanda", "/w/" PAGE_SAMPLE_STUDIO "/note", 403},
      {"ada", "/w/" PAGE_SAMPLE_STUDIO "/portal", 403},
      {"ada", "/w/" PAGE_SAMPLE_STUDIO "/nothing", 0},
      {"ada", "/w/" PAGE_SAMPLE_STUDIO "/partner", 0},
      {"ada", "/w/" PAGE_SAMPLE_STUDIO "/partner/p999999", 404},
      {"ada", "/w/" PAGE_SAMPLE_STUDIO "/partner/<script>", 404},
      {"ada", "/w/" PAGE_SAMPLE_STUDIO "/advice/p1", 404},
      {"ada", "/w/" PAGE_SAMPLE_SOLE "/today", 0},
      {"ada", "/w/" PAGE_SAMPLE_STUDIO "/today/more", 0},
      {"ada", "/w//today", 0},
      {"ada", "/w/" PAGE_SAMPLE_STUDIO "/partner/p1/x/y", 0},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_auto(PagesReply) reply = {0};
    bool found = page_sample_get(sample, cases[index].person, cases[index].path, &reply);
    unsigned status = found ? reply.status : 0;
    bool as_said = status == cases[index].status || (cases[index].status == 404 && status == 422);
    if (!as_said)
      g_error("%s %s: %u in the place of %u", cases[index].person, cases[index].path, status, cases[index].status);
  }
}

static void test_stranger(void) {
  g_auto(PagesReply) reply = {0};
  g_assert_true(page_sample_get(sample, NULL, "/w/" PAGE_SAMPLE_STUDIO "/today", &reply));
  g_assert_cmpuint(reply.status, ==, 303);
  g_assert_cmpstr(reply.location, ==, "/base/sign-in?then=%2Fw%2F" PAGE_SAMPLE_STUDIO "%2Ftoday");
}

/* After all that was played, the figures that are kept are those that one would count. */
static void test_figures(void) {
  sqlite3 *database = NULL;
  sqlite3_stmt *statement = NULL;
  g_assert_cmpint(sqlite3_open_v2(sample->path, &database, SQLITE_OPEN_READONLY, NULL), ==, SQLITE_OK);
  g_assert_cmpint(sqlite3_prepare_v2(database, FIGURES_WRONG, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint(sqlite3_step(statement), ==, SQLITE_ROW);
  g_assert_cmpint(sqlite3_column_int64(statement, 0), ==, 0);
  sqlite3_finalize(statement);
  g_assert_cmpint(sqlite3_prepare_v2(database, "SELECT SUM(decisions) FROM advice_figures", -1, &statement, NULL), ==,
                  SQLITE_OK);
  g_assert_cmpint(sqlite3_step(statement), ==, SQLITE_ROW);
  g_assert_cmpint(sqlite3_column_int64(statement, 0), >, 10);
  sqlite3_finalize(statement);
  sqlite3_close(database);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_assert_cmpint(sodium_init(), >=, 0);
  sample = page_sample_new();
  for (const PageSamplePerson *person = page_sample_people; person->person != NULL; person++) {
    g_autofree char *name = g_strconcat("/walk/", person->person, NULL);
    g_test_add_data_func(name, person, test_person);
  }
  g_test_add_func("/walk/menu", test_menu);
  g_test_add_func("/walk/partner_doors", test_partner_doors);
  g_test_add_func("/walk/addresses", test_addresses);
  g_test_add_func("/walk/stranger", test_stranger);
  g_test_add_func("/walk/figures", test_figures);
  int status = g_test_run();
  page_sample_free(sample);
  return status;
}
