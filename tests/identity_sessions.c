/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Sessions: who is in, for how long, under which secret; and the token of their forms. */
#include "support/identity_sample.h"

#include "actions/backup.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define SECOND_MS INT64_C(1000)
#define MINUTE_MS INT64_C(60000)
#define HOUR_MS (60 * MINUTE_MS)
#define DAY_MS (24 * HOUR_MS)

/* Looks the session up and tends it, as a request does. Whether it got a fresh secret, which takes the old one's place
 * in secret. */
static bool request(IdentitySample *sample, char secret[IDENTITY_SECRET_BYTES]) {
  g_auto(IdentitySession) session = {0};
  char fresh[IDENTITY_SECRET_BYTES];
  bool rotated = false;
  int64_t now_ms = sample->actions->now_ms;
  identity_sample_done(sample, identity_session_find(sample->identity, secret, now_ms, &session, &sample->problem));
  if (!session.is_due)
    return false;
  identity_sample_done(sample,
                       identity_session_tend(sample->identity, &session, now_ms, &rotated, fresh, &sample->problem));
  if (rotated)
    memcpy(secret, fresh, sizeof fresh);
  return rotated;
}

static void test_find(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  char secret[IDENTITY_SECRET_BYTES];
  identity_sample_add(sample, "Ada", person);
  identity_sample_sign_in(sample, "ada", secret);
  g_assert_true(g_str_has_prefix(secret, "bws_"));
  g_assert_cmpuint(strlen(secret), ==, IDENTITY_SECRET_BYTES - 1);
  g_auto(IdentitySession) session = {0};
  identity_sample_done(
      sample, identity_session_find(sample->identity, secret, sample->actions->now_ms, &session, &sample->problem));
  g_assert_cmpstr(session.person, ==, person);
  g_assert_cmpstr(session.name, ==, "Ada");
  g_assert_false(session.has_second_factor);
  g_assert_false(session.is_due);
  g_assert_cmpint(session.ends_at_ms, ==, sample->actions->now_ms + 12 * HOUR_MS);
  g_assert_false(identity_sample_files_hold(sample, secret, strlen(secret)));
  char changed[IDENTITY_SECRET_BYTES];
  for (size_t index = 0; index < IDENTITY_SECRET_BYTES - 1; index++) { /* any other character anywhere is nobody's */
    memcpy(changed, secret, sizeof changed);
    changed[index] = changed[index] == 'A' ? 'B' : 'A';
    g_assert_false(identity_sample_is_in(sample, changed));
  }
  g_autofree char *longer = g_strconcat(secret, "A", NULL);
  g_autofree char *padded = g_strconcat(secret, "=", NULL);
  const char *const none[] = {NULL, "", "bws_", longer, padded, session.id};
  for (size_t index = 0; index < G_N_ELEMENTS(none); index++)
    g_assert_false(identity_sample_is_in(sample, none[index]));
}

/* Used now and then it lives for a fortnight and not longer; unused for half a day. */
static void test_ends(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  char secret[IDENTITY_SECRET_BYTES];
  int64_t *now_ms = &sample->actions->now_ms;
  identity_sample_add(sample, "ada", person);
  identity_sample_sign_in(sample, "ada", secret);
  *now_ms += 12 * HOUR_MS - 1;
  g_assert_true(identity_sample_is_in(sample, secret));
  *now_ms += 1;
  g_assert_false(identity_sample_is_in(sample, secret));
  identity_sample_sign_in(sample, "ada", secret);
  int64_t began_ms = *now_ms;
  while (*now_ms + 11 * HOUR_MS < began_ms + 14 * DAY_MS) {
    *now_ms += 11 * HOUR_MS;
    g_assert_true(request(sample, secret));
  }
  *now_ms = began_ms + 14 * DAY_MS - 1;
  g_assert_true(identity_sample_is_in(sample, secret));
  *now_ms += 1;
  g_assert_false(identity_sample_is_in(sample, secret));
}

