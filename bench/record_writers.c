/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * How many durable writes a second do 64 threads reach in one process, with no server between?
 *
 *   record_writers STORE PLACES WRITES     PLACES: a file of lines "workspace person partner"
 *
 * Each write notes an advice, durable before the next of its thread; the threads go round the places. Prints the rate.
 * bench/http_load compares the same writes over HTTP with it.
 */
#include "actions/installation.h"

#include <stdio.h>
#include <stdlib.h>

enum { THREADS = 64 };

typedef struct {
  Installation *installation;
  char ***places;
  int place_count;
  int writes;
  int first;
} Job;

static gpointer note(gpointer data) {
  const Job *job = data;
  const Action *action = action_find("note_advice");
  for (int write = 0; write < job->writes; write++) {
    char *const *place = job->places[(job->first + write * THREADS) % job->place_count];
    json_t *document = json_pack("{s:s, s:s, s:s}", "partner", place[2], "option", "Take the old mill by the river",
                                 "know_by", "2030-06-01");
    g_auto(RecordProblem) problem = {0};
    json_t *reply = installation_act(job->installation, action, place[0], place[1], document, g_get_real_time() / 1000,
                                     NULL, &problem);
    if (reply == NULL)
      g_error("%s: %s", place[0], problem.message);
    json_decref(reply);
    json_decref(document);
  }
  return NULL;
}

int main(int argc, char **argv) {
  if (argc != 4)
    return 64;
  g_autofree char *text = NULL;
  g_autoptr(GError) error = NULL;
  g_auto(RecordProblem) problem = {0};
  if (!g_file_get_contents(argv[2], &text, NULL, &error))
    g_error("%s", error->message);
  g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
  int count = (int)g_strv_length(lines);
  char ***places = g_new0(char **, count);
  for (int line = 0; line < count; line++)
    places[line] = g_strsplit(lines[line], " ", 3);
  Installation *installation = installation_open(argv[1], &problem);
  if (installation == NULL)
    g_error("%s", problem.message);
  Job jobs[THREADS];
  GThread *threads[THREADS];
  int writes = atoi(argv[3]) / THREADS;
  gint64 start = g_get_monotonic_time();
  for (int thread = 0; thread < THREADS; thread++) {
    jobs[thread] = (Job){installation, places, count, writes, thread};
    threads[thread] = g_thread_new("writer", note, &jobs[thread]);
  }
  for (int thread = 0; thread < THREADS; thread++)
    g_thread_join(threads[thread]);
  printf("%.0f\n", (double)writes * THREADS / ((double)(g_get_monotonic_time() - start) / 1e6));
  installation_close(installation);
  for (int line = 0; line < count; line++)
    g_strfreev(places[line]);
  g_free(places);
  return 0;
}
