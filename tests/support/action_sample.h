/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * action_sample.h: a workspace in a folder of its own, and actions on it in one line each.
 *
 * Documents are JSON with ' in the place of ". Time is the sample's own: now_ms, which a test moves on. Randomness
 * comes from a counter, so every run is the same.
 */
#ifndef TESTS_ACTION_SAMPLE_H
#define TESTS_ACTION_SAMPLE_H

#include "actions/action.h"

#define SAMPLE_WORKSPACE "studio"
#define SAMPLE_START_MS INT64_C(1767225600000) /* 2026-01-01 */
#define SAMPLE_DAY_MS INT64_C(86400000)

typedef struct {
  char *folder;
  StoreOptions options;
  Store *store;
  int64_t now_ms;
  uint64_t random;
  uint8_t snapshot_key[32];
  char *last_id; /* "id" of the last reply; owned */
  json_t *reply; /* the last reply; owned */
} ActionSample;

/* An open store without a workspace. */
ActionSample *action_sample_new(void);
void action_sample_free(ActionSample *sample); /* removes the folder */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ActionSample, action_sample_free)

/* Does it, or ends the test. Returns the id that was made, or "". Owned by the sample, until the next call. */
const char *action_sample_do(ActionSample *sample, const char *person, const char *action, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

/* Ends the test unless it is refused with a problem of that kind about that field (NULL: about none), and nothing of it
 * is kept. */
void action_sample_refuse(ActionSample *sample, const char *person, const char *action, RecordProblemKind kind,
                          const char *field, const char *format, ...) G_GNUC_PRINTF(6, 7);

/* A signed snapshot of the advice for the person, as the advice's view would give it out now. Free with g_free. */
char *action_sample_shown(ActionSample *sample, const char *person, const char *advice);

/* Every row of every table but the journal's own and the replies', as text: free with g_free. */
char *action_sample_dump(ActionSample *sample);

/* How many entries the journal has, checked to the last hash. */
int64_t action_sample_check(ActionSample *sample);

/* The end of a test, whatever happened in it: checks the journal to the last hash, that a rebuild makes the same tables,
 * and that the figures kept of advice are those that one would count; then frees the sample. */
void action_sample_finish(ActionSample *sample);

/* Adds "cyd", a member; "dan", a member who may decide; "dot", an observer; and "eve", of another partner, whose
 * engagement of the same skill goes into the string of 21 bytes. */
void action_sample_add_others(ActionSample *sample, char *engagement);

/* Keeps one text of a table's row: the value of the first column of the query's first row, "" where there is none. Free
 * with g_free. */
char *action_sample_ask(ActionSample *sample, const char *sql);

/* Opens the workspace with owner "ada", skill "premises" and an agent with an engagement and its person "ben". Ids into
 * the two strings, 21 bytes each. */
void action_sample_open(ActionSample *sample, char *partner, char *engagement);

#endif
