/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What each operation does when a call of its own fails: a statement that is refused or broken off, memory that runs out, a
 * disk that fails or is full, at every n-th call from the operation's beginning, on a store that was just opened.
 *
 * Whatever fails: the operation says so with an error and nothing else; what it said it did is there; the journal is
 * sound; the tables are what the journal makes of them; and the same operation succeeds afterwards. store_faults.c does
 * the same to a whole session and loses power besides.
 */
#include "support/faulty_disk.h"
#include "support/faulty_statements.h"
#include "support/view_sample.h"

#include "store/attachments.h"
#include "store/entries.h"
#include "store/indexes.h"
#include "store/query.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FILE_BYTES (STORE_CHUNK_BYTES + 1000)
#define STRIDE_GROWS 6  /* every call at first, then every so many */
#define REBUILT_EVERY 3 /* tries: it takes longer than all the rest */
#define CALLS_MIN 20    /* that an operation makes at least, or the sweep struck nothing */

typedef struct {
  ActionSample *sample; /* its store is the one that is tried */
  StoreScope *owner;
  char *template; /* a folder with the store as each try begins */
  char engagement[21];
  char partner[21];
  char brief[21];
  char advice[21];
  JournalHash kept;  /* a file that is there */
  uint8_t *new_file; /* one that is not */
  RecordProblem problem;
} Fixture;

/* Does it; false with an error or with fixture->problem. */
typedef bool (*Operation)(Fixture *fixture, GError **error);

/* ---- On the store itself ---------------------------------------------------------------------------------------- */

static bool attach(Fixture *fixture, GError **error) {
  JournalHash hash;
  return store_attachment_add(fixture->sample->store, fixture->owner, fixture->engagement, fixture->new_file,
                              FILE_BYTES, &hash, error);
}

static bool read_attached(Fixture *fixture, GError **error) {
  g_autoptr(GBytes) bytes = store_attachment_read(fixture->sample->store, fixture->owner, &fixture->kept, error);
  g_assert_true(bytes == NULL || g_bytes_get_size(bytes) == FILE_BYTES);
  return bytes != NULL;
}

/* Erased is erased even where the log could not be cleared at once. */
static bool is_done(bool ok, GError **error) {
  if (!ok && g_error_matches(*error, STORE_ERROR, STORE_ERROR_NOT_WIPED))
    g_clear_error(error);
  return ok || *error == NULL;
}

static bool erase_attached(Fixture *fixture, GError **error) {
  return is_done(store_attachment_erase(fixture->sample->store, fixture->owner, &fixture->kept, error), error);
}

static bool share_and_find(StoreTransaction *transaction, void *data, GError **error) {
  Fixture *fixture = data;
  int64_t bytes = 0;
  if (!store_attachment_find(transaction, &fixture->kept, &bytes, error))
    return false;
  g_assert_cmpint(bytes, ==, FILE_BYTES);
  return store_attachment_share(transaction, &fixture->kept, fixture->engagement, bytes, error);
}

static bool share(Fixture *fixture, GError **error) {
  return store_write(fixture->sample->store, fixture->owner, share_and_find, fixture, error);
}

static bool erase_words(Fixture *fixture, GError **error) {
  return is_done(store_erase_text(fixture->sample->store, fixture->owner, 1, "/name", error), error);
}

static bool sign(void *context, JournalSignedHead *head, GError **error) {
  StoreKeyFile keys;
  JournalPublicKey public_key;
  g_auto(JournalSecretKey) secret_key;
  (void)context;
  view_sample_keys(&keys, 1);
  store_key_pair(&keys, 1, SAMPLE_WORKSPACE, &public_key, &secret_key);
  return journal_head_sign(head, &public_key, &secret_key, error);
}

static bool sign_head(StoreTransaction *transaction, void *data, GError **error) {
  JournalSignedHead head;
  (void)data;
  return store_head_sign(transaction, SAMPLE_START_MS, sign, NULL, &head, error);
}

static bool sign_a_head(Fixture *fixture, GError **error) {
  return store_write(fixture->sample->store, fixture->owner, sign_head, NULL, error);
}

static bool prove_all(StoreTransaction *transaction, void *data, GError **error) {
  JournalHash root;
  JournalProof proof;
  int64_t size = 0;
  int64_t checked = 0;
  (void)data;
  if (!store_journal_root(transaction, &size, &root, error))
    return false;
  g_autoptr(JournalEntry) entry = store_entry_read(transaction, size, error);
  return entry != NULL && store_journal_prove_inclusion(transaction, 2, size, &proof, error) &&
         store_journal_prove_consistency(transaction, 3, size, &proof, error) &&
         store_journal_check(transaction, &checked, error);
}

