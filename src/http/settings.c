/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* settings.c: the table of settings, and reading them. */
#include "settings.h"

#include "forwarded.h"
#include "listen.h"

#include <stddef.h>
#include <string.h>

#define N_(String) (String)
#define GROUP "server"

static GQuark http_settings_error_quark(void);
G_DEFINE_QUARK(http - settings, http_settings_error)

typedef enum { SETTING_TEXT, SETTING_NUMBER, SETTING_FLAG } SettingKind;

typedef struct {
  const char *name;
  SettingKind kind;
  size_t offset;
  int64_t least;
  int64_t most;
  int64_t usual;
  const char *usual_text;
  const char *help;
} Setting;

#define TEXT(name, member, usual, help)                                                                                \
  { name, SETTING_TEXT, offsetof(HttpSettings, member), 0, 0, 0, usual, help }
#define NUMBER(name, member, least, most, usual, help)                                                                 \
  { name, SETTING_NUMBER, offsetof(HttpSettings, member), least, most, usual, NULL, help }
#define FLAG(name, member, help)                                                                                       \
  { name, SETTING_FLAG, offsetof(HttpSettings, member), 0, 1, 0, NULL, help }

static const Setting table[] = {
    TEXT("listen", listen, "127.0.0.1:8080",
         N_("Where to listen: an address and a port, or unix: and the path of a socket")),
    TEXT("base-url", base_url, NULL,
         N_("The address that people type, with https:// where a proxy before this server speaks TLS")),
    TEXT("tls-cert", tls_certificate, NULL, N_("The file with the certificate and its chain, in PEM")),
    TEXT("tls-key", tls_key, NULL, N_("The file with the certificate's key, in PEM")),
    TEXT("trusted-proxies", trusted_proxies, NULL,
         N_("Addresses or networks of proxies whose X-Forwarded headers are believed, separated by commas")),
    NUMBER("workers", workers, 1, 512, 64, N_("How many requests are worked on at the same time")),
    NUMBER("queue", queue, 1, 100000, 1024, N_("How many may wait for that; more are told to come back")),
    NUMBER("connections", connections, 4, 100000, 4096, N_("How many connections may be open")),
    NUMBER("cache-mib", cache_mib, 0, 4096, 16, N_("How much memory answers may take that are kept, in MiB")),
    NUMBER("request-seconds", request_seconds, 1, 600, 30,
           N_("How long a request may take to arrive; one with a large body gets more")),
    NUMBER("idle-seconds", idle_seconds, 1, 3600, 60, N_("How long a connection may be idle")),
    NUMBER("uploads-mib", uploads_mib, 1, 4096, 48,
           N_("How much of uploads may be in memory at the same time, in MiB")),
    NUMBER("session-hours", session_hours, 1, 720, 12, N_("After how many idle hours one has to sign in again")),
    NUMBER("session-days", session_days, 1, 90, 14, N_("After how many days one has to sign in again in any case")),
    NUMBER("workspaces-each", workspaces_each, 1, 1000, 20, N_("How many workspaces one person may open")),
    NUMBER("entries-each", entries_each, 0, 1000000000, 0,
           N_("How many entries a workspace's journal may have; 0: as many as it takes")),
    NUMBER("files-mib-each", files_mib_each, 0, 1000000, 0,
           N_("How much room a workspace's files may take, in MiB; 0: as much as it takes")),
    NUMBER("refit-seconds", refit_seconds, 0, 86400, 60,
           N_("How long a large record rests after its estimates were made anew beside the server; 0: leave that to "
              "bellwether refit")),
    FLAG("quiet", quiet, N_("Whether to leave out the log's line for each request")),
};

/* ---- One setting ------------------------------------------------------------------------------------------------ */

static void *place(const HttpSettings *settings, const Setting *setting) {
  return (char *)settings + setting->offset;
}

static bool refuse(GError **error, const Setting *setting, const char *expected, const char *value) {
  g_set_error(error, http_settings_error_quark(), 0, "%s: expected %s, found \"%s\"", setting->name, expected, value);
  return false;
}

