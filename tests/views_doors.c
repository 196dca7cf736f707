/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * views_doors.c: what nobody may be shown, through any view.
 *
 * Every view there is, with every parameter that the sample has a thing for, is asked as each person; the documents are
 * searched for what may not be in them. A new view is walked through here without being named.
 */
#include "support/view_sample.h"

#include <sodium.h>
#include <string.h>

/* Words that stand for what they are in. None is part of another. */
#define BEN_ADVICE "oldmill"
#define BEN_REASON "quietyard"
#define EVE_ADVICE "glasstower"
#define EVE_REASON "lakeside"
#define EVE_TASK "evetask"
#define OWN_VIEW "staywhere"
#define DIRECTION "sixteenseats"
#define GOAL "fewercosts"
#define CLIENT_REVIEW "clientmarks"
#define PARTNER_REVIEW "partnermarks"
#define STAKE "1234500"
#define OWN_ROAD "staywent"

typedef struct {
  ActionSample *sample;
  char partner[21], other_partner[21];
  char engagement[21], other_engagement[21];
  char brief[21], other_brief[21];
  char advice[21], other_advice[21];
  char review[21], goal[21];
} Fixture;

static void keep(char id[21], const char *made) {
  g_strlcpy(id, made, 21);
}

static void ask(Fixture *fixture, const char *engagement, char *brief) {
  keep(brief, action_sample_do(fixture->sample, "ada", "ask",
                               "{'question':'Which office?','engagements':['%s'],'know_by':'2026-06-01',"
                               "'worked_if':'everybody fits','stake':'12345.00'}",
                               engagement));
}

#define OWING "owing" /* of a test where own views are owed from the beginning */

static void set_up(Fixture *fixture, const void *data) {
  ActionSample *sample = fixture->sample = action_sample_new();
  action_sample_open(sample, fixture->partner, fixture->engagement);
  if (g_strcmp0(data, OWING) == 0)
    action_sample_do(sample, "ada", "change_workspace", "{'own_views':true}");
  action_sample_add_others(sample, fixture->other_engagement);
  g_autofree char *sql =
      g_strdup_printf("SELECT partner_id FROM engagements WHERE engagement_id = '%s'", fixture->other_engagement);
  g_autofree char *other = action_sample_ask(sample, sql);
  keep(fixture->other_partner, other);
  action_sample_do(sample, "ada", "set_direction", "{'words':'" DIRECTION "'}");
  keep(fixture->goal, action_sample_do(sample, "ada", "add_goal",
                                       "{'name':'" GOAL "','measure':'euros','baseline':'10','target':'5',"
                                       "'due_at':'2026-12-31'}"));
  ask(fixture, fixture->engagement, fixture->brief);
  ask(fixture, fixture->other_engagement, fixture->other_brief);
  keep(fixture->advice,
       action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'" BEN_ADVICE "','reasons':'" BEN_REASON "'}",
                        fixture->brief));
  keep(fixture->other_advice,
       action_sample_do(sample, "eve", "advise", "{'brief':'%s','option':'" EVE_ADVICE "','reasons':'" EVE_REASON "'}",
                        fixture->other_brief));
  action_sample_do(sample, "ben", "question", "{'on':'%s','words':'" BEN_REASON " too?'}", fixture->advice);
  action_sample_do(sample, "ada", "add_task", "{'engagement':'%s','title':'" EVE_TASK "'}", fixture->other_engagement);
  keep(fixture->review, action_sample_do(sample, "ada", "open_review", "{'engagement':'%s'}", fixture->engagement));
}

static void tear_down(Fixture *fixture, const void *data) {
  (void)data;
  action_sample_finish(fixture->sample);
}

/* ---- Walking through every view --------------------------------------------------------------------------------- */

typedef struct {
  GString *all; /* every document that was given out */
  size_t shown; /* how many */
} Walk;

static void show(Fixture *fixture, const char *person, const View *view, const char *text, Walk *walk) {
  g_auto(RecordProblem) problem = {0};
  json_t *document = view_sample_try(fixture->sample, SAMPLE_WORKSPACE, person, view->name, text, 1, &problem);
  if (document == NULL)
    return;
  g_autofree char *dumped = view_sample_text(document);
  g_string_append_printf(walk->all, "%s %s: %s\n", view->name, text, dumped);
  walk->shown++;
  json_decref(document);
}

