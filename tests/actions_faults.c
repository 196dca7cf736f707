/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * Tables and journal agree after a fault. People act on a disk that loses power, fails, or is full at its n-th operation;
 * then the power is lost, whatever the fault was, and the record is opened on a sound disk: what was acknowledged is
 * there, the journal is whole to its last hash, and tables made anew from it are the same to the byte.
 *
 * store_faults.c asks the same of the journal alone, and of memory that runs out.
 */
#include "support/action_sample.h"
#include "support/faulty_disk.h"

#include <string.h>
#include <unistd.h>

#define TOGETHER 4

typedef struct {
  const char *person;
  const char *action;
  const char *document;
} Step;

/* Entry 1 opens the workspace; the template's things follow it. Statements of every sort: rows that come, that change, that
 * are counted up, several to an entry, several entries to an action, and a text that is overwritten and cleared away. */
static const Step steps[] = {
    {"ada", "add_partner", "{'name':'A second one','about':'Found at the fair'}"},
    {"ben", "advise", "{'option':'Move','know_by':'2026-06-01','worked_if':'we have moved','sure':'sure'}"},
    {"ada", "ask",
     "{'question':'Which house?','engagements':['e4'],'stake':100000,'know_by':'2026-05-01',"
     "'worked_if':'everybody is in'}"},
    {"ada", "note_advice", "{'partner':'p3','option':'Stay','know_by':'2026-07-01'}"},
    {"ada", "open_advice", "{'advice':'a6'}"},
    {"ada", "decide", "{'advice':'a6','decision':'follow','shown':'SHOWN'}"},
    {"ada", "report_outcome", "{'advice':'a6','worked':7000,'story':'It leaks'}"},
    {"ada", "set_stake", "{'advice':'a8','stake':250000}"},
    {"ada", "erase_text", "{'entry':6,'field':'option'}"},
    {"ada", "add_task", "{'engagement':'e4','title':'Measure the rooms'}"},
};

static const char *shown; /* what the decider was shown of the template's advice */

typedef struct {
  ActionSample *sample;
  int64_t acknowledged[G_N_ELEMENTS(steps) + TOGETHER]; /* entries */
  size_t count;
  GMutex mutex; /* of the two above */
} Session;

/* What is acknowledged is noted; what is refused, for the fault or because a step before it was, is no concern here. */
static void act(Session *session, const char *person, const char *name, const char *text) {
  g_autoptr(GString) filled = g_string_new(text);
  g_string_replace(filled, "SHOWN", shown, 0);
  json_t *document = json_loads(g_strdelimit(filled->str, "'", '"'), 0, NULL);
  g_assert_nonnull(document);
  ActionOptions options = {.now_ms = session->sample->now_ms, .snapshot_key = session->sample->snapshot_key};
  g_auto(RecordProblem) problem = {0};
  json_t *reply =
      action_run(session->sample->store, action_find(name), SAMPLE_WORKSPACE, person, document, &options, &problem);
  if (reply == NULL)
    g_test_message("%s: %s", name, problem.message);
  g_assert_true((reply != NULL) == (problem.kind == RECORD_PROBLEM_NONE));
  g_mutex_lock(&session->mutex);
  if (reply != NULL)
    session->acknowledged[session->count++] = action_integer(reply, "entry", 0);
  g_mutex_unlock(&session->mutex);
  json_decref(reply);
  json_decref(document);
}

static gpointer advise_on_thread(gpointer data) {
  act(data, "ben", "advise", "{'option':'Wait','know_by':'2026-06-01','worked_if':'we are glad that we waited'}");
  return NULL;
}

static void session_run(Session *session) {
  session->sample->store = store_open(&session->sample->options, NULL);
  if (session->sample->store == NULL)
    return;
  for (size_t index = 0; index < G_N_ELEMENTS(steps); index++)
    act(session, steps[index].person, steps[index].action, steps[index].document);
  GThread *threads[TOGETHER];
  for (int index = 0; index < TOGETHER; index++)
    threads[index] = g_thread_new("adviser", advise_on_thread, session);
  for (int index = 0; index < TOGETHER; index++)
    g_thread_join(threads[index]);
  store_close(g_steal_pointer(&session->sample->store));
}

