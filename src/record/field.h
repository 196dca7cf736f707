/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * field.h: what a document may hold, as a table of fields, and the one way to check it.
 *
 * An action and a view each declare their fields. From the same table come the check here, the options of the command
 * line and their help, the labels of a form and the schema of the API. A checked document is in the journal's own form:
 * money in minor units, shares in ten-thousandths, times in milliseconds; what people wrote stays as they wrote it.
 *
 * Numbers, money, shares, times and flags may come as text too, for that is how forms and shells send them; text means
 * what a person would mean by it: "1500" is 1,500 units of money, not minor units; "70 %" and "0.7" are shares.
 */
#ifndef RECORD_FIELD_H
#define RECORD_FIELD_H

#include "problem.h"

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
  RECORD_FIELD_TEXT,     /* least to most bytes, and more than white space; committed with a salt, so erasable */
  RECORD_FIELD_TEXTS,    /* a list of such texts, at most RECORD_FIELD_ITEMS_MAX */
  RECORD_FIELD_NAME,     /* letters, digits and . _ : -, beginning with a letter or digit; 1 to most bytes */
  RECORD_FIELD_THING,    /* an id: one of the letters in choices, then a number */
  RECORD_FIELD_THINGS,   /* a list of ids, none twice */
  RECORD_FIELD_INTEGER,  /* least to most */
  RECORD_FIELD_MONEY,    /* minor units, least to most; as text: units, with decimals */
  RECORD_FIELD_SHARE,    /* ten-thousandths, least to most; as text: "70 %", "0.7" */
  RECORD_FIELD_NUMBER,   /* millionths, least to most; as text: a decimal number */
  RECORD_FIELD_TIME,     /* milliseconds; as text: RFC 3339, or a date: a moment of that day where the business is */
  RECORD_FIELD_CHOICE,   /* one of the words in choices, separated by '|' */
  RECORD_FIELD_FLAG,     /* true or false; as text: yes, no, true, false */
  RECORD_FIELD_CURRENCY, /* ISO 4217: three capital letters */
  RECORD_FIELD_ZONE,     /* a zone of the tz database: Europe/Berlin */
  RECORD_FIELD_HASH,     /* 32 bytes as 64 lower-case hexadecimal digits */
  RECORD_FIELD_SECRET    /* an opaque text that is used and never kept */
} RecordFieldType;

enum {
  RECORD_FIELD_REQUIRED = 1 << 0,
  RECORD_FIELD_PAST = 1 << 1,   /* of a time: not after now */
  RECORD_FIELD_FUTURE = 1 << 2, /* of a time: after now */
  RECORD_FIELD_FILE = 1 << 3,   /* of a hash: of a file that was kept beforehand; a face takes the file itself */
  RECORD_FIELD_DAY_END = 1 << 4 /* of a time: something ends or is due then, so a date is its day's last moment */
};

#define RECORD_FIELD_ITEMS_MAX 32       /* elements of a list */
#define RECORD_FIELD_LINE_BYTES_MAX 200 /* a name, a title: text of at most so much is one line */
#define RECORD_FIELD_TEXT_BYTES_MAX 10000
#define RECORD_FIELD_SECRET_BYTES_MAX 4096
#define RECORD_FIELD_THING_BYTES_MAX 20
#define RECORD_FIELD_NUMBER_MAX INT64_C(9000000000000000) /* millionths */

typedef struct {
  const char *name;
  RecordFieldType type;
  unsigned flags;
  int64_t least;
  int64_t most;
  const char *choices; /* of a choice: "follow|adapt|override"; of things: the letters that an id may begin with */
  const char *help;    /* one sentence without a full stop, for people; marked for translation */
} RecordField;         /* a table of them ends with a NULL name */

typedef struct {
  int64_t now_ms;             /* what "past" and "future" are held against */
  unsigned currency_decimals; /* of money as text: 2 for most, 0 for JPY */
  const char *zone;           /* where the business is, of the tz database, for dates as text; NULL: UTC */
} RecordFieldSetting;

/* Checks a document against the table. Returns a new object that holds what was given, in the journal's form; fields
 * that were not given are not in it, and neither are those given as null. NULL with the problem filled in, naming the
 * first field that is wrong; a field that the table does not know is wrong. */
json_t *record_fields_check(const RecordField *fields, const json_t *document, const RecordFieldSetting *setting,
                            RecordProblem *problem);

/* The field of that name; NULL where the table has none. */
const RecordField *record_field_find(const RecordField *fields, const char *name);

/* How many decimals amounts in that currency have (ISO 4217). */
unsigned record_currency_decimals(const char *currency);

#endif
