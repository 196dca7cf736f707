/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* actions_erasing.c: files put to things and taken off, words and files erased, a workspace deleted; and that nothing is
 * left of them in any file of the database. */
#include "support/action_sample.h"
#include "support/faulty_disk.h"

#include "store/attachments.h"

#include <string.h>

#define SECRET_WORDS "Zanzibar-on-the-quiet"
#define CONTENT "an unmistakable drawing of the ground floor"

typedef struct {
  ActionSample *sample;
  char partner[21];
  char engagement[21];
  char other[21]; /* engagement of eve's */
  char hash[JOURNAL_HASH_HEX_BYTES];
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

static void expect(Fixture *fixture, const char *sql, const char *answer) {
  g_autofree char *found = action_sample_ask(fixture->sample, sql);
  g_assert_cmpstr(found, ==, answer);
}

/* Keeps the content as the person's face would. */
static void keep(Fixture *fixture, RecordRole role, const char *engagement) {
  GError *error = NULL;
  JournalHash hash;
  g_autoptr(StoreScope) scope =
      store_scope_new(SAMPLE_WORKSPACE, "someone", role, &engagement, engagement != NULL ? 1 : 0, &error);
  store_attachment_add(fixture->sample->store, scope, engagement, CONTENT, strlen(CONTENT), &hash, &error);
  g_assert_no_error(error);
  journal_hex_write(hash.bytes, sizeof hash.bytes, fixture->hash);
}

static bool holds(const char *content, size_t length, const char *text) {
  size_t wanted = strlen(text);
  for (size_t at = 0; at + wanted <= length; at++) {
    if (memcmp(content + at, text, wanted) == 0)
      return true;
  }
  return false;
}

/* How many of the database's files hold the text. */
static int count_files_with(Fixture *fixture, const char *text) {
  int count = 0;
  g_autoptr(GDir) folder = g_dir_open(fixture->sample->folder, 0, NULL);
  for (const char *name = g_dir_read_name(folder); name != NULL; name = g_dir_read_name(folder)) {
    g_autofree char *path = g_build_filename(fixture->sample->folder, name, NULL);
    g_autofree char *content = NULL;
    gsize length = 0;
    g_assert_true(g_file_get_contents(path, &content, &length, NULL));
    count += holds(content, length, text) ? 1 : 0;
  }
  return count;
}

static bool reads(Fixture *fixture, RecordRole role, const char *engagement) {
  g_autoptr(GError) error = NULL;
  JournalHash hash;
  g_assert_true(journal_hex_read(fixture->hash, strlen(fixture->hash), hash.bytes, sizeof hash.bytes));
  g_autoptr(StoreScope) scope = store_scope_new(SAMPLE_WORKSPACE, "someone", role, &engagement, 1, NULL);
  g_autoptr(GBytes) bytes = store_attachment_read(fixture->sample->store, scope, &hash, &error);
  return bytes != NULL;
}

/* ---- Files ------------------------------------------------------------------------------------------------------ */

static void test_attach(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *none = g_strnfill(64, '0');
  action_sample_refuse(sample, "ada", "attach", RECORD_PROBLEM_NOT_FOUND, "file",
                       "{'to':'%s','file':'%s','name':'plan.pdf'}", fixture->engagement, none);
  keep(fixture, RECORD_ROLE_OWNER, NULL);
  action_sample_refuse(sample, "ada", "attach", RECORD_PROBLEM_NOT_FOUND, "to",
                       "{'to':'a999','file':'%s','name':'plan.pdf'}", fixture->hash);
  action_sample_refuse(sample, "ben", "attach", RECORD_PROBLEM_NOT_FOUND, "file",
                       "{'to':'%s','file':'%s','name':'plan.pdf'}", fixture->engagement, fixture->hash);
  g_assert_false(reads(fixture, RECORD_ROLE_PARTNER, fixture->engagement));
  g_autofree char *file = g_strdup(action_sample_do(sample, "ada", "attach", "{'to':'%s','file':'%s','name':'a.PDF'}",
                                                    fixture->engagement, fixture->hash));
  expect(fixture, "SELECT media_type || bytes FROM files", "application/pdf43");
  g_assert_true(reads(fixture, RECORD_ROLE_PARTNER, fixture->engagement));
  g_assert_false(reads(fixture, RECORD_ROLE_PARTNER, fixture->other));
  action_sample_refuse(sample, "eve", "attach", RECORD_PROBLEM_NOT_FOUND, "file",
                       "{'to':'%s','file':'%s','name':'plan.pdf'}", fixture->other, fixture->hash);
  action_sample_refuse(sample, "eve", "remove_file", RECORD_PROBLEM_NOT_FOUND, "file", "{'file':'%s'}", file);
  action_sample_refuse(sample, "ben", "remove_file", RECORD_PROBLEM_FORBIDDEN, NULL, "{'file':'%s'}", file);
  action_sample_do(sample, "cyd", "remove_file", "{'file':'%s'}", file);
  expect(fixture, "SELECT COUNT(*) FROM files", "0");
  g_autofree char *own = g_strdup(action_sample_do(
      sample, "ben", "attach", "{'to':'%s','file':'%s','name':'page.html'}", fixture->engagement, fixture->hash));
  expect(fixture, "SELECT media_type FROM files", "application/octet-stream"); /* nothing that a browser runs */
  action_sample_do(sample, "ben", "remove_file", "{'file':'%s'}", own);
}

static void test_attach_to_brief(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_autofree char *brief = g_strdup(action_sample_do(
      sample, "ada", "ask", "{'question':'?','engagements':['%s','%s'],'know_by':'2026-06-01','worked_if':'x'}",
      fixture->engagement, fixture->other));
  keep(fixture, RECORD_ROLE_PARTNER, fixture->engagement);
  action_sample_do(sample, "ben", "attach", "{'to':'%s','file':'%s','name':'mine.txt'}", brief, fixture->hash);
  g_assert_false(reads(fixture, RECORD_ROLE_PARTNER, fixture->other)); /* one partner's file is not for the other */
  action_sample_do(sample, "ada", "attach", "{'to':'%s','file':'%s','name':'all.txt'}", brief, fixture->hash);
  g_assert_true(reads(fixture, RECORD_ROLE_PARTNER, fixture->other));
  action_sample_refuse(sample, "ben", "attach", RECORD_PROBLEM_FORBIDDEN, NULL,
                       "{'to':'%s','file':'%s','name':'mine.txt'}", fixture->partner, fixture->hash);
}

static void test_erase_file(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  keep(fixture, RECORD_ROLE_OWNER, NULL);
  g_autofree char *file =
      g_strdup(action_sample_do(sample, "ada", "attach", "{'to':'%s','file':'%s','name':'" SECRET_WORDS ".pdf'}",
                                fixture->engagement, fixture->hash));
  action_sample_do(sample, "ada", "attach", "{'to':'%s','file':'%s','name':'" SECRET_WORDS ".png'}", fixture->partner,
                   fixture->hash);
  g_assert_cmpint(count_files_with(fixture, CONTENT), >, 0);
  action_sample_refuse(sample, "cyd", "erase_file", RECORD_PROBLEM_FORBIDDEN, NULL, "{'file':'%s'}", file);
  action_sample_do(sample, "ada", "erase_file", "{'file':'%s'}", file);
  g_assert_cmpint(count_files_with(fixture, CONTENT), ==, 0);
  g_assert_cmpint(count_files_with(fixture, SECRET_WORDS), ==, 0);
  expect(fixture, "SELECT COUNT(*) FROM files", "0");
  action_sample_refuse(sample, "ada", "erase_file", RECORD_PROBLEM_NOT_FOUND, "file", "{'file':'%s'}", file);
}

/* What was taken off, wherever it was, can still be erased: its content, and what it was called. */
static void test_erase_taken_off(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  keep(fixture, RECORD_ROLE_PARTNER, fixture->engagement);
  for (int place = 0; place < 1003; place++) /* more than are erased at once */
    action_sample_do(sample, "ben", "attach", "{'to':'%s','file':'%s','name':'" SECRET_WORDS ".pdf'}",
                     fixture->engagement, fixture->hash);
  g_autofree char *file = g_strdup(sample->last_id);
  action_sample_do(sample, "ben", "remove_file", "{'file':'%s'}", file);
  action_sample_refuse(sample, "ben", "remove_file", RECORD_PROBLEM_NOT_FOUND, "file", "{'file':'%s'}", file);
  g_assert_cmpint(count_files_with(fixture, CONTENT), >, 0);
  action_sample_do(sample, "ada", "erase_file", "{'file':'%s'}", file);
  g_assert_cmpint(count_files_with(fixture, CONTENT), ==, 0);
  g_assert_cmpint(count_files_with(fixture, SECRET_WORDS), ==, 0);
  expect(fixture, "SELECT (SELECT COUNT(*) FROM files) || (SELECT COUNT(*) FROM files_taken_off)", "00");
  keep(fixture, RECORD_ROLE_OWNER, NULL);
  g_autofree char *alone = g_strdup(action_sample_do(
      sample, "ada", "attach", "{'to':'%s','file':'%s','name':'plan.pdf'}", fixture->partner, fixture->hash));
  action_sample_do(sample, "ada", "remove_file", "{'file':'%s'}", alone);
  action_sample_do(sample, "ada", "erase_file", "{'file':'%s'}", alone);
  g_assert_cmpint(count_files_with(fixture, CONTENT), ==, 0);
  action_sample_refuse(sample, "ada", "erase_file", RECORD_PROBLEM_NOT_FOUND, "file", "{'file':'%s'}", alone);
}

/* ---- Words ------------------------------------------------------------------------------------------------------ */

static void test_erase_text(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ben", "advise",
                   "{'option':'Move','reasons':'" SECRET_WORDS "','alternatives':['Stay','" SECRET_WORDS "'],"
                   "'know_by':'2026-06-01','worked_if':'x'}");
  int64_t entry = json_integer_value(json_object_get(sample->reply, "entry"));
  g_assert_cmpint(count_files_with(fixture, SECRET_WORDS), >, 0);
  action_sample_refuse(sample, "ada", "erase_text", RECORD_PROBLEM_INVALID, "entry", "{'field':'reasons'}");
  action_sample_refuse(sample, "ada", "erase_text", RECORD_PROBLEM_INVALID, "entry",
                       "{'field':'reasons','entry':%d,'of':'a1'}", (int)entry);
  action_sample_refuse(sample, "ada", "erase_text", RECORD_PROBLEM_NOT_FOUND, "field", "{'field':'reason','entry':%d}",
                       (int)entry);
  action_sample_refuse(sample, "cyd", "erase_text", RECORD_PROBLEM_FORBIDDEN, NULL, "{'field':'reasons','entry':%d}",
                       (int)entry);
  action_sample_refuse(sample, "eve", "erase_text", RECORD_PROBLEM_NOT_FOUND, "field", "{'field':'reasons','entry':%d}",
                       (int)entry);
  action_sample_do(sample, "ben", "erase_text", "{'field':'reasons','entry':%d}", (int)entry);
  action_sample_do(sample, "ada", "erase_text", "{'field':'alternatives','entry':%d}", (int)entry);
  g_assert_cmpint(json_integer_value(json_object_get(sample->reply, "erased")), ==, 2);
  g_assert_true(json_is_true(json_object_get(sample->reply, "wiped")));
  g_assert_cmpint(count_files_with(fixture, SECRET_WORDS), ==, 0);
  action_sample_refuse(sample, "ada", "erase_text", RECORD_PROBLEM_NOT_FOUND, "field",
                       "{'field':'alternatives','entry':%d}", (int)entry);
}

