/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "table.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static char *read_file(const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file)
    return NULL;
  size_t size = 0, room = 1 << 16;
  char *text = malloc(room);
  while (text) {
    size += fread(text + size, 1, room - size - 1, file);
    if (size + 1 < room)
      break;
    room *= 2;
    char *larger = realloc(text, room);
    if (!larger)
      free(text);
    text = larger;
  }
  if (text)
    text[size] = '\0';
  fclose(file);
  return text;
}

/* Cuts the next cell off `*rest` in place, unquoting it; `*line_ends` says whether it was its line's last. */
static char *next_cell(char **rest, bool *line_ends) {
  char *from = *rest, *to = from, *cell = from;
  bool quoted = *from == '"';
  if (quoted)
    from++;
  while (*from && (quoted || (*from != ',' && *from != '\n' && *from != '\r'))) {
    if (quoted && *from == '"') {
      if (from[1] != '"') {
        from++;
        quoted = false;
        continue;
      }
      from++;
    }
    *to++ = *from++;
  }
  *line_ends = *from != ',';
  if (*from == '\r')
    from++;
  *rest = *from ? from + 1 : from;
  *to = '\0';
  return cell;
}

Table *table_read(const char *path) {
  Table *table = calloc(1, sizeof *table);
  if (!table || !(table->text = read_file(path)))
    goto failed;
  size_t count = 0, room = 0, in_line = 0;
  for (char *rest = table->text; *rest;) {
    if (count == room) {
      room = room ? 2 * room : 4096;
      char **larger = realloc(table->cells, room * sizeof *larger);
      if (!larger)
        goto failed;
      table->cells = larger;
    }
    bool line_ends;
    table->cells[count++] = next_cell(&rest, &line_ends);
    in_line++;
    if (!line_ends)
      continue;
    if (table->column_count == 0)
      table->column_count = in_line;
    if (in_line != table->column_count)
      goto failed;
    in_line = 0;
  }
  if (count == 0)
    goto failed;
  table->row_count = count / table->column_count - 1;
  return table;
failed:
  table_free(table);
  return NULL;
}

void table_free(Table *table) {
  if (!table)
    return;
  free(table->cells);
  free(table->text);
  free(table);
}

const char *table_cell(const Table *table, size_t row, const char *column) {
  for (size_t i = 0; i < table->column_count; i++)
    if (strcmp(table->cells[i], column) == 0)
      return table->cells[(row + 1) * table->column_count + i];
  return "";
}

double table_number(const Table *table, size_t row, const char *column) {
  const char *cell = table_cell(table, row, column);
  return *cell ? strtod(cell, NULL) : NAN;
}

static int64_t table_time(const Table *table, size_t row, const char *column) {
  struct tm parts = {.tm_isdst = 0};
  if (sscanf(table_cell(table, row, column), "%d-%d-%dT%d:%d:%d", &parts.tm_year, &parts.tm_mon, &parts.tm_mday,
             &parts.tm_hour, &parts.tm_min, &parts.tm_sec) != 6)
    return BELLWETHER_TIME_UNKNOWN;
  parts.tm_year -= 1900;
  parts.tm_mon -= 1;
  return (int64_t)timegm(&parts) * 1000;
}

static const char *text_or_null(const Table *table, size_t row, const char *column) {
  const char *cell = table_cell(table, row, column);
  return *cell ? cell : NULL;
}

static BellwetherDecision decision_of(const char *word) {
  static const char *words[] = {"", "follow", "adapt", "override", "defer"};
  for (int i = 0; i < 5; i++)
    if (strcmp(word, words[i]) == 0)
      return (BellwetherDecision)i;
  return BELLWETHER_DECISION_NONE;
}

void table_row(const Table *table, size_t row, BellwetherRow *result) {
  bellwether_row_init(result);
  result->brief = table_cell(table, row, "brief");
  result->partner = table_cell(table, row, "partner");
  result->skill = text_or_null(table, row, "skill");
  result->at_ms = table_time(table, row, "at");
  result->advice = text_or_null(table, row, "advice");
  result->confidence = table_number(table, row, "confidence");
  result->own_view = text_or_null(table, row, "own_view");
  result->own_view_confidence = table_number(table, row, "own_view_confidence");
  result->stake = table_number(table, row, "stake");
  result->decision = decision_of(table_cell(table, row, "decision"));
  result->chosen = text_or_null(table, row, "chosen");
  result->outcome = table_number(table, row, "outcome");
  result->advice_outcome = table_number(table, row, "advice_outcome");
  result->own_view_outcome = table_number(table, row, "own_view_outcome");
  result->outcome_at_ms = table_time(table, row, "outcome_at");
}
