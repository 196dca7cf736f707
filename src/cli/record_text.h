/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_text.h: replies and documents for people. */
#ifndef BELLWETHER_CLI_RECORD_TEXT_H
#define BELLWETHER_CLI_RECORD_TEXT_H

#include "output.h"

#include "views/view.h"

/* The id of what was made, or the number of the entry; then a link's secret on a line of its own. */
void record_text_reply(Output *output, const json_t *reply);

/* A view's document, laid out to be read. */
void record_text_view(Output *output, const View *view, const json_t *document);

/* A time as an option gives it. */
bool record_text_read_time(const char *text, int64_t *time_ms);

/* A member's name as a title: "know_by" as "Know by", "fee_minor" as "Fee"; free with g_free. */
char *record_text_title(const char *name);

#endif
