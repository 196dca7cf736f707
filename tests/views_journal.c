/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* views_journal.c: receipts, keys, the journal as people read it, and the whole of it as a file. */
#include "bellwether/checker.h"
#include "support/view_sample.h"
#include "views/journal_file.h"
#include "views/view.h"

#include <sodium.h>
#include <string.h>

typedef struct {
  ActionSample *sample;
  char partner[21];
  char engagement[21];
  char brief[21];
  char advice[21];
  int64_t advised; /* the entry */
} Fixture;

#define OWING "owing" /* of a test where own views are owed from the beginning */

static void set_up(Fixture *fixture, const void *data) {
  ActionSample *sample = fixture->sample = action_sample_new();
  action_sample_open(sample, fixture->partner, fixture->engagement);
  if (g_strcmp0(data, OWING) == 0)
    action_sample_do(sample, "ada", "change_workspace", "{'own_views':true}");
  const char *brief = action_sample_do(sample, "ada", "ask",
                                       "{'question':'Which office?','engagements':['%s'],'know_by':'2026-06-01',"
                                       "'worked_if':'everybody fits','stake':'12000'}",
                                       fixture->engagement);
  g_strlcpy(fixture->brief, brief, sizeof fixture->brief);
  const char *advice = action_sample_do(sample, "ben", "advise",
                                        "{'brief':'%s','option':'The old mill','reasons':'It is quiet'}", brief);
  g_strlcpy(fixture->advice, advice, sizeof fixture->advice);
  fixture->advised = view_integer(sample->reply, "entry", 0);
}

static void tear_down(Fixture *fixture, const void *data) {
  (void)data;
  action_sample_check(fixture->sample);
  action_sample_free(fixture->sample);
}

/* ---- Checking, as the other side would -------------------------------------------------------------------------- */

/* Gives the lines to the checker; key and since may be NULL. */
static BellwetherCheckStatus check(GPtrArray *lines, const char *key, const char *since,
                                   BellwetherCheckResult *result) {
  BellwetherChecker *checker = NULL;
  g_assert_cmpint(bellwether_checker_new(&checker), ==, BELLWETHER_CHECK_OK);
  if (key != NULL)
    g_assert_cmpint(bellwether_checker_trust(checker, key, strlen(key)), ==, BELLWETHER_CHECK_OK);
  if (since != NULL)
    g_assert_cmpint(bellwether_checker_since(checker, since, strlen(since)), ==, BELLWETHER_CHECK_OK);
  BellwetherCheckStatus status = BELLWETHER_CHECK_OK;
  for (guint index = 0; status == BELLWETHER_CHECK_OK && index < lines->len; index++)
    status = bellwether_checker_line(checker, lines->pdata[index], strlen(lines->pdata[index]));
  if (status == BELLWETHER_CHECK_OK)
    status = bellwether_checker_finish(checker, result);
  bellwether_checker_free(checker);
  return status;
}

static char *receipt(Fixture *fixture, const char *person, int64_t entry, unsigned generations) {
  g_autofree char *parameters = g_strdup_printf("{'entry':%d}", (int)entry);
  g_auto(RecordProblem) problem = {0};
  json_t *document =
      view_sample_try(fixture->sample, SAMPLE_WORKSPACE, person, "receipt", parameters, generations, &problem);
  if (document == NULL)
    g_error("no receipt: %s", problem.message);
  size_t length = 0;
  char *file = view_find("receipt")->write(document, &length);
  json_decref(document);
  g_assert_cmpuint(strlen(file), ==, length);
  return file;
}

static bool keep_line(void *context, const char *line, size_t length) {
  g_ptr_array_add(context, g_strndup(line, length));
  return true;
}

static bool whole_journal(Fixture *fixture, const char *person, unsigned generations, GPtrArray *lines,
                          RecordProblem *problem) {
  StoreKeyFile keys;
  view_sample_keys(&keys, generations);
  ViewOptions options = {.store = fixture->sample->store, .now_ms = fixture->sample->now_ms, .keys = &keys};
  return journal_file_write(&options, SAMPLE_WORKSPACE, person, keep_line, lines, problem);
}

