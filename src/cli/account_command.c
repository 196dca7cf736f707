/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* account_command.c: `account`: who can sign in, looked after by whoever has the files. */
#include "command.h"
#include "record_command.h"

#include "identity/accounts.h"
#include "identity/second_factor.h"
#include "identity/sessions.h"

#include <glib/gi18n.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define LINK_PATH "/set-password/" /* where the server shows the form for a link */

typedef struct {
  const char *store;
  const char *person;
  int64_t now_ms;
  bool end;
  bool off;
  bool password_stdin;
  bool json;
} AccountSettings;

typedef struct {
  Identity *identity;
  const AccountSettings *settings;
  const char *name; /* NULL of `list` */
  Output *output;
  json_t *rows; /* of a list in JSON */
  char last[IDENTITY_PERSON_BYTES];
  size_t count;
  RecordProblem *problem;
} AccountRun;

/* A time as RFC 3339 has it, free with g_free. */
static char *time_text(int64_t time_ms) {
  g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(time_ms / 1000);
  return time != NULL ? g_date_time_format(time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup("");
}

/* ---- Links ------------------------------------------------------------------------------------------------------ */

static void print_link(const AccountRun *run, const char *person, const char *link) {
  g_autofree char *path = g_strconcat(LINK_PATH, link, NULL);
  if (!run->settings->json)
    output_printf(run->output, "%s\n", path);
  else if (person == NULL)
    output_json(run->output, json_pack("{s:s, s:s}", "name", run->name, "path", path));
  else
    output_json(run->output, json_pack("{s:s, s:s, s:s}", "name", run->name, "person", person, "path", path));
}

/* A line of standard input without its end; free with g_free. */
static char *read_line(void) {
  char line[RECORD_FIELD_SECRET_BYTES_MAX];
  return fgets(line, sizeof line, stdin) != NULL ? g_strchomp(g_strdup(line)) : g_strdup("");
}

/* Uses the link up at once: for scripts, which ask nobody. */
static bool choose_password(AccountRun *run, const char *link) {
  char person[IDENTITY_PERSON_BYTES];
  char device[IDENTITY_SECRET_BYTES];
  g_autofree char *password = read_line();
  return identity_link_use(run->identity, link, password, run->settings->now_ms, person, device, run->problem);
}

static bool add(AccountRun *run) {
  char person[IDENTITY_PERSON_BYTES];
  char link[IDENTITY_SECRET_BYTES];
  if (!identity_account_add(run->identity, run->name, run->settings->person, run->settings->now_ms, person, link,
                            run->problem))
    return false;
  if (run->settings->password_stdin) {
    if (choose_password(run, link))
      return true;
    g_auto(RecordProblem) ignored = {0}; /* what matters is what was wrong with the password */
    identity_account_remove(run->identity, run->name, &ignored);
    return false;
  }
  print_link(run, person, link);
  return true;
}

static bool make_link(AccountRun *run) {
  char link[IDENTITY_SECRET_BYTES];
  if (!identity_account_link(run->identity, run->name, run->settings->now_ms, link, run->problem))
    return false;
  print_link(run, NULL, link);
  return true;
}

/* ---- Lists ------------------------------------------------------------------------------------------------------ */

static void print_account(void *context, const IdentityAccount *account) {
  AccountRun *run = context;
  g_autofree char *since = time_text(account->made_at_ms);
  g_strlcpy(run->last, account->person, sizeof run->last);
  run->count++;
  if (run->rows != NULL)
    json_array_append_new(run->rows, json_pack("{s:s, s:s, s:s, s:b, s:b}", "name", account->name, "person",
                                               account->person, "since", since, "has_password", account->has_password,
                                               "has_second_factor", account->has_second_factor));
  else
    output_printf(run->output, "%s\t%s\t%s\t%s\t%s\n", account->name, account->person, since,
                  account->has_password ? _("password") : _("no password yet"),
                  account->has_second_factor ? _("second factor") : "");
}

static void begin_rows(AccountRun *run) {
  if (run->settings->json)
    run->rows = json_array();
}

static void end_rows(AccountRun *run) {
  if (run->rows != NULL)
    output_json(run->output, g_steal_pointer(&run->rows));
}

static bool list(AccountRun *run) {
  bool ok = true;
  begin_rows(run);
  do {
    run->count = 0;
    g_autofree char *after = g_strdup(run->last);
    ok = identity_account_list(run->identity, after, print_account, run, run->problem);
  } while (ok && run->count == IDENTITY_ACCOUNTS_LISTED_MAX);
  end_rows(run);
  return ok;
}

static void print_session(void *context, const IdentitySessionRow *row) {
  AccountRun *run = context;
  g_autofree char *since = time_text(row->made_at_ms);
  g_autofree char *seen = time_text(row->seen_at_ms);
  g_autofree char *client = g_strdelimit(g_strdup(row->client), "\t\r\n\033", ' ');
  if (run->rows != NULL)
    json_array_append_new(run->rows, json_pack("{s:s, s:s, s:s, s:s}", "session", row->id, "since", since, "seen", seen,
                                               "client", row->client));
  else
    output_printf(run->output, "%s\t%s\t%s\t%s\n", row->id, since, seen, client);
}

static bool sessions(AccountRun *run) {
  char person[IDENTITY_PERSON_BYTES];
  if (!identity_account_find(run->identity, run->name, person, run->problem))
    return false;
  if (run->settings->end)
    return identity_session_end_others(run->identity, person, NULL, NULL, run->problem);
  begin_rows(run);
  bool ok = identity_session_list(run->identity, person, run->settings->now_ms, print_session, run, run->problem);
  end_rows(run);
  return ok;
}

/* ---- Taking away ------------------------------------------------------------------------------------------------ */

static bool remove_account(AccountRun *run) {
  return identity_account_remove(run->identity, run->name, run->problem);
}

static bool second_factor(AccountRun *run) {
  return identity_factor_remove(run->identity, run->name, run->problem);
}

/* ---- Which of them ---------------------------------------------------------------------------------------------- */

static const struct {
  const char *word;
  bool has_name;
  bool (*run)(AccountRun *run);
} parts[] = {
    {"add", true, add},           {"link", true, make_link},
    {"list", false, list},        {"remove", true, remove_account},
    {"sessions", true, sessions}, {"second-factor", true, second_factor},
};

static int wrong_usage(const char *message) {
  fprintf(stderr, _("bellwether account: %s; see bellwether account --help\n"), message);
  return EX_USAGE;
}

static int run_part(size_t part, AccountRun *run) {
  g_autoptr(Installation) installation = record_open_existing(run->settings->store, "account", run->problem);
  if (installation == NULL || !installation_check_keys(installation, run->problem))
    return record_report_problem("account", run->problem);
  g_autoptr(Identity) identity = identity_open(installation_store(installation), installation_keys(installation), NULL);
  run->identity = identity;
  return parts[part].run(run) ? EX_OK : record_report_problem("account", run->problem);
}

static int choose(const GPtrArray *arguments, AccountRun *run) {
  const char *word = arguments->pdata[0];
  size_t part = 0;
  while (part < G_N_ELEMENTS(parts) && strcmp(parts[part].word, word) != 0)
    part++;
  if (part == G_N_ELEMENTS(parts))
    return wrong_usage(_("say add, link, list, remove, sessions or second-factor"));
  if (parts[part].has_name != (arguments->len == 2))
    return wrong_usage(parts[part].has_name ? _("whose account? Give the name that they sign in with")
                                            : _("list takes no name"));
  if (run->settings->person != NULL && strcmp(word, "add") != 0)
    return wrong_usage(_("--person goes with add"));
  if (run->settings->end && strcmp(word, "sessions") != 0)
    return wrong_usage(_("--end goes with sessions"));
  if (run->settings->off != (strcmp(word, "second-factor") == 0))
    return wrong_usage(_("second-factor and --off go together"));
  run->name = parts[part].has_name ? arguments->pdata[1] : NULL;
  return run_part(part, run);
}

int command_account(int argc, char **argv, Output *output) {
  g_autofree char *store = record_usual_store();
  AccountSettings settings = {.store = store, .now_ms = g_get_real_time() / 1000};
  const CommandOption table[] = {
      {"store", OPTION_TEXT, &settings.store, N_("FILE"), N_("the record's database (or BELLWETHER_STORE)")},
      {"person", OPTION_TEXT, &settings.person, N_("ID"),
       N_("of add: who they are on record already, such as the --as of earlier commands; else a new, random id")},
      {"end", OPTION_FLAG, &settings.end, NULL, N_("of sessions: end all of them")},
      {"off", OPTION_FLAG, &settings.off, NULL, N_("of second-factor: take it away from somebody who has lost it")},
      {"password-stdin", OPTION_FLAG, &settings.password_stdin, NULL,
       N_("of add: take the password from standard input, and print no link")},
      {"json", OPTION_FLAG, &settings.json, NULL, N_("answer in JSON")},
      {"clock", OPTION_FROM, &settings.now_ms, N_("TIME"), COMMAND_CLOCK_HELP},
      {NULL, OPTION_FLAG, NULL, NULL, NULL},
  };
  g_autoptr(GPtrArray) arguments = g_ptr_array_new();
  OptionsResult result = command_read_options(argc, argv, table, arguments, 1, 2, output);
  if (result != OPTIONS_DONE)
    return result == OPTIONS_HELPED ? EX_OK : EX_USAGE;
  g_auto(RecordProblem) problem = {0};
  AccountRun run = {.settings = &settings, .output = output, .problem = &problem};
  return choose(arguments, &run);
}
