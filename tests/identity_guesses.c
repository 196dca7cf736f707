/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Whoever guesses is slowed down; nobody is locked out by others' guesses. */
#include "support/identity_sample.h"

#include <string.h>
#include <unistd.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS INT64_C(60000)
#define HOUR_MS (60 * MINUTE_MS)

typedef enum { IN, WRONG, LATER } Answer;

typedef struct {
  IdentitySample *sample;
  const char *address;
  const char *device;
  IdentitySignedIn result; /* of the last try */
} Client;

static Answer try_name(Client *client, const char *name, const char *password) {
  IdentitySignIn request = {.name = name, .password = password, .address = client->address, .device = client->device};
  IdentitySample *sample = client->sample;
  bool ok = identity_sign_in(sample->identity, &request, sample->actions->now_ms, &client->result, &sample->problem);
  if (ok)
    return IN;
  bool later = sample->problem.kind == RECORD_PROBLEM_BUSY;
  g_assert_true(later == (client->result.retry_after_s > 0));
  g_assert_cmpstr(client->result.session, ==, "");
  g_assert_cmpstr(client->result.device, ==, "");
  identity_sample_refused(sample, ok, later ? RECORD_PROBLEM_BUSY : RECORD_PROBLEM_FORBIDDEN, NULL);
  return later ? LATER : WRONG;
}

static Answer try(Client *client, const char *password) {
  return try_name(client, "ada", password);
}

/* Five are free, then it takes longer and longer; the right password waits too, and forgives all. */
static void test_slower(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  identity_sample_add(sample, "ada", person);
  Client client = {.sample = sample, .address = "192.0.2.1"};
  for (int index = 0; index < 5; index++)
    g_assert_cmpint(try(&client, "wrong"), ==, WRONG);
  const unsigned waits_s[] = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900};
  for (size_t index = 0; index < G_N_ELEMENTS(waits_s); index++) {
    g_assert_cmpint(try(&client, SAMPLE_PASSWORD), ==, LATER);
    g_assert_cmpuint(client.result.retry_after_s, ==, waits_s[index]);
    sample->actions->now_ms += waits_s[index] * SECOND_MS - 1;
    g_assert_cmpint(try(&client, SAMPLE_PASSWORD), ==, LATER);
    sample->actions->now_ms += 1;
    g_assert_cmpint(try(&client, "wrong"), ==, WRONG);
  }
  sample->actions->now_ms += 900 * SECOND_MS;
  g_assert_cmpint(try(&client, SAMPLE_PASSWORD), ==, IN);
  for (int index = 0; index < 5; index++)
    g_assert_cmpint(try(&client, "wrong"), ==, WRONG);
  g_assert_cmpint(try(&client, "wrong"), ==, LATER);
  sample->actions->now_ms += 25 * HOUR_MS; /* a day later it is forgotten */
  g_assert_cmpint(try(&client, "wrong"), ==, WRONG);
  g_assert_cmpint(try(&client, "wrong"), ==, WRONG);
}

/* Refused guesses cost no password worked out, and don't prolong the wait. */
static void test_cheap(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  identity_sample_add(sample, "ada", person);
  Client client = {.sample = sample, .address = "192.0.2.1"};
  for (int index = 0; index < 5; index++)
    try(&client, "wrong");
  uint64_t before = identity_hash_count(sample->identity);
  for (int index = 0; index < 1000; index++)
    g_assert_cmpint(try(&client, "wrong"), ==, LATER);
  g_assert_cmpuint(identity_hash_count(sample->identity), ==, before);
  sample->actions->now_ms += SECOND_MS;
  g_assert_cmpint(try(&client, SAMPLE_PASSWORD), ==, IN);
}

/* A name that nobody has is slowed down in the same way: who guesses learns nothing. */
static void test_unknown_name(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  identity_sample_add(sample, "ada", person);
  Client client = {.sample = sample, .address = "192.0.2.1"};
  for (int index = 0; index < 8; index++)
    g_assert_cmpint(try_name(&client, "Nobody", "wrong"), ==, index < 5 ? WRONG : LATER);
  g_assert_cmpint(try_name(&client, "nobody", "wrong"), ==, LATER); /* the same name */
  g_assert_cmpint(try_name(&client, "ada", "wrong"), ==, WRONG);
}

/* Many addresses together reach 60 an hour at one account. Then strangers wait, those from new addresses too; whoever
 * signed in before from their browser does not, and a link to a new password gets somebody in from anywhere. */
