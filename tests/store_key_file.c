/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* store_key_file.c: the file of secrets as it is made, read, copied and refused; and what is said of the store's errors. */
#include "journal/error.h"
#include "store/key_file.h"
#include "store/problem.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#define A_SECRET "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff"

typedef struct {
  char *folder;
  char *path;
} Fixture;

static void set_up(Fixture *fixture, const void *data) {
  (void)data;
  fixture->folder = g_dir_make_tmp("keys-XXXXXX", NULL);
  fixture->path = g_build_filename(fixture->folder, "record.db-keys", NULL);
}

static int count_files(const Fixture *fixture) {
  int count = 0;
  g_autoptr(GDir) folder = g_dir_open(fixture->folder, 0, NULL);
  while (g_dir_read_name(folder) != NULL)
    count++;
  return count;
}

static void tear_down(Fixture *fixture, const void *data) {
  (void)data;
  g_autoptr(GDir) folder = g_dir_open(fixture->folder, 0, NULL);
  for (const char *name = g_dir_read_name(folder); name != NULL; name = g_dir_read_name(folder)) {
    g_autofree char *path = g_build_filename(fixture->folder, name, NULL);
    g_remove(path);
  }
  g_rmdir(fixture->folder);
  g_free(fixture->folder);
  g_free(fixture->path);
}

static void write_text(const Fixture *fixture, const char *text) {
  g_assert_true(g_file_set_contents(fixture->path, text, -1, NULL));
}

static void refuse(const char *path, gint code, const char *part) {
  g_autoptr(GError) error = NULL;
  g_auto(StoreKeyFile) file;
  g_assert_false(store_key_file_open(path, &file, &error));
  g_assert_error(error, STORE_ERROR, code);
  if (strstr(error->message, part) == NULL || strstr(error->message, path) == NULL)
    g_error("%s says neither %s nor %s", error->message, part, path);
}

/* Made once, for its owner alone; read again it is the same. */
static void test_made(Fixture *fixture, const void *data) {
  (void)data;
  GError *error = NULL;
  g_auto(StoreKeyFile) first;
  g_auto(StoreKeyFile) second;
  struct stat status;
  g_assert_true(store_key_file_open(fixture->path, &first, &error));
  g_assert_cmpint(g_stat(fixture->path, &status), ==, 0);
  g_assert_cmpuint(status.st_mode & 0777, ==, 0600);
  g_assert_true(store_key_file_open(fixture->path, &second, &error));
  g_assert_cmpuint(first.count, ==, 1);
  g_assert_cmpmem(&first, sizeof first, &second, sizeof second);
  g_assert_cmpint(count_files(fixture), ==, 1); /* what it was made from is gone */
  g_autofree char *copy = g_strconcat(fixture->path, "-copy", NULL);
  g_assert_true(store_key_file_copy(fixture->path, copy, &error));
  g_assert_cmpint(g_stat(copy, &status), ==, 0);
  g_assert_cmpuint(status.st_mode & 0777, ==, 0600);
  g_auto(StoreKeyFile) copied;
  g_assert_true(store_key_file_open(copy, &copied, &error));
  g_assert_cmpmem(&first, sizeof first, &copied, sizeof copied);
}

