/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * server.c: from a connection's bytes to a call, and from its reply to bytes again.
 *
 * One request goes through these steps, all but the fourth on a thread of libmicrohttpd:
 *
 *   1. its target is read (begin_exchange): a deadline runs from here on
 *   2. its headers are read and held against strict.c
 *   3. its body is taken in, up to the bound of its route
 *   4. it is answered: by the cache at once, or suspended, by a worker
 *   5. the reply goes out
 */
#include "server.h"

#include "deadline.h"
#include "forwarded.h"
#include "handle.h"
#include "listen.h"
#include "openapi.h"
#include "routes.h"
#include "strict.h"
#include "workers.h"

#include "identity/workspaces.h"

#include <malloc.h>
#include <string.h>
#include <unistd.h>

#define IO_THREADS 2
#define CONNECTION_MEMORY_BYTES (32 * 1024) /* for a request's line and headers */
#define SLOWEST_BYTES_PER_S (64 * 1024)     /* that a large body or reply may take */
#define STOP_WAITS_S 30
#define SWEEP_EVERY_S 60
#define TRIM_EVERY_S 10

/* GnuTLS's usual, but only what keeps what was said secret from whoever gets the key later, and only ciphers that notice
 * what was changed on the way. */
#define TLS_PRIORITIES                                                                                                 \
  "SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-CIPHER-ALL:+AES-256-GCM:+CHACHA20-POLY1305:+AES-128-GCM:"       \
  "-MAC-ALL:+AEAD"

struct HttpServer {
  HttpContext context;
  HttpServerOptions options;
  HttpProxies *proxies;
  HttpDeadlines *deadlines;
  struct MHD_Daemon *daemon;
  HttpWorkers *workers;
  gint working; /* atomic: calls that are with a worker or wait for one */
  GMutex mutex; /* of the bytes of uploads, and of the end of the last call */
  GCond idle;
  int64_t upload_bytes;
  unsigned port;
  char *tls_certificate;
  char *tls_key;
  GThread *sweeper;
  bool stop_sweeper;
};

typedef struct {
  HttpServer *server;
  struct MHD_Connection *connection;
  HttpDeadline *deadline;
  HttpRequest request;
  HttpCall call;
  char *target;
  size_t body_most;
  size_t reserved_bytes;
  gint64 started_us;
  bool begun;
  bool too_large;
  bool no_room;
  bool answered;
} Exchange;

static int64_t now_ms(const HttpServer *server) {
  return server->options.clock_ms != NULL ? server->options.clock_ms(server->options.clock_context)
                                          : g_get_real_time() / 1000;
}

/* ---- Memory for uploads ----------------------------------------------------------------------------------------- */

static bool reserve(Exchange *exchange, size_t bytes) {
  HttpServer *server = exchange->server;
  int64_t most = server->context.settings->uploads_mib * 1024 * 1024;
  g_mutex_lock(&server->mutex);
  bool fits = server->upload_bytes + (int64_t)bytes <= most;
  if (fits) {
    server->upload_bytes += (int64_t)bytes;
    exchange->reserved_bytes += bytes;
  }
  g_mutex_unlock(&server->mutex);
  return fits;
}

static void release(Exchange *exchange) {
  g_mutex_lock(&exchange->server->mutex);
  exchange->server->upload_bytes -= (int64_t)exchange->reserved_bytes;
  g_mutex_unlock(&exchange->server->mutex);
  exchange->reserved_bytes = 0;
}

/* ---- The reply -------------------------------------------------------------------------------------------------- */

static void log_call(const Exchange *exchange, int64_t took_us) {
  const HttpServer *server = exchange->server;
  if (server->options.log == NULL)
    return;
  json_t *line = json_pack("{s:I, s:s, s:i, s:I, s:I, s:I}", "at_ms", (json_int_t)exchange->request.now_ms, "route",
                           exchange->call.route, "status", (int)exchange->call.reply.status, "took_us",
                           (json_int_t)took_us, "bytes", (json_int_t)exchange->call.reply.length, "body_bytes",
                           (json_int_t)(exchange->request.body != NULL ? exchange->request.body->len : 0));
  char *text = json_dumps(line, JSON_COMPACT);
  server->options.log(server->options.log_context, text);
  free(text);
  json_decref(line);
}