static bool set_number(HttpSettings *settings, const Setting *setting, const char *value, GError **error) {
  gint64 number = 0;
  if (!g_ascii_string_to_signed(value, 10, setting->least, setting->most, &number, NULL)) {
    g_autofree char *expected =
        g_strdup_printf("a whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT, setting->least, setting->most);
    return refuse(error, setting, expected, value);
  }
  *(int64_t *)place(settings, setting) = number;
  return true;
}

static bool set_flag(HttpSettings *settings, const Setting *setting, const char *value, GError **error) {
  bool yes = strcmp(value, "yes") == 0 || strcmp(value, "true") == 0;
  if (!yes && strcmp(value, "no") != 0 && strcmp(value, "false") != 0)
    return refuse(error, setting, "yes or no", value);
  *(bool *)place(settings, setting) = yes;
  return true;
}

static bool set_one(HttpSettings *settings, const Setting *setting, const char *value, GError **error) {
  switch (setting->kind) {
  case SETTING_NUMBER: return set_number(settings, setting, value, error);
  case SETTING_FLAG: return set_flag(settings, setting, value, error);
  case SETTING_TEXT: break;
  }
  char **text = place(settings, setting);
  g_free(*text);
  *text = *value != '\0' ? g_strdup(value) : NULL;
  return true;
}

bool http_settings_set(HttpSettings *settings, const char *name, const char *value, bool *known, GError **error) {
  for (size_t index = 0; index < G_N_ELEMENTS(table); index++) {
    *known = strcmp(table[index].name, name) == 0;
    if (*known)
      return set_one(settings, &table[index], value, error);
  }
  return true;
}

/* ---- All of them ------------------------------------------------------------------------------------------------ */

void http_settings_clear(HttpSettings *settings) {
  for (size_t index = 0; index < G_N_ELEMENTS(table); index++) {
    if (table[index].kind == SETTING_TEXT)
      g_clear_pointer((char **)place(settings, &table[index]), g_free);
  }
}

void http_settings_usual(HttpSettings *settings) {
  *settings = (HttpSettings){0};
  for (size_t index = 0; index < G_N_ELEMENTS(table); index++) {
    const Setting *setting = &table[index];
    if (setting->kind == SETTING_TEXT)
      *(char **)place(settings, setting) = g_strdup(setting->usual_text);
    else if (setting->kind == SETTING_NUMBER)
      *(int64_t *)place(settings, setting) = setting->usual;
  }
}

bool http_settings_read_file(HttpSettings *settings, const char *path, GError **error) {
  g_autoptr(GKeyFile) file = g_key_file_new();
  if (!g_key_file_load_from_file(file, path, G_KEY_FILE_NONE, error)) {
    g_prefix_error(error, "%s: ", path);
    return false;
  }
  gsize count = 0;
  g_auto(GStrv) keys = g_key_file_get_keys(file, GROUP, &count, NULL);
  for (gsize index = 0; index < count; index++) {
    g_autofree char *value = g_key_file_get_string(file, GROUP, keys[index], error);
    bool known = false;
    if (value == NULL || !http_settings_set(settings, keys[index], value, &known, error)) {
      g_prefix_error(error, "%s: ", path);
      return false;
    }
    if (!known) {
      g_set_error(error, http_settings_error_quark(), 0, "%s: there is no setting \"%s\"", path, keys[index]);
      return false;
    }
  }
  return true;
}

bool http_settings_read_environment(HttpSettings *settings, GError **error) {
  for (size_t index = 0; index < G_N_ELEMENTS(table); index++) {
    g_autofree char *upper = g_ascii_strup(table[index].name, -1);
    g_autofree char *variable = g_strconcat("BELLWETHER_", g_strdelimit(upper, "-", '_'), NULL);
    const char *value = g_getenv(variable);
    if (value != NULL && !set_one(settings, &table[index], value, error)) {
      g_prefix_error(error, "%s: ", variable);
      return false;
    }
  }
  return true;
}

bool http_settings_describe(const HttpSettings *settings, size_t index, const char **name, char **value,
                            const char **help) {
  if (index >= G_N_ELEMENTS(table))
    return false;
  const Setting *setting = &table[index];
  *name = setting->name;
  *help = setting->help;
  switch (setting->kind) {
  case SETTING_TEXT: *value = g_strdup(*(char **)place(settings, setting)); break;
  case SETTING_NUMBER: *value = g_strdup_printf("%" G_GINT64_FORMAT, *(int64_t *)place(settings, setting)); break;
  case SETTING_FLAG: *value = g_strdup(*(bool *)place(settings, setting) ? "yes" : "no"); break;
  }
  return true;
}

static bool check_url(const char *url, GError **error) {
  g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_NONE, NULL);
  const char *scheme = uri != NULL ? g_uri_get_scheme(uri) : "";
  bool web = strcmp(scheme, "http") == 0 || strcmp(scheme, "https") == 0;
  if (web && g_uri_get_host(uri) != NULL && *g_uri_get_host(uri) != '\0' && g_uri_get_query(uri) == NULL &&
      g_uri_get_fragment(uri) == NULL)
    return true;
  g_set_error(error, http_settings_error_quark(), 0,
              "base-url: expected an address such as https://partners.example.org, found \"%s\"", url);
  return false;
}

bool http_settings_check(const HttpSettings *settings, GError **error) {
  if ((settings->tls_certificate == NULL) != (settings->tls_key == NULL)) {
    g_set_error_literal(error, http_settings_error_quark(), 0, "tls-cert and tls-key: one needs the other");
    return false;
  }
  g_autoptr(HttpProxies) proxies = http_proxies_read(settings->trusted_proxies, error);
  return proxies != NULL && http_listen_check(settings->listen, error) &&
         (settings->base_url == NULL || check_url(settings->base_url, error));
}