/* A new line is the next generation; keys of each stay what they are. */
static void test_generations(Fixture *fixture, const void *data) {
  (void)data;
  GError *error = NULL;
  g_auto(StoreKeyFile) before;
  g_auto(StoreKeyFile) after;
  write_text(fixture, "# for people\n\n1 " A_SECRET "\n");
  g_assert_true(store_key_file_open(fixture->path, &before, &error));
  write_text(fixture, "1 " A_SECRET "\n2 ff112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
  g_assert_true(store_key_file_open(fixture->path, &after, &error));
  g_assert_cmpuint(after.count, ==, 2);
  uint8_t keys[4][STORE_KEY_BYTES];
  store_key_derive(&before, 1, "studio", "head", keys[0]);
  store_key_derive(&after, 1, "studio", "head", keys[1]);
  store_key_derive(&after, 2, "studio", "head", keys[2]);
  store_key_derive(&after, 2, "studio", "snapshot", keys[3]);
  g_assert_cmpmem(keys[0], STORE_KEY_BYTES, keys[1], STORE_KEY_BYTES);
  g_assert_cmpint(memcmp(keys[1], keys[2], STORE_KEY_BYTES), !=, 0);
  g_assert_cmpint(memcmp(keys[2], keys[3], STORE_KEY_BYTES), !=, 0);
}

static void test_malformed(Fixture *fixture, const void *data) {
  (void)data;
  static const char *const texts[] = {
      "1 0011\n",                    /* too short */
      "1 " A_SECRET "00\n",          /* too long */
      "1" A_SECRET "\n",             /* no space */
      "2 " A_SECRET "\n",            /* begins with the second */
      "1 " A_SECRET "\n1 " A_SECRET, /* the first twice */
      "x " A_SECRET "\n",            /* no number */
      A_SECRET "\n",                 /* nor here */
  };
  for (size_t index = 0; index < G_N_ELEMENTS(texts); index++) {
    write_text(fixture, texts[index]);
    refuse(fixture->path, STORE_ERROR_CORRUPT, "64 hexadecimal digits");
  }
  write_text(fixture, "# nothing but words\n");
  refuse(fixture->path, STORE_ERROR_CORRUPT, "holds no secret");
  g_autoptr(GString) many = g_string_new(NULL);
  for (int number = 1; number <= STORE_KEY_GENERATIONS_MAX + 1; number++) {
    g_string_append_printf(many, "%d " A_SECRET "\n", number);
    write_text(fixture, many->str);
    g_auto(StoreKeyFile) file;
    if (number <= STORE_KEY_GENERATIONS_MAX)
      g_assert_true(store_key_file_open(fixture->path, &file, NULL));
    else
      refuse(fixture->path, STORE_ERROR_CORRUPT, "64 hexadecimal digits");
  }
}

/* Where it can't be made, read or copied, nothing is left behind and the reason is said. */
static void test_refused_by_the_disk(Fixture *fixture, const void *data) {
  (void)data;
  g_autoptr(GError) error = NULL;
  g_autofree char *nowhere = g_build_filename(fixture->folder, "nowhere", "keys", NULL);
  refuse(nowhere, STORE_ERROR_IO, "No such file");
  refuse(fixture->folder, STORE_ERROR_IO, "directory");
  g_assert_false(store_key_file_copy(nowhere, fixture->path, &error));
  g_assert_error(error, STORE_ERROR, STORE_ERROR_IO);
  g_clear_error(&error);
  write_text(fixture, "1 " A_SECRET "\n");
  g_assert_false(store_key_file_copy(fixture->path, fixture->path, &error)); /* over one that is there */
  g_assert_error(error, STORE_ERROR, STORE_ERROR_IO);
  g_assert_nonnull(strstr(error->message, "File exists"));
}

/* As on a full disk: what was written is too short. */
static void test_no_room(Fixture *fixture, const void *data) {
  (void)data;
  struct rlimit usual;
  g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &usual), ==, 0);
  struct rlimit small = {.rlim_cur = 10, .rlim_max = usual.rlim_max};
  void (*before)(int) = signal(SIGXFSZ, SIG_IGN);
  g_autofree char *from = g_strconcat(fixture->path, "-from", NULL);
  g_autofree char *to = g_strconcat(fixture->path, "-to", NULL);
  g_assert_true(g_file_set_contents(from, "1 " A_SECRET "\n", -1, NULL));
  g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &small), ==, 0);
  g_auto(StoreKeyFile) file;
  g_autoptr(GError) made = NULL;
  g_autoptr(GError) copied = NULL;
  bool was_made = store_key_file_open(fixture->path, &file, &made);
  bool was_copied = store_key_file_copy(from, to, &copied);
  g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &usual), ==, 0);
  signal(SIGXFSZ, before);
  g_assert_false(was_made);
  g_assert_false(was_copied);
  g_assert_error(made, STORE_ERROR, STORE_ERROR_IO);
  g_assert_error(copied, STORE_ERROR, STORE_ERROR_IO);
  g_assert_false(g_file_test(fixture->path, G_FILE_TEST_EXISTS));
  g_assert_false(g_file_test(to, G_FILE_TEST_EXISTS)); /* half a file of secrets is worse than none */
}