static bool prove(Fixture *fixture, GError **error) {
  return store_read(fixture->sample->store, fixture->owner, prove_all, NULL, error);
}

static bool list_names(Fixture *fixture, GError **error) {
  g_autoptr(GPtrArray) names = store_workspace_names(fixture->sample->store, error);
  g_assert_true(names == NULL || names->len == 1);
  return names != NULL;
}

static bool ask_version(Fixture *fixture, GError **error) {
  int64_t version = 0;
  return store_version(fixture->sample->store, &version, error);
}

static bool copy(Fixture *fixture, GError **error) {
  g_autofree char *path = g_build_filename(fixture->sample->folder, "copy.db", NULL);
  unlink(path); /* a loss of power may have brought the last one back */
  bool ok = store_copy(fixture->sample->store, path, error);
  g_assert_true(ok == (access(path, F_OK) == 0)); /* nothing half-made is left */
  unlink(path);
  return ok;
}

static bool find_member(Fixture *fixture, GError **error) {
  (void)error;
  g_auto(StoreMember) member = {0};
  return store_member_find(fixture->sample->store, SAMPLE_WORKSPACE, "ada", &member, &fixture->problem);
}

static bool is_same(StoreTransaction *transaction, void *data, GError **error) {
  bool same = false;
  if (!store_member_is_same(transaction, data, &same, error))
    return false;
  g_assert_true(same);
  return true;
}

/* As every action does: looked up outside, and once more inside. */
static bool look_again(Fixture *fixture, GError **error) {
  g_auto(StoreMember) member = {0};
  return store_member_find(fixture->sample->store, SAMPLE_WORKSPACE, "ben", &member, &fixture->problem) &&
         store_read(fixture->sample->store, member.scope, is_same, &member, error);
}

static bool open_new(Fixture *fixture, GError **error) {
  g_autofree char *path = g_build_filename(fixture->sample->folder, "new.db", NULL);
  StoreOptions options = fixture->sample->options;
  options.path = path;
  for (const char *const *ending = (const char *const[]){"", "-wal", "-shm", "-lock", NULL}; *ending != NULL;
       ending++) {
    g_autofree char *file = g_strconcat(path, *ending, NULL);
    unlink(file);
  }
  Store *store = store_open(&options, error);
  bool ok = store != NULL;
  store_close(store);
  return ok;
}

static bool open_again(Fixture *fixture, GError **error) {
  Store *store = store_open(&fixture->sample->options, error);
  bool ok = store != NULL;
  store_close(store);
  return ok;
}

static bool remake(StoreTransaction *transaction, void *data, GError **error) {
  (void)data;
  StoreIndexes *indexes = store_indexes_put_off(transaction, error);
  bool ok = indexes != NULL && store_indexes_make(transaction, indexes, error);
  store_indexes_free(indexes);
  return ok;
}

static char *empty_path(const Fixture *fixture) {
  return g_build_filename(fixture->sample->folder, "empty.db", NULL);
}

/* In a store that has no advice. */
static bool make_indexes(Fixture *fixture, GError **error) {
  g_autofree char *path = empty_path(fixture);
  StoreOptions options = fixture->sample->options;
  options.path = path;
  Store *store = store_open(&options, error);
  bool ok = store != NULL && store_write(store, fixture->owner, remake, NULL, error);
  store_close(store);
  return ok;
}

static bool append_one(StoreTransaction *transaction, void *data, GError **error) {
  json_t *body = json_pack("{s:s, s:b, s:n, s:[i, i]}", "words", "in both", "flag", true, "nothing", "list", 1, 2);
  const char *const texts[] = {"/words", NULL};
  StoreNewEntry new_entry = {.at_ms = SAMPLE_START_MS, .kind = "try", .body = body, .texts = texts};
  StoreAppended appended;
  (void)data;
  bool ok = store_entry_append(transaction, &new_entry, &appended, error);
  json_decref(body);
  return ok;
}

static bool write_each(Fixture *fixture, GError **error) {
  const StoreScope *scopes[] = {fixture->owner, fixture->owner};
  return store_write_each(fixture->sample->store, scopes, 2, append_one, NULL, error);
}