static void test_rotation(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  char secret[IDENTITY_SECRET_BYTES];
  char before[IDENTITY_SECRET_BYTES];
  char token[IDENTITY_CSRF_BYTES];
  int64_t *now_ms = &sample->actions->now_ms;
  identity_sample_add(sample, "ada", person);
  identity_sample_sign_in(sample, "ada", secret);
  g_auto(IdentitySession) session = {0};
  identity_session_find(sample->identity, secret, *now_ms, &session, &sample->problem);
  identity_csrf_token(sample->identity, &session, token);
  *now_ms += 5 * MINUTE_MS; /* "last used" is written, the secret stays */
  g_assert_false(request(sample, secret));
  *now_ms += HOUR_MS;
  memcpy(before, secret, sizeof before);
  g_assert_true(request(sample, secret));
  g_assert_cmpstr(before, !=, secret);
  /* A request that was under way with the old one still counts, and gets no secret of its own. */
  *now_ms += 30 * SECOND_MS - 1;
  g_assert_true(identity_sample_is_in(sample, before));
  char old[IDENTITY_SECRET_BYTES];
  memcpy(old, before, sizeof old);
  g_assert_false(request(sample, old));
  *now_ms += 1;
  g_assert_false(identity_sample_is_in(sample, before));
  g_assert_true(identity_sample_is_in(sample, secret));
  g_auto(IdentitySession) after = {0};
  identity_session_find(sample->identity, secret, *now_ms, &after, &sample->problem);
  g_assert_cmpstr(after.id, ==, session.id);
  g_assert_true(identity_csrf_check(sample->identity, &after, token)); /* a form that was open can still be sent */
}

/* Of requests that come at once one changes the secret. */
static void test_rotation_at_once(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  char secret[IDENTITY_SECRET_BYTES];
  identity_sample_add(sample, "ada", person);
  identity_sample_sign_in(sample, "ada", secret);
  sample->actions->now_ms += 2 * HOUR_MS;
  int64_t now_ms = sample->actions->now_ms;
  g_auto(IdentitySession) first = {0};
  g_auto(IdentitySession) second = {0};
  identity_session_find(sample->identity, secret, now_ms, &first, &sample->problem);
  identity_session_find(sample->identity, secret, now_ms, &second, &sample->problem);
  char fresh[2][IDENTITY_SECRET_BYTES];
  bool rotated[2] = {false, true};
  g_assert_true(identity_session_tend(sample->identity, &first, now_ms, &rotated[0], fresh[0], &sample->problem));
  g_assert_true(identity_session_tend(sample->identity, &second, now_ms, &rotated[1], fresh[1], &sample->problem));
  g_assert_true(rotated[0]);
  g_assert_false(rotated[1]);
  g_assert_cmpstr(fresh[1], ==, "");
  g_assert_true(identity_sample_is_in(sample, fresh[0]));
  identity_sample_refused(sample,
                          identity_session_rotate(sample->identity, &second, now_ms, fresh[1], &sample->problem),
                          RECORD_PROBLEM_CONFLICT, NULL);
}

/* A secret that a client brings along is never taken for one of ours; what they had before ends. */
static void test_fixation(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  char mallory[IDENTITY_SECRET_BYTES];
  identity_sample_add(sample, "ada", person);
  identity_sample_add(sample, "mallory", person);
  identity_sample_sign_in(sample, "mallory", mallory);
  const char *const brought[] = {"bws_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", mallory, "nonsense", NULL};
  for (size_t index = 0; index < G_N_ELEMENTS(brought); index++) {
    IdentitySignIn sign_in = {.name = "ada", .password = SAMPLE_PASSWORD, .replaces = brought[index]};
    IdentitySignedIn result;
    identity_sample_done(
        sample, identity_sign_in(sample->identity, &sign_in, sample->actions->now_ms, &result, &sample->problem));
    g_assert_cmpstr(result.session, !=, brought[index]);
    g_assert_true(identity_sample_is_in(sample, result.session));
    g_assert_false(identity_sample_is_in(sample, brought[index]));
  }
}

/* ---- Lists ------------------------------------------------------------------------------------------------------ */

typedef struct {
  GPtrArray *ids;
  GPtrArray *clients;
  int64_t seen_at_ms; /* of the first */
} Rows;

static void add_row(void *context, const IdentitySessionRow *row) {
  Rows *rows = context;
  if (rows->ids->len == 0)
    rows->seen_at_ms = row->seen_at_ms;
  g_ptr_array_add(rows->ids, g_strdup(row->id));
  g_ptr_array_add(rows->clients, g_strdup(row->client));
}