static char *key_of(Fixture *fixture, size_t which) {
  json_t *document = view_sample_ask(fixture->sample, "ben", "key", "{}");
  char *key = g_strdup(view_text(json_array_get(json_object_get(document, "keys"), which), "public_key"));
  json_decref(document);
  return key;
}

static void test_receipt(Fixture *fixture, const void *data) {
  (void)data;
  g_autofree char *key = key_of(fixture, 0);
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(lines, receipt(fixture, "ben", fixture->advised, 1));
  BellwetherCheckResult result;
  g_assert_cmpint(check(lines, key, NULL, &result), ==, BELLWETHER_CHECK_OK);
  g_assert_true(result.is_receipt && result.key_was_given);
  g_assert_cmpint(result.entry_seq, ==, fixture->advised);
  g_assert_cmpstr(result.entry_kind, ==, "advise");
  g_assert_cmpuint(result.texts_open, ==, 2);
  /* One letter changed, and it does not hold. */
  char *mill = strstr(lines->pdata[0], "old mill");
  g_assert_nonnull(mill);
  mill[0] = 'O';
  g_assert_cmpint(check(lines, key, NULL, &result), ==, BELLWETHER_CHECK_REFUSED);
  /* The client gets the same proof. */
  g_autoptr(GPtrArray) others = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(others, receipt(fixture, "ada", fixture->advised, 1));
  g_assert_cmpint(check(others, key, NULL, &result), ==, BELLWETHER_CHECK_OK);
}

static void test_receipt_refused(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  view_sample_refuse(sample, "ada", "receipt", RECORD_PROBLEM_NOT_FOUND, "{'entry':100}");
  view_sample_refuse(sample, "ada", "receipt", RECORD_PROBLEM_INVALID, "{'entry':0}");
  view_sample_refuse(sample, "ada", "receipt", RECORD_PROBLEM_INVALID, "{}");
  /* Of no engagement of the partner's: it is not there. The stake beside the brief is of none. */
  view_sample_refuse(sample, "ben", "receipt", RECORD_PROBLEM_NOT_FOUND, "{'entry':1}");
  view_sample_refuse(sample, "ben", "receipt", RECORD_PROBLEM_NOT_FOUND, "{'entry':%d}", (int)fixture->advised - 1);
}

/* What is said of the business's own in the receipt of an entry that holds: nothing. */
static void expect_nothing_own(Fixture *fixture, int64_t entry, const char *kind) {
  g_autofree char *key = key_of(fixture, 0);
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(lines, receipt(fixture, "ben", entry, 1));
  BellwetherCheckResult result;
  g_assert_cmpint(check(lines, key, NULL, &result), ==, BELLWETHER_CHECK_OK);
  g_assert_cmpint(result.entry_seq, ==, entry);
  g_assert_cmpstr(result.entry_kind, ==, kind);
  static const char *const own[] = {"shown", "own_view", "stake", "chosen_number", "1200000", "6200"};
  for (size_t index = 0; index < G_N_ELEMENTS(own); index++)
    g_assert_null(strstr(lines->pdata[0], own[index]));
}

static bool sees_kind(Fixture *fixture, const char *kind) {
  json_t *document = view_sample_ask(fixture->sample, "ada", "journal", "{}");
  g_autofree char *text = view_sample_text(document);
  json_decref(document);
  g_autofree char *member = g_strdup_printf("\"%s\"", kind);
  return strstr(text, member) != NULL;
}

