/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_phrases.h: phrases as lines of a terminal. */
#ifndef BELLWETHER_CLI_RECORD_PHRASES_H
#define BELLWETHER_CLI_RECORD_PHRASES_H

#include "output.h"

#include "words/phrases.h"

/* "  - text  [id]"; id may be NULL. Takes over the text. */
void phrase_item(Output *output, char *text, const char *id);

/* "Title: text"; nothing where there is no text. */
void phrase_line(Output *output, const char *title, const char *text);

/* What was said with an item, on a line below it: "said with it: …"; nothing where nothing was. */
void phrase_remark(Output *output, const char *title, const char *text);

/* "and more" below the list of that name, where the document's was cut. */
void phrase_more(Output *output, const json_t *document, const char *list);

/* Under a heading, where there are any: texts; rows with one text each, and their ids; and what was said, by whom, when. */
void phrase_list(Output *output, const char *title, const json_t *texts);
void phrase_rows(Output *output, const char *title, const json_t *rows, const char *member);
void phrase_messages(Output *output, const json_t *rows, const char *zone);

/* Under a heading, how much of the advice came true, by how sure they said they were. */
void phrase_stated_list(Output *output, const json_t *rows, PhraseOf of);

/* Goals under a heading, each with its last readings. False where there are none. */
bool phrase_goals(Output *output, const char *title, const json_t *goals, const char *zone);

/* A partner's engagements under a heading, with the ids that other commands ask for. */
void phrase_engagements(Output *output, const char *title, const json_t *rows, const char *currency, const char *zone);

/* "450.50 EUR every month" of an engagement; NULL where no fee was agreed. The caller's. */
char *phrase_fee(const json_t *engagement, const char *currency);

/* Of when the estimates are, where they are older than what they would be made of, and to the business how to renew them;
 * else nothing. */
void phrase_age(Output *output, const json_t *document, const char *zone, PhraseOf of);

/* "entry 13", by which a receipt is asked for; the caller's. */
char *phrase_entry(const json_t *row);

/* How much of the work served a goal, as a paragraph; nothing where there was none. */
void phrase_work(Output *output, const json_t *work);

/* A heading with an empty line before it. */
void phrase_heading(Output *output, const char *title);

#endif