/* Values for a parameter that the sample has; ends with NULL. */
static void values_of(Fixture *fixture, const RecordField *field, char values[64][32]) {
  const char *things[] = {fixture->partner, fixture->other_partner, fixture->engagement, fixture->other_engagement,
                          fixture->brief,   fixture->other_brief,   fixture->advice,     fixture->other_advice,
                          fixture->review,  fixture->goal};
  static const char *const words[] = {BEN_ADVICE, BEN_REASON, EVE_ADVICE, EVE_REASON,    EVE_TASK,
                                      OWN_VIEW,   DIRECTION,  GOAL,       CLIENT_REVIEW, PARTNER_REVIEW};
  size_t count = 0;
  for (size_t index = 0; field->type == RECORD_FIELD_THING && index < G_N_ELEMENTS(things); index++)
    g_snprintf(values[count++], 32, "'%s'", things[index]);
  for (size_t index = 0; field->type == RECORD_FIELD_TEXT && index < G_N_ELEMENTS(words); index++)
    g_snprintf(values[count++], 32, "'%s'", words[index]);
  for (int entry = 1; field->type == RECORD_FIELD_INTEGER && entry < 60; entry++)
    g_snprintf(values[count++], 32, "%d", entry);
  for (int is = 0; field->type == RECORD_FIELD_FLAG && is < 2; is++)
    g_snprintf(values[count++], 32, "%s", is ? "true" : "false");
  values[count][0] = '\0';
}

/* All that the person can get out of the views: each without parameters, and with each value of each parameter. */
static Walk walk_as(Fixture *fixture, const char *person) {
  Walk walk = {.all = g_string_new(NULL)};
  for (const View *const *view = view_list; *view != NULL; view++) {
    show(fixture, person, *view, "{}", &walk);
    for (const RecordField *field = (*view)->parameters; field->name != NULL; field++) {
      char values[64][32];
      values_of(fixture, field, values);
      for (size_t index = 0; values[index][0] != '\0'; index++) {
        g_autofree char *text = g_strdup_printf("{'%s':%s}", field->name, values[index]);
        show(fixture, person, *view, text, &walk);
      }
    }
  }
  return walk;
}

static void expect(Fixture *fixture, const char *person, bool there, const char *const *words) {
  Walk walk = walk_as(fixture, person);
  for (; *words != NULL; words++) {
    g_auto(GStrv) lines = g_strsplit(walk.all->str, "\n", -1);
    const char *found = NULL;
    for (char **line = lines; *line != NULL && found == NULL; line++) {
      const char *document = strchr(*line, ':') != NULL ? strstr(*line, "}: ") : NULL;
      if (document != NULL && strstr(document + 3, *words) != NULL)
        found = *line;
    }
    if ((found != NULL) != there)
      g_error("%s %s %s%s%s", person, there ? "is never shown" : "is shown", *words, there ? "" : " in ",
              there ? "" : found);
  }
  g_string_free(walk.all, TRUE);
}

#define WORDS(...) ((const char *const[]){__VA_ARGS__, NULL})

/* ---- The tests -------------------------------------------------------------------------------------------------- */

/* Reasons given for going against advice: not to who owes a view on it, as long as something on that brief waits. That a
 * row is left out must not tell either, so it is not there at all. */
static void test_reasons(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'a second one'}", fixture->brief);
  action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'" OWN_VIEW "'}", fixture->brief);
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", fixture->advice);
  g_autofree char *shown = action_sample_shown(sample, "ada", fixture->advice);
  action_sample_do(sample, "ada", "decide",
                   "{'advice':'%s','shown':'%s','decision':'override','option':'" OWN_VIEW "','reason':'toofar',"
                   "'acknowledged':true}",
                   fixture->advice, shown);
  json_t *hers = view_sample_ask(sample, "ada", "partners", "{}");
  const json_t *row = json_array_get(json_object_get(hers, "reasons"), 0);
  g_assert_cmpuint(json_array_size(json_object_get(hers, "reasons")), ==, 1);
  g_assert_cmpstr(view_text(row, "reason"), ==, "toofar");
  g_assert_cmpstr(view_text(row, "option"), ==, BEN_ADVICE);
  json_decref(hers);
  json_t *his = view_sample_ask(sample, "dan", "partners", "{}");
  g_assert_cmpuint(json_array_size(json_object_get(his, "reasons")), ==, 0);
  g_assert_true(json_is_array(json_object_get(his, "reasons")));
  json_decref(his);
  expect(fixture, "dan", false, WORDS("toofar"));
}

