/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * strict.h: headers that two readers could read in two ways, which is how a request is smuggled past a proxy.
 *
 * libmicrohttpd 0.9.75 takes them all; so they are refused here: a length beside an encoding, an encoding that is not
 * "chunked", a length or a host twice, a header that goes on in the next line, and a name that is no name.
 */
#ifndef HTTP_STRICT_H
#define HTTP_STRICT_H

#include "request.h"

#include <microhttpd.h>

/* Fills in the headers. NULL, or what is wrong with them as a sentence without a full stop, in static storage. */
const char *http_strict_read_headers(struct MHD_Connection *connection, HttpHeaders *headers);

#endif