/* ---- Before and after ------------------------------------------------------------------------------------------- */

static const char
    *template_folder; /* a store with a workspace and an advice, closed; every session begins with a copy */

static void copy_file(const char *to_folder, const char *name) {
  g_autofree char *from = g_build_filename(template_folder, name, NULL);
  g_autofree char *to = g_build_filename(to_folder, name, NULL);
  g_autofree char *content = NULL;
  gsize length = 0;
  g_assert_true(g_file_get_contents(from, &content, &length, NULL));
  g_assert_true(g_file_set_contents(to, content, (gssize)length, NULL));
}

static void session_begin(Session *session, const char *vfs) {
  *session = (Session){.sample = action_sample_new()};
  store_close(g_steal_pointer(&session->sample->store));
  copy_file(session->sample->folder, "record.db");
  copy_file(session->sample->folder, "record.db-lock");
  session->sample->options.vfs = vfs;
  session->sample->options.busy_timeout_ms = 20;
  g_mutex_init(&session->mutex);
}

/* On a sound disk again: what was acknowledged is there; action_sample_finish asks for the rest. */
static void session_end(Session *session) {
  ActionSample *sample = session->sample;
  sample->options.vfs = NULL;
  g_autoptr(GError) error = NULL;
  sample->store = store_open(&sample->options, &error);
  g_assert_no_error(error);
  int64_t entries = action_sample_check(sample);
  for (size_t index = 0; index < session->count; index++)
    g_assert_cmpint(session->acknowledged[index], <=, entries);
  action_sample_do(sample, "ada", "add_skill", "{'name':'law','stance':'rent'}"); /* and it goes on */
  action_sample_finish(sample);
  g_mutex_clear(&session->mutex);
}

/* Without a fault every step is acknowledged, or the others would prove little. */
static void test_sound(void) {
  Session session;
  session_begin(&session, NULL);
  session_run(&session);
  g_assert_cmpuint(session.count, ==, G_N_ELEMENTS(steps) + TOGETHER);
  session_end(&session);
}

static void test_fault(gconstpointer data) {
  FaultKind kind = *(const FaultKind *)data;
  bool struck = true;
  int64_t operation = 1;
  int sessions = 0;
  int partly = 0;
  for (; struck; operation += 1 + operation / 40) {
    Session session;
    session_begin(&session, faulty_disk_register());
    faulty_disk_arm(kind, operation);
    session_run(&session);
    struck = faulty_disk_struck();
    faulty_disk_lose_power((uint32_t)operation * 7919);
    partly += session.count > 0 && session.count < G_N_ELEMENTS(steps) + TOGETHER;
    sessions++;
    session_end(&session);
  }
  g_test_message("%d sessions, %d of which were cut short", sessions, partly);
  g_assert_cmpint(partly, >, 5);
}

int main(int argc, char **argv) {
  static const FaultKind kinds[] = {FAULT_POWER, FAULT_IO_ONCE, FAULT_IO, FAULT_FULL_ONCE, FAULT_FULL, FAULT_SYNC_ONCE};
  static const char *const names[] = {"power", "IO once", "IO", "full once", "full", "sync once"};
  /* The disk is a model; under it, the fastest will do. */
  if (access("/dev/shm", W_OK) == 0)
    g_setenv("TMPDIR", "/dev/shm", TRUE);
  g_test_init(&argc, &argv, NULL);
  char partner[21];
  char engagement[21];
  ActionSample *sample = action_sample_new();
  action_sample_open(sample, partner, engagement);
  action_sample_do(sample, "ben", "advise", "{'option':'Buy','know_by':'2026-06-01','worked_if':'it is ours'}");
  g_autofree char *snapshot = action_sample_shown(sample, "ada", "a6");
  shown = snapshot;
  store_close(g_steal_pointer(&sample->store));
  template_folder = sample->folder;
  g_test_add_func("/actions/faults/none", test_sound);
  for (size_t index = 0; index < G_N_ELEMENTS(kinds); index++) {
    g_autofree char *path = g_strconcat("/actions/faults/", names[index], NULL);
    g_test_add_data_func(path, &kinds[index], test_fault);
  }
  int result = g_test_run();
  action_sample_free(sample);
  return result;
}