/* Nor may the list be shorter by it. */
static void test_reasons_without_gap(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  for (int number = 0; number < 6; number++) {
    g_autofree char *advice = g_strdup(action_sample_do(
        sample, "ben", "advise", "{'option':'number %d','know_by':'2027-06-01','worked_if':'it holds'}", number));
    action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", advice);
    g_autofree char *shown = action_sample_shown(sample, "ada", advice);
    action_sample_do(
        sample, "ada", "decide",
        "{'advice':'%s','shown':'%s','decision':'override','option':'no','reason':'because','acknowledged':true}",
        advice, shown);
  }
  action_sample_do(sample, "ada", "change_workspace", "{'own_views':true}");
  ask(fixture, fixture->engagement, fixture->brief);
  keep(fixture->advice,
       action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'" BEN_ADVICE "'}", fixture->brief));
  action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'a second one'}", fixture->brief);
  action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'" OWN_VIEW "'}", fixture->brief);
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", fixture->advice);
  json_t *before = view_sample_ask(sample, "dan", "partners", "{}");
  g_autofree char *shown = action_sample_shown(sample, "ada", fixture->advice);
  action_sample_do(sample, "ada", "decide",
                   "{'advice':'%s','shown':'%s','decision':'override','option':'" OWN_VIEW "','reason':'toofar',"
                   "'acknowledged':true}",
                   fixture->advice, shown);
  json_t *after = view_sample_ask(sample, "dan", "partners", "{}");
  g_assert_cmpuint(json_array_size(json_object_get(after, "reasons")), ==, 5);
  g_assert_true(json_equal(json_object_get(before, "reasons"), json_object_get(after, "reasons")));
  json_decref(before);
  json_decref(after);
}

/* A partner: their own side in full, and nothing of another's, nor of what the client thinks to itself. */
static void test_partner(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'" OWN_VIEW "','chance':'62 %%'}",
                   fixture->brief);
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", fixture->advice);
  g_autofree char *shown = action_sample_shown(sample, "ada", fixture->advice);
  action_sample_do(sample, "ada", "decide", "{'advice':'%s','shown':'%s','decision':'follow'}", fixture->advice, shown);
  action_sample_do(sample, "ada", "report_outcome",
                   "{'advice':'%s','road':'own_view','worked':'0 %%','story':'" OWN_ROAD "'}", fixture->advice);
  expect(fixture, "ada", true, WORDS(OWN_ROAD));
  expect(fixture, "ben", true, WORDS(BEN_ADVICE, BEN_REASON, DIRECTION, GOAL));
  g_autofree char *engagement = g_strdup_printf("\"%s\"", fixture->other_engagement);
  g_autofree char *partner = g_strdup_printf("\"%s\"", fixture->other_partner);
  g_autofree char *brief = g_strdup_printf("\"%s\"", fixture->other_brief);
  g_autofree char *own = g_strdup_printf("\"%s\"", fixture->engagement);
  expect(fixture, "ben", false,
         WORDS(EVE_ADVICE, EVE_REASON, EVE_TASK, OWN_VIEW, OWN_ROAD, STAKE, "own_view_chance", "shown_advice",
               "hour_worth", engagement, partner, brief, "Cyd", "\"dan\""));
  expect(fixture, "eve", true, WORDS(EVE_ADVICE, EVE_REASON, EVE_TASK, DIRECTION));
  expect(fixture, "eve", false, WORDS(BEN_ADVICE, BEN_REASON, OWN_VIEW, STAKE, own));
  /* Whoever is of no workspace sees nothing at all. */
  Walk nobody = walk_as(fixture, "zoe");
  g_assert_cmpuint(nobody.shown, ==, 1); /* a portal without a business */
  g_assert_nonnull(strstr(nobody.all->str, "\"businesses\":[]"));
  g_string_free(nobody.all, TRUE);
}

static void test_direction_kept_back(Fixture *fixture, const void *data) {
  (void)data;
  action_sample_do(fixture->sample, "ada", "set_direction", "{'words':'" DIRECTION "','shared':false}");
  expect(fixture, "ben", false, WORDS(DIRECTION, GOAL));
  expect(fixture, "cyd", true, WORDS(DIRECTION, GOAL));
}

