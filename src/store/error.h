/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * error.h: what can go wrong while keeping something.
 *
 * Every failure of this room is a GError of the domain STORE_ERROR, or passes on one of the journal's. Its message is
 * one sentence without a full stop that says what went wrong; store_error_hint says what to do about it.
 */
#ifndef STORE_ERROR_H
#define STORE_ERROR_H

#include <glib.h>

#define STORE_ERROR (store_error_quark())

typedef enum {
  STORE_ERROR_BUSY,      /* another process held the database for longer than the time allowed */
  STORE_ERROR_FULL,      /* no room on the disk */
  STORE_ERROR_IO,        /* the system could not read or write */
  STORE_ERROR_CORRUPT,   /* what is stored contradicts itself, or is no database */
  STORE_ERROR_NO_MEMORY, /* memory could not be had */
  STORE_ERROR_NEWER,     /* the database was written by a newer program */
  STORE_ERROR_NOT_FOUND, /* there is no such thing, or not for this scope */
  STORE_ERROR_CONFLICT,  /* it contradicts what is stored: it exists already, or belongs to something that does not */
  STORE_ERROR_LIMIT,     /* a bound would be passed */
  STORE_ERROR_QUOTA,     /* the workspace has taken all the room that the host gives it */
  STORE_ERROR_ROLE,      /* the scope's role may not write */
  STORE_ERROR_NOT_WIPED, /* it is erased, but the log could not be cleared yet, because somebody was reading */
  STORE_ERROR_INTERNAL   /* a mistake in this program */
} StoreError;

GQuark store_error_quark(void);

/* One sentence on what to do about an error of that code. Never NULL; static storage. */
const char *store_error_hint(gint code);

#endif
