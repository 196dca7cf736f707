/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Codes: those of RFC 6238, when they are taken and how often, and those for recovery. */
#include "support/identity_sample.h"

#include "identity/second_factor.h"

#include <oath.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS INT64_C(60000)

/* RFC 6238, appendix B: of its eight digits the last six. */
static void test_vectors(void) {
  const struct {
    uint64_t time_s;
    const char *code;
  } vectors[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                 {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
  for (size_t index = 0; index < G_N_ELEMENTS(vectors); index++) {
    char code[7];
    identity_totp_code((const uint8_t *)"12345678901234567890", 20, vectors[index].time_s / 30, code);
    g_assert_cmpstr(code, ==, vectors[index].code);
  }
}

typedef struct {
  IdentitySample *sample;
  char person[IDENTITY_PERSON_BYTES];
  char session[IDENTITY_SECRET_BYTES];
  char session_id[IDENTITY_ID_BYTES];
  uint8_t *secret; /* of the app */
  size_t length;
  IdentityRecovery recovery;
} App;

static void app_clear(App *app) {
  free(app->secret);
  identity_sample_free(app->sample);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(App, app_clear)

/* The code that the app shows so many steps from now. */
static void show(const App *app, int64_t steps, char code[7]) {
  identity_totp_code(app->secret, app->length, (uint64_t)(app->sample->actions->now_ms / 30000 + steps), code);
}

/* An account of "ada" whose app knows the secret, not yet confirmed. The secret is read as an app reads it. */
static void app_begin(App *app) {
  IdentitySample *sample = app->sample = identity_sample_new();
  char secret[IDENTITY_FACTOR_BYTES];
  g_autofree char *uri = NULL;
  identity_sample_add(sample, "ada@x.org", app->person);
  identity_sample_sign_in(sample, "ada@x.org", app->session);
  g_auto(IdentitySession) session = {0};
  identity_session_find(sample->identity, app->session, sample->actions->now_ms, &session, &sample->problem);
  memcpy(app->session_id, session.id, sizeof app->session_id);
  identity_sample_done(sample, identity_factor_begin(sample->identity, app->person, SAMPLE_PASSWORD, "Mill & Co",
                                                     sample->actions->now_ms, secret, &uri, &sample->problem));
  g_autofree char *expected = g_strdup_printf(
      "otpauth://totp/Mill%%20%%26%%20Co:ada%%40x.org?secret=%s&issuer=Mill%%20%%26%%20Co&algorithm=SHA1&digits=6"
      "&period=30",
      secret);
  g_assert_cmpstr(uri, ==, expected);
  g_assert_cmpint(oath_base32_decode(secret, strlen(secret), (char **)&app->secret, &app->length), ==, OATH_OK);
  g_assert_cmpuint(app->length, ==, 20);
}

static bool confirm(App *app, const char *code) {
  return identity_factor_confirm(app->sample->identity, app->person, app->session_id, code,
                                 app->sample->actions->now_ms, &app->recovery, &app->sample->problem);
}

/* The same, turned on, half an hour later. */
static void app_on(App *app) {
  char code[7];
  app_begin(app);
  show(app, 0, code);
  identity_sample_done(app->sample, confirm(app, code));
  app->sample->actions->now_ms += 30 * MINUTE_MS;
}

/* Password and code; the problem is left in the sample. */
static bool sign_in(App *app, const char *code, IdentitySignedIn *result) {
  IdentitySample *sample = app->sample;
  g_autofree char *address = g_strdup_printf("192.0.2.%u", ++sample->addresses); /* they are counted elsewhere */
  IdentitySignIn request = {.name = "ada@x.org", .password = SAMPLE_PASSWORD, .address = address};
  int64_t now_ms = sample->actions->now_ms;
  identity_sample_done(sample, identity_sign_in(sample->identity, &request, now_ms, result, &sample->problem));
  g_assert_cmpstr(result->session, ==, "");
  g_assert_cmpstr(result->device, ==, "");
  g_assert_true(g_str_has_prefix(result->code, "bwc_"));
  g_assert_false(identity_sample_is_in(sample, result->code)); /* half is nothing */
  char half[IDENTITY_SECRET_BYTES];
  memcpy(half, result->code, sizeof half);
  return identity_sign_in_code(sample->identity, half, code, &request, now_ms, result, &sample->problem);
}

static bool is_taken(App *app, const char *code) {
  IdentitySignedIn result;
  bool ok = sign_in(app, code, &result);
  if (ok)
    g_assert_true(identity_sample_is_in(app->sample, result.session));
  else
    identity_sample_refused(app->sample, ok, RECORD_PROBLEM_FORBIDDEN, "code");
  return ok;
}

/* Until a code was shown nothing is asked for. */
static void test_begin(void) {
  g_auto(App) app = {0};
  char code[7];
  char secret[IDENTITY_FACTOR_BYTES];
  g_autofree char *uri = NULL;
  app_begin(&app);
  IdentitySample *sample = app.sample;
  g_assert_true(identity_sample_may_sign_in(sample, "ada@x.org", SAMPLE_PASSWORD));
  identity_sample_refused(sample, confirm(&app, "000000"), RECORD_PROBLEM_FORBIDDEN, "code");
  identity_sample_refused(sample, confirm(&app, "abcd-efgh-ijkm-npqr"), RECORD_PROBLEM_FORBIDDEN, "code");
  char other[IDENTITY_SECRET_BYTES];
  identity_sample_sign_in(sample, "ada@x.org", other);
  show(&app, 0, code);
  identity_sample_done(sample, confirm(&app, code));
  g_assert_false(identity_sample_is_in(sample, other)); /* sessions that began without it end */
  g_assert_true(identity_sample_is_in(sample, app.session));
  identity_sample_refused(sample, confirm(&app, code), RECORD_PROBLEM_CONFLICT, NULL);
  identity_sample_refused(sample,
                          identity_factor_begin(sample->identity, app.person, SAMPLE_PASSWORD, "x",
                                                sample->actions->now_ms, secret, &uri, &sample->problem),
                          RECORD_PROBLEM_CONFLICT, NULL);
  identity_sample_refused(sample,
                          identity_factor_begin(sample->identity, app.person, "wrong", "x", sample->actions->now_ms,
                                                secret, &uri, &sample->problem),
                          RECORD_PROBLEM_FORBIDDEN, "password");
  g_assert_false(identity_sample_files_hold(sample, app.secret, app.length));
}

/* One step either side; each once, and none that is older than the last. */
static void test_steps(void) {
  const struct {
    int64_t steps;
    bool taken;
  } cases[] = {{-2, false}, {-1, true}, {0, true}, {1, true}, {2, false}};
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_auto(App) app = {0};
    char code[7];
    app_on(&app);
    show(&app, cases[index].steps, code);
    g_assert_true(is_taken(&app, code) == cases[index].taken);
    g_assert_false(is_taken(&app, code)); /* shown a second time, at once */
    for (int64_t steps = -2; steps <= cases[index].steps && cases[index].taken; steps++) {
      show(&app, steps, code);
      g_assert_false(is_taken(&app, code));
    }
    app.sample->actions->now_ms += 2 * MINUTE_MS;
    show(&app, 0, code);
    g_assert_true(is_taken(&app, code));
  }
}

static void test_forms(void) {
  const char *const wrong[] = {"", "12345", "1234567", "abcdef", "------", "\u0661\u0662\u0663\u0664\u0665\u0666"};
  g_auto(App) app = {0};
  app_on(&app);
  for (size_t index = 0; index < G_N_ELEMENTS(wrong); index++)
    g_assert_false(is_taken(&app, wrong[index]));
  char code[7];
  show(&app, 0, code);
  g_autofree char *longer = g_strconcat(code, "0", NULL);
  g_autofree char *endless = g_strnfill(5000, 'a');
  g_assert_false(is_taken(&app, longer));
  g_assert_false(is_taken(&app, endless));
  g_autofree char *spaced = g_strdup_printf("%.3s %s ", code, code + 3);
  g_assert_true(is_taken(&app, spaced));
}

/* Between password and code ten minutes may pass and five codes be wrong. */
static void test_half(void) {
  g_auto(App) app = {0};
  char code[7];
  app_on(&app);
  IdentitySample *sample = app.sample;
  IdentitySignIn request = {.name = "ada@x.org", .password = SAMPLE_PASSWORD};
  IdentitySignedIn half;
  IdentitySignedIn result;
  int64_t *now_ms = &sample->actions->now_ms;
  identity_sample_done(sample, identity_sign_in(sample->identity, &request, *now_ms, &half, &sample->problem));
  *now_ms += 10 * MINUTE_MS;
  show(&app, 0, code);
  identity_sample_refused(
      sample, identity_sign_in_code(sample->identity, half.code, code, &request, *now_ms, &result, &sample->problem),
      RECORD_PROBLEM_NOT_FOUND, NULL);
  identity_sample_done(sample, identity_sign_in(sample->identity, &request, *now_ms, &half, &sample->problem));
  for (int index = 0; index < 5; index++)
    identity_sample_refused(
        sample,
        identity_sign_in_code(sample->identity, half.code, "000000", &request, *now_ms, &result, &sample->problem),
        RECORD_PROBLEM_FORBIDDEN, "code");
  *now_ms += MINUTE_MS; /* those of one address wait */
  show(&app, 0, code);
  identity_sample_refused(
      sample, identity_sign_in_code(sample->identity, half.code, code, &request, *now_ms, &result, &sample->problem),
      RECORD_PROBLEM_NOT_FOUND, NULL);
  identity_sample_done(sample, identity_sign_in(sample->identity, &request, *now_ms, &half, &sample->problem));
  identity_sample_done(
      sample, identity_sign_in_code(sample->identity, half.code, code, &request, *now_ms, &result, &sample->problem));
  *now_ms += MINUTE_MS;
  show(&app, 0, code);
  const char *const none[] = {half.code, result.session, "bwc_", "", NULL}; /* it was used; the rest is none */
  for (size_t index = 0; index < G_N_ELEMENTS(none); index++)
    identity_sample_refused(
        sample,
        identity_sign_in_code(sample->identity, none[index], code, &request, *now_ms, &result, &sample->problem),
        RECORD_PROBLEM_NOT_FOUND, NULL);
}

/* Who knows the password and guesses codes from anywhere: ten an hour. */
static void test_guessing(void) {
  g_auto(App) app = {0};
  app_on(&app);
  IdentitySample *sample = app.sample;
  int wrong = 0;
  for (int turn = 0; turn < 30; turn++) {
    g_autofree char *address = g_strdup_printf("192.0.2.%d", turn);
    IdentitySignIn request = {.name = "ada@x.org", .password = SAMPLE_PASSWORD, .address = address};
    IdentitySignedIn half;
    IdentitySignedIn result;
    int64_t now_ms = sample->actions->now_ms;
    identity_sample_done(sample, identity_sign_in(sample->identity, &request, now_ms, &half, &sample->problem));
    g_assert_false(
        identity_sign_in_code(sample->identity, half.code, "000000", &request, now_ms, &result, &sample->problem));
    wrong += sample->problem.kind == RECORD_PROBLEM_FORBIDDEN;
  }
  g_assert_cmpint(wrong, ==, 10);
}

static void test_recovery(void) {
  g_auto(App) app = {0};
  app_on(&app);
  IdentitySample *sample = app.sample;
  int64_t left = 0;
  for (int index = 0; index < IDENTITY_RECOVERY_CODES; index++) {
    const char *code = app.recovery.codes[index];
    g_assert_cmpuint(strlen(code), ==, IDENTITY_RECOVERY_BYTES - 1);
    g_autofree char *shouted = g_ascii_strup(code, -1);
    g_assert_true(is_taken(&app, index % 2 == 0 ? code : shouted));
    g_assert_false(is_taken(&app, code));
    identity_sample_done(sample, identity_recovery_count(sample->identity, app.person, &left, &sample->problem));
    g_assert_cmpint(left, ==, IDENTITY_RECOVERY_CODES - 1 - index);
    sample->actions->now_ms += 60 * MINUTE_MS;
  }
  char code[7];
  IdentityRecovery old = app.recovery;
  show(&app, 0, code);
  identity_sample_refused(sample,
                          identity_recovery_renew(sample->identity, app.person, "wrong", code, sample->actions->now_ms,
                                                  &app.recovery, &sample->problem),
                          RECORD_PROBLEM_FORBIDDEN, "password");
  identity_sample_done(sample, identity_recovery_renew(sample->identity, app.person, SAMPLE_PASSWORD, code,
                                                       sample->actions->now_ms, &app.recovery, &sample->problem));
  g_assert_cmpstr(old.codes[0], !=, app.recovery.codes[0]);
  g_assert_true(is_taken(&app, app.recovery.codes[0]));
  g_assert_false(is_taken(&app, old.codes[1]));
  g_assert_false(identity_sample_files_hold(sample, app.recovery.codes[1], 9));
}

/* Off by password and code together, and a stolen session that knows the password can't guess the code. */
static void test_off(void) {
  g_auto(App) app = {0};
  char code[7];
  app_on(&app);
  IdentitySample *sample = app.sample;
  int64_t *now_ms = &sample->actions->now_ms;
  for (int index = 0; index < 8; index++)
    identity_sample_refused(sample,
                            identity_factor_end(sample->identity, app.person, app.session_id, SAMPLE_PASSWORD, "000000",
                                                *now_ms, &sample->problem),
                            index < 5 ? RECORD_PROBLEM_FORBIDDEN : RECORD_PROBLEM_BUSY, index < 5 ? "code" : NULL);
  *now_ms += 60 * MINUTE_MS;
  show(&app, 0, code);
  identity_sample_refused(
      sample,
      identity_factor_end(sample->identity, app.person, app.session_id, "wrong", code, *now_ms, &sample->problem),
      RECORD_PROBLEM_FORBIDDEN, "password");
  identity_sample_done(sample, identity_factor_end(sample->identity, app.person, app.session_id, SAMPLE_PASSWORD, code,
                                                   *now_ms, &sample->problem));
  g_assert_true(identity_sample_is_in(sample, app.session));
  g_assert_true(identity_sample_may_sign_in(sample, "ada@x.org", SAMPLE_PASSWORD));
  int64_t left = 1;
  g_assert_true(identity_recovery_count(sample->identity, app.person, &left, &sample->problem) && left == 0);
  identity_sample_refused(
      sample, identity_factor_end(sample->identity, app.person, NULL, SAMPLE_PASSWORD, code, *now_ms, &sample->problem),
      RECORD_PROBLEM_CONFLICT, NULL);
}

/* Somebody who has lost everything is helped by the host; a link to a new password leaves the second factor on. */
static void test_lost(void) {
  g_auto(App) app = {0};
  char link[IDENTITY_SECRET_BYTES];
  char device[IDENTITY_SECRET_BYTES];
  IdentitySignedIn result;
  app_on(&app);
  IdentitySample *sample = app.sample;
  identity_account_link(sample->identity, "ada@x.org", sample->actions->now_ms, link, &sample->problem);
  identity_sample_done(sample, identity_link_use(sample->identity, link, SAMPLE_PASSWORD, sample->actions->now_ms,
                                                 app.person, device, &sample->problem));
  identity_sample_refused(sample, sign_in(&app, "000000", &result), RECORD_PROBLEM_FORBIDDEN, "code");
  identity_sample_done(sample, identity_factor_remove(sample->identity, "ada@x.org", &sample->problem));
  g_assert_true(identity_sample_may_sign_in(sample, "ada@x.org", SAMPLE_PASSWORD));
}

int main(int argc, char **argv) {
  /* Nothing here is about syncing. */
  if (access("/dev/shm", W_OK) == 0)
    g_setenv("TMPDIR", "/dev/shm", TRUE);
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/identity/second factor/vectors", test_vectors);
  g_test_add_func("/identity/second factor/begin", test_begin);
  g_test_add_func("/identity/second factor/steps", test_steps);
  g_test_add_func("/identity/second factor/forms", test_forms);
  g_test_add_func("/identity/second factor/half", test_half);
  g_test_add_func("/identity/second factor/guessing", test_guessing);
  g_test_add_func("/identity/second factor/recovery", test_recovery);
  g_test_add_func("/identity/second factor/off", test_off);
  g_test_add_func("/identity/second factor/lost", test_lost);
  return g_test_run();
}
