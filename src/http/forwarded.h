/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * forwarded.h: who really asks, where a proxy stands between.
 *
 * X-Forwarded-For is a list to which every proxy adds whom it heard from, so only its end can be believed, and only as
 * far as each of those who wrote it is a proxy of ours: it is read from the right, past every address that is trusted,
 * and the first other one is who asks.
 */
#ifndef HTTP_FORWARDED_H
#define HTTP_FORWARDED_H

#include "request.h"

#include <sys/socket.h>

typedef struct HttpProxies HttpProxies;

/* Reads a list of addresses and networks; NULL or "" is an empty one. NULL with an error. */
HttpProxies *http_proxies_read(const char *list, GError **error);
void http_proxies_free(HttpProxies *proxies); /* NULL is allowed */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(HttpProxies, http_proxies_free)

/* Fills in the request's address and whether it came over TLS. peer: whom the connection is with (NULL: a local
 * socket, behind which a proxy is taken to stand). tls: whether that connection is encrypted. */
void http_forwarded_fill_in(const HttpProxies *proxies, const struct sockaddr *peer, bool tls, HttpRequest *request);

#endif