static enum MHD_Result send_reply(Exchange *exchange) {
  HttpServer *server = exchange->server;
  HttpReply *reply = &exchange->call.reply;
  exchange->answered = true;
  if (!reply->complete)
    http_reply_add_usual(reply->response, exchange->request.secure);
  if (!reply->complete && g_atomic_int_get(&server->context.stopping) != 0)
    http_reply_header(reply, MHD_HTTP_HEADER_CONNECTION, "close");
  int64_t took_us = g_get_monotonic_time() - exchange->started_us;
  http_metrics_count(server->context.metrics, exchange->call.route, reply->status, took_us);
  log_call(exchange, took_us);
  int64_t body_ms = (int64_t)(reply->length / SLOWEST_BYTES_PER_S) * 1000;
  http_deadline_set(server->deadlines, exchange->deadline, server->context.settings->request_seconds * 1000 + body_ms);
  return MHD_queue_response(exchange->connection, reply->status, reply->response);
}

static enum MHD_Result refuse(Exchange *exchange, unsigned status, const char *message, const char *advice) {
  g_strlcpy(exchange->call.route, "refused", sizeof exchange->call.route);
  http_reply_refusal(&exchange->call.reply, status, message, advice);
  http_reply_header(&exchange->call.reply, MHD_HTTP_HEADER_CONNECTION, "close"); /* what follows may be no request */
  return send_reply(exchange);
}

/* ---- Workers ---------------------------------------------------------------------------------------------------- */

static void one_less(HttpServer *server) {
  if (!g_atomic_int_dec_and_test(&server->working))
    return;
  g_mutex_lock(&server->mutex);
  g_cond_broadcast(&server->idle);
  g_mutex_unlock(&server->mutex);
}

static void work(void *data, void *context) {
  Exchange *exchange = data;
  HttpServer *server = context;
  http_handle(&exchange->call);
  release(exchange);
  MHD_resume_connection(exchange->connection); /* the exchange may be gone from here on */
  one_less(server);
}

static enum MHD_Result answer(Exchange *exchange) {
  HttpServer *server = exchange->server;
  exchange->started_us = g_get_monotonic_time();
  if (http_handle_quick(&exchange->call))
    return send_reply(exchange);
  const HttpSettings *settings = server->context.settings;
  bool full = g_atomic_int_add(&server->working, 1) >= settings->workers + settings->queue;
  /* Asked after it was counted: whoever stops the server waits for all that were counted before they could know. */
  if (full || g_atomic_int_get(&server->context.stopping) != 0) {
    one_less(server);
    return refuse(exchange, MHD_HTTP_SERVICE_UNAVAILABLE,
                  full ? "The server has too much to do" : "The server is being stopped", "Try again in a moment");
  }
  http_deadline_set(server->deadlines, exchange->deadline, HTTP_DEADLINE_NONE);
  MHD_suspend_connection(exchange->connection);
  http_workers_push(server->workers, exchange);
  return MHD_YES;
}

/* ---- A request comes in ----------------------------------------------------------------------------------------- */

static void *begin_exchange(void *data, const char *target, struct MHD_Connection *connection) {
  HttpServer *server = data;
  Exchange *exchange = g_new0(Exchange, 1);
  const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
  exchange->server = server;
  exchange->connection = connection;
  exchange->deadline = info->socket_context;
  exchange->target = g_strdup(target);
  exchange->started_us = g_get_monotonic_time();
  exchange->request.now_ms = now_ms(server);
  exchange->call.context = &server->context;
  exchange->call.request = &exchange->request;
  exchange->call.connection = connection;
  http_deadline_set(server->deadlines, exchange->deadline, server->context.settings->request_seconds * 1000);
  return exchange;
}

static void end_exchange(void *data, struct MHD_Connection *connection, void **request_context,
                         enum MHD_RequestTerminationCode code) {
  HttpServer *server = data;
  Exchange *exchange = *request_context;
  (void)connection;
  (void)code;
  *request_context = NULL;
  if (exchange == NULL)
    return;
  http_deadline_set(server->deadlines, exchange->deadline, server->context.settings->idle_seconds * 1000);
  release(exchange);
  http_reply_clear(&exchange->call.reply);
  http_caller_clear(&exchange->call.caller);
  http_request_clear(&exchange->request);
  g_free(exchange->target);
  g_free(exchange);
}

static const char *known_method(const char *method) {
  static const char *const methods[] = {"GET", "HEAD", "POST", "PUT", "DELETE", NULL};
  for (const char *const *known = methods; *known != NULL; known++) {
    if (strcmp(*known, method) == 0)
      return *known;
  }
  return NULL;
}

