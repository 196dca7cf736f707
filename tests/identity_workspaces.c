/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who is where, what an owner may do about somebody's password, and sweeping. */
#include "support/identity_sample.h"

#include "identity/second_factor.h"
#include "identity/tokens.h"
#include "identity/workspaces.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OPEN_MILL "{'name': 'Mill', 'your_name': 'Eve', 'currency': 'EUR', 'zone': 'Europe/Berlin'}"

/* An action in a workspace other than the sample's. */
static void do_in(IdentitySample *sample, const char *workspace, const char *person, const char *action,
                  const char *text, char **secret) {
  g_autofree char *json = g_strdelimit(g_strdup(text), "'", '"');
  json_t *document = json_loads(json, 0, NULL);
  g_auto(RecordProblem) problem = {0};
  ActionOptions options = {.now_ms = sample->actions->now_ms, .snapshot_key = sample->actions->snapshot_key};
  json_t *reply =
      action_run(sample->actions->store, action_find(action), workspace, person, document, &options, &problem);
  if (reply == NULL)
    g_error("%s: %s", action, problem.message);
  if (secret != NULL)
    *secret = g_strdup(json_string_value(json_object_get(reply, "secret")));
  json_decref(reply);
  json_decref(document);
}

static void join(IdentitySample *sample, const char *workspace, const char *person, const char *secret) {
  g_autofree char *text = g_strdup_printf("{'secret': '%s'}", secret);
  do_in(sample, workspace, person, "join", text, NULL);
}

/* Somebody who was invited to the sample's workspace, made an account and joined. */
static void come(IdentitySample *sample, const char *name, const char *role, char person[IDENTITY_PERSON_BYTES]) {
  g_autofree char *secret = NULL;
  g_autofree char *text = g_strdup_printf("{'name_of_person': '%s', 'role': '%s'}", name, role);
  do_in(sample, SAMPLE_WORKSPACE, "ada", "invite", text, &secret);
  IdentityNewcomer newcomer = {
      .name = name, .password = SAMPLE_PASSWORD, .workspace = SAMPLE_WORKSPACE, .invitation = secret};
  identity_sample_done(
      sample, identity_register(sample->identity, &newcomer, sample->actions->now_ms, person, &sample->problem));
  join(sample, SAMPLE_WORKSPACE, person, secret);
}

static void open_workspaces(IdentitySample *sample) {
  char partner[21];
  char engagement[21];
  action_sample_open(sample->actions, partner, engagement);
  do_in(sample, "mill", "eve", "open_workspace", OPEN_MILL, NULL);
}

/* ---- Lists ------------------------------------------------------------------------------------------------------ */

/* The person's workspaces, a line each; free with g_free. */
static char *places(IdentitySample *sample, const char *person) {
  g_autoptr(IdentityWorkspaces) workspaces = identity_workspaces(sample->identity, person, &sample->problem);
  GString *list = g_string_new(NULL);
  identity_sample_done(sample, workspaces != NULL);
  for (size_t index = 0; index < workspaces->count; index++)
    g_string_append_printf(list, "%s %s %s\n", workspaces->each[index].workspace, workspaces->each[index].name,
                           record_role_text(workspaces->each[index].role));
  return g_string_free(list, FALSE);
}

static void test_list(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char fay[IDENTITY_PERSON_BYTES];
  g_autofree char *secret = NULL;
  open_workspaces(sample);
  come(sample, "fay", "observer", fay);
  do_in(sample, "mill", "eve", "invite", "{'name_of_person': 'Fay', 'role': 'member'}", &secret);
  join(sample, "mill", fay, secret);
  g_autofree char *name = action_sample_ask(
      sample->actions, "SELECT content FROM openings WHERE workspace_id = 'studio' AND pointer = '/name' AND seq = 1");
  g_autofree char *expected = g_strdup_printf("mill Mill member\nstudio %s observer\n", name);
  g_autofree char *before = places(sample, fay);
  g_assert_cmpstr(before, ==, expected);
  action_sample_do(sample->actions, "ada", "remove_person", "{'person': '%s'}", fay);
  g_autofree char *after = places(sample, fay);
  g_assert_cmpstr(after, ==, "mill Mill member\n");
  g_autofree char *none = places(sample, "nobody");
  g_assert_cmpstr(none, ==, "");
}

