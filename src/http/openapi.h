/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* openapi.h: the API described in its own words (OpenAPI 3.1), made of the declarations that it runs on. */
#ifndef HTTP_OPENAPI_H
#define HTTP_OPENAPI_H

#include <jansson.h>

/* The document of a server at that address: a new reference. */
json_t *http_openapi_new(const char *base_url);

#endif