/* A member who owes a view learns from no refusal whether the advice has reasons. */
static void test_erase_shut(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "change_workspace", "{'own_views':true}");
  action_sample_do(sample, "ada", "add_person",
                   "{'person':'joe','name_of_person':'Joe','role':'member','may_decide':true}");
  action_sample_do(sample, "ben", "advise",
                   "{'option':'Move','reasons':'It is near','know_by':'2026-06-01','worked_if':'x'}");
  int entry = (int)json_integer_value(json_object_get(sample->reply, "entry"));
  static const char *const fields[] = {"reasons", "interest"};
  for (size_t index = 0; index < G_N_ELEMENTS(fields); index++)
    action_sample_refuse(sample, "joe", "erase_text", RECORD_PROBLEM_NOT_FOUND, "field", "{'field':'%s','entry':%d}",
                         fields[index], entry);
  action_sample_do(sample, "ada", "change_workspace", "{'own_views':false}");
  action_sample_refuse(sample, "joe", "erase_text", RECORD_PROBLEM_FORBIDDEN, NULL, "{'field':'reasons','entry':%d}",
                       entry);
}

/* Of a thing every entry about it, so that no earlier name is left. */
static void test_erase_every_name(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  action_sample_do(sample, "ada", "change_partner", "{'partner':'%s','name':'" SECRET_WORDS " I'}", fixture->partner);
  action_sample_do(sample, "ada", "change_partner", "{'partner':'%s','name':'" SECRET_WORDS " II'}", fixture->partner);
  action_sample_refuse(sample, "cyd", "erase_text", RECORD_PROBLEM_FORBIDDEN, NULL, "{'field':'name','of':'%s'}",
                       fixture->partner);
  action_sample_do(sample, "ada", "erase_text", "{'field':'name','of':'%s'}", fixture->partner);
  g_assert_cmpint(json_integer_value(json_object_get(sample->reply, "erased")), ==, 3);
  g_assert_cmpint(count_files_with(fixture, SECRET_WORDS), ==, 0);
  g_assert_cmpint(count_files_with(fixture, "Hollow Oak"), ==, 0);
}

