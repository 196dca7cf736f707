/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* form.c: the two ways in which browsers send forms. libmicrohttpd takes the parts of a multipart one apart. */
#include "form.h"

#include <string.h>

#define PARSER_BYTES 8192

/* A part while it comes in. */
typedef struct {
  HttpForm *form;
  char *name;
  char *file_name; /* NULL: a field */
  GByteArray *bytes;
  size_t parts;
} Parts;

static void clear_file(void *data) {
  PagesFile *file = data;
  g_free((char *)file->field);
  g_free((char *)file->name);
  g_free((void *)file->bytes);
}

void http_form_clear(HttpForm *form) {
  json_decref(form->fields);
  g_clear_pointer(&form->files, g_array_unref);
  *form = (HttpForm){0};
}

/* False where there is too much, or it is no text. */
static bool put_field(HttpForm *form, const char *name, const char *bytes, size_t length) {
  json_t *before = json_object_get(form->fields, name);
  json_t *value = json_stringn(bytes, length);
  bool too_many = json_object_size(form->fields) >= HTTP_FORM_FIELDS_MAX ||
                  (json_is_array(before) && json_array_size(before) >= HTTP_FORM_FIELDS_MAX);
  if (value == NULL || too_many || *name == '\0' || strlen(name) > HTTP_FORM_NAME_BYTES_MAX) {
    json_decref(value);
    return false;
  }
  if (json_is_array(before))
    json_array_append_new(before, value);
  else if (before != NULL)
    json_object_set_new(form->fields, name, json_pack("[O, o]", before, value));
  else
    json_object_set_new(form->fields, name, value);
  return true;
}

/* ---- Urlencoded ------------------------------------------------------------------------------------------------- */

static bool read_urlencoded(const GByteArray *body, HttpForm *form) {
  GUriParamsIter iter;
  char *name = NULL;
  char *value = NULL;
  g_autoptr(GError) error = NULL;
  bool ok = true;
  g_uri_params_iter_init(&iter, (const char *)body->data, (gssize)body->len, "&", G_URI_PARAMS_WWW_FORM);
  while (ok && g_uri_params_iter_next(&iter, &name, &value, &error)) {
    ok = put_field(form, name, value, strlen(value));
    g_free(name);
    g_free(value);
  }
  return ok && error == NULL;
}

/* ---- Multipart -------------------------------------------------------------------------------------------------- */

static void end_part(Parts *parts) {
  HttpForm *form = parts->form;
  if (parts->name == NULL)
    return;
  if (parts->file_name == NULL) {
    form->malformed |= !put_field(form, parts->name, (const char *)parts->bytes->data, parts->bytes->len);
  } else if (parts->bytes->len > 0 || *parts->file_name != '\0') { /* a file field that was left empty sends neither */
    PagesFile file = {.field = g_steal_pointer(&parts->name), .name = g_steal_pointer(&parts->file_name)};
    file.length = parts->bytes->len;
    file.bytes = g_byte_array_free(g_steal_pointer(&parts->bytes), FALSE);
    g_array_append_val(form->files, file);
    form->malformed |= form->files->len > HTTP_FORM_FILES_MAX || !g_utf8_validate(file.name, -1, NULL);
  }
  g_clear_pointer(&parts->name, g_free);
  g_clear_pointer(&parts->file_name, g_free);
  g_clear_pointer(&parts->bytes, g_byte_array_unref);
}

static enum MHD_Result take_part(void *context, enum MHD_ValueKind kind, const char *name, const char *file_name,
                                 const char *type, const char *encoding, const char *bytes, uint64_t offset,
                                 size_t length) {
  Parts *parts = context;
  (void)kind;
  (void)type;
  (void)encoding;
  if (name == NULL)
    return MHD_NO;
  if (offset == 0) { /* a new part; an empty one comes once, with no bytes */
    end_part(parts);
    parts->name = g_strdup(name);
    parts->file_name = g_strdup(file_name);
    parts->bytes = g_byte_array_new();
    parts->parts++;
  }
  g_byte_array_append(parts->bytes, (const guint8 *)bytes, (guint)length);
  return parts->form->malformed || parts->parts > HTTP_FORM_FIELDS_MAX ? MHD_NO : MHD_YES;
}

static bool read_multipart(const HttpCall *call, HttpForm *form) {
  const GByteArray *body = call->request->body;
  Parts parts = {.form = form};
  struct MHD_PostProcessor *parser = MHD_create_post_processor(call->connection, PARSER_BYTES, take_part, &parts);
  if (parser == NULL)
    return false;
  bool ok = MHD_post_process(parser, (const char *)body->data, body->len) == MHD_YES;
  ok = MHD_destroy_post_processor(parser) == MHD_YES && ok;
  end_part(&parts);
  return ok && !form->malformed;
}

bool http_form_read(const HttpCall *call, HttpForm *form) {
  const GByteArray *body = call->request->body;
  form->fields = json_object();
  form->files = g_array_new(FALSE, FALSE, sizeof(PagesFile));
  g_array_set_clear_func(form->files, clear_file);
  if (body == NULL || body->len == 0)
    return true;
  if (http_request_has_type(call->request, "application/x-www-form-urlencoded"))
    return read_urlencoded(body, form);
  return http_request_has_type(call->request, "multipart/form-data") && read_multipart(call, form);
}
