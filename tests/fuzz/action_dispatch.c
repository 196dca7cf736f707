/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Whatever documents people send to whatever actions: nothing crashes, what is refused changes nothing, the journal holds
 * together, and the tables are what the journal says.
 *
 * An input is lines of "PERSON ACTION DOCUMENT", such as: ada add_partner {"name": "Hollow Oak"}. They are done one after
 * the other in a workspace with an owner, members, an observer and two partners; the clock moves on by a day each.
 */
#include "support/action_sample.h"

#include <glib/gstdio.h>
#include <string.h>

#define LINES_MAX 24
#define DOCUMENT_BYTES_MAX 100000

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length);

static void require(bool holds) {
  if (!holds)
    abort();
}

static bool is_deleted(ActionSample *sample) {
  g_autofree char *frontiers = action_sample_ask(sample, "SELECT COUNT(*) FROM frontiers");
  return strcmp(frontiers, "0") == 0;
}

static void run_line(ActionSample *sample, const char *person, const Action *action, const char *text) {
  json_t *document = json_loads(text, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
  if (document == NULL)
    return;
  g_auto(RecordProblem) problem = {0};
  g_autofree char *before = action_sample_dump(sample);
  ActionOptions options = {.now_ms = sample->now_ms, .snapshot_key = sample->snapshot_key};
  json_t *reply = action_run(sample->store, action, SAMPLE_WORKSPACE, person, document, &options, &problem);
  require((reply == NULL) == (problem.kind != RECORD_PROBLEM_NONE));
  if (reply == NULL) {
    g_autofree char *after = action_sample_dump(sample);
    require(strcmp(before, after) == 0);
    require(problem.kind != RECORD_PROBLEM_FAILED && *problem.message != '\0');
  }
  json_decref(reply);
  json_decref(document);
}

/* The owner of the sample may be one no longer; then nobody here may rebuild. */
static void check_rebuild(ActionSample *sample) {
  g_auto(RecordProblem) problem = {0};
  g_autofree char *before = action_sample_dump(sample);
  if (!action_rebuild(sample->store, SAMPLE_WORKSPACE, "ada", NULL, NULL, &problem)) {
    require(problem.kind == RECORD_PROBLEM_FORBIDDEN);
    return;
  }
  g_autofree char *after = action_sample_dump(sample);
  require(strcmp(before, after) == 0);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t length) {
  if (length > DOCUMENT_BYTES_MAX)
    return 0;
  if (g_file_test("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv("TMPDIR", "/dev/shm", TRUE); /* no disk is worn out */
  g_autoptr(ActionSample) sample = action_sample_new();
  char partner[21];
  char engagement[21];
  char other[21];
  action_sample_open(sample, partner, engagement);
  action_sample_add_others(sample, other);
  g_autofree char *text = g_strndup((const char *)bytes, length);
  g_auto(GStrv) lines = g_strsplit(text, "\n", LINES_MAX);
  for (char **line = lines; *line != NULL && !is_deleted(sample); line++, sample->now_ms += SAMPLE_DAY_MS) {
    g_auto(GStrv) words = g_strsplit(*line, " ", 3);
    const Action *action = g_strv_length(words) == 3 ? action_find(words[1]) : NULL;
    if (action != NULL)
      run_line(sample, words[0], action, words[2]);
  }
  if (!is_deleted(sample)) {
    action_sample_check(sample);
    check_rebuild(sample);
  }
  return 0;
}