static json_t *add_partner(Fixture *fixture, const char *name, RecordProblem *problem) {
  ActionOptions options = {.now_ms = fixture->sample->now_ms, .request_key = "key one"};
  json_t *document = json_pack("{s:s}", "name", name);
  json_t *reply = action_run(fixture->sample->store, action_find("add_partner"), SAMPLE_WORKSPACE, "ada", document,
                             &options, problem);
  json_decref(document);
  return reply;
}

/* A stored reply goes with the words, and so does the hash of the request, from which short words could be guessed. */
static void test_erase_reply(Fixture *fixture, const void *data) {
  (void)data;
  g_auto(RecordProblem) problem = {0};
  json_t *reply = add_partner(fixture, SECRET_WORDS, &problem);
  json_t *again = add_partner(fixture, SECRET_WORDS, &problem);
  g_assert_true(json_equal(reply, again));
  g_assert_null(add_partner(fixture, "Another", &problem));
  g_assert_cmpint(problem.kind, ==, RECORD_PROBLEM_CONFLICT);
  action_sample_do(fixture->sample, "ada", "erase_text", "{'field':'name','of':'%s'}", action_text(reply, "id"));
  expect(fixture, "SELECT hex(request_hash) = hex(zeroblob(32)) AND length(reply) = 0 FROM idempotency_keys", "1");
  g_assert_null(add_partner(fixture, SECRET_WORDS, &problem));
  g_assert_cmpint(problem.kind, ==, RECORD_PROBLEM_CONFLICT);
  json_decref(again);
  json_decref(reply);
}

