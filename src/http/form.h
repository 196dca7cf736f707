/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* form.h: what a page's form sent, as texts by name, and its files. */
#ifndef HTTP_FORM_H
#define HTTP_FORM_H

#include "handle.h"

#include "pages/pages.h"

#define HTTP_FORM_FIELDS_MAX 500
#define HTTP_FORM_FILES_MAX 4
#define HTTP_FORM_NAME_BYTES_MAX 100

typedef struct {
  json_t *fields; /* {name: text}; a name given several times is a list of texts */
  GArray *files;  /* PagesFile, with all that is in them */
  bool malformed;
} HttpForm;

void http_form_clear(HttpForm *form);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(HttpForm, http_form_clear)

/* Reads the call's body, urlencoded or multipart. False where it is neither, malformed, or has too much in it. */
bool http_form_read(const HttpCall *call, HttpForm *form);

#endif
