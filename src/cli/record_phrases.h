/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_phrases.h: phrases as lines of a terminal. */
#ifndef BELLWETHER_CLI_RECORD_PHRASES_H
#define BELLWETHER_CLI_RECORD_PHRASES_H

#include "output.h"

#include "words/phrases.h"

/* "  - text  [id]"; id may be NULL. Takes over the text. */
void phrase_item(Output *output, char *text, const char *id);

/* How much of the work served a goal, as a paragraph; nothing where there was none. */
void phrase_work(Output *output, const json_t *work);

/* A heading with an empty line before it. */
void phrase_heading(Output *output, const char *title);

#endif