static void rows_read(IdentitySample *sample, const char *person, Rows *rows) {
  rows->ids = g_ptr_array_new_with_free_func(g_free);
  rows->clients = g_ptr_array_new_with_free_func(g_free);
  identity_sample_done(sample, identity_session_list(sample->identity, person, sample->actions->now_ms, add_row, rows,
                                                     &sample->problem));
}

static void rows_clear(Rows *rows) {
  g_ptr_array_unref(rows->ids);
  g_ptr_array_unref(rows->clients);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Rows, rows_clear)

/* Beside a newer program nothing is written any more, and whoever is in reads on: under the same secret, until the session
 * ends by itself. */
static void test_beside_newer(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  char secret[IDENTITY_SECRET_BYTES];
  char fresh[IDENTITY_SECRET_BYTES];
  identity_sample_add(sample, "ada", person);
  identity_sample_sign_in(sample, "ada", secret);
  g_free(action_sample_ask(sample->actions, "UPDATE schema_version SET version = version + 1"));
  sample->actions->now_ms += 2 * HOUR_MS; /* time for another secret */
  g_assert_false(request(sample, secret));
  g_auto(IdentitySession) session = {0};
  identity_sample_done(
      sample, identity_session_find(sample->identity, secret, sample->actions->now_ms, &session, &sample->problem));
  g_assert_true(session.is_due);
  identity_sample_refused(
      sample, identity_session_rotate(sample->identity, &session, sample->actions->now_ms, fresh, &sample->problem),
      RECORD_PROBLEM_FAILED, NULL);
  g_free(action_sample_ask(sample->actions, "UPDATE schema_version SET version = version - 1"));
  g_assert_true(request(sample, secret));
  g_free(action_sample_ask(sample->actions, "UPDATE schema_version SET version = version + 1"));
  sample->actions->now_ms += 12 * HOUR_MS;
  g_assert_false(identity_sample_is_in(sample, secret));
}

static void test_list(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char ada[IDENTITY_PERSON_BYTES];
  char eve[IDENTITY_PERSON_BYTES];
  char secrets[3][IDENTITY_SECRET_BYTES];
  identity_sample_add(sample, "ada", ada);
  identity_sample_add(sample, "eve", eve);
  for (int index = 0; index < 3; index++) {
    sample->actions->now_ms += MINUTE_MS;
    identity_sample_sign_in(sample, "ada", secrets[index]);
  }
  g_auto(Rows) before = {0};
  rows_read(sample, ada, &before);
  g_assert_cmpuint(before.ids->len, ==, 3);
  g_assert_cmpstr(before.clients->pdata[0], ==, "Browser/1.0");
  g_assert_cmpint(before.seen_at_ms, ==, sample->actions->now_ms);
  const char *third = before.ids->pdata[0]; /* the latest used first */
  identity_sample_refused(sample, identity_session_end(sample->identity, eve, third, &sample->problem),
                          RECORD_PROBLEM_NOT_FOUND, "session");
  g_assert_true(identity_sample_is_in(sample, secrets[2]));
  identity_sample_done(sample, identity_session_end(sample->identity, ada, third, &sample->problem));
  g_assert_false(identity_sample_is_in(sample, secrets[2]));
  int64_t ended = 0;
  identity_sample_done(
      sample, identity_session_end_others(sample->identity, ada, before.ids->pdata[2], &ended, &sample->problem));
  g_assert_cmpint(ended, ==, 1);
  g_assert_true(identity_sample_is_in(sample, secrets[0]));
  g_assert_false(identity_sample_is_in(sample, secrets[1]));
  identity_sample_done(sample, identity_session_end_others(sample->identity, ada, NULL, &ended, &sample->problem));
  g_assert_false(identity_sample_is_in(sample, secrets[0]));
}

/* One more than the most ends the one that was used least lately. */
static void test_most(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  char first[IDENTITY_SECRET_BYTES];
  char second[IDENTITY_SECRET_BYTES];
  char secret[IDENTITY_SECRET_BYTES];
  identity_sample_add(sample, "ada", person);
  for (int index = 0; index < IDENTITY_SESSIONS_MAX; index++) {
    identity_sample_sign_in(sample, "ada", index == 0 ? first : index == 1 ? second : secret);
    sample->actions->now_ms += SECOND_MS;
  }
  g_assert_true(identity_sample_is_in(sample, first));
  identity_sample_sign_in(sample, "ada", secret);
  g_assert_false(identity_sample_is_in(sample, first));
  g_assert_true(identity_sample_is_in(sample, second));
  g_assert_true(identity_sample_is_in(sample, secret));
}

