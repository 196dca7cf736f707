/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Memory that fails at every n-th call: each call then says so, leaves things as they were, and leaks nothing (which
 * the sanitizers watch).
 *
 * It is Jansson's memory that fails here. GLib's small allocations end the program by design, and are not counted.
 */
#include "bellwether/checker.h"
#include "journal/error.h"
#include "support/journal_sample.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static long calls_left = -1; /* until memory fails; negative: never */

static void *failing_malloc(size_t size) {
  if (calls_left == 0)
    return NULL;
  if (calls_left > 0)
    calls_left--;
  return malloc(size);
}

typedef struct {
  JournalSample *sample;
  JournalSignedHead head;
  GString *receipt;
} Fixture;

/* Jansson's lexer takes a token for which it had no memory for one that does not belong there. It can't be told. */
static bool is_lexer_confused(const char *message) {
  return strstr(message, "not acceptable JSON") != NULL;
}

/* Runs the step with memory that fails at the n-th call, for every n until nothing fails any more. */
typedef bool (*Step)(Fixture *fixture, GError **error);

static void fail_at_every_call(Fixture *fixture, Step step) {
  bool done = false;
  for (long calls = 0; !done; calls++) {
    g_autoptr(GError) error = NULL;
    g_assert_cmpint(calls, <, 10000);
    calls_left = calls;
    done = step(fixture, &error);
    bool failed = calls_left == 0;
    calls_left = -1;
    if (done)
      g_assert_no_error(error);
    else {
      g_assert_true(failed);
      if (!is_lexer_confused(error->message))
        g_assert_error(error, JOURNAL_ERROR, JOURNAL_ERROR_NO_MEMORY);
    }
  }
}

static bool read_receipt(Fixture *fixture, GError **error) {
  g_autoptr(JournalReceipt) receipt = journal_receipt_read(fixture->receipt->str, fixture->receipt->len, error);
  return receipt != NULL;
}

static bool write_receipt(Fixture *fixture, GError **error) {
  long calls = calls_left;
  calls_left = -1;
  g_autoptr(JournalReceipt) receipt = sample_receipt(fixture->sample, 4, &fixture->head);
  calls_left = calls;
  size_t length = 0;
  g_autofree char *bytes = journal_receipt_write(receipt, &length, error);
  return bytes != NULL;
}

static bool make_entry(Fixture *fixture, GError **error) {
  static const uint8_t random[JOURNAL_SALT_BYTES] = {1};
  (void)fixture;
  long calls = calls_left;
  calls_left = -1;
  json_auto_t *body = json_pack("{s:s, s:[s, i, {}]}", "why", "because", "list", "a", 1);
  calls_left = calls;
  g_autoptr(JournalEntry) entry = journal_entry_new(1, 0, "a", "b", body, random, error);
  if (entry == NULL)
    return false;
  if (journal_entry_commit_text(entry, "/why", random, error) &&
      journal_entry_commit_text(entry, "/list/0", random, error))
    return true;
  /* A text whose commitment failed is still a plain one. */
  size_t committed = 0;
  size_t open = 0;
  calls_left = -1;
  journal_entry_count_texts(entry, &committed, &open);
  calls_left = 0;
  g_assert_cmpuint(committed, ==, open);
  return false;
}

static bool write_line(Fixture *fixture, GError **error) {
  size_t length = 0;
  g_autofree char *line = journal_entry_line(g_ptr_array_index(fixture->sample->entries, 3), &length, error);
  return line != NULL;
}

static bool sign(Fixture *fixture, GError **error) {
  JournalSignedHead head = fixture->head;
  JournalRotation rotation = {.workspace = SAMPLE_WORKSPACE};
  JournalBeginning beginning = {.workspace = SAMPLE_WORKSPACE, .epoch = 2, .continues = head.head};
  const JournalSample *sample = fixture->sample;
  return journal_head_sign(&head, &sample->public_key, &sample->secret_key, error) &&
         journal_rotation_sign(&rotation, &sample->public_key, &sample->secret_key, error) &&
         journal_beginning_sign(&beginning, &sample->public_key, &sample->secret_key, error);
}

static bool write_head(Fixture *fixture, GError **error) {
  size_t length = 0;
  g_autofree char *bytes = journal_head_write(&fixture->head, &length, error);
  return bytes != NULL;
}

static bool check_journal(Fixture *fixture, GError **error) {
  BellwetherChecker *checker = NULL;
  BellwetherCheckResult result;
  const char *line = fixture->sample->file->str;
  BellwetherCheckStatus status = bellwether_checker_new(&checker);
  for (; status == BELLWETHER_CHECK_OK && *line != '\0'; line = strchr(line, '\n') + 1)
    status = bellwether_checker_line(checker, line, (size_t)(strchr(line, '\n') + 1 - line));
  if (status == BELLWETHER_CHECK_OK)
    status = bellwether_checker_finish(checker, &result);
  if (status != BELLWETHER_CHECK_OK)
    g_set_error_literal(error, JOURNAL_ERROR, JOURNAL_ERROR_NO_MEMORY, bellwether_checker_error(checker));
  bellwether_checker_free(checker);
  return status == BELLWETHER_CHECK_OK;
}

static void test_step(gconstpointer step) {
  g_autoptr(JournalSample) sample = sample_of(1, 5);
  sample_rotate(sample);
  sample_restore(sample, 2);
  Fixture fixture = {.sample = sample, .head = sample_sign(sample)};
  fixture.receipt = sample_receipt_file(sample, 4);
  fail_at_every_call(&fixture, *(const Step *)step);
  g_string_free(fixture.receipt, TRUE);
}

int main(int argc, char **argv) {
  static const struct {
    const char *name;
    Step step;
  } steps[] = {{"read-receipt", read_receipt},
               {"write-receipt", write_receipt},
               {"make-entry", make_entry},
               {"write-line", write_line},
               {"sign", sign},
               {"write-head", write_head},
               {"check-journal", check_journal}};
  g_test_init(&argc, &argv, NULL);
  g_assert_cmpint(sodium_init(), >=, 0);
  json_set_alloc_funcs(failing_malloc, free);
  for (size_t index = 0; index < G_N_ELEMENTS(steps); index++) {
    g_autofree char *path = g_strdup_printf("/journal/memory/%s", steps[index].name);
    g_test_add_data_func(path, &steps[index].step, test_step);
  }
  return g_test_run();
}
