/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* declare.h: the words in which actions and views declare their fields. */
#ifndef RECORD_DECLARE_H
#define RECORD_DECLARE_H

#include "actor.h"
#include "field.h"

#define MONEY_MAX INT64_C(9007199254740991) /* minor units: what JSON and the journal hold exactly */

#define FIELD_LINE(name, flags, help)                                                                                  \
  { name, RECORD_FIELD_TEXT, flags, 1, RECORD_FIELD_LINE_BYTES_MAX, NULL, help }
#define FIELD_WORDS(name, flags, help)                                                                                 \
  { name, RECORD_FIELD_TEXT, flags, 1, RECORD_FIELD_TEXT_BYTES_MAX, NULL, help }
#define FIELD_LINES(name, flags, help)                                                                                 \
  { name, RECORD_FIELD_TEXTS, flags, 1, RECORD_FIELD_LINE_BYTES_MAX, NULL, help }
#define FIELD_PERSON(name, flags, help)                                                                                \
  { name, RECORD_FIELD_NAME, flags, 1, RECORD_PERSON_BYTES_MAX, NULL, help }
#define FIELD_THING(name, flags, letters, help)                                                                        \
  { name, RECORD_FIELD_THING, flags, 0, 0, letters, help }
#define FIELD_THINGS(name, flags, letters, help)                                                                       \
  { name, RECORD_FIELD_THINGS, flags, 0, 0, letters, help }
#define FIELD_INTEGER(name, flags, least, most, help)                                                                  \
  { name, RECORD_FIELD_INTEGER, flags, least, most, NULL, help }
#define FIELD_MONEY(name, flags, help)                                                                                 \
  { name, RECORD_FIELD_MONEY, flags, 0, MONEY_MAX, NULL, help }
#define FIELD_SHARE(name, flags, help)                                                                                 \
  { name, RECORD_FIELD_SHARE, flags, 0, 10000, NULL, help }
#define FIELD_NUMBER(name, flags, help)                                                                                \
  { name, RECORD_FIELD_NUMBER, flags, -RECORD_FIELD_NUMBER_MAX, RECORD_FIELD_NUMBER_MAX, NULL, help }
#define FIELD_TIME(name, flags, help)                                                                                  \
  { name, RECORD_FIELD_TIME, flags, 0, 0, NULL, help }
#define FIELD_CHOICE(name, flags, words, help)                                                                         \
  { name, RECORD_FIELD_CHOICE, flags, 0, 0, words, help }
#define FIELD_FLAG(name, flags, help)                                                                                  \
  { name, RECORD_FIELD_FLAG, flags, 0, 0, NULL, help }
#define FIELD_SECRET(name, flags, help)                                                                                \
  { name, RECORD_FIELD_SECRET, flags, 1, RECORD_FIELD_SECRET_BYTES_MAX, NULL, help }
#define FIELD_FILE(name, flags, help)                                                                                  \
  { name, RECORD_FIELD_HASH, (flags) | RECORD_FIELD_FILE, 0, 0, NULL, help }
#define FIELD_ZONE(name, flags)                                                                                        \
  {                                                                                                                    \
    name, RECORD_FIELD_ZONE, flags, 0, 64, NULL,                                                                       \
        N_("The time zone in which the business lives, such as Europe/Berlin")                                         \
  }
#define FIELD_END                                                                                                      \
  { NULL, RECORD_FIELD_TEXT, 0, 0, 0, NULL, NULL }

#endif
