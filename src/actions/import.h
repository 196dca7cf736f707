/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * import.h: a record of the past, out of a file, into a workspace: all of it or nothing.
 *
 * Each row becomes entries like any other (import_brief, import_advice, add_partner, add_skill, start_engagement), checked
 * by the same fields, in one transaction. Partners and skills that are there by name are taken, others are added; a
 * brief is the file's own. Every row that is refused is told, not only the first: among them what was in the record before
 * the import, unless it is to be taken again. Rows that are the same within the import are taken.
 */
#ifndef ACTIONS_IMPORT_H
#define ACTIONS_IMPORT_H

#include "installation.h"

#include "bellwether/bellwether.h"

#define IMPORT_NO_SKILL "(no skill named)" /* what a row without one is entered under */

#define IMPORT_NO_OPTION "(no option named)"

typedef struct {
  const char *workspace;
  const char *person; /* becomes its owner where it is opened */
  const char *name;   /* of the business, where it is opened; NULL: the workspace's own name */
  const char *currency;
  const char *zone;
  size_t rows_expected;  /* of all parts together, about; 0: not known */
  int64_t count_every;   /* entries that are counted at once: grouping them takes memory; 0: as many as is usual */
  size_t refused_before; /* rows that whoever calls has refused already, in all parts: the others are only looked at */
  bool open;             /* opens the workspace, which may not be there; otherwise it must be */
  bool again;            /* takes advice that is in the record already once more */
  int64_t now_ms;
} ImportTarget;

typedef struct {
  BellwetherRow advice; /* its strings are borrowed until the next row is asked for */
  size_t line;          /* its number, for messages */
  int64_t know_by_ms;   /* when one wants to know how it turned out; BELLWETHER_TIME_UNKNOWN: it does not say */
  bool acted;           /* it was done without asking, under a mandate: it does not wait for a decision */
} ImportRow;

/* Gives the next row; false at the end. */
typedef bool (*ImportNext)(void *context, ImportRow *row);

/* Is told every row that is refused; nothing of the import is kept then. */
typedef void (*ImportRefused)(void *context, size_t line, const RecordProblem *problem);

typedef struct {
  ImportNext next; /* goes through the rows; reset is called before each time that it starts */
  void (*reset)(void *context);
  ImportRefused refused;
  void (*progress)(void *context, size_t rows); /* now and then; may be NULL */
  void *context;
} ImportSource;

/* One workspace of a file, and its rows. */
typedef struct {
  ImportTarget target;
  ImportSource source;
  size_t rows; /* how many were entered: filled in */
} ImportPart;

/* Imports all parts or none. False with the problem filled in and nothing kept. refused_before is that of the first. */
bool import_parts(Installation *installation, ImportPart *parts, size_t count, RecordProblem *problem);

#endif