/* What a client calls itself is cut at a whole character. */
static void test_client(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  identity_sample_add(sample, "ada", person);
  g_autofree char *exact = g_strnfill(IDENTITY_CLIENT_BYTES_MAX, 'x');
  g_autofree char *longer = g_strconcat(exact, "y", NULL);
  g_autofree char *ends = g_strconcat(exact + 1, "\u00e4", NULL);
  const struct {
    const char *client;
    const char *kept;
  } cases[] = {{NULL, ""}, {"", ""}, {exact, exact}, {longer, exact}, {"\xff", "\uFFFD"}};
  for (size_t index = 0; index < G_N_ELEMENTS(cases) + 1; index++) {
    const char *client = index < G_N_ELEMENTS(cases) ? cases[index].client : ends;
    IdentitySignIn sign_in = {.name = "ada", .password = SAMPLE_PASSWORD, .client = client};
    IdentitySignedIn result;
    sample->actions->now_ms += SECOND_MS;
    identity_sample_done(
        sample, identity_sign_in(sample->identity, &sign_in, sample->actions->now_ms, &result, &sample->problem));
    g_auto(Rows) rows = {0};
    rows_read(sample, person, &rows);
    g_assert_true(g_utf8_validate(rows.clients->pdata[0], -1, NULL));
    g_assert_cmpuint(strlen(rows.clients->pdata[0]), <=, IDENTITY_CLIENT_BYTES_MAX);
    if (index < G_N_ELEMENTS(cases))
      g_assert_cmpstr(rows.clients->pdata[0], ==, cases[index].kept);
  }
}

/* ---- Forged forms ----------------------------------------------------------------------------------------------- */

static void test_csrf(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  char secret[IDENTITY_SECRET_BYTES];
  char token[IDENTITY_CSRF_BYTES];
  char of_visitor[IDENTITY_CSRF_BYTES];
  g_auto(IdentitySession) mine = {0};
  g_auto(IdentitySession) other = {0};
  identity_sample_add(sample, "ada", person);
  identity_sample_sign_in(sample, "ada", secret);
  identity_session_find(sample->identity, secret, sample->actions->now_ms, &mine, &sample->problem);
  identity_sample_sign_in(sample, "ada", secret);
  identity_session_find(sample->identity, secret, sample->actions->now_ms, &other, &sample->problem);
  identity_csrf_token(sample->identity, &mine, token);
  g_assert_cmpuint(strlen(token), ==, IDENTITY_CSRF_BYTES - 1);
  g_assert_true(identity_csrf_check(sample->identity, &mine, token));
  g_assert_false(identity_csrf_check(sample->identity, &other, token));
  identity_csrf_visitor_token(sample->identity, mine.id, of_visitor); /* a cookie that plays a session's id */
  g_assert_false(identity_csrf_check(sample->identity, &mine, of_visitor));
  g_assert_true(identity_csrf_visitor_check(sample->identity, mine.id, of_visitor));
  g_assert_false(identity_csrf_visitor_check(sample->identity, "another", of_visitor));
  g_autofree char *longer = g_strconcat(token, "A", NULL);
  const char *const wrong[] = {NULL, "", "A", longer, secret, token + 1};
  for (size_t index = 0; index < G_N_ELEMENTS(wrong); index++)
    g_assert_false(identity_csrf_check(sample->identity, &mine, wrong[index]));
  for (size_t index = 0; index < IDENTITY_CSRF_BYTES - 1; index++) {
    char changed[IDENTITY_CSRF_BYTES];
    memcpy(changed, token, sizeof changed);
    changed[index] = changed[index] == 'A' ? 'B' : 'A';
    g_assert_false(identity_csrf_check(sample->identity, &mine, changed));
  }
}

/* ---- Backups ---------------------------------------------------------------------------------------------------- */