static void fill_in_peer(Exchange *exchange) {
  const union MHD_ConnectionInfo *info =
      MHD_get_connection_info(exchange->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
  const struct sockaddr *peer = info != NULL ? info->client_addr : NULL;
  bool tls = exchange->server->tls_key != NULL;
  http_forwarded_fill_in(exchange->server->proxies, peer, tls, &exchange->request);
}

/* How large its body will be: as much as may be where that is not said beforehand. */
static size_t expected_bytes(const Exchange *exchange) {
  const HttpHeaders *headers = &exchange->request.headers;
  guint64 length = 0;
  if (headers->transfer_encoding != NULL)
    return exchange->body_most;
  if (headers->content_length != NULL)
    g_ascii_string_to_unsigned(headers->content_length, 10, 0, G_MAXSIZE, &length, NULL);
  return (size_t)length;
}

/* Whoever sends much is looked up before it is read. */
static bool is_known(Exchange *exchange) {
  g_auto(RecordProblem) problem = {0};
  const HttpCaller *caller = &exchange->call.caller;
  return http_call_identify(&exchange->call, false, &problem) && (caller->signed_in || caller->put_off);
}

static enum MHD_Result take_headers(Exchange *exchange, const char *method) {
  HttpServer *server = exchange->server;
  const HttpSettings *settings = server->context.settings;
  HttpRequest *request = &exchange->request;
  exchange->begun = true;
  request->method = known_method(method);
  if (request->method == NULL)
    return refuse(exchange, MHD_HTTP_NOT_IMPLEMENTED, "There is no such method here", NULL);
  const char *wrong = http_strict_read_headers(exchange->connection, &request->headers);
  if (wrong != NULL)
    return refuse(exchange, MHD_HTTP_BAD_REQUEST, wrong, NULL);
  request->target = exchange->target;
  if (!http_request_read_target(request, exchange->target))
    return refuse(exchange, MHD_HTTP_BAD_REQUEST, "The address is malformed", "Check it for stray characters");
  fill_in_peer(exchange);
  exchange->body_most = http_body_most(&server->context, request);
  size_t expected = expected_bytes(exchange);
  if (expected > exchange->body_most)
    return refuse(exchange, MHD_HTTP_CONTENT_TOO_LARGE, "The request's body is too large",
                  "docs/limits.md lists the bounds");
  if (expected > HTTP_BODY_USUAL_BYTES && !is_known(exchange))
    return refuse(exchange, MHD_HTTP_UNAUTHORIZED, "This needs somebody who is signed in",
                  "Sign in, or send a token as a Bearer");
  int64_t body_ms = (int64_t)(expected / SLOWEST_BYTES_PER_S) * 1000;
  http_deadline_set(server->deadlines, exchange->deadline, settings->request_seconds * 1000 + body_ms);
  return MHD_YES;
}

static void take_body(Exchange *exchange, const char *bytes, size_t length) {
  HttpRequest *request = &exchange->request;
  if (request->body == NULL)
    request->body = g_byte_array_new();
  if (request->body->len + length > exchange->body_most)
    exchange->too_large = true;
  else if (!reserve(exchange, length)) /* as it comes in: what somebody only announces takes no room from others */
    exchange->no_room = true;
  if (exchange->too_large || exchange->no_room)
    g_byte_array_set_size(request->body, 0);
  else
    g_byte_array_append(request->body, (const guint8 *)bytes, (guint)length);
}

static enum MHD_Result handle(void *data, struct MHD_Connection *connection, const char *url, const char *method,
                              const char *version, const char *upload_data, size_t *upload_data_size,
                              void **request_context) {
  Exchange *exchange = *request_context;
  (void)data;
  (void)connection;
  (void)url; /* decoded too kindly: see request.h */
  (void)version;
  if (exchange == NULL)
    return MHD_NO;
  if (!exchange->begun)
    return take_headers(exchange, method);
  if (*upload_data_size > 0) {
    take_body(exchange, upload_data, *upload_data_size);
    *upload_data_size = 0;
    return MHD_YES;
  }
  if (exchange->answered)
    return MHD_YES;
  if (exchange->too_large)
    return refuse(exchange, MHD_HTTP_CONTENT_TOO_LARGE, "The request's body is too large",
                  "docs/limits.md lists the bounds");
  if (exchange->no_room)
    return refuse(exchange, MHD_HTTP_SERVICE_UNAVAILABLE, "Too much is being uploaded just now",
                  "Try again in a moment");
  return exchange->call.reply.response != NULL ? send_reply(exchange) : answer(exchange);
}

/* ---- Connections ------------------------------------------------------------------------------------------------ */

static void notify_connection(void *data, struct MHD_Connection *connection, void **socket_context,
                              enum MHD_ConnectionNotificationCode code) {
  HttpServer *server = data;
  if (code == MHD_CONNECTION_NOTIFY_STARTED) {
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    *socket_context =
        http_deadline_add(server->deadlines, info->connect_fd, server->context.settings->request_seconds * 1000);
  } else if (*socket_context != NULL) {
    http_deadline_remove(server->deadlines, *socket_context);
    *socket_context = NULL;
  }
}

/* ---- Sweeping --------------------------------------------------------------------------------------------------- */

/* What was freed between other things stays with the process otherwise: answers of ten KiB, made by the thousand, leave
 * such holes. */
static void give_memory_back(void) {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

static void *sweep(void *data) {
  HttpServer *server = data;
  int64_t since_swept_s = 0;
  g_mutex_lock(&server->mutex);
  while (!server->stop_sweeper) {
    gint64 until = g_get_monotonic_time() + TRIM_EVERY_S * G_USEC_PER_SEC;
    while (!server->stop_sweeper && g_cond_wait_until(&server->idle, &server->mutex, until)) {
    }
    if (server->stop_sweeper)
      break;
    g_mutex_unlock(&server->mutex);
    give_memory_back();
    since_swept_s += TRIM_EVERY_S;
    if (since_swept_s >= SWEEP_EVERY_S) {
      g_auto(RecordProblem) problem = {0};
      identity_sweep(server->context.identity, now_ms(server), &problem); /* what fails is swept the next time */
      since_swept_s = 0;
    }
    g_mutex_lock(&server->mutex);
  }
  g_mutex_unlock(&server->mutex);
  return NULL;
}

static void fill_in_gauges(void *data, HttpGauges *gauges) {
  HttpServer *server = data;
  gauges->connections = http_deadlines_count(server->deadlines);
  gauges->working = (unsigned)g_atomic_int_get(&server->working);
  http_catch_up_count(server->context.catch_up, &gauges->refits_done, &gauges->refits_failed);
  g_mutex_lock(&server->mutex);
  gauges->upload_bytes = server->upload_bytes;
  g_mutex_unlock(&server->mutex);
}

/* ---- Starting and stopping -------------------------------------------------------------------------------------- */

static GQuark http_server_error_quark(void);
G_DEFINE_QUARK(http - server, http_server_error)

static bool read_tls(HttpServer *server, GError **error) {
  const HttpSettings *settings = server->context.settings;
  return settings->tls_certificate == NULL ||
         (g_file_get_contents(settings->tls_certificate, &server->tls_certificate, NULL, error) &&
          g_file_get_contents(settings->tls_key, &server->tls_key, NULL, error));
}

static void find_base(HttpServer *server) {
  HttpContext *context = &server->context;
  const char *given = context->settings->base_url;
  if (given != NULL) {
    g_autoptr(GUri) uri = g_uri_parse(given, G_URI_FLAGS_NONE, NULL);
    context->base_url = g_strdup(given);
    context->base_path = g_strdup(g_uri_get_path(uri));
  } else {
    const char *listen = context->settings->listen;
    bool named = server->port != 0 && listen[0] != ':';
    context->base_url = g_strdup_printf("%s://%.*s:%u", server->tls_key != NULL ? "https" : "http",
                                        named ? (int)(strrchr(listen, ':') - listen) : (int)strlen("localhost"),
                                        named ? listen : "localhost", server->port);
    context->base_path = g_strdup("");
  }
  while (g_str_has_suffix(context->base_url, "/"))
    context->base_url[strlen(context->base_url) - 1] = '\0';
  while (g_str_has_suffix(context->base_path, "/"))
    context->base_path[strlen(context->base_path) - 1] = '\0';
  context->secure = g_str_has_prefix(context->base_url, "https:");
}

static void describe_api(HttpServer *server) {
  json_t *document = http_openapi_new(server->context.base_url);
  char *text = json_dumps(document, JSON_INDENT(1));
  server->context.openapi = g_bytes_new(text, strlen(text));
  free(text);
  json_decref(document);
}

static void ignore_log(void *data, const char *format, va_list arguments) {
  (void)data; /* what clients do wrong is answered or counted; it fills no log */
  (void)format;
  (void)arguments;
}

static struct MHD_Daemon *start_daemon(HttpServer *server, int socket_fd) {
  struct MHD_OptionItem tls[] = {{MHD_OPTION_HTTPS_MEM_KEY, 0, server->tls_key},
                                 {MHD_OPTION_HTTPS_MEM_CERT, 0, server->tls_certificate},
                                 {MHD_OPTION_HTTPS_PRIORITIES, 0, TLS_PRIORITIES},
                                 {MHD_OPTION_END, 0, NULL}};
  struct MHD_OptionItem none[] = {{MHD_OPTION_END, 0, NULL}};
  const HttpSettings *settings = server->context.settings;
  unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
  flags |= server->tls_key != NULL ? MHD_USE_TLS : 0;
  /* The log must come first: what goes wrong with later options is said through it. */
  return MHD_start_daemon(
      flags, 0, NULL, NULL, handle, server, MHD_OPTION_EXTERNAL_LOGGER, ignore_log, NULL, MHD_OPTION_LISTEN_SOCKET,
      socket_fd, MHD_OPTION_THREAD_POOL_SIZE, (unsigned)IO_THREADS, MHD_OPTION_CONNECTION_LIMIT,
      (unsigned)settings->connections, MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY_BYTES,
      MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_URI_LOG_CALLBACK, begin_exchange, server, MHD_OPTION_NOTIFY_COMPLETED,
      end_exchange, server, MHD_OPTION_NOTIFY_CONNECTION, notify_connection, server, MHD_OPTION_ARRAY,
      server->tls_key != NULL ? tls : none, MHD_OPTION_END);
}

static void make_context(HttpServer *server, const HttpServerOptions *options) {
  server->options = *options;
  server->context.settings = options->settings;
  server->context.installation = options->installation;
  server->context.identity = options->identity;
  server->context.cache = http_cache_new((size_t)options->settings->cache_mib * 1024 * 1024);
  server->context.callers = http_callers_new();
  server->context.metrics = http_metrics_new();
  server->context.gauges = fill_in_gauges;
  server->context.gauges_data = server;
  if (options->catch_up != NULL && options->settings->refit_seconds > 0)
    server->context.catch_up = http_catch_up_new(options->catch_up, options->catch_up_cancel, options->catch_up_context,
                                                 options->settings->refit_seconds);
  server->deadlines = http_deadlines_new();
  g_mutex_init(&server->mutex);
  g_cond_init(&server->idle);
}

static void free_server(HttpServer *server) {
  http_catch_up_free(server->context.catch_up);
  http_cache_free(server->context.cache);
  http_callers_free(server->context.callers);
  http_metrics_free(server->context.metrics);
  http_deadlines_free(server->deadlines);
  http_proxies_free(server->proxies);
  g_clear_pointer(&server->context.openapi, g_bytes_unref);
  g_free(server->context.base_url);
  g_free(server->context.base_path);
  g_free(server->tls_certificate);
  g_free(server->tls_key);
  g_mutex_clear(&server->mutex);
  g_cond_clear(&server->idle);
  g_free(server);
}

HttpServer *http_server_start(const HttpServerOptions *options, GError **error) {
  HttpServer *server = g_new0(HttpServer, 1);
  make_context(server, options);
  server->proxies = http_proxies_read(options->settings->trusted_proxies, error);
  int socket_fd = server->proxies != NULL && read_tls(server, error)
                      ? http_listen_open(options->settings->listen, &server->port, error)
                      : -1;
  if (socket_fd < 0) {
    free_server(server);
    return NULL;
  }
  find_base(server);
  describe_api(server);
  server->workers = http_workers_new((unsigned)options->settings->workers, work, server);
  server->daemon = start_daemon(server, socket_fd);
  if (server->daemon == NULL) {
    g_set_error_literal(error, http_server_error_quark(), 0,
                        "the server does not start: are certificate and key in PEM, and do they go together?");
    close(socket_fd);
    http_workers_free(server->workers);
    free_server(server);
    return NULL;
  }
  server->sweeper = g_thread_new("sweeper", sweep, server);
  return server;
}

/* Calls that are with a worker end by themselves; what is suspended must be resumed before the daemon may stop. */
static void wait_for_workers(HttpServer *server) {
  gint64 until = g_get_monotonic_time() + STOP_WAITS_S * G_USEC_PER_SEC;
  g_mutex_lock(&server->mutex);
  while (g_atomic_int_get(&server->working) > 0 && g_cond_wait_until(&server->idle, &server->mutex, until)) {
  }
  g_mutex_unlock(&server->mutex);
}

void http_server_stop(HttpServer *server) {
  if (server == NULL)
    return;
  g_atomic_int_set(&server->context.stopping, 1);
  MHD_socket listening = MHD_quiesce_daemon(server->daemon);
  wait_for_workers(server);
  http_workers_free(server->workers);
  MHD_stop_daemon(server->daemon);
  if (listening != MHD_INVALID_SOCKET)
    close(listening);
  g_mutex_lock(&server->mutex);
  server->stop_sweeper = true;
  g_cond_broadcast(&server->idle);
  g_mutex_unlock(&server->mutex);
  g_thread_join(server->sweeper);
  free_server(server);
}

unsigned http_server_port(const HttpServer *server) {
  return server->port;
}

const char *http_server_url(const HttpServer *server) {
  return server->context.base_url;
}
