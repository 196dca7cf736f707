/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* An aligned table of text. Columns get what their content needs; if that is too wide, the widest give way. */
#include "table.h"

#include "words.h"

#define GAP 2

struct Table {
  TableColumn *columns;
  size_t count;
  GPtrArray *cells;    /* char *, row by row */
  GPtrArray *headings; /* char *: the heading above a row; NULL where it has none */
};

Table *table_new(const TableColumn *columns, size_t count) {
  Table *table = g_new0(Table, 1);
  table->columns = g_memdup2(columns, count * sizeof *columns);
  table->count = count;
  table->cells = g_ptr_array_new_with_free_func(g_free);
  table->headings = g_ptr_array_new_with_free_func(g_free);
  return table;
}

void table_free(Table *table) {
  if (table != NULL) {
    g_free(table->columns);
    g_ptr_array_unref(table->cells);
    g_ptr_array_unref(table->headings);
    g_free(table);
  }
}

void table_add(Table *table, char *text) {
  g_ptr_array_add(table->cells, text != NULL ? text : g_strdup(""));
}

void table_add_heading(Table *table, const char *text) {
  guint row = table->cells->len / (guint)table->count;
  g_ptr_array_set_size(table->headings, (gint)row);
  g_ptr_array_add(table->headings, g_strdup(text));
}

static int widest_line(const char *text) {
  int widest = 0;
  g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
  for (size_t i = 0; lines[i] != NULL; i++) {
    widest = MAX(widest, words_width(lines[i]));
  }
  return widest;
}

static void fit_widths(const Table *table, int available, int *widths) {
  int total = GAP * ((int)table->count - 1);
  for (size_t column = 0; column < table->count; column++) {
    widths[column] = widest_line(table->columns[column].title);
    for (size_t i = column; i < table->cells->len; i += table->count) {
      widths[column] = MAX(widths[column], widest_line(g_ptr_array_index(table->cells, i)));
    }
    total += widths[column];
  }
  while (total > available) {
    size_t widest = table->count;
    for (size_t column = 0; column < table->count; column++) {
      int least = table->columns[column].width_min;
      if (least > 0 && widths[column] > least && (widest == table->count || widths[column] > widths[widest])) {
        widest = column;
      }
    }
    if (widest == table->count) {
      return; /* it can't be made to fit: better too wide than unreadable */
    }
    widths[widest]--;
    total--;
  }
}

static void print_row(const Table *table, const char *const *cells, const int *widths, Output *output) {
  g_autoptr(GPtrArray) wrapped = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
  guint height = 0;
  for (size_t column = 0; column < table->count; column++) {
    GPtrArray *lines = words_wrap(cells[column], widths[column]);
    height = MAX(height, lines->len);
    g_ptr_array_add(wrapped, lines);
  }
  for (guint line = 0; line < height; line++) {
    g_autoptr(GString) text = g_string_new(NULL);
    for (size_t column = 0; column < table->count; column++) {
      const GPtrArray *lines = g_ptr_array_index(wrapped, column);
      const char *cell = line < lines->len ? g_ptr_array_index(lines, line) : "";
      int padding = widths[column] - words_width(cell);
      g_string_append_printf(text, "%*s", column == 0 ? 0 : GAP, "");
      g_string_append_printf(text, "%*s%s%*s", table->columns[column].right ? MAX(padding, 0) : 0, "", cell,
                             table->columns[column].right ? 0 : MAX(padding, 0), "");
    }
    while (text->len > 0 && text->str[text->len - 1] == ' ') {
      g_string_truncate(text, text->len - 1);
    }
    output_printf(output, "%s\n", text->str);
  }
}

void table_print(const Table *table, Output *output) {
  g_autofree int *widths = g_new0(int, table->count);
  g_autofree const char **titles = g_new0(const char *, table->count);
  fit_widths(table, output->columns, widths);
  int total = GAP * ((int)table->count - 1);
  bool several_lines = false;
  for (size_t column = 0; column < table->count; column++) {
    titles[column] = table->columns[column].title;
    total += widths[column];
  }
  for (guint i = 0; i < table->cells->len && !several_lines; i++) {
    g_autoptr(GPtrArray) lines = words_wrap(g_ptr_array_index(table->cells, i), widths[i % table->count]);
    several_lines = lines->len > 1;
  }
  print_row(table, titles, widths, output);
  for (int i = 0; i < total; i++) {
    output_printf(output, "─");
  }
  output_printf(output, "\n");
  guint row_count = table->cells->len / (guint)table->count;
  for (guint row = 0; row < row_count; row++) {
    const char *heading = row < table->headings->len ? g_ptr_array_index(table->headings, row) : NULL;
    if (row > 0 && (several_lines || heading != NULL)) {
      output_printf(output, "\n");
    }
    if (heading != NULL) {
      output_printf(output, "%s\n", heading);
    }
    print_row(table, (const char *const *)&table->cells->pdata[row * table->count], widths, output);
  }
}
