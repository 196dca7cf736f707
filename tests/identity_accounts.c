/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Names, passwords, and the links by which they are chosen. */
#include "support/identity_sample.h"

#include <sodium.h>
#include <string.h>
#include <unistd.h>

/* ---- Names ------------------------------------------------------------------------------------------------------ */

static char *repeat(const char *text, size_t count) {
  GString *all = g_string_new(NULL);
  while (count-- > 0)
    g_string_append(all, text);
  return g_string_free(all, FALSE);
}

static void test_name_bounds(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  g_autofree char *longest = repeat("x", IDENTITY_NAME_BYTES_MAX);
  g_autofree char *too_long = repeat("x", IDENTITY_NAME_BYTES_MAX + 1);
  const struct {
    const char *name;
    bool ok;
  } cases[] = {{"ada", true},           {"ad", false},      {longest, true},    {too_long, false},
               {" ada", false},         {"eda ", false},    {"a\tda", false},   {"\xff\xfe\xfd", false},
               {"\u00e4d\u00e4", true}, {"x\u2028y", true}, {"Ada Byron", true}};
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    char person[IDENTITY_PERSON_BYTES];
    char link[IDENTITY_SECRET_BYTES];
    g_test_message("%s", cases[index].name);
    bool ok = identity_account_add(sample->identity, cases[index].name, NULL, sample->actions->now_ms, person, link,
                                   &sample->problem);
    if (cases[index].ok)
      identity_sample_done(sample, ok);
    else
      identity_sample_refused(sample, ok, RECORD_PROBLEM_INVALID, "name");
  }
}

/* Kept as typed, compared folded: capitals, and letters composed or not. */
static void test_name_folding(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  char same[IDENTITY_PERSON_BYTES];
  char link[IDENTITY_SECRET_BYTES];
  identity_sample_add(sample, "J\u00f6rg@Example.org", person);
  g_assert_cmpint(person[0], ==, 'u');
  g_assert_cmpuint(strlen(person), ==, 25);
  const char *const spellings[] = {"j\u00f6rg@example.org", "JO\u0308RG@EXAMPLE.ORG", "J\u00d6RG@example.ORG"};
  for (size_t index = 0; index < G_N_ELEMENTS(spellings); index++) {
    g_assert_true(identity_sample_may_sign_in(sample, spellings[index], SAMPLE_PASSWORD));
    identity_sample_done(sample, identity_account_find(sample->identity, spellings[index], same, &sample->problem));
    g_assert_cmpstr(same, ==, person);
    identity_sample_refused(sample,
                            identity_account_add(sample->identity, spellings[index], NULL, sample->actions->now_ms,
                                                 same, link, &sample->problem),
                            RECORD_PROBLEM_CONFLICT, "name");
  }
  g_assert_false(identity_sample_may_sign_in(sample, "jorg@example.org", SAMPLE_PASSWORD));
}

/* Somebody from the command line keeps the id under which they are on record. */
static void test_existing_person(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  char link[IDENTITY_SECRET_BYTES];
  int64_t now_ms = sample->actions->now_ms;
  identity_sample_done(
      sample, identity_account_add(sample->identity, "ada@x.org", "ada", now_ms, person, link, &sample->problem));
  g_assert_cmpstr(person, ==, "ada");
  identity_sample_refused(
      sample, identity_account_add(sample->identity, "eve@x.org", "ada", now_ms, person, link, &sample->problem),
      RECORD_PROBLEM_CONFLICT, "person");
  identity_sample_refused(
      sample, identity_account_add(sample->identity, "eve@x.org", "a b", now_ms, person, link, &sample->problem),
      RECORD_PROBLEM_INVALID, "person");
  g_assert_false(identity_sample_may_sign_in(sample, "ada@x.org", "")); /* no password yet is not an empty one */
}

/* ---- Passwords -------------------------------------------------------------------------------------------------- */

