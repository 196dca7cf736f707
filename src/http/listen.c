/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* listen.c: reading an address, binding a socket, and the two things that systemd is told or asked. */
#include "listen.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#define UNIX_PREFIX "unix:"
#define BACKLOG 1024

static GQuark http_listen_error_quark(void);
G_DEFINE_QUARK(http - listen, http_listen_error)

static bool refuse(GError **error, const char *where) {
  g_set_error(error, http_listen_error_quark(), 0,
              "listen: expected an address and a port such as 127.0.0.1:8080, or unix: and a path, found \"%s\"",
              where);
  return false;
}

/* "[::1]:8080" into "::1" and "8080"; both owned by the caller. */
static bool split(const char *where, char **host, char **port) {
  const char *colon = strrchr(where, ':');
  guint64 number = 0;
  if (colon == NULL || !g_ascii_string_to_unsigned(colon + 1, 10, 0, UINT16_MAX, &number, NULL))
    return false;
  bool bracketed = where[0] == '[' && colon > where + 1 && colon[-1] == ']';
  *host = bracketed ? g_strndup(where + 1, (gsize)(colon - where) - 2) : g_strndup(where, (gsize)(colon - where));
  *port = g_strdup(colon + 1);
  return true;
}

bool http_listen_check(const char *where, GError **error) {
  struct sockaddr_un local;
  if (g_str_has_prefix(where, UNIX_PREFIX)) {
    size_t length = strlen(where) - strlen(UNIX_PREFIX);
    return (length > 0 && length < sizeof local.sun_path) || refuse(error, where);
  }
  g_autofree char *host = NULL;
  g_autofree char *port = NULL;
  return split(where, &host, &port) || refuse(error, where);
}

bool http_listen_is_local(const char *where) {
  g_autofree char *host = NULL;
  g_autofree char *port = NULL;
  if (g_str_has_prefix(where, UNIX_PREFIX))
    return true;
  return split(where, &host, &port) &&
         (g_str_has_prefix(host, "127.") || strcmp(host, "::1") == 0 || strcmp(host, "localhost") == 0);
}

/* ---- Opening one ------------------------------------------------------------------------------------------------ */

static int fail(GError **error, int socket_fd, const char *where) {
  g_set_error(error, http_listen_error_quark(), 0, "cannot listen at %s: %s", where, g_strerror(errno));
  if (socket_fd >= 0)
    close(socket_fd);
  return -1;
}

static int open_local(const char *where, GError **error) {
  struct sockaddr_un address = {.sun_family = AF_UNIX};
  g_strlcpy(address.sun_path, where + strlen(UNIX_PREFIX), sizeof address.sun_path);
  struct stat before;
  if (stat(address.sun_path, &before) == 0 && S_ISSOCK(before.st_mode))
    unlink(address.sun_path); /* of a server that was killed */
  int socket_fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket_fd < 0 || bind(socket_fd, (const struct sockaddr *)&address, sizeof address) != 0 ||
      listen(socket_fd, BACKLOG) != 0)
    return fail(error, socket_fd, where);
  return socket_fd;
}

static int bind_one(const struct addrinfo *one) {
  int yes = 1;
  int socket_fd = socket(one->ai_family, one->ai_socktype | SOCK_CLOEXEC, one->ai_protocol);
  if (socket_fd >= 0 && setsockopt(socket_fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes) == 0 &&
      bind(socket_fd, one->ai_addr, one->ai_addrlen) == 0 && listen(socket_fd, BACKLOG) == 0)
    return socket_fd;
  int why = errno;
  if (socket_fd >= 0)
    close(socket_fd);
  errno = why;
  return -1;
}

static int open_network(const char *where, GError **error) {
  g_autofree char *host = NULL;
  g_autofree char *port = NULL;
  struct addrinfo hints = {.ai_socktype = SOCK_STREAM, .ai_flags = AI_PASSIVE | AI_NUMERICSERV};
  struct addrinfo *found = NULL;
  if (!split(where, &host, &port))
    return refuse(error, where) ? 0 : -1;
  int status = getaddrinfo(*host != '\0' ? host : NULL, port, &hints, &found);
  if (status != 0) {
    g_set_error(error, http_listen_error_quark(), 0, "cannot listen at %s: %s", where, gai_strerror(status));
    return -1;
  }
  int socket_fd = -1;
  for (const struct addrinfo *one = found; one != NULL && socket_fd < 0; one = one->ai_next)
    socket_fd = bind_one(one);
  freeaddrinfo(found);
  return socket_fd >= 0 ? socket_fd : fail(error, -1, where);
}

static unsigned port_of(int socket_fd) {
  struct sockaddr_storage address;
  socklen_t length = sizeof address;
  if (getsockname(socket_fd, (struct sockaddr *)&address, &length) != 0)
    return 0;
  switch (address.ss_family) {
  case AF_INET: return ntohs(((const struct sockaddr_in *)&address)->sin_port);
  case AF_INET6: return ntohs(((const struct sockaddr_in6 *)&address)->sin6_port);
  default: return 0;
  }
}

int http_listen_open(const char *where, unsigned *port, GError **error) {
  int handed_over = sd_listen_fds(1);
  int socket_fd = handed_over > 0                        ? SD_LISTEN_FDS_START
                  : g_str_has_prefix(where, UNIX_PREFIX) ? open_local(where, error)
                                                         : open_network(where, error);
  *port = socket_fd >= 0 ? port_of(socket_fd) : 0;
  return socket_fd;
}

void http_listen_notify(const char *state) {
  sd_notify(0, state);
}