/* Both sides have a receipt of an override, of a view sealed before and a snapshot shown; and of what was asked. */
static void test_receipt_of_decision(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'Stay','chance':6200}", fixture->brief);
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", fixture->advice);
  g_autofree char *shown = action_sample_shown(sample, "ada", fixture->advice);
  action_sample_do(sample, "ada", "decide",
                   "{'advice':'%s','decision':'override','reason':'Too far out','acknowledged':true,'shown':'%s'}",
                   fixture->advice, shown);
  int64_t decided = view_integer(sample->reply, "entry", 0);
  expect_nothing_own(fixture, fixture->advised - 2, "ask");
  expect_nothing_own(fixture, decided, "decide");
  g_free(receipt(fixture, "ada", decided, 1));
  /* It is kept all the same, for the business. */
  g_assert_true(sees_kind(fixture, "keep_shown") && sees_kind(fixture, "keep_stake"));
  g_free(receipt(fixture, "ada", decided + 1, 1));
  view_sample_refuse(sample, "ben", "receipt", RECORD_PROBLEM_NOT_FOUND, "{'entry':%d}", (int)decided + 1);
  g_autofree char *kept = action_sample_ask(sample, "SELECT (own_view_number <> option_number) || ' ' || "
                                                    "own_view_chance || ' ' || (chosen_number = own_view_number) || "
                                                    "' ' || stake_minor FROM advice");
  g_assert_cmpstr(kept, ==, "1 6200 1 1200000");
  g_autofree char *told =
      action_sample_ask(sample, "SELECT COUNT(shown_advice) + COUNT(shown_outcomes) FROM decisions");
  g_assert_cmpstr(told, ==, "2");
  static const char *const beside[] = {"keep_shown", "keep_stake"};
  for (size_t index = 0; index < G_N_ELEMENTS(beside); index++)
    g_assert_null(action_find(beside[index])); /* nobody can ask for it */
}

static void test_receipt_of_noted(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *advice = g_strdup(action_sample_do(
      sample, "ada", "note_advice", "{'partner':'%s','option':'The barn','know_by':'2026-06-01','stake':'12000'}",
      fixture->partner));
  int64_t noted = view_integer(sample->reply, "entry", 0);
  g_assert_cmpint(g_ascii_strtoll(advice + 1, NULL, 10), ==, noted);
  expect_nothing_own(fixture, noted, "note_advice");
  g_autofree char *sql = g_strdup_printf("SELECT stake_minor FROM advice WHERE advice_id = '%s'", advice);
  g_autofree char *stake = action_sample_ask(sample, sql);
  g_assert_cmpstr(stake, ==, "1200000");
  view_sample_refuse(sample, "ben", "receipt", RECORD_PROBLEM_NOT_FOUND, "{'entry':%d}", (int)noted + 1);
}

/* A decision as it was entered before its figures had an entry of their own. */
static bool enter_old(StoreTransaction *transaction, void *data, GError **error) {
  Fixture *fixture = data;
  json_t *body =
      json_pack("{s:s, s:s, s:s, s:i, s:i, s:i, s:i}", "advice", fixture->advice, "thing", fixture->advice, "decision",
                "follow", "chosen_number", 1, "own_view_number", 1, "shown_advice", 7100, "shown_outcomes", 4);
  StoreNewEntry entry = {.at_ms = fixture->sample->now_ms,
                         .kind = "decide",
                         .engagement = fixture->engagement,
                         .body = body,
                         .texts = (const char *const[]){NULL}};
  StoreAppended appended = {0};
  bool ok = store_entry_append(transaction, &entry, &appended, error);
  fixture->advised = appended.seq;
  json_decref(body);
  return ok;
}

static void test_old_decision(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autoptr(GError) error = NULL;
  g_auto(RecordProblem) problem = {0};
  g_autoptr(StoreScope) scope = store_scope_new(SAMPLE_WORKSPACE, "ada", RECORD_ROLE_OWNER, NULL, 0, &error);
  g_assert_true(store_write(sample->store, scope, enter_old, fixture, &error));
  g_assert_true(action_rebuild(sample->store, SAMPLE_WORKSPACE, "ada", NULL, NULL, &problem));
  g_autofree char *kept =
      action_sample_ask(sample, "SELECT shown_advice || ' ' || shown_outcomes || ' ' || own_view_number "
                                "FROM decisions JOIN advice ON advice.advice_id = decisions.advice_id");
  g_assert_cmpstr(kept, ==, "7100 4 1");
  view_sample_refuse(sample, "ben", "receipt", RECORD_PROBLEM_FORBIDDEN, "{'entry':%d}", (int)fixture->advised);
  g_free(receipt(fixture, "ada", fixture->advised, 1));
}

