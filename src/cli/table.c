/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * An aligned table of text. Columns get what their content needs; if that is too wide, the widest of those that may be
 * narrower give way, then the widest of all, down to their longest words.
 */
#include "table.h"

#include "words/words.h"

#define GAP 2
#define WORD_WIDTH_MAX 14 /* a longer word is cut rather than kept whole */

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

static int longest_word(const char *text) {
  int longest = 0;
  const char *word = text;
  for (const char *at = text;; at++) {
    if (*at == '\0' || *at == '\n' || (*at == ' ' && at[1] != '%')) { /* as words_wrap does */
      g_autofree char *alone = g_strndup(word, (gsize)(at - word));
      longest = MAX(longest, words_width(alone));
      word = at + 1;
    }
    if (*at == '\0') {
      return MIN(longest, WORD_WIDTH_MAX);
    }
  }
}

typedef int (*MeasureFunction)(const char *text);

/* The most that any cell of a column measures, its title included. */
static int measure_column(const Table *table, size_t column, MeasureFunction measure) {
  int most = measure(table->columns[column].title);
  for (size_t i = column; i < table->cells->len; i += table->count) {
    most = MAX(most, measure(g_ptr_array_index(table->cells, i)));
  }
  return most;
}

static int total_width(const int *widths, size_t count) {
  int total = GAP * ((int)count - 1);
  for (size_t column = 0; column < count; column++) {
    total += widths[column];
  }
  return total;
}

/* Takes from the widest column that is wider than its least width until all fit; a least width of 0 is not touched. */
static void shrink_widths(int *widths, const int *least, size_t count, int available) {
  for (int over = total_width(widths, count) - available; over > 0; over--) {
    size_t widest = count;
    for (size_t column = 0; column < count; column++) {
      if (least[column] > 0 && widths[column] > least[column] && (widest == count || widths[column] > widths[widest])) {
        widest = column;
      }
    }
    if (widest == count) {
      return;
    }
    widths[widest]--;
  }
}

static void fit_widths(const Table *table, int available, int *widths) {
  g_autofree int *least = g_new0(int, table->count);
  for (size_t column = 0; column < table->count; column++) {
    widths[column] = measure_column(table, column, widest_line);
    least[column] = table->columns[column].width_min;
  }
  shrink_widths(widths, least, table->count, available);
  if (total_width(widths, table->count) > available) {
    for (size_t column = 0; column < table->count; column++) {
      least[column] = measure_column(table, column, longest_word);
    }
    shrink_widths(widths, least, table->count, available);
  }
}

bool table_fits(const Table *table, int width) {
  g_autofree int *widths = g_new0(int, table->count);
  fit_widths(table, width, widths);
  return total_width(widths, table->count) <= width;
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
  const size_t count = table->count;
  g_assert(count > 0);
  g_autofree int *widths = g_new0(int, count);
  g_autofree const char **titles = g_new0(const char *, count);
  fit_widths(table, output->columns, widths);
  int total = total_width(widths, count);
  bool several_lines = false;
  for (size_t column = 0; column < count; column++) {
    titles[column] = table->columns[column].title;
  }
  for (guint i = 0; i < table->cells->len && !several_lines; i++) {
    g_autoptr(GPtrArray) lines = words_wrap(g_ptr_array_index(table->cells, i), widths[i % count]);
    several_lines = lines->len > 1;
  }
  print_row(table, titles, widths, output);
  for (int i = 0; i < total; i++) {
    output_printf(output, "─");
  }
  output_printf(output, "\n");
  guint row_count = table->cells->len / (guint)count;
  for (guint row = 0; row < row_count; row++) {
    const char *heading = row < table->headings->len ? g_ptr_array_index(table->headings, row) : NULL;
    if (row > 0 && (several_lines || heading != NULL)) {
      output_printf(output, "\n");
    }
    if (heading != NULL) {
      output_printf(output, "%s\n", heading);
    }
    print_row(table, (const char *const *)&table->cells->pdata[row * count], widths, output);
  }
}
