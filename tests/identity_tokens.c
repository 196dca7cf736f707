/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What programs sign in with: what it may do, and for how long. */
#include "support/identity_sample.h"

#include "identity/tokens.h"

#include <string.h>
#include <unistd.h>

typedef struct {
  IdentitySample *sample;
  char person[IDENTITY_PERSON_BYTES];
  char secret[IDENTITY_SECRET_BYTES]; /* of the last token */
  char id[IDENTITY_ID_BYTES];
} Owner;

static void owner_clear(Owner *owner) {
  identity_sample_free(owner->sample);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Owner, owner_clear)

static void owner_init(Owner *owner) {
  owner->sample = identity_sample_new();
  identity_sample_add(owner->sample, "ada", owner->person);
}

static bool make(Owner *owner, const char *name, bool may_write, const char *const *workspaces, int64_t days) {
  IdentitySample *sample = owner->sample;
  int64_t now_ms = sample->actions->now_ms;
  IdentityNewToken token = {
      .name = name, .may_write = may_write, .workspaces = workspaces, .ends_at_ms = now_ms + days * SAMPLE_DAY_MS};
  return identity_token_make(sample->identity, owner->person, &token, now_ms, owner->secret, owner->id,
                             &sample->problem);
}

static bool is_good(Owner *owner, const char *secret) {
  g_auto(IdentityToken) token = {0};
  IdentitySample *sample = owner->sample;
  bool ok = identity_token_find(sample->identity, secret, sample->actions->now_ms, &token, &sample->problem);
  if (!ok)
    identity_sample_refused(sample, ok, RECORD_PROBLEM_NOT_FOUND, NULL);
  return ok;
}

static void test_find(void) {
  g_auto(Owner) owner = {0};
  owner_init(&owner);
  IdentitySample *sample = owner.sample;
  identity_sample_done(sample, make(&owner, "Zwetschgenpost", false, NULL, 365));
  g_assert_true(g_str_has_prefix(owner.secret, "bwt_"));
  g_auto(IdentityToken) token = {0};
  identity_sample_done(
      sample, identity_token_find(sample->identity, owner.secret, sample->actions->now_ms, &token, &sample->problem));
  g_assert_cmpstr(token.person, ==, owner.person);
  g_assert_cmpstr(token.id, ==, owner.id);
  g_assert_true(token.is_due);
  g_free(action_sample_ask(sample->actions, "UPDATE schema_version SET version = version + 1"));
  identity_sample_done(sample, /* who only reads reads on beside a newer program, where nothing can be noted */
                       identity_token_tend(sample->identity, &token, sample->actions->now_ms, &sample->problem));
  g_free(action_sample_ask(sample->actions, "UPDATE schema_version SET version = version - 1"));
  g_assert_null(token.workspaces);
  g_assert_false(identity_sample_files_hold(sample, owner.secret, strlen(owner.secret)));
  g_assert_false(identity_sample_files_hold(sample, "Zwetschgenpost", 14));
  char session[IDENTITY_SECRET_BYTES];
  identity_sample_sign_in(sample, "ada", session);
  g_assert_false(is_good(&owner, session)); /* one kind is not the other */
  g_assert_false(identity_sample_is_in(sample, owner.secret));
  char as_session[IDENTITY_SECRET_BYTES];
  memcpy(as_session, owner.secret, sizeof as_session);
  as_session[2] = 's';
  g_assert_false(identity_sample_is_in(sample, as_session));
  const char *const none[] = {"", "bwt_", owner.id, NULL};
  for (size_t index = 0; index < G_N_ELEMENTS(none); index++)
    g_assert_false(is_good(&owner, none[index]));
  sample->actions->now_ms += 365 * SAMPLE_DAY_MS - 1;
  g_assert_true(is_good(&owner, owner.secret));
  sample->actions->now_ms += 1;
  g_assert_false(is_good(&owner, owner.secret));
}

static void test_scopes(void) {
  static const char *const studio_alone[] = {"studio", NULL};
  const struct {
    bool may_write;
    const char *const *workspaces;
    const char *workspace;
    bool to_write;
    bool allowed;
  } cases[] = {
      {false, NULL, "studio", false, true},
      {false, NULL, "studio", true, false},
      {true, NULL, "mill", true, true},
      {true, studio_alone, "studio", true, true},
      {true, studio_alone, "mill", false, false},
      {true, studio_alone, "mill", true, false},
      {false, studio_alone, "studio", true, false},
      {true, studio_alone, "Studio", false, false},
      {true, studio_alone, "", false, false},
  };
  g_auto(Owner) owner = {0};
  owner_init(&owner);
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_auto(IdentityToken) token = {0};
    identity_sample_done(owner.sample, make(&owner, "x", cases[index].may_write, cases[index].workspaces, 1));
    identity_sample_done(owner.sample,
                         identity_token_find(owner.sample->identity, owner.secret, owner.sample->actions->now_ms,
                                             &token, &owner.sample->problem));
    g_assert_true(identity_token_allows(&token, cases[index].workspace, cases[index].to_write) == cases[index].allowed);
  }
}