/* A session that was ended after a backup does not live again with it; the account does. */
static void test_restored(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new(); /* for its folder and its options */
  const char *folder = sample->actions->folder;
  g_autofree char *path = g_build_filename(folder, "first.db", NULL);
  g_autofree char *copy = g_build_filename(folder, "copy", NULL);
  g_autofree char *second_path = g_build_filename(folder, "second.db", NULL);
  Installation *first = installation_open(path, &sample->problem);
  Identity *here = identity_open(installation_store(first), installation_keys(first), &sample->options);
  Identity *of_sample = sample->identity;
  char person[IDENTITY_PERSON_BYTES];
  char secret[IDENTITY_SECRET_BYTES];
  sample->identity = here;
  identity_sample_add(sample, "ada", person);
  identity_sample_sign_in(sample, "ada", secret);
  identity_sample_done(sample, backup_make(first, path, copy, &sample->problem));
  g_assert_true(identity_sample_is_in(sample, secret));
  identity_close(here);
  installation_close(first);
  identity_sample_done(sample,
                       backup_restore(copy, second_path, sample->actions->now_ms, NULL, NULL, &sample->problem));
  Installation *second = installation_open(second_path, &sample->problem);
  sample->identity = identity_open(installation_store(second), installation_keys(second), &sample->options);
  g_assert_false(identity_sample_is_in(sample, secret));
  g_assert_true(identity_sample_may_sign_in(sample, "ada", SAMPLE_PASSWORD));
  identity_close(sample->identity);
  installation_close(second);
  sample->identity = of_sample;
  for (const char *const *name = (const char *const[]){"record.db", "record.db-keys", NULL}; *name != NULL; name++) {
    g_autofree char *file = g_build_filename(copy, *name, NULL);
    g_assert_cmpint(g_unlink(file), ==, 0);
  }
  g_assert_cmpint(g_rmdir(copy), ==, 0);
}

/* ---- Several threads -------------------------------------------------------------------------------------------- */

typedef struct {
  IdentitySample *sample;
  const char *secret;
  gint found, rotated; /* atomic */
} Many;

static gpointer ask_often(gpointer data) {
  Many *many = data;
  for (int turn = 0; turn < 50; turn++) {
    g_auto(RecordProblem) problem = {0};
    g_auto(IdentitySession) session = {0};
    char fresh[IDENTITY_SECRET_BYTES];
    bool rotated = false;
    int64_t now_ms = many->sample->actions->now_ms;
    if (!identity_session_find(many->sample->identity, many->secret, now_ms, &session, &problem))
      continue;
    g_atomic_int_inc(&many->found);
    if (session.is_due && identity_session_tend(many->sample->identity, &session, now_ms, &rotated, fresh, &problem) &&
        rotated)
      g_atomic_int_inc(&many->rotated);
  }
  return NULL;
}

static void test_threads(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  char secret[IDENTITY_SECRET_BYTES];
  identity_sample_add(sample, "ada", person);
  identity_sample_sign_in(sample, "ada", secret);
  sample->actions->now_ms += 2 * HOUR_MS;
  Many many = {.sample = sample, .secret = secret};
  GThread *threads[8];
  for (size_t index = 0; index < G_N_ELEMENTS(threads); index++)
    threads[index] = g_thread_new("ask", ask_often, &many);
  for (size_t index = 0; index < G_N_ELEMENTS(threads); index++)
    g_thread_join(threads[index]);
  g_assert_cmpint(many.found, ==, 8 * 50); /* no request fails over the change */
  g_assert_cmpint(many.rotated, ==, 1);
}

int main(int argc, char **argv) {
  /* Nothing here is about syncing. */
  if (access("/dev/shm", W_OK) == 0)
    g_setenv("TMPDIR", "/dev/shm", TRUE);
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/identity/sessions/find", test_find);
  g_test_add_func("/identity/sessions/ends", test_ends);
  g_test_add_func("/identity/sessions/rotation", test_rotation);
  g_test_add_func("/identity/sessions/rotation at once", test_rotation_at_once);
  g_test_add_func("/identity/sessions/fixation", test_fixation);
  g_test_add_func("/identity/sessions/beside newer", test_beside_newer);
  g_test_add_func("/identity/sessions/list", test_list);
  g_test_add_func("/identity/sessions/most", test_most);
  g_test_add_func("/identity/sessions/client", test_client);
  g_test_add_func("/identity/sessions/csrf", test_csrf);
  g_test_add_func("/identity/sessions/restored", test_restored);
  g_test_add_func("/identity/sessions/threads", test_threads);
  return g_test_run();
}
