/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* form_read.c: from what a browser sent to an action's document. */
#include "form.h"

#include "record/field_text.h"

#include <string.h>

/* Without the carriage returns that browsers put before each line's end. Free. */
static char *plain(const char *text) {
  g_auto(GStrv) parts = g_strsplit(text, "\r\n", -1);
  return g_strjoinv("\n", parts);
}

static bool is_blank(const char *text) {
  g_autofree char *copy = g_strdup(text);
  return *g_strstrip(copy) == '\0';
}

static json_t *read_lines(const char *text) {
  json_t *list = json_array();
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (char **line = lines; *line != NULL; line++) {
    g_strstrip(*line);
    if (**line != '\0')
      json_array_append_new(list, json_string(*line));
  }
  return list;
}

/* "1,200" and "1,200.50" as the pages write amounts; what has its commas elsewhere is left for the field to refuse. */
static void drop_thousands_marks(char *text) {
  if (!g_regex_match_simple("^-?[0-9]{1,3}(,[0-9]{3})+(\\.[0-9]+)?$", text, 0, 0))
    return;
  char *kept = text;
  for (const char *at = text; *at != '\0'; at++) {
    if (*at != ',')
      *kept++ = *at;
  }
  *kept = '\0';
}

/* Where a form asks for per cent, "70" is 70 %; only "1" could be either, and stays as it is. */
static char *per_cent(const char *text) {
  int64_t hundredths = 0;
  bool is_bare = record_text_decimal(text, 2, &hundredths) && hundredths > 100;
  return is_bare ? g_strconcat(text, " %", NULL) : g_strdup(text);
}

static json_t *read_list(const json_t *sent) {
  json_t *list = json_array();
  size_t index = 0;
  const json_t *element = NULL;
  if (json_is_string(sent) && *json_string_value(sent) != '\0')
    json_array_append(list, (json_t *)sent);
  json_array_foreach(sent, index, element) {
    if (*json_string_value(element) != '\0')
      json_array_append(list, (json_t *)element);
  }
  return list;
}

/* The last one where several were sent. */
static const char *last_text(const json_t *sent) {
  const json_t *value = json_is_array(sent) ? json_array_get(sent, json_array_size(sent) - 1) : sent;
  const char *text = json_string_value(value);
  return text != NULL ? text : "";
}

static json_t *read_field(const RecordField *field, const json_t *sent) {
  if (field->type == RECORD_FIELD_THINGS)
    return read_list(sent);
  /* A password is kept to the byte. */
  g_autofree char *text = field->type == RECORD_FIELD_SECRET ? g_strdup(last_text(sent)) : plain(last_text(sent));
  if (field->type == RECORD_FIELD_TEXTS)
    return read_lines(text);
  if (is_blank(text))
    return NULL;
  if (field->type != RECORD_FIELD_TEXT && field->type != RECORD_FIELD_SECRET) /* words stay as they were typed */
    g_strstrip(text);
  if (field->type == RECORD_FIELD_MONEY || field->type == RECORD_FIELD_NUMBER)
    drop_thousands_marks(text);
  g_autofree char *value = field->type == RECORD_FIELD_SHARE ? per_cent(text) : g_steal_pointer(&text);
  return json_string(value);
}

json_t *form_read(const RecordField *fields, const json_t *sent) {
  json_t *document = json_object();
  for (const RecordField *field = fields; field->name != NULL; field++) {
    const json_t *value = json_object_get(sent, field->name);
    json_t *read = value != NULL ? read_field(field, value) : NULL;
    if (json_is_array(read) && json_array_size(read) == 0)
      json_decref(read);
    else if (read != NULL)
      json_object_set_new(document, field->name, read);
  }
  return document;
}
