/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pieces.h: what several pages show alike: rows of advice, talk, files. Only this room includes it. */
#ifndef PAGES_PIECES_H
#define PAGES_PIECES_H

#include "page.h"

/* What a standing's document says, as facts: the count, the next advice, heard, freedom earned. of: to whom. */
void piece_standing(Page *page, const json_t *standing, const char *currency, PhraseOf of);

/* The freedom earned alone, with its reason folded away: inside of a list of facts. */
void piece_earned(Page *page, const json_t *standing, const char *currency, PhraseOf of);

/* A row of advice of a workspace: the option, what became of it and why; date: the member whose day is said. Rows of a list:
 * nothing where there are none. */
void piece_advice_row(Page *page, const char *workspace, const json_t *row, const char *date);
void piece_advice_rows(Page *page, const char *workspace, const json_t *rows);

/* What was said on a thing, with a form to ask or to answer. */
void piece_messages(Page *page, const json_t *messages, const char *thing);

/* Files put to a thing, with a form to put one there. */
void piece_files(Page *page, const json_t *files, const char *thing);

/* A chance in words, and its numbers behind: "7 in 10, between 5 and 8 (68 %, 52 to 81)"; free with g_free. NULL where
 * it is not known. */
char *piece_chance(const json_t *estimate);

#endif