/* Who owes a view knows nothing of the advice, but that it is there; who need not decide sees it. */
static void test_owed_view(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  expect(fixture, "ada", false, WORDS(BEN_ADVICE, BEN_REASON, EVE_ADVICE, EVE_REASON, "option_number"));
  expect(fixture, "ada", true, WORDS(fixture->advice, "is_shut"));
  json_t *shut = view_sample_ask(sample, "ada", "advice", "{'advice':'%s'}", fixture->advice);
  /* Whatever a row comes to tell one day, of a shut one it is these. */
  static const char *const told[] = {
      "id",          "entry",    "brief_id",  "is_unasked", "engagement_id", "partner_id", "partner", "skill_id",
      "skill",       "goal_id",  "goal",      "at",         "person",        "by_person",  "noted",   "know_by",
      "stake_minor", "question", "decide_by", "is_shut",    "is_unopened",   NULL};
  const char *member = NULL;
  json_t *value = NULL;
  json_object_foreach(json_object_get(shut, "advice"), member, value) {
    if (!g_strv_contains(told, member))
      g_error("shut advice tells its %s", member);
  }
  g_assert_null(json_object_get(json_object_get(shut, "advice"), "state"));
  g_assert_null(json_object_get(json_object_get(shut, "advice"), "worked_if"));
  g_assert_null(json_object_get(json_object_get(shut, "advice"), "known_at"));
  json_decref(shut);
  expect(fixture, "dan", false, WORDS(BEN_ADVICE, BEN_REASON, EVE_ADVICE, EVE_REASON));
  expect(fixture, "dot", true, WORDS(BEN_ADVICE, BEN_REASON, EVE_ADVICE));
  action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'" OWN_VIEW "'}", fixture->brief);
  expect(fixture, "ada", false, WORDS(BEN_ADVICE, BEN_REASON, EVE_ADVICE, EVE_REASON)); /* she could seal another */
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", fixture->advice);
  expect(fixture, "ada", true, WORDS(BEN_ADVICE, BEN_REASON, OWN_VIEW));
  expect(fixture, "ada", false, WORDS(EVE_ADVICE, EVE_REASON));
  expect(fixture, "dan", false, WORDS(BEN_ADVICE, BEN_REASON));
}

/* What a partner did under a mandate, on a brief where another's advice waits, is shut like that; and so are the actions
 * that would tell of it. */
static void test_act_beside_advice(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "grant_mandate",
                   "{'engagement':'%s','level':'act_within','limit':'500','expires_at':'2026-12-31','check_one_in':1}",
                   fixture->engagement);
  g_autofree char *brief = g_strdup(action_sample_do(
      sample, "ada", "ask", "{'question':'?','engagements':['%s','%s'],'know_by':'2027-06-01','worked_if':'x'}",
      fixture->engagement, fixture->other_engagement));
  g_autofree char *waits =
      g_strdup(action_sample_do(sample, "eve", "advise", "{'brief':'%s','option':'A tent'}", brief));
  g_autofree char *done = g_strdup(action_sample_do(
      sample, "ben", "act", "{'brief':'%s','option':'doneanyway','know_by':'2027-06-01','worked_if':'x','stake':'1'}",
      brief));
  expect(fixture, "dan", false, WORDS("doneanyway"));
  action_sample_refuse(sample, "dan", "check_act", RECORD_PROBLEM_CONFLICT, "own_view",
                       "{'advice':'%s','verdict':'sound'}", done);
  action_sample_refuse(sample, "dan", "report_outcome", RECORD_PROBLEM_CONFLICT, "own_view",
                       "{'advice':'%s','worked':'0'}", done);
  action_sample_do(sample, "dan", "seal_own_view", "{'on':'%s','option':'" OWN_VIEW "'}", brief);
  action_sample_do(sample, "dan", "open_advice", "{'advice':'%s'}", waits);
  expect(fixture, "dan", true, WORDS("doneanyway"));
  action_sample_do(sample, "dan", "check_act", "{'advice':'%s','verdict':'sound'}", done);
}

/* A review's answer stays with its side until the other gave its own. */
static void test_reviews(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  const char *marks = "'answers':4,'facts':3,'speed':5,'worth':4";
  action_sample_do(sample, "ada", "give_review", "{'review':'%s',%s,'words':'" CLIENT_REVIEW "'}", fixture->review,
                   marks);
  expect(fixture, "ben", false, WORDS(CLIENT_REVIEW));
  expect(fixture, "ada", true, WORDS(CLIENT_REVIEW));
  action_sample_do(sample, "ben", "give_review", "{'review':'%s',%s,'words':'" PARTNER_REVIEW "'}", fixture->review,
                   marks);
  expect(fixture, "ben", true, WORDS(CLIENT_REVIEW, PARTNER_REVIEW));
  expect(fixture, "ada", true, WORDS(CLIENT_REVIEW, PARTNER_REVIEW));
  expect(fixture, "eve", false, WORDS(CLIENT_REVIEW, PARTNER_REVIEW));
}

