/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * form.h: the strict way from a JSON object to its members.
 *
 * A form is a table of members. An object passes where it has exactly these, each of its type and within its bounds:
 * what is unknown is refused like what is missing, so that nobody can carry anything along under a signature.
 */
#ifndef JOURNAL_FORM_H
#define JOURNAL_FORM_H

#include "hash.h"

#include <glib.h>
#include <jansson.h>

typedef enum {
  JOURNAL_FORM_INTEGER, /* from least to most */
  JOURNAL_FORM_STRING,  /* least to most bytes */
  JOURNAL_FORM_NAME,    /* the same, of A-Z a-z 0-9 . _ : - beginning with a letter or digit */
  JOURNAL_FORM_HEX,     /* most bytes, as 2 * most lower-case digits */
  JOURNAL_FORM_OBJECT,  /* least to most members */
  JOURNAL_FORM_ARRAY    /* least to most elements */
} JournalFormType;

typedef struct {
  const char *name;
  JournalFormType type;
  int64_t least;
  int64_t most;
} JournalField;

/* Whether value is an object of this form. what names the object in the error ("the head"). */
bool journal_form_check(const json_t *value, const char *what, const JournalField *fields, size_t count,
                        GError **error);

/* Whether text is a name as above of 1 to most bytes. */
bool journal_form_is_name(const char *text, size_t most);

/* The members of an object that passed: what the form said is there, is. */
int64_t journal_form_integer(const json_t *object, const char *name);
const char *journal_form_string(const json_t *object, const char *name);
void journal_form_hex(const json_t *object, const char *name, uint8_t *bytes, size_t count);

/* A new JSON string of 2 * count hexadecimal digits; NULL without memory. */
json_t *journal_form_new_hex(const uint8_t *bytes, size_t count);

/* Takes over a value that was just built: NULL becomes an error (memory is the only reason that Jansson has). */
json_t *journal_form_built(json_t *value, GError **error);

#endif