/* ---- A workspace ------------------------------------------------------------------------------------------------ */

static json_t *run_in(Fixture *fixture, const char *workspace, const char *action, json_t *document,
                      RecordProblem *problem) {
  ActionOptions options = {.now_ms = fixture->sample->now_ms, .request_key = action};
  json_t *reply =
      action_run(fixture->sample->store, action_find(action), workspace, "ada", document, &options, problem);
  json_decref(document);
  return reply;
}

static json_t *opening(void) {
  return json_pack("{s:s, s:s, s:s, s:s}", "name", SECRET_WORDS, "your_name", "Countess " SECRET_WORDS, "currency",
                   "EUR", "zone", "UTC");
}

static void test_delete_workspace(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  g_auto(RecordProblem) problem = {0};
  g_autofree char *before = action_sample_dump(sample);
  json_decref(run_in(fixture, "other", "open_workspace", opening(), &problem));
  g_assert_cmpint(problem.kind, ==, RECORD_PROBLEM_NONE);
  g_assert_cmpint(count_files_with(fixture, SECRET_WORDS), >, 0);
  action_sample_refuse(sample, "dan", "delete_workspace", RECORD_PROBLEM_FORBIDDEN, NULL, "{'name':'Studio Nine'}");
  action_sample_refuse(sample, "ada", "delete_workspace", RECORD_PROBLEM_INVALID, "name", "{'name':'studio nine'}");
  json_t *reply = run_in(fixture, "other", "delete_workspace", json_pack("{s:s}", "name", SECRET_WORDS), &problem);
  g_assert_true(json_is_true(json_object_get(reply, "deleted")));
  json_decref(reply);
  g_assert_cmpint(count_files_with(fixture, SECRET_WORDS), ==, 0);
  static const char *const gone[] = {"settings", "people", "subjects", "frontiers", "nodes"};
  for (size_t index = 0; index < G_N_ELEMENTS(gone); index++) {
    g_autofree char *sql = g_strdup_printf("SELECT COUNT(*) FROM %s WHERE workspace_id = 'other'", gone[index]);
    expect(fixture, sql, "0");
  }
  expect(fixture, "SELECT SUM(length(leaf)) FROM entries WHERE workspace_id = 'other'", "0");
  g_assert_null(run_in(fixture, "other", "change_workspace", json_pack("{s:s}", "name", "x"), &problem));
  g_assert_cmpint(problem.kind, ==, RECORD_PROBLEM_NOT_FOUND);
  g_assert_null(run_in(fixture, "other", "open_workspace", opening(), &problem)); /* the name stays taken */
  g_assert_cmpint(problem.kind, ==, RECORD_PROBLEM_CONFLICT);
  /* The workspace beside it is as it was: what is left of the other is its name and empty rows. */
  g_autoptr(GError) error = NULL;
  g_autoptr(GPtrArray) names = store_workspace_names(sample->store, &error);
  g_assert_cmpint(names->len, ==, 1);
  g_autofree char *after = action_sample_dump(sample);
  g_auto(GStrv) lines = g_strsplit(after, "\n", -1);
  GString *rest = g_string_new(NULL);
  for (char **line = lines; *line != NULL; line++) {
    if (!g_str_has_prefix(*line, "|other|") && **line != '\0')
      g_string_append_printf(rest, "%s\n", *line);
  }
  g_assert_cmpstr(rest->str, ==, before);
  g_string_free(rest, TRUE);
}