/* ---- Errors as problems ----------------------------------------------------------------------------------------- */

static void test_problems(void) {
  static const struct {
    gint code;
    RecordProblemKind kind;
  } cases[] = {
      {STORE_ERROR_BUSY, RECORD_PROBLEM_BUSY},           {STORE_ERROR_FULL, RECORD_PROBLEM_FAILED},
      {STORE_ERROR_IO, RECORD_PROBLEM_FAILED},           {STORE_ERROR_CORRUPT, RECORD_PROBLEM_FAILED},
      {STORE_ERROR_NO_MEMORY, RECORD_PROBLEM_FAILED},    {STORE_ERROR_NEWER, RECORD_PROBLEM_FAILED},
      {STORE_ERROR_NOT_FOUND, RECORD_PROBLEM_NOT_FOUND}, {STORE_ERROR_CONFLICT, RECORD_PROBLEM_CONFLICT},
      {STORE_ERROR_LIMIT, RECORD_PROBLEM_INVALID},       {STORE_ERROR_QUOTA, RECORD_PROBLEM_CONFLICT},
      {STORE_ERROR_ROLE, RECORD_PROBLEM_FORBIDDEN},      {STORE_ERROR_NOT_WIPED, RECORD_PROBLEM_FAILED},
      {STORE_ERROR_INTERNAL, RECORD_PROBLEM_FAILED},
  };
  g_autoptr(GHashTable) hints = g_hash_table_new(g_str_hash, g_str_equal);
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_auto(RecordProblem) problem = {0};
    g_autoptr(GError) error = g_error_new_literal(STORE_ERROR, cases[index].code, "what happened");
    g_assert_false(store_problem_set(&problem, error));
    g_assert_cmpint(problem.kind, ==, cases[index].kind);
    g_assert_cmpstr(problem.message, ==, "what happened");
    g_assert_cmpstr(problem.advice, ==, store_error_hint(cases[index].code));
    g_assert_true(g_hash_table_add(hints, (gpointer)problem.advice)); /* each says something of its own */
  }
  g_assert_nonnull(store_error_hint(-1));
}

static void test_other_problems(void) {
  static const struct {
    gint code;
    RecordProblemKind kind;
  } cases[] = {{JOURNAL_ERROR_LIMIT, RECORD_PROBLEM_INVALID}, {JOURNAL_ERROR_PROOF, RECORD_PROBLEM_FAILED}};
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_auto(RecordProblem) problem = {0};
    g_autoptr(GError) error = g_error_new_literal(JOURNAL_ERROR, cases[index].code, "in the journal");
    g_assert_false(store_problem_set(&problem, error));
    g_assert_cmpint(problem.kind, ==, cases[index].kind);
    g_assert_cmpstr(problem.advice, ==, journal_error_hint(cases[index].code));
  }
  g_auto(RecordProblem) foreign = {0};
  g_autoptr(GError) error = g_error_new_literal(G_FILE_ERROR, G_FILE_ERROR_IO, "elsewhere");
  g_assert_false(store_problem_set(&foreign, error));
  g_assert_cmpstr(foreign.message, ==, "elsewhere");
  g_auto(RecordProblem) unknown = {0};
  g_assert_false(store_problem_set(&unknown, NULL));
  g_assert_cmpint(unknown.kind, ==, RECORD_PROBLEM_FAILED);
}

static void add(const char *name, void (*test)(Fixture *, const void *)) {
  g_test_add(name, Fixture, NULL, set_up, test, tear_down);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  add("/store/key_file/made", test_made);
  add("/store/key_file/generations", test_generations);
  add("/store/key_file/malformed", test_malformed);
  add("/store/key_file/refused by the disk", test_refused_by_the_disk);
  add("/store/key_file/no room", test_no_room);
  g_test_add_func("/store/problems", test_problems);
  g_test_add_func("/store/problems/other", test_other_problems);
  return g_test_run();
}
