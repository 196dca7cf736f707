/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* table.h: an aligned table of text, its cells wrapped so that it fits the width where that can be. */
#ifndef BELLWETHER_CLI_TABLE_H
#define BELLWETHER_CLI_TABLE_H

#include "output.h"

typedef struct {
  const char *title; /* may have newlines */
  bool right;        /* aligned to the right */
  int width_min;     /* narrower only where the table would not fit else; 0: the width of its content */
} TableColumn;

typedef struct Table Table;

/* The columns are copied, their titles are not. */
Table *table_new(const TableColumn *columns, size_t count);
void table_free(Table *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Table, table_free)

/* Fills the next cell, row by row; takes over the text, which may have newlines. NULL is an empty cell. */
void table_add(Table *table, char *text);

/* Starts a new part of the table, under a line of its own. Call it between rows. */
void table_add_heading(Table *table, const char *text);

/* Whether it can be made to fit that width without cutting words. */
bool table_fits(const Table *table, int width);

/* Prints the table. Rows are parted by an empty line where one of them takes several. */
void table_print(const Table *table, Output *output);

#endif
