/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * What is the least that an answer over HTTP costs here? A libmicrohttpd handler that does nothing but return bytes, with
 * the threads and the way of waiting that the server has.
 *
 *   http_bare BODY HEADERS        files: the body, and "Name: value" lines
 *
 * Prints its port on loopback and serves until its input ends. bench/http_load compares with it.
 */
#include <arpa/inet.h>
#include <glib.h>
#include <microhttpd.h>
#include <stdio.h>

enum { IO_THREADS = 2, CONNECTION_MEMORY_BYTES = 32 * 1024, CONNECTIONS = 4096 };

static enum MHD_Result handle(void *data, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload, size_t *upload_bytes, void **context) {
  (void)url, (void)method, (void)version, (void)upload, (void)upload_bytes;
  if (*context == NULL) { /* the headers are there; the end of the request comes with the next call */
    *context = data;
    return MHD_YES;
  }
  return MHD_queue_response(connection, MHD_HTTP_OK, data);
}

int main(int argc, char **argv) {
  if (argc != 3)
    return 64;
  g_autofree char *body = NULL;
  g_autofree char *headers = NULL;
  gsize length = 0;
  g_autoptr(GError) error = NULL;
  if (!g_file_get_contents(argv[1], &body, &length, &error) || !g_file_get_contents(argv[2], &headers, NULL, &error))
    g_error("%s", error->message);
  struct MHD_Response *response = MHD_create_response_from_buffer(length, body, MHD_RESPMEM_PERSISTENT);
  g_auto(GStrv) lines = g_strsplit(headers, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    g_auto(GStrv) parts = g_strsplit(*line, ": ", 2);
    if (g_strv_length(parts) == 2)
      g_assert_cmpint(MHD_add_response_header(response, parts[0], parts[1]), ==, MHD_YES);
  }
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
  struct MHD_Daemon *daemon = MHD_start_daemon(
      MHD_USE_EPOLL_INTERNAL_THREAD, 0, NULL, NULL, handle, response, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&address,
      MHD_OPTION_THREAD_POOL_SIZE, (unsigned)IO_THREADS, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS,
      MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY_BYTES, MHD_OPTION_END);
  if (daemon == NULL)
    g_error("can't listen on loopback");
  printf("%u\n", MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port);
  fflush(stdout);
  while (getchar() != EOF) {
  }
  MHD_stop_daemon(daemon);
  MHD_destroy_response(response);
  return 0;
}