static void test_passwords(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  g_autofree char *longest = repeat("\u65e5z\u00fc4 kq\u03a9", 16); /* 128 characters of up to three bytes */
  g_autofree char *too_long = g_strconcat(longest, "!", NULL);
  const struct {
    const char *password;
    bool ok;
  } cases[] = {
      {"Zwetsch im M", true},
      {"Zwetsch im", false},
      {longest, true},
      {too_long, false},
      {"kx7 pq9 mm2 zz", true},
      {"passwordpassword", false},
      {"password1234", false},
      {"qwertyuiop12", false},
      {"bellwether2026", false},
      {"123456789012", false},
      {"aaaaaaaaaaaa", false},
      {"abcdefghijkl", false},
      {"lovelace@example.org", false},
      {"lovelacelovelace", false},
      {"lovelace1815", false},
      {"\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", false},
      {"    \u00e4 \u65e5\u672c x  ", true},
  };
  char person[IDENTITY_PERSON_BYTES];
  char device[IDENTITY_SECRET_BYTES];
  identity_sample_add(sample, "lovelace@example.org", person);
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    char link[IDENTITY_SECRET_BYTES];
    g_test_message("%s", cases[index].password);
    identity_sample_done(sample, identity_account_link(sample->identity, "lovelace@example.org",
                                                       sample->actions->now_ms, link, &sample->problem));
    bool ok = identity_link_use(sample->identity, link, cases[index].password, sample->actions->now_ms, person, device,
                                &sample->problem);
    if (cases[index].ok)
      identity_sample_done(sample, ok);
    else
      identity_sample_refused(sample, ok, RECORD_PROBLEM_INVALID, "password");
    g_assert_true(identity_sample_may_sign_in(sample, "lovelace@example.org", cases[index].password) ==
                  cases[index].ok);
  }
}

/* A letter with its mark composed or not is the same letter; nothing else is forgiven. */
static void test_password_spelling(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  char link[IDENTITY_SECRET_BYTES];
  char device[IDENTITY_SECRET_BYTES];
  identity_sample_add(sample, "ada", person);
  identity_account_link(sample->identity, "ada", sample->actions->now_ms, link, &sample->problem);
  identity_sample_done(sample, identity_link_use(sample->identity, link, "Bl\u00fcten \u00fcber Bonn",
                                                 sample->actions->now_ms, person, device, &sample->problem));
  g_assert_true(identity_sample_may_sign_in(sample, "ada", "Blu\u0308ten u\u0308ber Bonn"));
  g_assert_false(identity_sample_may_sign_in(sample, "ada", "bl\u00fcten \u00fcber bonn"));
  g_assert_false(identity_sample_may_sign_in(sample, "ada", "Bl\u00fcten \u00fcber Bonn "));
  g_assert_false(identity_sample_may_sign_in(sample, "ada", "Bluten uber Bonn"));
}

/* A name that nobody has, and an account without a password, cost one password worked out, as a wrong one does. */
static void test_same_cost(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  char link[IDENTITY_SECRET_BYTES];
  identity_sample_add(sample, "ada", person);
  identity_account_add(sample->identity, "new", NULL, sample->actions->now_ms, person, link, &sample->problem);
  g_autofree char *too_long = repeat("x", 5000);
  const char *const tries[][2] = {{"ada", "wrong"},  {"nobody", "wrong"}, {"new", "wrong"},  {too_long, "wrong"},
                                  {"\xff", "wrong"}, {"ada", ""},         {"ada", too_long}, {"ada", "\xff"}};
  for (size_t index = 0; index < G_N_ELEMENTS(tries); index++) {
    uint64_t before = identity_hash_count(sample->identity);
    g_assert_false(identity_sample_may_sign_in(sample, tries[index][0], tries[index][1]));
    g_assert_cmpuint(identity_hash_count(sample->identity), ==, before + 1);
  }
}

