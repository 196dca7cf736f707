/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* serve_command.c: `serve`: the pages and the API, until somebody stops it. */
#include "command.h"
#include "record_command.h"
#include "refit_process.h"

#include "http/listen.h"
#include "http/server.h"
#include "identity/accounts.h"

#include <glib-unix.h>
#include <glib/gi18n.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>
#include <sysexits.h>

#define SETTINGS_MOST 32
#define OWN_OPTIONS 3 /* beside the settings */
#define ARENAS_MOST 2
#define HOUR_MS INT64_C(3600000)

/* The options are the settings by the same names; they come over what file and environment say. */
typedef struct {
  const char *store;
  const char *config;
  int64_t clock_ms; /* what time it is taken to be at the start; 0: what it is */
  const char *values[SETTINGS_MOST];
  CommandOption options[SETTINGS_MOST + OWN_OPTIONS + 1];
  size_t count;
} ServeOptions;

static void list_options(ServeOptions *serve, const HttpSettings *usual) {
  size_t at = 0;
  serve->options[at++] = (CommandOption){"store", OPTION_TEXT, &serve->store, N_("FILE"),
                                         N_("the record's database (or BELLWETHER_STORE; else in your data folder)")};
  serve->options[at++] = (CommandOption){"config", OPTION_TEXT, &serve->config, N_("FILE"),
                                         N_("a configuration file (docs/bellwether.conf shows all it may say)")};
  serve->options[at++] =
      (CommandOption){"clock", OPTION_FROM, &serve->clock_ms, N_("TIME"),
                      N_("take it to be this time (UTC, unless it says its zone) at the start: for trying things out")};
  const char *name = NULL;
  const char *help = NULL;
  for (char *value = NULL; http_settings_describe(usual, serve->count, &name, &value, &help); serve->count++) {
    g_free(value);
    g_assert(serve->count < SETTINGS_MOST);
    serve->options[at++] = (CommandOption){name, OPTION_TEXT, &serve->values[serve->count], N_("VALUE"), help};
  }
}

static bool read_settings(const ServeOptions *serve, HttpSettings *settings, GError **error) {
  if (serve->config != NULL && !http_settings_read_file(settings, serve->config, error))
    return false;
  if (!http_settings_read_environment(settings, error))
    return false;
  for (size_t index = 0; index < serve->count; index++) {
    bool known = false;
    const CommandOption *option = &serve->options[index + OWN_OPTIONS];
    if (serve->values[index] != NULL && !http_settings_set(settings, option->name, serve->values[index], &known, error))
      return false;
  }
  return http_settings_check(settings, error);
}

/* ---- Running ---------------------------------------------------------------------------------------------------- */

static gboolean stop(void *loop) {
  g_main_loop_quit(loop);
  return G_SOURCE_REMOVE;
}

static int64_t shifted_clock_ms(void *context) {
  return g_get_real_time() / 1000 + *(const int64_t *)context;
}

static void write_log(void *context, const char *line) {
  (void)context;
  fprintf(stderr, "%s\n", line);
}

/* Where nobody has an account yet, the first one is made by a link that only this terminal shows. */
static bool tell_first_link(Identity *identity, const char *url, int64_t now_ms, RecordProblem *problem) {
  bool empty = false;
  char link[IDENTITY_SECRET_BYTES];
  if (!identity_is_empty(identity, &empty, problem))
    return false;
  if (!empty)
    return true;
  if (!identity_setup_link(identity, now_ms, link, problem))
    return false;
  printf(_("Nobody has an account yet. Make the first one here, within a day:\n  %s/set-up/%s\n"), url, link);
  return true;
}

/* Sessions and all that is said would be for whoever is in between. */
static void warn_where_open(const HttpSettings *settings, const char *url) {
  if (http_listen_is_local(settings->listen) || g_str_has_prefix(url, "https:"))
    return;
  fputs(
      _("bellwether serve: warning: it listens to the network without TLS, where others can read along. Give tls-cert "
        "and tls-key, or put it behind a proxy that speaks TLS and give its https address as base-url.\n"),
      stderr);
}

