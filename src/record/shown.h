/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * shown.h: what a decider was shown, signed by us, so that what they decided on is never taken from their word.
 *
 * The view of an advice gives out a text; deciding gives it back. It names the workspace, the advice, the person and
 * the stamp, a text that changes with everything that the chances rest on: where the stamp is another by now, the
 * snapshot is stale. Signed with a key of the server's (crypto_auth, HMAC-SHA-512-256), it can't be made by anyone else;
 * nobody but the server needs to check it.
 */
#ifndef RECORD_SHOWN_H
#define RECORD_SHOWN_H

#include "actor.h"
#include "decide.h"

#include <stdint.h>

#define RECORD_SHOWN_KEY_BYTES 32
#define RECORD_SHOWN_STAMP_BYTES_MAX 160
#define RECORD_SHOWN_UNKNOWN (-1) /* a chance that could not be told */

typedef struct {
  char workspace[RECORD_WORKSPACE_BYTES_MAX + 1];
  char advice_id[RECORD_THING_BYTES_MAX + 1];
  char person[RECORD_PERSON_BYTES_MAX + 1];
  char stamp[RECORD_SHOWN_STAMP_BYTES_MAX + 1]; /* letters, digits and . _ : - */
  int64_t at_ms;
  int32_t advice; /* chances in ten-thousandths, or RECORD_SHOWN_UNKNOWN */
  int32_t advice_low;
  int32_t advice_high;
  int32_t own_view;
  int32_t own_view_low;
  int32_t own_view_high;
  int64_t outcomes; /* that they rest on */
} RecordShown;

/* The signed text: letters, digits, - and _. Free with g_free. */
char *record_shown_sign(const RecordShown *shown, const uint8_t key[RECORD_SHOWN_KEY_BYTES]);

/* What the text is to a decision of expected->person on expected->advice_id at expected->stamp. text may be NULL: none.
 * shown is filled in where the answer is RECORD_SNAPSHOT_CURRENT or RECORD_SNAPSHOT_STALE. */
RecordSnapshot record_shown_read(const char *text, const uint8_t key[RECORD_SHOWN_KEY_BYTES],
                                 const RecordShown *expected, RecordShown *shown);

#endif
