/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* identity_sample.c: accounts in a folder of their own. */
#include "identity_sample.h"

#include "store_sample.h"

#include <sodium.h>
#include <string.h>

/* Of several threads too. */
static void counted_random(void *context, uint8_t *bytes, size_t count) {
  static GMutex mutex;
  IdentitySample *sample = context;
  g_mutex_lock(&mutex);
  uint64_t number = ++sample->random;
  g_mutex_unlock(&mutex);
  uint8_t seed[crypto_stream_KEYBYTES] = {0};
  memcpy(seed, &number, sizeof number);
  const uint8_t nonce[crypto_stream_NONCEBYTES] = {0};
  crypto_stream(bytes, count, nonce, seed);
}

IdentitySample *identity_sample_new(void) {
  IdentitySample *sample = g_new0(IdentitySample, 1);
  sample->actions = action_sample_new();
  sample->keys.count = 1;
  memset(sample->keys.masters, 7, sizeof sample->keys.masters);
  sample->options = (IdentityOptions){.hash_passes = 1,
                                      .hash_memory_bytes = crypto_pwhash_MEMLIMIT_MIN,
                                      .random = counted_random,
                                      .random_context = sample};
  identity_sample_reopen(sample);
  return sample;
}

void identity_sample_reopen(IdentitySample *sample) {
  identity_close(sample->identity);
  sample->identity = identity_open(sample->actions->store, &sample->keys, &sample->options);
}

void identity_sample_free(IdentitySample *sample) {
  if (sample == NULL)
    return;
  identity_close(sample->identity);
  record_problem_clear(&sample->problem);
  action_sample_free(sample->actions);
  g_free(sample);
}

void identity_sample_done(IdentitySample *sample, bool ok) {
  if (!ok)
    g_error("refused: %s: %s", sample->problem.field, sample->problem.message);
  g_assert_cmpint(sample->problem.kind, ==, RECORD_PROBLEM_NONE);
}

void identity_sample_refused(IdentitySample *sample, bool ok, RecordProblemKind kind, const char *field) {
  g_assert_false(ok);
  g_test_message("%s: %s", sample->problem.field, sample->problem.message);
  g_assert_cmpstr(record_problem_kind_text(sample->problem.kind), ==, record_problem_kind_text(kind));
  g_assert_cmpstr(sample->problem.field, ==, field);
  g_assert_nonnull(sample->problem.advice);
  record_problem_clear(&sample->problem);
}

void identity_sample_add(IdentitySample *sample, const char *name, char person[IDENTITY_PERSON_BYTES]) {
  char link[IDENTITY_SECRET_BYTES];
  char device[IDENTITY_SECRET_BYTES];
  int64_t now_ms = sample->actions->now_ms;
  identity_sample_done(sample,
                       identity_account_add(sample->identity, name, NULL, now_ms, person, link, &sample->problem));
  identity_sample_done(
      sample, identity_link_use(sample->identity, link, SAMPLE_PASSWORD, now_ms, person, device, &sample->problem));
}

void identity_sample_sign_in(IdentitySample *sample, const char *name, char secret[IDENTITY_SECRET_BYTES]) {
  IdentitySignIn request = {.name = name, .password = SAMPLE_PASSWORD, .client = "Browser/1.0"};
  IdentitySignedIn result;
  identity_sample_done(
      sample, identity_sign_in(sample->identity, &request, sample->actions->now_ms, &result, &sample->problem));
  memcpy(secret, result.session, sizeof result.session);
}

bool identity_sample_may_sign_in(IdentitySample *sample, const char *name, const char *password) {
  uint32_t from = ++sample->addresses;
  g_autofree char *address = g_strdup_printf("10.%u.%u.%u", from >> 16 & 255, from >> 8 & 255, from & 255);
  IdentitySignIn request = {.name = name, .password = password, .address = address};
  IdentitySignedIn result;
  bool ok = identity_sign_in(sample->identity, &request, sample->actions->now_ms, &result, &sample->problem);
  if (!ok) {
    g_assert_cmpstr(result.session, ==, "");
    identity_sample_refused(sample, ok, RECORD_PROBLEM_FORBIDDEN, NULL);
  }
  return ok;
}

bool identity_sample_is_in(IdentitySample *sample, const char *secret) {
  g_auto(IdentitySession) session = {0};
  bool ok = identity_session_find(sample->identity, secret, sample->actions->now_ms, &session, &sample->problem);
  if (!ok)
    identity_sample_refused(sample, ok, RECORD_PROBLEM_NOT_FOUND, NULL);
  return ok;
}

bool identity_sample_files_hold(IdentitySample *sample, const void *bytes, size_t length) {
  StoreSample files = {.folder = sample->actions->folder, .store = sample->actions->store};
  return store_sample_files_hold(&files, bytes, length);
}
