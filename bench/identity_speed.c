/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What does it cost to know who asks?
 *
 *   identity_speed
 *
 * With as many accounts as ACCOUNTS, each signed in once: looking a session up, by one thread and by four; looking a token
 * up; a sign-in with Argon2id as it is meant (19 MiB, 2 passes), its two durable writes included. Prints the median of
 * five rounds, and their spread.
 */
#include "support/identity_sample.h"

#include "identity/tokens.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ROUNDS = 5, ACCOUNTS = 200, THREADS = 4, LOOKUPS = 20000, SIGN_INS = 10 };

typedef struct {
  IdentitySample *sample;
  char sessions[ACCOUNTS][IDENTITY_SECRET_BYTES];
  char token[IDENTITY_SECRET_BYTES];
} Crowd;

static int compare_doubles(const void *left, const void *right) {
  double difference = *(const double *)left - *(const double *)right;
  return (difference > 0) - (difference < 0);
}

static gpointer find_sessions(gpointer data) {
  Crowd *crowd = data;
  for (int turn = 0; turn < LOOKUPS; turn++) {
    g_auto(IdentitySession) session = {0};
    g_auto(RecordProblem) problem = {0};
    if (!identity_session_find(crowd->sample->identity, crowd->sessions[turn % ACCOUNTS],
                               crowd->sample->actions->now_ms, &session, &problem))
      g_error("%s", problem.message);
  }
  return NULL;
}

static double sessions_by_one(Crowd *crowd) {
  find_sessions(crowd);
  return LOOKUPS;
}

static double sessions_by_four(Crowd *crowd) {
  GThread *threads[THREADS];
  for (int thread = 0; thread < THREADS; thread++)
    threads[thread] = g_thread_new("find", find_sessions, crowd);
  for (int thread = 0; thread < THREADS; thread++)
    g_thread_join(threads[thread]);
  return THREADS * LOOKUPS;
}

static double tokens(Crowd *crowd) {
  for (int turn = 0; turn < LOOKUPS; turn++) {
    g_auto(IdentityToken) token = {0};
    g_auto(RecordProblem) problem = {0};
    if (!identity_token_find(crowd->sample->identity, crowd->token, crowd->sample->actions->now_ms, &token, &problem))
      g_error("%s", problem.message);
  }
  return LOOKUPS;
}

static double sign_ins(Crowd *crowd) {
  for (int turn = 0; turn < SIGN_INS; turn++) {
    char secret[IDENTITY_SECRET_BYTES];
    identity_sample_sign_in(crowd->sample, "name-0", secret);
  }
  return SIGN_INS;
}

static void measure(const char *what, double (*work)(Crowd *crowd), Crowd *crowd) {
  double rates[ROUNDS];
  for (int round = 0; round < ROUNDS; round++) {
    gint64 start_us = g_get_monotonic_time();
    double done = work(crowd);
    rates[round] = done / ((double)(g_get_monotonic_time() - start_us) / 1e6);
  }
  qsort(rates, ROUNDS, sizeof *rates, compare_doubles);
  printf("%-28s %10.0f a second  (%.0f to %.0f)\n", what, rates[ROUNDS / 2], rates[0], rates[ROUNDS - 1]);
}

int main(void) {
  g_autofree Crowd *crowd = g_new0(Crowd, 1);
  char person[IDENTITY_PERSON_BYTES];
  char id[IDENTITY_ID_BYTES];
  IdentitySample *sample = crowd->sample = identity_sample_new();
  for (int index = 0; index < ACCOUNTS; index++) {
    g_autofree char *name = g_strdup_printf("name-%d", index);
    identity_sample_add(sample, name, person);
    identity_sample_sign_in(sample, name, crowd->sessions[index]);
  }
  IdentityNewToken token = {.name = "bench", .ends_at_ms = sample->actions->now_ms + SAMPLE_DAY_MS};
  identity_sample_done(sample, identity_token_make(sample->identity, person, &token, sample->actions->now_ms,
                                                   crowd->token, id, &sample->problem));
  printf("who asks, of %d accounts\n", ACCOUNTS);
  measure("sessions, one thread", sessions_by_one, crowd);
  measure("sessions, four threads", sessions_by_four, crowd);
  measure("tokens, one thread", tokens, crowd);
  sample->options.hash_passes = 0; /* as usual */
  sample->options.hash_memory_bytes = 0;
  identity_sample_reopen(sample);
  measure("sign-ins, one thread", sign_ins, crowd);
  identity_sample_free(sample);
  return 0;
}