static void test_rotation(Fixture *fixture, const void *data) {
  (void)data;
  g_autofree char *before = receipt(fixture, "ben", fixture->advised, 1);
  g_autofree char *old_key = key_of(fixture, 0);
  int64_t entries = action_sample_check(fixture->sample);
  /* The old key on file still leads to a receipt that the new one signed. */
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(lines, receipt(fixture, "ben", fixture->advised, 3));
  BellwetherCheckResult result;
  g_assert_cmpint(check(lines, old_key, NULL, &result), ==, BELLWETHER_CHECK_OK);
  g_assert_cmpint(action_sample_check(fixture->sample), ==, entries + 1);
  g_free(receipt(fixture, "ada", fixture->advised, 3));
  g_assert_cmpint(action_sample_check(fixture->sample), ==, entries + 1); /* handed over once */
  g_autoptr(GPtrArray) journal = g_ptr_array_new_with_free_func(g_free);
  g_auto(RecordProblem) problem = {0};
  g_assert_true(whole_journal(fixture, "ada", 3, journal, &problem));
  g_assert_cmpint(check(journal, old_key, before, &result), ==, BELLWETHER_CHECK_OK);
  g_assert_cmpint(result.size, ==, entries + 1);
  g_assert_cmpint(result.since_size, ==, entries);
  /* Secrets that are not those of this journal sign nothing. */
  g_auto(RecordProblem) refused = {0};
  g_assert_null(view_sample_try(fixture->sample, SAMPLE_WORKSPACE, "ada", "receipt", "{'entry':1}", 2, &refused));
  g_assert_cmpint(refused.kind, ==, RECORD_PROBLEM_FAILED);
}

static void test_whole_journal(Fixture *fixture, const void *data) {
  (void)data;
  action_sample_do(fixture->sample, "ada", "add_person", "{'person':'dot','name_of_person':'Dot','role':'observer'}");
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
  g_auto(RecordProblem) problem = {0};
  g_assert_true(whole_journal(fixture, "dot", 1, lines, &problem));
  BellwetherCheckResult result;
  g_assert_cmpint(check(lines, NULL, NULL, &result), ==, BELLWETHER_CHECK_OK);
  g_assert_cmpint(result.size, ==, action_sample_check(fixture->sample));
  g_assert_cmpstr(result.workspace, ==, SAMPLE_WORKSPACE);
  g_ptr_array_remove_index(lines, 2);
  g_assert_cmpint(check(lines, NULL, NULL, &result), ==, BELLWETHER_CHECK_REFUSED);
  g_assert_false(whole_journal(fixture, "ben", 1, lines, &problem));
  g_assert_cmpint(problem.kind, ==, RECORD_PROBLEM_FORBIDDEN);
  /* Who owes a view gets no file with the advice in it. */
  action_sample_do(fixture->sample, "ada", "change_workspace", "{'own_views':true}");
  action_sample_do(fixture->sample, "ben", "advise", "{'option':'Move','know_by':'2026-06-01','worked_if':'x'}");
  g_assert_false(whole_journal(fixture, "ada", 1, lines, &problem));
  g_assert_cmpint(problem.kind, ==, RECORD_PROBLEM_CONFLICT);
  g_assert_true(whole_journal(fixture, "dot", 1, lines, &problem));
}

/* ---- Reading ---------------------------------------------------------------------------------------------------- */

static void test_pages(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  int64_t last = action_sample_check(sample);
  int64_t before = last + 1;
  for (int64_t expected = last; expected > 0;) {
    json_t *page = view_sample_ask(sample, "ada", "journal", "{'count':3,'before':%d}", (int)before);
    const json_t *entries = json_object_get(page, "entries");
    for (size_t index = 0; index < json_array_size(entries); index++)
      g_assert_cmpint(view_integer(json_array_get(entries, index), "entry", 0), ==, expected--);
    before = view_integer(page, "next_before", 0);
    g_assert_true((before == 0) == (json_array_size(entries) < 3) || expected == 0);
    json_decref(page);
  }
  json_t *of_thing = view_sample_ask(sample, "ada", "journal", "{'thing':'%s'}", fixture->advice);
  const json_t *entries = json_object_get(of_thing, "entries");
  g_assert_cmpuint(json_array_size(entries), ==, 1);
  const json_t *entry = json_array_get(entries, 0);
  g_assert_cmpstr(view_text(entry, "person"), ==, "ben");
  g_assert_cmpstr(view_text(json_object_get(entry, "texts"), "/reasons"), ==, "It is quiet");
  g_assert_cmpstr(view_text(entry, "at"), ==, "2026-01-01T00:00:00.000Z");
  json_decref(of_thing);
  json_t *none = view_sample_ask(sample, "ada", "journal", "{'thing':'a999'}");
  g_assert_cmpuint(json_array_size(json_object_get(none, "entries")), ==, 0);
  json_decref(none);
  view_sample_refuse(sample, "ben", "journal", RECORD_PROBLEM_FORBIDDEN, "{}");
  view_sample_refuse(sample, "eve", "journal", RECORD_PROBLEM_NOT_FOUND, "{}");
}