static void test_review_partner_first(Fixture *fixture, const void *data) {
  (void)data;
  action_sample_do(fixture->sample, "ben", "give_review",
                   "{'review':'%s','answers':1,'facts':1,'speed':1,'worth':1,'words':'" PARTNER_REVIEW "'}",
                   fixture->review);
  expect(fixture, "ada", false, WORDS(PARTNER_REVIEW));
  expect(fixture, "ben", true, WORDS(PARTNER_REVIEW));
}

/* The marks alone are as blind as the words: whoever has not answered reads none of them, in the journal, by a receipt or on a
 * page. */
static void test_review_marks(Fixture *fixture, const void *data) {
  ActionSample *sample = fixture->sample;
  const char *first = data;
  const char *other = strcmp(first, "ada") == 0 ? "ben" : "ada";
  action_sample_do(sample, first, "give_review", "{'review':'%s','answers':1,'facts':2,'speed':1,'worth':2}",
                   fixture->review);
  int64_t entry = json_integer_value(json_object_get(sample->reply, "entry"));
  for (int answered = 0; answered < 2; answered++) {
    const char *const readers[] = {first, other};
    for (size_t reader = 0; reader < G_N_ELEMENTS(readers); reader++) {
      bool may = reader == 0 || answered == 1;
      g_auto(RecordProblem) problem = {0};
      g_autofree char *asked = g_strdup_printf("{'entry':%" G_GINT64_FORMAT "}", entry);
      json_t *receipt = view_sample_try(sample, SAMPLE_WORKSPACE, readers[reader], "receipt", asked, 1, &problem);
      g_assert_cmpint(receipt != NULL, ==, may);
      json_decref(receipt);
      if (strcmp(readers[reader], "ben") == 0)
        continue; /* the journal is the business's */
      json_t *journal = view_sample_ask(sample, readers[reader], "journal", "{'count':50}");
      char *dumped = json_dumps(journal, JSON_COMPACT);
      g_assert_cmpint(strstr(dumped, "\"facts\":2") != NULL, ==, may);
      free(dumped);
      json_decref(journal);
    }
    if (answered == 0)
      action_sample_do(sample, other, "give_review", "{'review':'%s','answers':5,'facts':5,'speed':5,'worth':5}",
                       fixture->review);
  }
}

static void test_foreign_workspace(Fixture *fixture, const void *data) {
  (void)data;
  for (const View *const *view = view_list; *view != NULL; view++) {
    g_auto(RecordProblem) problem = {0};
    json_t *document = view_sample_try(fixture->sample, "elsewhere", "ada", (*view)->name, "{}", 1, &problem);
    bool gathers = (*view)->gather != NULL;
    g_assert_true((document != NULL) == gathers);
    g_assert_cmpint(problem.kind, ==, gathers ? RECORD_PROBLEM_NONE : RECORD_PROBLEM_NOT_FOUND);
    json_decref(document);
  }
}

/* Erased words are found by nobody, and no file of the database holds a word that was only searched for. */
static void test_erased(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  expect(fixture, "ada", true, WORDS(BEN_REASON));
  g_autofree char *sql = g_strdup_printf(
      "SELECT seq FROM openings WHERE pointer = '/reasons' AND content = CAST('" BEN_REASON "' AS BLOB)");
  g_autofree char *entry = action_sample_ask(sample, sql);
  action_sample_do(sample, "ada", "erase_text", "{'entry':%s,'field':'reasons'}", entry);
  g_autofree char *count_sql =
      g_strdup_printf("SELECT COUNT(*) FROM search_words WHERE seq = %s AND pointer = '/reasons'", entry);
  g_autofree char *left = action_sample_ask(sample, count_sql);
  g_assert_cmpstr(left, ==, "0");
  json_t *document = view_sample_ask(sample, "ada", "search", "{'words':'" BEN_REASON "'}");
  g_autofree char *text = view_sample_text(document);
  json_decref(document);
  g_assert_null(strstr(text, entry) != NULL && strstr(text, "/reasons") != NULL ? "found" : NULL);
}