/* Values of every kind, there and back. */
static bool ask_kinds(StoreTransaction *transaction, void *data, GError **error) {
  json_t *parameters = json_pack("{s:I, s:i, s:s, s:b, s:n, s:f}", "now_ms", (json_int_t)SAMPLE_START_MS, "most", 100,
                                 "id", "p1", "with_retired", true, "after", "share", 0.5);
  (void)data;
  json_t *rows = store_query(transaction, STORE_PARTNER_PAGE, parameters, 1, error);
  json_t *row = rows != NULL ? store_query_row(transaction, STORE_ENTRY_LAST, NULL, error) : NULL;
  json_t *advice = row != NULL ? store_query(transaction, STORE_EVIDENCE_LIST, NULL, 10, error) : NULL;
  bool ok = advice != NULL;
  json_decref(rows);
  json_decref(row);
  json_decref(advice);
  json_decref(parameters);
  return ok;
}

static bool ask(Fixture *fixture, GError **error) {
  return store_read(fixture->sample->store, fixture->owner, ask_kinds, NULL, error);
}

/* ---- By actions and views --------------------------------------------------------------------------------------- */

static bool act(Fixture *fixture, const char *person, const char *name, json_t *document, const char *key) {
  ActionOptions options = {
      .now_ms = fixture->sample->now_ms, .snapshot_key = fixture->sample->snapshot_key, .request_key = key};
  json_t *reply = action_run(fixture->sample->store, action_find(name), SAMPLE_WORKSPACE, person, document, &options,
                             &fixture->problem);
  json_decref(document);
  json_decref(reply);
  return reply != NULL;
}

static bool advise(Fixture *fixture, GError **error) {
  (void)error;
  return act(fixture, "ben", "advise",
             json_pack("{s:s, s:s, s:s, s:s}", "brief", fixture->brief, "option", "The tower", "reasons", "the view",
                       "sure", "sure"),
             "the same key");
}

static bool note(Fixture *fixture, GError **error) {
  (void)error;
  return act(fixture, "ada", "note_advice",
             json_pack("{s:s, s:s, s:s}", "partner", fixture->partner, "option", "Stay", "know_by", "2027-01-01"),
             NULL);
}

static bool report(Fixture *fixture, GError **error) {
  (void)error;
  return act(fixture, "ben", "report_outcome", json_pack("{s:s, s:s}", "advice", fixture->advice, "worked", "80 %"),
             NULL);
}

static bool see(Fixture *fixture, const char *view, const char *parameter, const char *value) {
  g_autofree char *parameters = parameter != NULL ? g_strdup_printf("{'%s':'%s'}", parameter, value) : g_strdup("{}");
  json_t *document = view_sample_try(fixture->sample, SAMPLE_WORKSPACE, "ada", view, parameters, 1, &fixture->problem);
  json_decref(document);
  return document != NULL;
}

static bool see_advice(Fixture *fixture, GError **error) {
  (void)error;
  return see(fixture, "advice", "advice", fixture->advice);
}

static bool see_partner(Fixture *fixture, GError **error) {
  (void)error;
  return see(fixture, "partner", "partner", fixture->partner);
}

static bool see_receipt(Fixture *fixture, GError **error) {
  (void)error;
  return see(fixture, "receipt", "entry", "3");
}

static bool see_search(Fixture *fixture, GError **error) {
  (void)error;
  return see(fixture, "search", "words", "mill");
}

static bool see_today(Fixture *fixture, GError **error) {
  (void)error;
  return see(fixture, "today", NULL, NULL);
}

/* ---- One try ---------------------------------------------------------------------------------------------------- */

typedef struct {
  const char *name;
  Operation run;
  bool reads; /* it writes nothing */
  bool acts;  /* an action: the tables are made anew after each try */
} Case;

static const Case cases[] = {
    {"attach", attach, false, false},
    {"read attached", read_attached, true, false},
    {"erase attached", erase_attached, false, false},
    {"share", share, false, false},
    {"erase words", erase_words, false, false},
    {"sign a head", sign_a_head, false, false},
    {"prove", prove, true, false},
    {"workspace names", list_names, true, false},
    {"version", ask_version, true, false},
    {"copy", copy, true, false},
    {"find a member", find_member, true, false},
    {"look again", look_again, true, false},
    {"open a new one", open_new, true, false},
    {"open", open_again, true, false},
    {"make indexes", make_indexes, false, false},
    {"write each", write_each, false, false},
    {"ask", ask, true, false},
    {"advise", advise, false, true},
    {"note", note, false, true},
    {"report", report, false, true},
    {"see an advice", see_advice, false, false}, /* views keep estimates, heads and words */
    {"see a partner", see_partner, false, false},
    {"see a receipt", see_receipt, false, false},
    {"search", see_search, false, false},
    {"see today", see_today, false, false},
};