static int serve_until_stopped(const HttpServerOptions *options) {
  g_autoptr(GError) error = NULL;
  g_auto(RecordProblem) problem = {0};
  g_autoptr(GMainLoop) loop = g_main_loop_new(NULL, FALSE);
  guint on_terminate = g_unix_signal_add(SIGTERM, stop, loop);
  guint on_interrupt = g_unix_signal_add(SIGINT, stop, loop);
  HttpServer *server = http_server_start(options, &error);
  if (server == NULL) {
    fprintf(stderr, "bellwether serve: %s\n", error->message);
    return EX_UNAVAILABLE;
  }
  printf(_("Bellwether is at %s/\n"), http_server_url(server));
  warn_where_open(options->settings, http_server_url(server));
  if (options->settings->base_url != NULL && http_server_port(server) != 0)
    printf(_("It listens at port %u\n"), http_server_port(server));
  bool told =
      tell_first_link(options->identity, http_server_url(server), options->clock_ms(options->clock_context), &problem);
  fflush(stdout);
  if (told) {
    http_listen_notify("READY=1");
    g_main_loop_run(loop);
    http_listen_notify("STOPPING=1");
  }
  http_server_stop(server);
  /* One of the two was removed when it came. */
  GSource *left = g_main_context_find_source_by_id(NULL, on_terminate);
  if (left != NULL)
    g_source_destroy(left);
  left = g_main_context_find_source_by_id(NULL, on_interrupt);
  if (left != NULL)
    g_source_destroy(left);
  return told ? EX_OK : record_report_problem("serve", &problem);
}

/* By itself the C library would give each of the many threads memory of its own to allocate from, and what one has freed
 * would be of no use to another. */
static void share_memory(void) {
#ifdef M_ARENA_MAX
  mallopt(M_ARENA_MAX, ARENAS_MOST);
#endif
}

static int serve_with(const ServeOptions *serve, const HttpSettings *settings) {
  g_auto(RecordProblem) problem = {0};
  share_memory();
  g_autoptr(Installation) installation = record_open(serve->store, "serve", &problem);
  if (installation == NULL || !installation_check_keys(installation, &problem))
    return record_report_problem("serve", &problem);
  installation_set_quota(installation, settings->entries_each, settings->files_mib_each * 1024 * 1024);
  IdentityOptions identity_options = {.workspaces_max = (unsigned)settings->workspaces_each,
                                      .session_idle_ms = settings->session_hours * HOUR_MS,
                                      .session_end_ms = settings->session_days * 24 * HOUR_MS};
  g_autoptr(Identity) identity =
      identity_open(installation_store(installation), installation_keys(installation), &identity_options);
  int64_t ahead_ms = serve->clock_ms != 0 ? serve->clock_ms - g_get_real_time() / 1000 : 0;
  HttpServerOptions options = {.settings = settings,
                               .clock_ms = shifted_clock_ms,
                               .clock_context = &ahead_ms,
                               .installation = installation,
                               .identity = identity,
                               .log = settings->quiet ? NULL : write_log,
                               .catch_up = refit_process_run,
                               .catch_up_cancel = refit_process_cancel};
  RefitProcess *refit = refit_process_new(serve->store, shifted_clock_ms, &ahead_ms);
  options.catch_up_context = refit;
  int status = serve_until_stopped(&options);
  refit_process_free(refit);
  return status;
}

int command_serve(int argc, char **argv, Output *output) {
  g_autofree char *store = record_usual_store();
  g_auto(HttpSettings) settings;
  g_autoptr(GError) error = NULL;
  ServeOptions serve = {.store = store};
  http_settings_usual(&settings);
  list_options(&serve, &settings);
  g_autoptr(GPtrArray) arguments = g_ptr_array_new();
  OptionsResult result = command_read_options(argc, argv, serve.options, arguments, 0, 0, output);
  if (result != OPTIONS_DONE)
    return result == OPTIONS_HELPED ? EX_OK : EX_USAGE;
  if (!read_settings(&serve, &settings, &error)) {
    fprintf(stderr, "bellwether serve: %s\n", error->message);
    return EX_CONFIG;
  }
  return serve_with(&serve, &settings);
}