/* No more are listed than are promised to fit. */
static void test_list_bound(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  for (int index = 0; index <= IDENTITY_WORKSPACES_MAX; index++) {
    g_autofree char *workspace = g_strdup_printf("mill-%02d", index);
    do_in(sample, workspace, "eve", "open_workspace", OPEN_MILL, NULL);
    g_autoptr(IdentityWorkspaces) workspaces = identity_workspaces(sample->identity, "eve", &sample->problem);
    g_assert_cmpuint(workspaces->count, ==, MIN(index + 1, IDENTITY_WORKSPACES_MAX));
  }
}

static void test_quota(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  sample->options.workspaces_max = 2;
  identity_sample_reopen(sample);
  for (int index = 0; index < 2; index++) {
    g_autofree char *workspace = g_strdup_printf("mill-%d", index);
    identity_sample_done(sample, identity_may_open_workspace(sample->identity, "eve", &sample->problem));
    do_in(sample, workspace, "eve", "open_workspace", OPEN_MILL, NULL);
  }
  identity_sample_refused(sample, identity_may_open_workspace(sample->identity, "eve", &sample->problem),
                          RECORD_PROBLEM_CONFLICT, NULL);
  identity_sample_done(sample, identity_may_open_workspace(sample->identity, "ada", &sample->problem));
}

static void test_invitation(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  g_autofree char *secret = NULL;
  g_auto(IdentityInvitation) invitation = {0};
  int64_t now_ms = sample->actions->now_ms;
  open_workspaces(sample);
  do_in(sample, "mill", "eve", "invite", "{'name_of_person': 'Fay', 'role': 'observer'}", &secret);
  identity_sample_done(
      sample, identity_invitation_look(sample->identity, "mill", secret, now_ms, &invitation, &sample->problem));
  g_assert_cmpint(invitation.role, ==, RECORD_ROLE_OBSERVER);
  g_assert_cmpstr(invitation.workspace_name, ==, "Mill");
  const struct {
    const char *workspace;
    const char *secret;
    int64_t now_ms;
  } wrong[] = {{"studio", secret, now_ms},
               {"mill", "", now_ms},
               {"mill", secret + 1, now_ms},
               {"mill", secret, now_ms + 14 * SAMPLE_DAY_MS}};
  for (size_t index = 0; index < G_N_ELEMENTS(wrong); index++) {
    g_auto(IdentityInvitation) none = {0};
    identity_sample_refused(sample,
                            identity_invitation_look(sample->identity, wrong[index].workspace, wrong[index].secret,
                                                     wrong[index].now_ms, &none, &sample->problem),
                            RECORD_PROBLEM_NOT_FOUND, "secret");
    g_assert_null(none.workspace_name);
  }
}

/* ---- Links by owners -------------------------------------------------------------------------------------------- */

static bool ask_link(IdentitySample *sample, const char *owner, const char *person, char link[IDENTITY_SECRET_BYTES]) {
  return identity_member_link(sample->identity, owner, SAMPLE_WORKSPACE, person, sample->actions->now_ms, link,
                              &sample->problem);
}

static bool use_link(IdentitySample *sample, const char *link) {
  char person[IDENTITY_PERSON_BYTES];
  char device[IDENTITY_SECRET_BYTES];
  return identity_link_use(sample->identity, link, SAMPLE_OTHER_PASSWORD, sample->actions->now_ms, person, device,
                           &sample->problem);
}