static void empty_folder(const char *path) {
  g_autoptr(GDir) folder = g_dir_open(path, 0, NULL);
  for (const char *name = g_dir_read_name(folder); name != NULL; name = g_dir_read_name(folder)) {
    g_autofree char *file = g_build_filename(path, name, NULL);
    unlink(file);
  }
}

static void copy_folder(const char *from, const char *to) {
  g_autoptr(GDir) folder = g_dir_open(from, 0, NULL);
  for (const char *name = g_dir_read_name(folder); name != NULL; name = g_dir_read_name(folder)) {
    g_autofree char *source = g_build_filename(from, name, NULL);
    g_autofree char *target = g_build_filename(to, name, NULL);
    g_autofree char *content = NULL;
    gsize length = 0;
    g_assert_true(g_file_get_contents(source, &content, &length, NULL));
    FILE *file = fopen(target, "w");
    g_assert_nonnull(file);
    g_assert_true(fwrite(content, 1, length, file) == length);
    g_assert_true(fclose(file) == 0);
  }
}

static void reopen(Fixture *fixture, const char *vfs) {
  GError *error = NULL;
  fixture->sample->options.vfs = vfs;
  store_close(g_steal_pointer(&fixture->sample->store));
  fixture->sample->store = store_open(&fixture->sample->options, &error);
  g_assert_no_error(error);
}

/* Why the last try did not succeed; NULL where it did. Owned by the caller. */
static char *try(Fixture *fixture, const Case *which) {
  g_autoptr(GError) error = NULL;
  record_problem_clear(&fixture->problem);
  bool ok = which->run(fixture, &error);
  bool told = error != NULL || fixture->problem.kind != RECORD_PROBLEM_NONE;
  if (ok == told)
    g_error("%s: %s, and %s", which->name, ok ? "done" : "not done", told ? "an error" : "no error");
  return ok ? NULL : g_strdup(error != NULL ? error->message : fixture->problem.message);
}

typedef enum { REFUSED, INTERRUPTED, MEMORY_ONCE, MEMORY, DISK_ONCE, DISK, DISK_FULL, FAULTS } Fault;

static bool is_of_disk(Fault fault) {
  return fault >= DISK_ONCE;
}

static void arm(Fault fault, int64_t call) {
  switch (fault) {
  case REFUSED: faulty_statements_arm(STATEMENTS_REFUSED, call); break;
  case INTERRUPTED: faulty_statements_arm(STATEMENTS_INTERRUPTED, call); break;
  case MEMORY_ONCE:
  case MEMORY: faulty_memory_arm(call, fault == MEMORY); break;
  case DISK_ONCE: faulty_disk_arm(FAULT_IO_ONCE, call); break;
  case DISK: faulty_disk_arm(FAULT_IO, call); break;
  case DISK_FULL: faulty_disk_arm(FAULT_FULL_ONCE, call); break;
  case FAULTS: g_assert_not_reached();
  }
}

static bool disarm(Fault fault) {
  bool struck = is_of_disk(fault)      ? faulty_disk_struck()
                : fault <= INTERRUPTED ? faulty_statements_struck()
                                       : faulty_memory_struck();
  faulty_memory_arm(0, false);
  faulty_statements_arm(STATEMENTS_SOUND, 0);
  if (is_of_disk(fault))
    faulty_disk_arm(FAULT_NONE, 0);
  return struck;
}

/* The tables are what the journal makes of them. */
static void check_rebuilt(Fixture *fixture) {
  g_auto(RecordProblem) problem = {0};
  g_autofree char *before = action_sample_dump(fixture->sample);
  if (!action_rebuild(fixture->sample->store, SAMPLE_WORKSPACE, "ada", NULL, NULL, &problem))
    g_error("%s", problem.message);
  g_autofree char *after = action_sample_dump(fixture->sample);
  g_assert_cmpstr(before, ==, after);
}

