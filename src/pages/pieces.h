/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pieces.h: what several pages show alike: rows of advice, talk, files. Only this room includes it. */
#ifndef PAGES_PIECES_H
#define PAGES_PIECES_H

#include "page.h"

/* Rows of advice, each with what became of it: a list, or nothing where there are none. */
void piece_advice_rows(Page *page, const json_t *rows);

/* What was said on a thing, with a form to ask or to answer. */
void piece_messages(Page *page, const json_t *messages, const char *thing);

/* Files put to a thing, with a form to put one there. */
void piece_files(Page *page, const json_t *files, const char *thing);

/* A chance in words, and its numbers behind: "7 in 10, between 5 and 8 (68 %, 52 to 81)"; free with g_free. NULL where
 * it is not known. */
char *piece_chance(const json_t *estimate);

#endif