static void test_bounds(void) {
  g_auto(Owner) owner = {0};
  owner_init(&owner);
  IdentitySample *sample = owner.sample;
  g_autofree char *longest = g_strnfill(IDENTITY_TOKEN_NAME_BYTES_MAX, 'x');
  g_autofree char *too_long = g_strnfill(IDENTITY_TOKEN_NAME_BYTES_MAX + 1, 'x');
  const char *many[IDENTITY_TOKEN_WORKSPACES_MAX + 2] = {NULL};
  for (size_t index = 0; index < IDENTITY_TOKEN_WORKSPACES_MAX; index++)
    many[index] = "studio";
  identity_sample_done(sample, make(&owner, longest, true, many, 1));
  many[IDENTITY_TOKEN_WORKSPACES_MAX] = "studio";
  identity_sample_refused(sample, make(&owner, "x", true, many, 1), RECORD_PROBLEM_INVALID, "workspaces");
  many[0] = NULL;
  identity_sample_refused(sample, make(&owner, "x", true, many, 1), RECORD_PROBLEM_INVALID, "workspaces");
  many[0] = "no name";
  many[1] = NULL;
  identity_sample_refused(sample, make(&owner, "x", true, many, 1), RECORD_PROBLEM_INVALID, "workspaces");
  identity_sample_refused(sample, make(&owner, too_long, true, NULL, 1), RECORD_PROBLEM_INVALID, "name");
  identity_sample_refused(sample, make(&owner, "", true, NULL, 1), RECORD_PROBLEM_INVALID, "name");
  identity_sample_refused(sample, make(&owner, "\xff", true, NULL, 1), RECORD_PROBLEM_INVALID, "name");
  identity_sample_refused(sample, make(&owner, "x", true, NULL, 0), RECORD_PROBLEM_INVALID, "ends_at");
  identity_sample_refused(sample, make(&owner, "x", true, NULL, 366), RECORD_PROBLEM_INVALID, "ends_at");
  for (int index = 1; index < IDENTITY_TOKENS_MAX; index++)
    identity_sample_done(sample, make(&owner, "x", true, NULL, 1));
  identity_sample_refused(sample, make(&owner, "x", true, NULL, 1), RECORD_PROBLEM_CONFLICT, NULL);
  g_assert_cmpstr(owner.secret, ==, "");
}

typedef struct {
  int count;
  char last[IDENTITY_ID_BYTES];
  int64_t used_at_ms;
} Seen;

static void see(void *context, const IdentityTokenRow *row) {
  Seen *seen = context;
  seen->count++;
  g_strlcpy(seen->last, row->id, sizeof seen->last);
  seen->used_at_ms = row->used_at_ms;
  g_assert_cmpstr(row->name, ==, "post");
  g_assert_cmpstr(row->workspaces[0], ==, "studio");
}

static void test_list(void) {
  static const char *const studio_alone[] = {"studio", NULL};
  g_auto(Owner) owner = {0};
  char eve[IDENTITY_PERSON_BYTES];
  owner_init(&owner);
  IdentitySample *sample = owner.sample;
  identity_sample_add(sample, "eve", eve);
  identity_sample_done(sample, make(&owner, "post", true, studio_alone, 2));
  Seen seen = {0};
  identity_sample_done(sample, identity_token_list(sample->identity, owner.person, sample->actions->now_ms, see, &seen,
                                                   &sample->problem));
  g_assert_cmpint(seen.count, ==, 1);
  g_assert_cmpstr(seen.last, ==, owner.id);
  g_assert_cmpint(seen.used_at_ms, ==, 0);
  sample->actions->now_ms += SAMPLE_DAY_MS;
  int64_t now_ms = sample->actions->now_ms;
  for (int turn = 0; turn < 2; turn++) { /* the second time it is no longer due */
    g_auto(IdentityToken) token = {0};
    identity_sample_done(sample, identity_token_find(sample->identity, owner.secret, now_ms, &token, &sample->problem));
    g_assert_true(token.is_due == (turn == 0));
    identity_sample_done(sample, identity_token_tend(sample->identity, &token, now_ms, &sample->problem));
  }
  identity_sample_done(sample,
                       identity_token_list(sample->identity, owner.person, now_ms, see, &seen, &sample->problem));
  g_assert_cmpint(seen.used_at_ms, ==, now_ms);
  seen.count = 0;
  identity_sample_done(sample, identity_token_list(sample->identity, eve, now_ms, see, &seen, &sample->problem));
  g_assert_cmpint(seen.count, ==, 0);
  identity_sample_refused(sample, identity_token_end(sample->identity, eve, owner.id, &sample->problem),
                          RECORD_PROBLEM_NOT_FOUND, "token");
  g_assert_true(is_good(&owner, owner.secret));
  identity_sample_done(sample, identity_token_end(sample->identity, owner.person, owner.id, &sample->problem));
  g_assert_false(is_good(&owner, owner.secret));
}

/* With the account its tokens go. */
static void test_deleted(void) {
  g_auto(Owner) owner = {0};
  owner_init(&owner);
  identity_sample_done(owner.sample, make(&owner, "post", true, NULL, 2));
  identity_sample_done(owner.sample, identity_account_remove(owner.sample->identity, "ada", &owner.sample->problem));
  g_assert_false(is_good(&owner, owner.secret));
  identity_sample_refused(owner.sample, make(&owner, "post", true, NULL, 2), RECORD_PROBLEM_NOT_FOUND, NULL);
}

int main(int argc, char **argv) {
  /* Nothing here is about syncing. */
  if (access("/dev/shm", W_OK) == 0)
    g_setenv("TMPDIR", "/dev/shm", TRUE);
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/identity/tokens/find", test_find);
  g_test_add_func("/identity/tokens/scopes", test_scopes);
  g_test_add_func("/identity/tokens/bounds", test_bounds);
  g_test_add_func("/identity/tokens/list", test_list);
  g_test_add_func("/identity/tokens/deleted", test_deleted);
  return g_test_run();
}
