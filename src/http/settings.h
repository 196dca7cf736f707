/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * settings.h: how a server is set up, from a configuration file, the environment and options, each over the one before.
 *
 * Settings are a table (settings.c): a key of the file's group [server] ("base-url"), a variable BELLWETHER_BASE_URL and
 * an option --base-url are one thing. docs/bellwether.conf is made from the table, every key with its comment.
 */
#ifndef HTTP_SETTINGS_H
#define HTTP_SETTINGS_H

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

/* Texts are owned; NULL where nothing was set. */
typedef struct {
  char *listen;            /* "127.0.0.1:8080", "[::1]:8080", "unix:/run/bellwether.sock" */
  char *base_url;          /* what people type: "https://partners.example.org"; its path comes before every link */
  char *tls_certificate;   /* a file in PEM */
  char *tls_key;           /* likewise */
  char *trusted_proxies;   /* addresses or networks, separated by commas: "127.0.0.1, 10.0.0.0/8" */
  int64_t workers;         /* requests that are worked on at the same time */
  int64_t queue;           /* requests that may wait for a worker; more are refused with 503 */
  int64_t connections;     /* open at the same time */
  int64_t cache_mib;       /* answers that are kept; 0: none */
  int64_t request_seconds; /* for all of a request to arrive; a large body gets more */
  int64_t idle_seconds;    /* without a request, before a connection is closed */
  int64_t uploads_mib;     /* of bodies that are in memory at the same time */
  int64_t session_hours;   /* without a request, before one has to sign in again */
  int64_t session_days;    /* in all, before one has to sign in again */
  int64_t workspaces_each; /* that one person may open */
  int64_t entries_each;    /* of one workspace's journal; 0: as many as it takes */
  int64_t files_mib_each;  /* of one workspace's files together; 0: as much as it takes */
  int64_t refit_seconds;   /* that a large record rests after its estimates were made anew; 0: that is left to others */
  bool quiet;              /* no line is logged for each request */
} HttpSettings;

void http_settings_clear(HttpSettings *settings);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HttpSettings, http_settings_clear)

/* What holds where nothing is said. */
void http_settings_usual(HttpSettings *settings);

/* Reads a file; each gives a message that names file, key and what was expected. False with an error. */
bool http_settings_read_file(HttpSettings *settings, const char *path, GError **error);
bool http_settings_read_environment(HttpSettings *settings, GError **error);

/* Sets one by its name. *known says whether there is one of that name. */
bool http_settings_set(HttpSettings *settings, const char *name, const char *value, bool *known, GError **error);

/* One by one, for help and the commented file: its name, what it holds now as text (free with g_free) and a sentence.
 * False past the last one. */
bool http_settings_describe(const HttpSettings *settings, size_t index, const char **name, char **value,
                            const char **help);

/* Looks whether they go together: an address that is well formed, a certificate with its key. */
bool http_settings_check(const HttpSettings *settings, GError **error);

#endif