static void test_member_link(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char fay[IDENTITY_PERSON_BYTES];
  char session[IDENTITY_SECRET_BYTES];
  char link[IDENTITY_SECRET_BYTES];
  open_workspaces(sample);
  come(sample, "fay", "member", fay);
  identity_sample_sign_in(sample, "fay", session);
  identity_sample_done(sample, ask_link(sample, "ada", fay, link));
  identity_sample_done(sample, use_link(sample, link));
  g_assert_false(identity_sample_is_in(sample, session)); /* who was in notices */
  g_assert_true(identity_sample_may_sign_in(sample, "fay", SAMPLE_OTHER_PASSWORD));
  identity_sample_done(sample,
                       identity_account_link(sample->identity, "fay", sample->actions->now_ms, link, &sample->problem));
  identity_sample_done(sample, use_link(sample, link)); /* the host's works wherever somebody is */
}

/* Every way in which an owner would reach more than what they answer for. */
static void test_member_link_refused(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char fay[IDENTITY_PERSON_BYTES];
  char gus[IDENTITY_PERSON_BYTES];
  char link[IDENTITY_SECRET_BYTES];
  g_autofree char *secret = NULL;
  open_workspaces(sample);
  come(sample, "fay", "member", fay);
  come(sample, "gus", "owner", gus);
  identity_account_add(sample->identity, "ada", "ada", sample->actions->now_ms, fay, link, &sample->problem);
  identity_account_add(sample->identity, "ben", "ben", sample->actions->now_ms, fay, link, &sample->problem);
  identity_account_find(sample->identity, "fay", fay, &sample->problem);
  identity_sample_refused(sample, ask_link(sample, fay, gus, link), RECORD_PROBLEM_FORBIDDEN, NULL);
  identity_sample_refused(sample, ask_link(sample, "eve", fay, link), RECORD_PROBLEM_NOT_FOUND, "person");
  identity_sample_refused(sample, ask_link(sample, "ada", "eve", link), RECORD_PROBLEM_NOT_FOUND, "person");
  identity_sample_refused(sample, ask_link(sample, "ada", "ben", link), RECORD_PROBLEM_FORBIDDEN, "person");
  identity_sample_refused(sample, ask_link(sample, "ada", gus, link), RECORD_PROBLEM_FORBIDDEN, "person");
  identity_sample_refused(sample, ask_link(sample, "ada", "ada", link), RECORD_PROBLEM_FORBIDDEN, "person");
  /* A member whose account the host made, under an id from the command line. */
  action_sample_do(sample->actions, "ada", "add_person",
                   "{'person': 'hal', 'name_of_person': 'Hal', 'role': 'member'}");
  identity_sample_refused(sample, ask_link(sample, "ada", "hal", link), RECORD_PROBLEM_NOT_FOUND, "person");
  char hal[IDENTITY_PERSON_BYTES];
  identity_account_add(sample->identity, "hal", "hal", sample->actions->now_ms, hal, link, &sample->problem);
  identity_sample_refused(sample, ask_link(sample, "ada", "hal", link), RECORD_PROBLEM_FORBIDDEN, "person");
  /* Somebody who joins another workspace after the link was made, and leaves it again. */
  identity_sample_done(sample, ask_link(sample, "ada", fay, link));
  do_in(sample, "mill", "eve", "invite", "{'name_of_person': 'Fay', 'role': 'member'}", &secret);
  join(sample, "mill", fay, secret);
  identity_sample_refused(sample, use_link(sample, link), RECORD_PROBLEM_NOT_FOUND, "secret");
  g_assert_true(identity_sample_may_sign_in(sample, "fay", SAMPLE_PASSWORD));
  identity_sample_refused(sample, ask_link(sample, "ada", fay, link), RECORD_PROBLEM_FORBIDDEN, "person");
  g_autofree char *leave = g_strdup_printf("{'person': '%s'}", fay);
  do_in(sample, "mill", "eve", "remove_person", leave, NULL);
  identity_sample_refused(sample, ask_link(sample, "ada", fay, link), RECORD_PROBLEM_FORBIDDEN, "person");
}