static void test_many_addresses(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  identity_sample_add(sample, "ada", person);
  Client known = {.sample = sample, .address = "198.51.100.7"};
  g_assert_cmpint(try(&known, SAMPLE_PASSWORD), ==, IN);
  char device[IDENTITY_SECRET_BYTES];
  memcpy(device, known.result.device, sizeof device);
  g_assert_true(g_str_has_prefix(device, "bwd_"));
  for (int index = 0; index < 60; index++)
    g_assert_false(identity_sample_may_sign_in(sample, "ada", "wrong"));
  Client stranger = {.sample = sample, .address = "203.0.113.9"};
  g_assert_cmpint(try(&stranger, SAMPLE_PASSWORD), ==, LATER);
  g_assert_cmpuint(stranger.result.retry_after_s, ==, 3600);
  g_assert_cmpint(try(&known, SAMPLE_PASSWORD), ==, LATER); /* the same place without its cookie */
  known.device = device;
  g_assert_cmpint(try(&known, "wrong"), ==, WRONG);
  g_assert_cmpint(try(&known, SAMPLE_PASSWORD), ==, IN);
  g_assert_cmpstr(known.result.device, ==, device);
  char link[IDENTITY_SECRET_BYTES];
  char by_link[IDENTITY_SECRET_BYTES];
  identity_sample_done(sample,
                       identity_account_link(sample->identity, "ada", sample->actions->now_ms, link, &sample->problem));
  identity_sample_done(sample, identity_link_use(sample->identity, link, SAMPLE_PASSWORD, sample->actions->now_ms,
                                                 person, by_link, &sample->problem));
  stranger.device = by_link;
  g_assert_cmpint(try(&stranger, SAMPLE_PASSWORD), ==, IN);
  sample->actions->now_ms += HOUR_MS;
  stranger.device = NULL;
  g_assert_cmpint(try(&stranger, SAMPLE_PASSWORD), ==, IN);
}

/* A known device has ten wrong ones an hour, then it counts as a stranger. */
static void test_device_bucket(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  identity_sample_add(sample, "ada", person);
  Client client = {.sample = sample, .address = "192.0.2.1"};
  g_assert_cmpint(try(&client, SAMPLE_PASSWORD), ==, IN);
  char device[IDENTITY_SECRET_BYTES];
  memcpy(device, client.result.device, sizeof device);
  client.device = device;
  for (int index = 0; index < 20; index++) /* right ones cost nothing, and forgive the wrong one before */
    g_assert_cmpint(try(&client, index % 2 == 0 ? "wrong" : SAMPLE_PASSWORD), ==, index % 2 == 0 ? WRONG : IN);
  for (int index = 0; index < 15; index++) /* ten of the device's, five of the address's */
    g_assert_cmpint(try(&client, "wrong"), ==, WRONG);
  g_assert_cmpint(try(&client, "wrong"), ==, LATER);
}