/* With other settings the hash is made anew at the next sign-in, and once. */
static void test_rehash(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  identity_sample_add(sample, "ada", person);
  sample->options.hash_passes = 2;
  identity_sample_reopen(sample);
  const uint64_t costs[] = {2, 1, 1};
  for (size_t index = 0; index < G_N_ELEMENTS(costs); index++) {
    uint64_t before = identity_hash_count(sample->identity);
    g_assert_true(identity_sample_may_sign_in(sample, "ada", SAMPLE_PASSWORD));
    g_assert_cmpuint(identity_hash_count(sample->identity), ==, before + costs[index]);
  }
}

/* ---- Links ------------------------------------------------------------------------------------------------------ */

static bool use(IdentitySample *sample, const char *link) {
  char person[IDENTITY_PERSON_BYTES];
  char device[IDENTITY_SECRET_BYTES];
  bool ok = identity_link_use(sample->identity, link, SAMPLE_OTHER_PASSWORD, sample->actions->now_ms, person, device,
                              &sample->problem);
  if (!ok) {
    g_assert_cmpstr(person, ==, "");
    identity_sample_refused(sample, ok, RECORD_PROBLEM_NOT_FOUND, "secret");
  }
  return ok;
}

static void test_links(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  char first[IDENTITY_SECRET_BYTES];
  char second[IDENTITY_SECRET_BYTES];
  char secret[IDENTITY_SECRET_BYTES];
  int64_t *now_ms = &sample->actions->now_ms;
  identity_sample_add(sample, "ada", person);
  identity_sample_sign_in(sample, "ada", secret);
  identity_account_link(sample->identity, "ada", *now_ms, first, &sample->problem);
  identity_account_link(sample->identity, "ada", *now_ms, second, &sample->problem);
  g_assert_true(g_str_has_prefix(second, "bwl_"));
  g_assert_false(use(sample, first)); /* the later one took its place */
  char *name = NULL;
  identity_sample_done(sample, identity_link_look(sample->identity, second, *now_ms, &name, &sample->problem));
  g_assert_cmpstr(name, ==, "ada");
  g_free(name);
  char changed[IDENTITY_SECRET_BYTES];
  memcpy(changed, second, sizeof changed);
  changed[20] = changed[20] == 'A' ? 'B' : 'A';
  const char *const none[] = {"", "bwl_", "nonsense", changed, secret, NULL};
  for (size_t index = 0; index < G_N_ELEMENTS(none); index++)
    g_assert_false(use(sample, none[index]));
  *now_ms += IDENTITY_RESET_LINK_HOURS * INT64_C(3600000) - 1;
  g_assert_true(use(sample, second));
  g_assert_false(identity_sample_is_in(sample, secret)); /* whoever was in is out */
  g_assert_true(identity_sample_may_sign_in(sample, "ada", SAMPLE_OTHER_PASSWORD));
  g_assert_false(identity_sample_may_sign_in(sample, "ada", SAMPLE_PASSWORD));
  g_assert_false(use(sample, second)); /* it works once */
  identity_account_link(sample->identity, "ada", *now_ms, first, &sample->problem);
  *now_ms += IDENTITY_RESET_LINK_HOURS * INT64_C(3600000);
  g_assert_false(use(sample, first)); /* and not for ever */
  g_assert_false(identity_link_look(sample->identity, first, *now_ms, &name, &sample->problem));
}

/* ---- Newcomers -------------------------------------------------------------------------------------------------- */

static bool try_register(IdentitySample *sample, const IdentityNewcomer *newcomer, char *person) {
  return identity_register(sample->identity, newcomer, sample->actions->now_ms, person, &sample->problem);
}

