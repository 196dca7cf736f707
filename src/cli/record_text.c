/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * record_text.c: documents as text.
 *
 * Every view's document can be laid out from its shape alone: members with one value as lines, lists of objects as
 * tables. What deserves better has a function of its own in the table below.
 */
#include "record_text.h"

#include "field_text.h"
#include "record_layouts.h"
#include "table.h"

#include "words/phrases.h"

#include <glib/gi18n.h>
#include <string.h>

#define COLUMNS_SHOWN_MAX 8

bool record_text_read_time(const char *text, int64_t *time_ms) {
  bool day_only = false;
  return field_text_time(text, time_ms, &day_only);
}

void record_text_reply(Output *output, const json_t *reply) {
  const char *id = json_string_value(json_object_get(reply, "id"));
  const char *secret = json_string_value(json_object_get(reply, "secret"));
  const json_t *entry = json_object_get(reply, "entry");
  if (id != NULL)
    output_printf(output, "%s\n", id);
  else if (entry != NULL)
    output_printf(output, "%" JSON_INTEGER_FORMAT "\n", json_integer_value(entry));
  if (secret != NULL)
    output_printf(output, "%s\n", secret);
}

/* ---- Any document ----------------------------------------------------------------------------------------------- */

/* What the document says for all of it: NULL where it does not. */
typedef struct {
  const char *currency;
  const char *zone;
} Setting;

char *record_text_title(const char *name) {
  char *title = g_strdelimit(g_strdup(name), "_", ' ');
  if (g_str_has_suffix(title, " minor"))
    title[strlen(title) - strlen(" minor")] = '\0';
  title[0] = g_ascii_toupper(title[0]);
  return title;
}

static char *number_line(const char *name, const json_t *value, const Setting *setting) {
  if (setting->currency != NULL && g_str_has_suffix(name, "_minor"))
    return phrase_money(json_integer_value(value), setting->currency);
  return g_strdup_printf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
}

/* A time as the day that it is in the workspace's zone; what is no time as it is. */
static char *text_line(const json_t *object, const char *name, const json_t *value, const Setting *setting) {
  int64_t time_ms = 0;
  bool day_only = false;
  const char *text = json_string_value(value);
  bool is_time = object != NULL && setting->zone != NULL && g_str_has_suffix(text, "Z") &&
                 field_text_time(text, &time_ms, &day_only);
  g_autofree char *date = is_time ? phrase_date(object, name, setting->zone) : NULL;
  return date != NULL && *date != '\0' ? g_steal_pointer(&date) : g_strdup(text);
}

/* The value of that name in one line; free with g_free. NULL for what takes more. object: whose member it is; NULL of a
 * list's element. */
static char *one_line(const json_t *object, const char *name, const json_t *value, const Setting *setting) {
  switch (json_typeof(value)) {
  case JSON_STRING: return text_line(object, name, value, setting);
  case JSON_INTEGER: return number_line(name, value, setting);
  case JSON_REAL: return g_strdup_printf("%.3g", json_real_value(value));
  case JSON_TRUE: return g_strdup(_("yes"));
  case JSON_FALSE: return g_strdup(_("no"));
  default: return NULL;
  }
}

static bool is_table(const json_t *value) {
  return json_is_array(value) && json_is_object(json_array_get(value, 0));
}

static void print_table(Output *output, const json_t *rows, const Setting *setting) {
  g_autoptr(GPtrArray) names = g_ptr_array_new();
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    const char *name = NULL;
    json_t *value = NULL;
    json_object_foreach(row, name, value) {
      bool fits = !json_is_object(value) && !json_is_array(value) && names->len < COLUMNS_SHOWN_MAX;
      if (fits && !g_ptr_array_find_with_equal_func(names, name, g_str_equal, NULL))
        g_ptr_array_add(names, (char *)name);
    }
  }
  g_autoptr(GPtrArray) titles = g_ptr_array_new_with_free_func(g_free);
  g_autofree TableColumn *columns = g_new0(TableColumn, names->len + 1);
  for (guint column = 0; column < names->len; column++) {
    g_ptr_array_add(titles, record_text_title(names->pdata[column]));
    columns[column] = (TableColumn){.title = titles->pdata[column], .width_min = 12};
  }
  g_autoptr(Table) table = table_new(columns, names->len);
  json_array_foreach(rows, index, row) {
    for (guint column = 0; column < names->len; column++) {
      const json_t *value = json_object_get(row, names->pdata[column]);
      table_add(table, value != NULL ? one_line(row, names->pdata[column], value, setting) : NULL);
    }
  }
  table_print(table, output);
}

static void print_object(Output *output, const json_t *object, int indent, const Setting *setting) {
  const char *name = NULL;
  json_t *value = NULL;
  json_object_foreach((json_t *)object, name, value) {
    g_autofree char *title = record_text_title(name);
    g_autofree char *line = one_line(object, name, value, setting);
    if (line != NULL) {
      output_printf(output, "%*s%s: ", indent, "", title);
      output_paragraph(output, indent + 2, line);
    } else if (json_is_array(value) && json_array_size(value) == 0) {
      output_printf(output, _("%*s%s: none\n"), indent, "", title);
    } else if (is_table(value)) {
      output_printf(output, "\n%*s%s\n", indent, "", title);
      print_table(output, value, setting);
    } else if (json_is_object(value)) {
      output_printf(output, "%*s%s\n", indent, "", title);
      print_object(output, value, indent + 2, setting);
    } else {
      size_t index = 0;
      json_t *element = NULL;
      output_printf(output, "%*s%s\n", indent, "", title);
      json_array_foreach(value, index, element) {
        g_autofree char *text = one_line(NULL, name, element, setting);
        output_printf(output, "%*s- ", indent + 2, "");
        output_paragraph(output, indent + 4, text != NULL ? text : "");
      }
    }
  }
}

/* ---- Views with a layout of their own --------------------------------------------------------------------------- */

typedef struct {
  const char *view;
  void (*print)(Output *output, const json_t *document);
} Layout;

static const Layout layouts[] = {
    {"advice", layout_advice},
    {"brief", layout_brief},
    {"direction", layout_direction},
    {"engagement", layout_engagement},
    {"journal", layout_journal},
    {"key", layout_key},
    {"search", layout_search},
    {"partner", layout_partner},
    {"partners", layout_partners},
    {"portal", layout_portal},
    {"skills", layout_skills},
    {"today", layout_today},
    {NULL, NULL},
};

void record_text_view(Output *output, const View *view, const json_t *document) {
  for (const Layout *layout = layouts; layout->view != NULL; layout++) {
    if (strcmp(layout->view, view->name) == 0) {
      layout->print(output, document);
      return;
    }
  }
  Setting setting = {.currency = phrase_text(document, "currency"), .zone = phrase_text(document, "zone")};
  print_object(output, document, 0, &setting);
}