/* With the fault at that call of the operation. Whether there were that many. */
static bool try_at(Fixture *fixture, const Case *which, Fault fault, int64_t call) {
  bool on_disk = is_of_disk(fault);
  store_close(g_steal_pointer(&fixture->sample->store));
  if (!which->reads || on_disk || call == 1) {
    empty_folder(fixture->sample->folder);
    copy_folder(fixture->template, fixture->sample->folder);
  }
  reopen(fixture, on_disk ? faulty_disk_register() : NULL);
  arm(fault, call);
  g_autofree char *first = try(fixture, which);
  bool struck = disarm(fault);
  if (on_disk) {
    store_close(g_steal_pointer(&fixture->sample->store));
    faulty_disk_lose_power((uint32_t)call);
    reopen(fixture, NULL);
  }
  if (!which->reads)
    action_sample_check(fixture->sample);
  if (which->acts && call % REBUILT_EVERY == 1)
    check_rebuilt(fixture);
  /* What failed can be done now; what failed to be told may have been done. */
  g_autofree char *second = first != NULL ? try(fixture, which) : NULL;
  if (second != NULL && (which->run != erase_attached || strcmp(second, "there is no such file") != 0))
    g_error("%s, fault %d at call %d: %s; then: %s", which->name, (int)fault, (int)call, first, second);
  return struck;
}

static void sweep(Fixture *fixture, const Case *which, Fault fault) {
  int64_t call = 0;
  bool struck = true;
  for (int64_t next = 1; struck; next += 1 + next / STRIDE_GROWS) {
    call = next;
    struck = try_at(fixture, which, fault, call);
  }
  g_test_message("%s, fault %d: about %d calls", which->name, (int)fault, (int)call - 1);
  if (fault == MEMORY_ONCE && which->run != ask_version)
    g_assert_cmpint(call, >, CALLS_MIN);
}

/* ---- All of it -------------------------------------------------------------------------------------------------- */

static void keep_file(Fixture *fixture) {
  GError *error = NULL;
  g_autofree uint8_t *bytes = g_malloc(FILE_BYTES);
  memset(bytes, 'k', FILE_BYTES);
  store_attachment_add(fixture->sample->store, fixture->owner, NULL, bytes, FILE_BYTES, &fixture->kept, &error);
  g_assert_no_error(error);
}

static void set_up(Fixture *fixture) {
  GError *error = NULL;
  *fixture = (Fixture){.sample = action_sample_new()};
  ActionSample *sample = fixture->sample;
  sample->options.busy_timeout_ms = 20;
  action_sample_open(sample, fixture->partner, fixture->engagement);
  fixture->owner = store_scope_new(SAMPLE_WORKSPACE, "ada", RECORD_ROLE_OWNER, NULL, 0, &error);
  g_assert_no_error(error);
  g_strlcpy(fixture->brief,
            action_sample_do(sample, "ada", "ask",
                             "{'question':'Which office?','engagements':['%s'],'know_by':'2026-06-01',"
                             "'worked_if':'all fit','stake':'5000'}",
                             fixture->engagement),
            sizeof fixture->brief);
  g_strlcpy(fixture->advice,
            action_sample_do(sample, "ben", "advise", "{'brief':'%s','option':'The old mill','sure':'fairly'}",
                             fixture->brief),
            sizeof fixture->advice);
  action_sample_do(sample, "ada", "open_advice", "{'advice':'%s'}", fixture->advice);
  g_autofree char *shown = action_sample_shown(sample, "ada", fixture->advice);
  action_sample_do(sample, "ada", "decide", "{'advice':'%s','decision':'follow','shown':'%s'}", fixture->advice, shown);
  keep_file(fixture);
  fixture->new_file = g_malloc(FILE_BYTES);
  memset(fixture->new_file, 'n', FILE_BYTES);
  store_close(g_steal_pointer(&sample->store));
  g_autofree char *path = empty_path(fixture);
  StoreOptions options = sample->options;
  options.path = path;
  store_close(store_open(&options, &error));
  g_assert_no_error(error);
  fixture->template = g_dir_make_tmp("template-XXXXXX", &error);
  g_assert_no_error(error);
  copy_folder(sample->folder, fixture->template);
}

static void test_case(gconstpointer data) {
  Fixture fixture;
  set_up(&fixture);
  for (Fault fault = REFUSED; fault < FAULTS; fault++) {
    if (fault != DISK_FULL || !((const Case *)data)->reads)
      sweep(&fixture, data, fault);
  }
  empty_folder(fixture.template);
  rmdir(fixture.template);
  g_free(fixture.template);
  g_free(fixture.new_file);
  record_problem_clear(&fixture.problem);
  store_scope_free(fixture.owner);
  action_sample_free(fixture.sample);
}

int main(int argc, char **argv) {
  if (access("/dev/shm", W_OK) == 0)
    g_setenv("TMPDIR", "/dev/shm", TRUE);
  g_test_init(&argc, &argv, NULL);
  faulty_memory_install();
  faulty_statements_install();
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_autofree char *path = g_strconcat("/store/every_call/", cases[index].name, NULL);
    g_test_add_data_func(path, &cases[index], test_case);
  }
  return g_test_run();
}