static void test_setup(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char first[IDENTITY_SECRET_BYTES];
  char link[IDENTITY_SECRET_BYTES];
  char person[IDENTITY_PERSON_BYTES];
  bool empty = false;
  int64_t now_ms = sample->actions->now_ms;
  g_assert_true(identity_is_empty(sample->identity, &empty, &sample->problem) && empty);
  identity_sample_done(sample, identity_setup_link(sample->identity, now_ms, first, &sample->problem));
  identity_sample_done(sample, identity_setup_link(sample->identity, now_ms, link, &sample->problem));
  IdentityNewcomer newcomer = {.name = "ada", .password = SAMPLE_PASSWORD, .setup_link = first};
  identity_sample_refused(sample, try_register(sample, &newcomer, person), RECORD_PROBLEM_NOT_FOUND, "secret");
  newcomer.setup_link = link;
  newcomer.password = "short";
  identity_sample_refused(sample, try_register(sample, &newcomer, person), RECORD_PROBLEM_INVALID, "password");
  newcomer.password = SAMPLE_PASSWORD;
  identity_sample_done(sample, try_register(sample, &newcomer, person));
  g_assert_true(identity_sample_may_sign_in(sample, "ada", SAMPLE_PASSWORD));
  g_assert_true(identity_is_empty(sample->identity, &empty, &sample->problem) && !empty);
  newcomer.name = "eve";
  identity_sample_refused(sample, try_register(sample, &newcomer, person), RECORD_PROBLEM_NOT_FOUND, "secret");
  identity_sample_refused(sample, identity_setup_link(sample->identity, now_ms, link, &sample->problem),
                          RECORD_PROBLEM_CONFLICT, NULL);
}

/* A setup link that was made before the first account came another way is worth nothing. */
static void test_setup_too_late(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char link[IDENTITY_SECRET_BYTES];
  char person[IDENTITY_PERSON_BYTES];
  identity_sample_done(sample, identity_setup_link(sample->identity, sample->actions->now_ms, link, &sample->problem));
  identity_sample_add(sample, "ada", person);
  IdentityNewcomer newcomer = {.name = "eve", .password = SAMPLE_PASSWORD, .setup_link = link};
  identity_sample_refused(sample, try_register(sample, &newcomer, person), RECORD_PROBLEM_NOT_FOUND, "secret");
}

static void test_invitation(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char partner[21];
  char engagement[21];
  char person[IDENTITY_PERSON_BYTES];
  action_sample_open(sample->actions, partner, engagement);
  action_sample_do(sample->actions, "ada", "invite", "{'name_of_person': 'Fay', 'role': 'member'}");
  g_autofree char *secret = g_strdup(json_string_value(json_object_get(sample->actions->reply, "secret")));
  IdentityNewcomer newcomer = {
      .name = "fay@x.org", .password = SAMPLE_PASSWORD, .workspace = SAMPLE_WORKSPACE, .invitation = "no"};
  identity_sample_refused(sample, try_register(sample, &newcomer, person), RECORD_PROBLEM_NOT_FOUND, "secret");
  newcomer.invitation = secret;
  newcomer.workspace = "elsewhere";
  identity_sample_refused(sample, try_register(sample, &newcomer, person), RECORD_PROBLEM_NOT_FOUND, "secret");
  newcomer.workspace = NULL;
  identity_sample_refused(sample, try_register(sample, &newcomer, person), RECORD_PROBLEM_FORBIDDEN, NULL);
  newcomer.workspace = SAMPLE_WORKSPACE;
  identity_sample_done(sample, try_register(sample, &newcomer, person));
  g_assert_true(identity_sample_may_sign_in(sample, "fay@x.org", SAMPLE_PASSWORD));
  newcomer.name = "fey@x.org"; /* an invitation is not a spring of accounts */
  char another[IDENTITY_PERSON_BYTES];
  identity_sample_refused(sample, try_register(sample, &newcomer, another), RECORD_PROBLEM_CONFLICT, "secret");
  action_sample_do(sample->actions, person, "join", "{'secret': '%s'}", secret);
  identity_sample_refused(sample, try_register(sample, &newcomer, another), RECORD_PROBLEM_NOT_FOUND, "secret");
}

/* ---- Changes ---------------------------------------------------------------------------------------------------- */