/* A device cookie is good for the account that it was made for, and can't be made up. */
static void test_forged_device(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  identity_sample_add(sample, "ada", person);
  identity_sample_add(sample, "mallory", person);
  Client mallory = {.sample = sample, .address = "192.0.2.66"};
  g_assert_cmpint(try_name(&mallory, "mallory", SAMPLE_PASSWORD), ==, IN);
  char of_mallory[IDENTITY_SECRET_BYTES];
  memcpy(of_mallory, mallory.result.device, sizeof of_mallory);
  const char *const forged[] = {of_mallory, "bwd_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "", "bwd_"};
  for (int index = 0; index < 5; index++) {
    mallory.device = forged[index % (int)G_N_ELEMENTS(forged)];
    g_assert_cmpint(try(&mallory, "wrong"), ==, WRONG);
  }
  for (size_t index = 0; index < G_N_ELEMENTS(forged); index++) {
    mallory.device = forged[index];
    g_assert_cmpint(try(&mallory, "wrong"), ==, LATER);
  }
}

/* A name that nobody has with a cookie of somebody's; and clients without an address, who are not all one. */
static void test_nobody(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  identity_sample_add(sample, "ada", person);
  Client client = {.sample = sample};
  g_assert_cmpint(try(&client, SAMPLE_PASSWORD), ==, IN);
  char device[IDENTITY_SECRET_BYTES];
  memcpy(device, client.result.device, sizeof device);
  client.device = device;
  g_assert_cmpint(try_name(&client, "nobody", "wrong"), ==, WRONG);
  for (int account = 0; account < 70; account++) {
    g_autofree char *name = g_strdup_printf("name-%d", account);
    g_assert_cmpint(try_name(&client, name, "wrong"), ==, WRONG);
  }
}

/* One address at many accounts: 60 an hour. All of a /64 is one address, and IPv4 is the same however it is written. */
static void test_one_address(void) {
  const struct {
    const char *first;
    const char *second;
    bool same;
  } cases[] = {
      {"192.0.2.1", "192.0.2.1", true},          {"192.0.2.1", "192.0.2.2", false},
      {"192.0.2.1", "::ffff:192.0.2.1", true},   {"2001:db8::1", "2001:db8:0:0:ffff::2", true},
      {"2001:db8::1", "2001:db8:0:1::1", false},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_autoptr(IdentitySample) sample = identity_sample_new();
    Client client = {.sample = sample, .address = cases[index].first};
    for (int account = 0; account < 60; account++) {
      g_autofree char *name = g_strdup_printf("name-%d", account);
      g_assert_cmpint(try_name(&client, name, "wrong"), ==, WRONG);
    }
    client.address = cases[index].second;
    g_test_message("%s", cases[index].second);
    g_assert_cmpint(try_name(&client, "one more", "wrong"), ==, cases[index].same ? LATER : WRONG);
  }
}

/* An own account doesn't make an address good again, nor does it cost anything to sign in often. */
static void test_own_account(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  identity_sample_add(sample, "mallory", person);
  Client client = {.sample = sample, .address = "192.0.2.66"};
  for (int account = 0; account < 60; account++) {
    g_autofree char *name = g_strdup_printf("name-%d", account);
    g_assert_cmpint(try_name(&client, "mallory", SAMPLE_PASSWORD), ==, IN);
    g_assert_cmpint(try_name(&client, name, "wrong"), ==, WRONG);
  }
  g_assert_cmpint(try_name(&client, "one more", "wrong"), ==, LATER);
}

/* Who has a session can't guess its password for ever either. */
static void test_signed_in(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  identity_sample_add(sample, "ada", person);
  for (int index = 0; index < 12; index++)
    identity_sample_refused(
        sample,
        identity_name_change(sample->identity, person, "wrong", "ada b", sample->actions->now_ms, &sample->problem),
        index < 10 ? RECORD_PROBLEM_FORBIDDEN : RECORD_PROBLEM_BUSY, index < 10 ? "password" : NULL);
  sample->actions->now_ms += HOUR_MS;
  for (int index = 0; index < 12; index++)
    identity_sample_done(sample, identity_name_change(sample->identity, person, SAMPLE_PASSWORD, "ada b",
                                                      sample->actions->now_ms, &sample->problem));
}

/* Guesses that come at once are counted one by one. */
typedef struct {
  IdentitySample *sample;
  gint wrong, later; /* atomic */
} Burst;

static gpointer guess(gpointer data) {
  Burst *burst = data;
  for (int turn = 0; turn < 10; turn++) {
    g_auto(RecordProblem) problem = {0};
    IdentitySignIn request = {.name = "ada", .password = "wrong", .address = "192.0.2.1"};
    IdentitySignedIn result;
    g_assert_false(
        identity_sign_in(burst->sample->identity, &request, burst->sample->actions->now_ms, &result, &problem));
    g_atomic_int_inc(problem.kind == RECORD_PROBLEM_FORBIDDEN ? &burst->wrong : &burst->later);
  }
  return NULL;
}

static void test_at_once(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  identity_sample_add(sample, "ada", person);
  Burst burst = {.sample = sample};
  GThread *threads[8];
  for (size_t index = 0; index < G_N_ELEMENTS(threads); index++)
    threads[index] = g_thread_new("guess", guess, &burst);
  for (size_t index = 0; index < G_N_ELEMENTS(threads); index++)
    g_thread_join(threads[index]);
  g_assert_cmpint(burst.wrong, ==, 5);
  g_assert_cmpint(burst.later, ==, 75);
}

/* No address is in the files. */
static void test_no_addresses(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  const uint8_t bytes[] = {198, 51, 100, 77, 0, 0, 0, 0};
  identity_sample_add(sample, "ada", person);
  Client client = {.sample = sample, .address = "198.51.100.77"};
  try(&client, "wrong");
  try(&client, SAMPLE_PASSWORD);
  g_assert_false(identity_sample_files_hold(sample, "198.51.100.77", 13));
  g_assert_false(identity_sample_files_hold(sample, bytes, sizeof bytes));
}

int main(int argc, char **argv) {
  /* Nothing here is about syncing. */
  if (access("/dev/shm", W_OK) == 0)
    g_setenv("TMPDIR", "/dev/shm", TRUE);
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/identity/guesses/slower", test_slower);
  g_test_add_func("/identity/guesses/cheap", test_cheap);
  g_test_add_func("/identity/guesses/unknown name", test_unknown_name);
  g_test_add_func("/identity/guesses/many addresses", test_many_addresses);
  g_test_add_func("/identity/guesses/device bucket", test_device_bucket);
  g_test_add_func("/identity/guesses/forged device", test_forged_device);
  g_test_add_func("/identity/guesses/nobody", test_nobody);
  g_test_add_func("/identity/guesses/one address", test_one_address);
  g_test_add_func("/identity/guesses/own account", test_own_account);
  g_test_add_func("/identity/guesses/signed in", test_signed_in);
  g_test_add_func("/identity/guesses/at once", test_at_once);
  g_test_add_func("/identity/guesses/no addresses", test_no_addresses);
  return g_test_run();
}