/* ---- Sweeping --------------------------------------------------------------------------------------------------- */

static void test_sweep(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  char link[IDENTITY_SECRET_BYTES];
  char session[IDENTITY_SECRET_BYTES];
  char token[IDENTITY_SECRET_BYTES];
  char id[IDENTITY_ID_BYTES];
  static const char *const tables[] = {"sessions", "session_secrets", "links", "tokens", "throttles"};
  int64_t *now_ms = &sample->actions->now_ms;
  identity_sample_add(sample, "ada", person);
  IdentityNewToken new_token = {.name = "x", .ends_at_ms = *now_ms + SAMPLE_DAY_MS};
  identity_token_make(sample->identity, person, &new_token, *now_ms, token, id, &sample->problem);
  g_assert_false(identity_sample_may_sign_in(sample, "ada", "wrong"));
  identity_sample_sign_in(sample, "ada", session);
  identity_account_link(sample->identity, "ada", *now_ms, link, &sample->problem);
  for (int turn = 0; turn < 2; turn++) { /* at first nothing is past its end, then everything is */
    identity_sample_done(sample, identity_sweep(sample->identity, *now_ms, &sample->problem));
    for (size_t index = 0; index < G_N_ELEMENTS(tables); index++) {
      g_autofree char *sql = g_strdup_printf("SELECT COUNT(*) > 0 FROM %s", tables[index]);
      g_autofree char *any = action_sample_ask(sample->actions, sql);
      g_test_message("%s", tables[index]);
      g_assert_cmpstr(any, ==, turn == 0 ? "1" : "0");
    }
    if (turn == 0)
      g_assert_true(identity_sample_is_in(sample, session));
    *now_ms += 2 * SAMPLE_DAY_MS;
  }
}

/* One call removes so many and no more, and no session loses its secret to it. */
static void test_sweep_bounded(void) {
  g_autoptr(IdentitySample) sample = identity_sample_new();
  char person[IDENTITY_PERSON_BYTES];
  identity_sample_add(sample, "ada", person);
  for (int index = 0; index < IDENTITY_SWEEP_MAX + 10; index++) { /* each leaves one bucket of its own */
    g_autofree char *name = g_strdup_printf("name-%d", index);
    g_assert_false(identity_sample_may_sign_in(sample, name, "wrong"));
  }
  char session[IDENTITY_SECRET_BYTES];
  sample->actions->now_ms += 2 * SAMPLE_DAY_MS;
  identity_sample_sign_in(sample, "ada", session);
  g_autofree char *before = action_sample_ask(sample->actions, "SELECT COUNT(*) FROM throttles");
  identity_sample_done(sample, identity_sweep(sample->identity, sample->actions->now_ms, &sample->problem));
  g_autofree char *after = action_sample_ask(sample->actions, "SELECT COUNT(*) FROM throttles");
  g_assert_cmpint(atoi(before) - atoi(after), ==, IDENTITY_SWEEP_MAX);
  g_assert_true(identity_sample_is_in(sample, session));
}

int main(int argc, char **argv) {
  /* Nothing here is about syncing. */
  if (access("/dev/shm", W_OK) == 0)
    g_setenv("TMPDIR", "/dev/shm", TRUE);
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/identity/workspaces/list", test_list);
  g_test_add_func("/identity/workspaces/list bound", test_list_bound);
  g_test_add_func("/identity/workspaces/quota", test_quota);
  g_test_add_func("/identity/workspaces/invitation", test_invitation);
  g_test_add_func("/identity/workspaces/member link", test_member_link);
  g_test_add_func("/identity/workspaces/member link refused", test_member_link_refused);
  g_test_add_func("/identity/workspaces/sweep", test_sweep);
  g_test_add_func("/identity/workspaces/sweep bounded", test_sweep_bounded);
  return g_test_run();
}