static void test_change_password(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  char here[IDENTITY_SECRET_BYTES];
  char there[IDENTITY_SECRET_BYTES];
  char link[IDENTITY_SECRET_BYTES];
  identity_sample_add(sample, "ada", person);
  identity_sample_sign_in(sample, "ada", here);
  identity_sample_sign_in(sample, "ada", there);
  identity_account_link(sample->identity, "ada", sample->actions->now_ms, link, &sample->problem);
  g_auto(IdentitySession) session = {0};
  g_assert_true(identity_session_find(sample->identity, here, sample->actions->now_ms, &session, &sample->problem));
  identity_sample_refused(sample,
                          identity_password_change(sample->identity, person, session.id, "wrong", SAMPLE_OTHER_PASSWORD,
                                                   sample->actions->now_ms, &sample->problem),
                          RECORD_PROBLEM_FORBIDDEN, "password");
  identity_sample_refused(sample,
                          identity_password_change(sample->identity, person, session.id, SAMPLE_PASSWORD, "ada",
                                                   sample->actions->now_ms, &sample->problem),
                          RECORD_PROBLEM_INVALID, "new_password");
  g_assert_true(identity_sample_is_in(sample, there));
  identity_sample_done(sample,
                       identity_password_change(sample->identity, person, session.id, SAMPLE_PASSWORD,
                                                SAMPLE_OTHER_PASSWORD, sample->actions->now_ms, &sample->problem));
  g_assert_true(identity_sample_is_in(sample, here));
  g_assert_false(identity_sample_is_in(sample, there));
  g_assert_false(identity_sample_may_sign_in(sample, "ada", SAMPLE_PASSWORD));
  g_assert_true(identity_sample_may_sign_in(sample, "ada", SAMPLE_OTHER_PASSWORD));
  g_assert_false(use(sample, link)); /* a link from before the change is worth nothing */
}

static void test_change_name(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  char eve[IDENTITY_PERSON_BYTES];
  identity_sample_add(sample, "ada", person);
  identity_sample_add(sample, "eve", eve);
  identity_sample_refused(
      sample,
      identity_name_change(sample->identity, person, SAMPLE_PASSWORD, "EVE", sample->actions->now_ms, &sample->problem),
      RECORD_PROBLEM_CONFLICT, "name");
  identity_sample_refused(
      sample,
      identity_name_change(sample->identity, person, "wrong", "ada b", sample->actions->now_ms, &sample->problem),
      RECORD_PROBLEM_FORBIDDEN, "password");
  identity_sample_refused(
      sample,
      identity_name_change(sample->identity, person, SAMPLE_PASSWORD, "a", sample->actions->now_ms, &sample->problem),
      RECORD_PROBLEM_INVALID, "name");
  identity_sample_done(sample, identity_name_change(sample->identity, person, SAMPLE_PASSWORD, "ADA",
                                                    sample->actions->now_ms, &sample->problem));
  identity_sample_done(sample, identity_name_change(sample->identity, person, SAMPLE_PASSWORD, "lovelace",
                                                    sample->actions->now_ms, &sample->problem));
  g_assert_false(identity_sample_may_sign_in(sample, "ada", SAMPLE_PASSWORD));
  g_assert_true(identity_sample_may_sign_in(sample, "lovelace", SAMPLE_PASSWORD));
}

/* ---- Erasing ---------------------------------------------------------------------------------------------------- */

typedef struct {
  const char *wanted;
  int seen;
} Seen;

static void count_account(void *context, const IdentityAccount *account) {
  Seen *seen = context;
  seen->seen += strcmp(account->name, seen->wanted) == 0;
}

/* Names and passwords are never in the files as they are; what they were sealed with is gone after erasing, so that
 * copies that the database left are noise. */