/* Where a workspace has taken all its room nothing more is entered, but what erases or takes rights away. */
static void test_no_room(Fixture *fixture, const void *data) {
  (void)data;
  ActionSample *sample = fixture->sample;
  int64_t entries = action_sample_check(sample);
  store_set_quota(sample->store, &(StoreQuota){.entries_max = entries});
  action_sample_refuse(sample, "ada", "add_skill", RECORD_PROBLEM_CONFLICT, NULL, "{'name':'signs','stance':'rent'}");
  action_sample_do(sample, "ada", "remove_person", "{'person':'cyd'}");
  action_sample_do(sample, "ada", "erase_text", "{'field':'name','entry':1}");
  action_sample_refuse(sample, "ada", "add_skill", RECORD_PROBLEM_CONFLICT, NULL, "{'name':'signs','stance':'rent'}");
  store_set_quota(sample->store, &(StoreQuota){.entries_max = entries + 3});
  action_sample_do(sample, "ada", "add_skill", "{'name':'signs','stance':'rent'}");
}

static void add(const char *name, void (*test)(Fixture *, const void *)) {
  g_test_add(name, Fixture, NULL, set_up, test, tear_down);
}

/* What SQLite keeps in case a statement fails stays in memory, however many pages it is: it has the erased words in it. */
static void test_no_temporary_file(void) {
  ActionSample *sample = action_sample_new();
  char partner[21];
  char engagement[21];
  action_sample_open(sample, partner, engagement);
  g_autofree char *reasons = g_strnfill(1500, 'r');
  for (int number = 0; number < 200; number++)
    action_sample_do(sample, "ben", "advise",
                     "{'option':'Option %d','reasons':'%s','know_by':'2026-06-01','worked_if':'it holds'}", number,
                     reasons);
  g_clear_pointer(&sample->store, store_close);
  sample->options.vfs = faulty_disk_register();
  GError *error = NULL;
  sample->store = store_open(&sample->options, &error);
  g_assert_no_error(error);
  int64_t before = faulty_disk_temporary_files();
  action_sample_do(sample, "ada", "delete_workspace", "{'name':'Studio Nine'}");
  g_assert_cmpint(faulty_disk_temporary_files(), ==, before);
  action_sample_free(sample);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  add("/actions/erasing/attach", test_attach);
  add("/actions/erasing/attach_to_brief", test_attach_to_brief);
  add("/actions/erasing/erase_file", test_erase_file);
  add("/actions/erasing/erase_taken_off", test_erase_taken_off);
  add("/actions/erasing/erase_text", test_erase_text);
  add("/actions/erasing/erase_text_shut", test_erase_shut);
  add("/actions/erasing/erase_every_name", test_erase_every_name);
  add("/actions/erasing/erase_reply", test_erase_reply);
  add("/actions/erasing/no_room", test_no_room);
  add("/actions/erasing/delete_workspace", test_delete_workspace);
  g_test_add_func("/actions/erasing/no temporary file", test_no_temporary_file);
  return g_test_run();
}