/* Of a business that deleted its record nothing is left but its name and emptied rows: in no table, the search's among them. */
static void test_deleted(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  json_decref(view_sample_ask(sample, "ada", "search", "{'words':'" BEN_REASON "'}"));
  json_decref(view_sample_ask(sample, "ada", "partners", "{}"));
  g_autofree char *fed = action_sample_ask(sample, "SELECT COUNT(*) > 0 FROM search_words");
  g_assert_cmpstr(fed, ==, "1");
  action_sample_do(sample, "ada", "delete_workspace", "{'name':'Studio Nine'}");
  static const char *const emptied[] = {"workspaces",        "entries", "openings",
                                        "attachment_chunks", "outbox",  "idempotency_keys"};
  g_autofree char *listed = action_sample_ask(
      sample,
      "SELECT group_concat(schema.name, ' ') FROM sqlite_schema AS schema JOIN pragma_table_info(schema.name) AS "
      "columns WHERE schema.type = 'table' AND columns.name = 'workspace_id'");
  g_auto(GStrv) tables = g_strsplit(listed, " ", -1);
  size_t looked_at = 0;
  for (char **table = tables; *table != NULL; table++) {
    bool kept = false;
    for (size_t index = 0; index < G_N_ELEMENTS(emptied); index++)
      kept = kept || strcmp(*table, emptied[index]) == 0;
    g_autofree char *sql =
        g_strdup_printf("SELECT COUNT(*) FROM %s WHERE workspace_id = '" SAMPLE_WORKSPACE "'", *table);
    g_autofree char *left = action_sample_ask(sample, sql);
    if (!kept && strcmp(left, "0") != 0)
      g_error("%s rows are left in %s", left, *table);
    looked_at += !kept;
  }
  g_assert_cmpuint(looked_at, >, 25);
  action_sample_free(sample);
  set_up(fixture, NULL); /* for who tears it down */
}

/* Who changes sides stays, in what they said before, on the side that they were on then. */
static void test_changed_sides(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "question", "{'on':'%s','words':'How many seats?'}", fixture->advice);
  action_sample_do(sample, "ada", "add_person",
                   "{'person':'pat','name_of_person':'Pat','role':'partner','partner':'%s'}", fixture->partner);
  sample->now_ms += SAMPLE_DAY_MS;
  action_sample_do(sample, "ada", "remove_person", "{'person':'ben'}");
  action_sample_do(sample, "ada", "add_person",
                   "{'person':'ben','name_of_person':'Ben','role':'member','may_decide':true}");
  json_t *advice = view_sample_ask(sample, "ada", "advice", "{'advice':'%s'}", fixture->advice);
  const json_t *messages = json_object_get(advice, "messages");
  g_assert_cmpstr(view_text(json_array_get(messages, 0), "side"), ==, "partner");
  g_assert_cmpstr(view_text(json_array_get(messages, 1), "side"), ==, "client");
  json_decref(advice);
  json_t *today = view_sample_ask(sample, "ada", "today", "{}");
  g_assert_cmpuint(json_array_size(json_object_get(today, "questions")), ==, 1);
  json_decref(today);
  json_t *portal = view_sample_ask(sample, "pat", "portal", "{}");
  const json_t *business = json_array_get(json_object_get(portal, "businesses"), 0);
  g_assert_cmpuint(json_array_size(json_object_get(business, "questions")), ==, 1); /* ada's */
  json_decref(portal);
  json_t *journal = view_sample_ask(sample, "ada", "journal", "{'thing':'%s'}", fixture->advice);
  size_t index = 0;
  const json_t *entry = NULL;
  json_array_foreach(json_object_get(journal, "entries"), index, entry) {
    bool of_ben = strcmp(view_text(entry, "person"), "ben") == 0;
    g_assert_true(of_ben == (json_object_get(entry, "side") == NULL)); /* not known any more */
  }
  json_decref(journal);
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
  add_owing("/doors/partner", test_partner);
  add("/doors/direction_kept_back", test_direction_kept_back);
  add_owing("/doors/reasons", test_reasons);
  add("/views/doors/reasons without gap", test_reasons_without_gap);
  add_owing("/doors/owed_view", test_owed_view);
  add_owing("/doors/act_beside_advice", test_act_beside_advice);
  add("/doors/reviews", test_reviews);
  add("/doors/review_partner_first", test_review_partner_first);
  g_test_add("/doors/review_marks/client", Fixture, "ada", set_up, test_review_marks, tear_down);
  g_test_add("/doors/review_marks/partner", Fixture, "ben", set_up, test_review_marks, tear_down);
  add("/doors/foreign_workspace", test_foreign_workspace);
  add("/doors/erased", test_erased);
  add("/doors/deleted", test_deleted);
  add("/doors/changed_sides", test_changed_sides);
  return g_test_run();
}