static void test_erase(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  char secret[IDENTITY_SECRET_BYTES];
  char link[IDENTITY_SECRET_BYTES];
  char other[IDENTITY_PERSON_BYTES];
  static const char name[] = "Zwetschgendatschi@example.org";
  identity_sample_add(sample, "eve", other);
  uint64_t drawn = sample->random;
  identity_sample_add(sample, name, person);
  /* What was drawn second for the account, after its id, is the half of its key that the database has. */
  uint8_t half[STORE_KEY_BYTES];
  uint64_t now = sample->random;
  sample->random = drawn + 1;
  sample->options.random(sample, half, sizeof half);
  sample->random = now;
  identity_sample_sign_in(sample, name, secret);
  identity_account_link(sample->identity, name, sample->actions->now_ms, link, &sample->problem);
  Seen seen = {.wanted = name};
  g_assert_true(identity_account_list(sample->identity, "", count_account, &seen, &sample->problem));
  g_assert_cmpint(seen.seen, ==, 1);
  g_assert_false(identity_sample_files_hold(sample, name, 12));
  g_assert_false(identity_sample_files_hold(sample, "zwetschgen", 10));
  g_assert_false(identity_sample_files_hold(sample, "$argon2id$", 10));
  g_assert_false(identity_sample_files_hold(sample, "Browser/1.0", 11));
  g_assert_true(identity_sample_files_hold(sample, half, sizeof half));
  identity_sample_refused(
      sample, identity_account_delete(sample->identity, person, "wrong", sample->actions->now_ms, &sample->problem),
      RECORD_PROBLEM_FORBIDDEN, "password");
  identity_sample_done(sample, identity_account_delete(sample->identity, person, SAMPLE_PASSWORD,
                                                       sample->actions->now_ms, &sample->problem));
  g_assert_false(identity_sample_files_hold(sample, half, sizeof half));
  g_assert_false(identity_sample_is_in(sample, secret));
  g_assert_false(use(sample, link));
  g_assert_false(identity_sample_may_sign_in(sample, name, SAMPLE_PASSWORD));
  g_assert_true(identity_sample_may_sign_in(sample, "eve", SAMPLE_PASSWORD));
  identity_sample_add(sample, name, person); /* the name is free again */
  identity_sample_done(sample, identity_account_remove(sample->identity, name, &sample->problem));
  identity_sample_refused(sample, identity_account_remove(sample->identity, name, &sample->problem),
                          RECORD_PROBLEM_NOT_FOUND, "name");
}

/* ---- The turns -------------------------------------------------------------------------------------------------- */

typedef struct {
  IdentitySample *sample;
  gint right, busy, other; /* atomic */
} Crowd;

static gpointer come(gpointer data) {
  Crowd *crowd = data;
  g_auto(RecordProblem) problem = {0};
  IdentitySignIn request = {.name = "ada", .password = SAMPLE_PASSWORD};
  IdentitySignedIn result;
  bool ok = identity_sign_in(crowd->sample->identity, &request, crowd->sample->actions->now_ms, &result, &problem);
  g_atomic_int_inc(ok ? &crowd->right : problem.kind == RECORD_PROBLEM_BUSY ? &crowd->busy : &crowd->other);
  return NULL;
}

/* Everybody of a crowd gets in or is told to come back, and then gets in. */
static void test_crowd(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  identity_sample_add(sample, "ada", person);
  sample->options.hashes_at_once = 1;
  sample->options.hashes_waiting = 1;
  sample->options.hash_memory_bytes = 8 * 1024 * 1024; /* so long that they meet */
  identity_sample_reopen(sample);
  Crowd crowd = {.sample = sample};
  GThread *threads[12];
  for (size_t index = 0; index < G_N_ELEMENTS(threads); index++)
    threads[index] = g_thread_new("come", come, &crowd);
  for (size_t index = 0; index < G_N_ELEMENTS(threads); index++)
    g_thread_join(threads[index]);
  g_test_message("%d in, %d busy", crowd.right, crowd.busy);
  g_assert_cmpint(crowd.other, ==, 0);
  g_assert_cmpint(crowd.right, >=, 1);
  g_assert_cmpint(crowd.right + crowd.busy, ==, G_N_ELEMENTS(threads));
  g_assert_true(identity_sample_may_sign_in(sample, "ada", SAMPLE_PASSWORD));
}

