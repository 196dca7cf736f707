/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* http_caller.c: who asks, and what of that is noted by whom. */
#include "support/identity_sample.h"

#include "http/caller.h"

#include <string.h>

#define MINUTE_MS INT64_C(60000)

static void find(IdentitySample *sample, const char *secret, bool may_write, HttpCaller *caller) {
  g_autofree char *cookie = http_cookie_write(secret, false);
  *strchr(cookie, ';') = '\0';
  HttpRequest request = {.headers = {.cookie = cookie}, .now_ms = sample->actions->now_ms};
  identity_sample_done(sample,
                       http_caller_find(sample->identity, &request, false, may_write, caller, &sample->problem));
}

static char *seen_at(IdentitySample *sample) {
  return action_sample_ask(sample->actions, "SELECT MAX(seen_at_ms) FROM sessions");
}

/* Who looks after other connections does not wait for the writer; whoever may does the rest. */
static void test_put_off(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  char secret[IDENTITY_SECRET_BYTES];
  identity_sample_add(sample, "Ada", person);
  identity_sample_sign_in(sample, "ada", secret);
  HttpCaller caller = {0};
  find(sample, secret, false, &caller);
  g_assert_true(caller.signed_in);
  g_assert_cmpstr(caller.person, ==, person);
  g_assert_false(caller.put_off);
  sample->actions->now_ms += 6 * MINUTE_MS; /* it is to be noted that it was used */
  g_autofree char *before = seen_at(sample);
  find(sample, secret, false, &caller);
  g_autofree char *still = seen_at(sample);
  g_assert_true(caller.put_off);
  g_assert_false(caller.signed_in);
  g_assert_cmpstr(caller.person, ==, "");
  g_assert_cmpstr(still, ==, before);
  find(sample, secret, true, &caller);
  g_autofree char *after = seen_at(sample);
  g_assert_true(caller.signed_in);
  g_assert_false(caller.put_off);
  g_assert_cmpstr(after, !=, before);
  find(sample, secret, false, &caller);
  g_assert_true(caller.signed_in);
  find(sample, "bws_nobody", false, &caller);
  g_assert_false(caller.signed_in || caller.put_off);
  http_caller_clear(&caller);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/http/caller/put off", test_put_off);
  return g_test_run();
}