static void expect_damaged(ActionSample *sample, const char *view, const char *parameters, int64_t entry) {
  g_auto(RecordProblem) problem = {0};
  g_autofree char *says = g_strdup_printf("the journal is damaged: entry %d is missing", (int)entry);
  g_assert_null(view_sample_try(sample, SAMPLE_WORKSPACE, "ada", view, parameters, 1, &problem));
  g_assert_cmpint(problem.kind, ==, RECORD_PROBLEM_FAILED);
  g_assert_cmpstr(problem.message, ==, says);
  g_assert_nonnull(strstr(problem.advice, "backup"));
}

/* An entry that is not there is no entry that was asked for by a wrong number, and nothing is made without it. */
static void test_missing(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  int64_t last = action_sample_check(sample);
  const int64_t lost[] = {1, fixture->advised - 1, last};
  g_auto(RecordProblem) refused = {0};
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
  g_free(receipt(fixture, "ada", 1, 1)); /* so that all is signed */
  for (size_t index = 0; index < G_N_ELEMENTS(lost); index++) {
    g_autofree char *lose = g_strdup_printf("UPDATE entries SET seq = 9999 WHERE seq = %d", (int)lost[index]);
    g_autofree char *find = g_strdup_printf("UPDATE entries SET seq = %d WHERE seq = 9999", (int)lost[index]);
    g_autofree char *number = g_strdup_printf("{'entry':%d}", (int)lost[index]);
    g_autofree char *before = g_strdup_printf("{'before':%d}", (int)lost[index] + 1);
    g_free(action_sample_ask(sample, lose));
    expect_damaged(sample, "journal", before, lost[index]);
    expect_damaged(sample, "receipt", number, lost[index]);
    g_assert_false(action_rebuild(sample->store, SAMPLE_WORKSPACE, "ada", NULL, NULL, &refused));
    g_assert_nonnull(strstr(refused.message, "is missing"));
    g_assert_false(whole_journal(fixture, "ada", 1, lines, &refused));
    g_assert_nonnull(strstr(refused.message, "the journal is damaged"));
    view_sample_refuse(sample, "ben", "receipt", RECORD_PROBLEM_NOT_FOUND, "{'entry':%d}", (int)lost[index]);
    g_free(action_sample_ask(sample, find));
  }
  g_free(receipt(fixture, "ada", last, 1));
  /* Nor of one that somebody has changed, though it can be read. */
  static const char *const names[] = {"person:ben", "person:bem", "person:ben"};
  for (int turn = 0; turn < 2; turn++) {
    g_autofree char *change = g_strdup_printf(
        "UPDATE entries SET leaf = CAST(replace(CAST(leaf AS TEXT), '%s', '%s') AS BLOB) WHERE seq = %d", names[turn],
        names[turn + 1], (int)fixture->advised);
    g_free(action_sample_ask(sample, change));
    g_assert_cmpint(action_rebuild(sample->store, SAMPLE_WORKSPACE, "ada", NULL, NULL, &refused), ==, turn == 1);
    g_assert_true(turn == 1 || strstr(refused.message, "the journal was changed") != NULL);
  }
}

static bool append_older(StoreTransaction *transaction, void *data, GError **error) {
  (void)data;
  json_t *body = json_pack("{s:b}", "own_views", false);
  StoreNewEntry new_entry = {.at_ms = SAMPLE_START_MS, .kind = "change_workspace", .body = body};
  StoreAppended appended;
  bool ok = store_entry_append(transaction, &new_entry, &appended, error);
  json_decref(body);
  return ok;
}