typedef struct {
  IdentitySample *sample;
  const char *link;
  gint done; /* atomic */
} Rush;

static gpointer use_at_once(gpointer data) {
  Rush *rush = data;
  g_auto(RecordProblem) problem = {0};
  char person[IDENTITY_PERSON_BYTES];
  char device[IDENTITY_SECRET_BYTES];
  if (identity_link_use(rush->sample->identity, rush->link, SAMPLE_OTHER_PASSWORD, rush->sample->actions->now_ms,
                        person, device, &problem))
    g_atomic_int_inc(&rush->done);
  else
    g_assert_cmpint(problem.kind, ==, RECORD_PROBLEM_NOT_FOUND);
  return NULL;
}

/* Of those who show a link at once it works for one. */
static void test_link_at_once(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  char link[IDENTITY_SECRET_BYTES];
  identity_sample_add(sample, "ada", person);
  sample->options.hash_memory_bytes = 8 * 1024 * 1024; /* so long that they meet */
  identity_sample_reopen(sample);
  identity_account_link(sample->identity, "ada", sample->actions->now_ms, link, &sample->problem);
  Rush rush = {.sample = sample, .link = link};
  GThread *threads[6];
  for (size_t index = 0; index < G_N_ELEMENTS(threads); index++)
    threads[index] = g_thread_new("use", use_at_once, &rush);
  for (size_t index = 0; index < G_N_ELEMENTS(threads); index++)
    g_thread_join(threads[index]);
  g_assert_cmpint(rush.done, ==, 1);
}

/* ---- The file of secrets ---------------------------------------------------------------------------------------- */

/* A new generation changes nothing for those who are there; another file opens nothing. */
static void test_keys(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  identity_sample_add(sample, "ada", person);
  sample->keys.count = 2;
  memset(sample->keys.masters[1], 9, STORE_KEY_BYTES);
  identity_sample_reopen(sample);
  g_assert_true(identity_sample_may_sign_in(sample, "ada", SAMPLE_PASSWORD));
  identity_sample_add(sample, "bob", person);
  g_assert_true(identity_sample_may_sign_in(sample, "bob", SAMPLE_PASSWORD));
  memset(sample->keys.masters[1], 10, STORE_KEY_BYTES);
  IdentitySignIn request = {.name = "bob", .password = SAMPLE_PASSWORD};
  IdentitySignedIn result;
  identity_sample_refused(
      sample, identity_sign_in(sample->identity, &request, sample->actions->now_ms, &result, &sample->problem),
      RECORD_PROBLEM_FAILED, NULL);
}

int main(int argc, char **argv) {
  /* Nothing here is about syncing. */
  if (access("/dev/shm", W_OK) == 0)
    g_setenv("TMPDIR", "/dev/shm", TRUE);
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/identity/accounts/name bounds", test_name_bounds);
  g_test_add_func("/identity/accounts/name folding", test_name_folding);
  g_test_add_func("/identity/accounts/existing person", test_existing_person);
  g_test_add_func("/identity/accounts/passwords", test_passwords);
  g_test_add_func("/identity/accounts/password spelling", test_password_spelling);
  g_test_add_func("/identity/accounts/same cost", test_same_cost);
  g_test_add_func("/identity/accounts/rehash", test_rehash);
  g_test_add_func("/identity/accounts/links", test_links);
  g_test_add_func("/identity/accounts/setup", test_setup);
  g_test_add_func("/identity/accounts/setup too late", test_setup_too_late);
  g_test_add_func("/identity/accounts/invitation", test_invitation);
  g_test_add_func("/identity/accounts/change password", test_change_password);
  g_test_add_func("/identity/accounts/change name", test_change_name);
  g_test_add_func("/identity/accounts/erase", test_erase);
  g_test_add_func("/identity/accounts/crowd", test_crowd);
  g_test_add_func("/identity/accounts/link at once", test_link_at_once);
  g_test_add_func("/identity/accounts/keys", test_keys);
  return g_test_run();
}