/* In records of earlier versions views were switched off without opening what waited: a rebuild opens nothing either. */
static void test_older_switching(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autoptr(GError) error = NULL;
  g_auto(RecordProblem) problem = {0};
  action_sample_do(sample, "ada", "change_workspace", "{'own_views':true}");
  action_sample_do(sample, "ben", "advise", "{'option':'Move','know_by':'2026-06-01','worked_if':'x'}");
  g_autofree char *before = action_sample_ask(sample, "SELECT COUNT(*) FROM advice_opened");
  g_autoptr(StoreScope) scope = store_scope_new(SAMPLE_WORKSPACE, "ada", RECORD_ROLE_OWNER, NULL, 0, &error);
  g_assert_true(store_write(sample->store, scope, append_older, NULL, &error));
  g_assert_true(action_rebuild(sample->store, SAMPLE_WORKSPACE, "ada", NULL, NULL, &problem));
  g_autofree char *off = action_sample_ask(sample, "SELECT own_views FROM settings");
  g_autofree char *opened = action_sample_ask(sample, "SELECT COUNT(*) FROM advice_opened");
  g_assert_cmpstr(off, ==, "0");
  g_assert_cmpstr(opened, ==, before);
}

static void test_erased(Fixture *fixture, const void *data) {
  (void)data;
  GError *error = NULL;
  g_autoptr(StoreScope) scope = store_scope_new(SAMPLE_WORKSPACE, "ada", RECORD_ROLE_OWNER, NULL, 0, &error);
  g_assert_true(store_erase_text(fixture->sample->store, scope, fixture->advised, "/reasons", &error));
  json_t *document = view_sample_ask(fixture->sample, "ada", "journal", "{}");
  g_autofree char *text = view_sample_text(document);
  json_decref(document);
  g_assert_null(strstr(text, "It is quiet"));
  g_assert_nonnull(strstr(text, "The old mill"));
  g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
  g_ptr_array_add(lines, receipt(fixture, "ben", fixture->advised, 1));
  BellwetherCheckResult result;
  g_assert_cmpint(check(lines, NULL, NULL, &result), ==, BELLWETHER_CHECK_OK);
  g_assert_cmpuint(result.texts, ==, 2);
  g_assert_cmpuint(result.texts_open, ==, 1);
}

static void test_shut(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  json_t *document = view_sample_ask(sample, "ada", "journal", "{}");
  g_autofree char *text = view_sample_text(document);
  json_decref(document);
  g_assert_null(strstr(text, "mill"));
  g_assert_null(strstr(text, "option_number"));
  g_assert_nonnull(strstr(text, "is_shut"));
  view_sample_refuse(sample, "ada", "receipt", RECORD_PROBLEM_CONFLICT, "{'entry':%d}", (int)fixture->advised);
  action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'Stay'}", fixture->brief);
  view_sample_refuse(sample, "ada", "receipt", RECORD_PROBLEM_CONFLICT, "{'entry':%d}", (int)fixture->advised);
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", fixture->advice);
  g_free(receipt(fixture, "ada", fixture->advised, 1));
}

/* Whoever owes a view on an advice isn't told by the journal that another has decided on it, nor how often it was touched. */
static void test_shut_decision(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  char other[21];
  action_sample_add_others(sample, other);
  action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'Stay'}", fixture->brief);
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", fixture->advice);
  g_autofree char *shown = action_sample_shown(sample, "ada", fixture->advice);
  action_sample_do(sample, "ada", "decide",
                   "{'advice':'%s','decision':'defer','until':'2026-06-01','shown':'%s','acknowledged':true}",
                   fixture->advice, shown);
  json_t *open = view_sample_ask(sample, "ada", "journal", "{}");
  g_autofree char *open_to_ada = view_sample_text(open);
  json_decref(open);
  g_assert_nonnull(strstr(open_to_ada, "\"decide\""));
  json_t *all = view_sample_ask(sample, "dan", "journal", "{}");
  json_t *of_advice = view_sample_ask(sample, "dan", "journal", "{'thing':'%s'}", fixture->advice);
  g_autofree char *text = view_sample_text(all);
  g_assert_null(strstr(text, "\"decide\""));
  g_assert_null(strstr(text, "keep_shown"));
  g_assert_nonnull(strstr(text, "\"advise\""));
  g_assert_cmpint(view_integer(json_array_get(json_object_get(all, "entries"), 0), "entry", 0) -
                      view_integer(json_array_get(json_object_get(all, "entries"), 1), "entry", 0),
                  ==, 1); /* no entry is missing */
  g_assert_cmpuint(json_array_size(json_object_get(of_advice, "entries")), ==, 1);
  json_decref(all);
  json_decref(of_advice);
  /* Neither does where a page ends: what follows the one entry that is listed is nothing, as many as are asked for. */
  json_t *one = view_sample_ask(sample, "dan", "journal", "{'thing':'%s','count':1}", fixture->advice);
  g_assert_cmpint(view_integer(json_array_get(json_object_get(one, "entries"), 0), "entry", 0), ==, fixture->advised);
  g_assert_cmpint(view_integer(one, "next_before", 0), ==, fixture->advised);
  json_decref(one);
  json_t *two = view_sample_ask(sample, "dan", "journal", "{'thing':'%s','count':2}", fixture->advice);
  g_assert_cmpuint(json_array_size(json_object_get(two, "entries")), ==, 1);
  g_assert_null(json_object_get(two, "next_before"));
  json_decref(two);
}

/* What number the option of a view has tells whether it is what was advised: the journal doesn't say it, and the receipt,
 * which has to, isn't for whoever still owes a view. */
static void test_number_of_own_view(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  char other[21];
  action_sample_add_others(sample, other);
  action_sample_do(sample, "ada", "seal_own_view", "{'on':'%s','option':'The old mill'}", fixture->brief);
  int64_t sealed = view_integer(sample->reply, "entry", 0);
  static const char *const people[] = {"ada", "dan"};
  for (size_t index = 0; index < G_N_ELEMENTS(people); index++) {
    json_t *document = view_sample_ask(sample, people[index], "journal", "{'count':1}");
    const json_t *entry = json_array_get(json_object_get(document, "entries"), 0);
    g_assert_cmpstr(view_text(entry, "kind"), ==, "seal_own_view");
    g_assert_nonnull(json_object_get(entry, "body"));
    g_assert_null(json_object_get(json_object_get(entry, "body"), "option_number"));
    json_decref(document);
  }
  view_sample_refuse(sample, "dan", "receipt", RECORD_PROBLEM_CONFLICT, "{'entry':%d}", (int)sealed);
  view_sample_refuse(sample, "ada", "receipt", RECORD_PROBLEM_CONFLICT, "{'entry':%d}", (int)sealed);
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", fixture->advice);
  g_free(receipt(fixture, "ada", sealed, 1));
  action_sample_do(sample, "dan", "seal_own_view", "{'on':'%s','option':'Stay'}", fixture->brief);
  action_sample_do(sample, "dan", "open_advice", "{'advice':'%s'}", fixture->advice);
  g_free(receipt(fixture, "dan", sealed, 1));
}

static void test_settings(Fixture *fixture, const void *data) {
  (void)data;
  json_t *document = view_sample_ask(fixture->sample, "ada", "settings", "{}");
  g_assert_cmpstr(view_text(document, "currency"), ==, "EUR");
  g_assert_cmpint(view_integer(document, "hour_worth_minor", 0), ==, 9000);
  g_assert_cmpstr(view_text(json_object_get(document, "you"), "role"), ==, "owner");
  json_decref(document);
  view_sample_refuse(fixture->sample, "ben", "settings", RECORD_PROBLEM_FORBIDDEN, "{}");
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
  add("/views/receipt/holds", test_receipt);
  add("/views/receipt/refused", test_receipt_refused);
  add_owing("/views/receipt/decision", test_receipt_of_decision);
  add("/views/receipt/noted", test_receipt_of_noted);
  add("/views/receipt/old-decision", test_old_decision);
  add("/views/receipt/rotation", test_rotation);
  add("/views/journal/whole", test_whole_journal);
  add("/views/journal/pages", test_pages);
  add("/views/journal/missing", test_missing);
  add("/views/journal/older_switching", test_older_switching);
  add("/views/journal/erased", test_erased);
  add_owing("/views/journal/shut", test_shut);
  add_owing("/views/journal/shut decision", test_shut_decision);
  add_owing("/views/journal/number of an own view", test_number_of_own_view);
  add("/views/settings", test_settings);
  return g_test_run();
}
