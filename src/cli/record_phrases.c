/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_phrases.c: lines, headings and paragraphs. */
#include "record_phrases.h"

#include "words/words.h"

#include <glib/gi18n.h>
#include <inttypes.h>

#define TEN_THOUSANDTHS 10000.0

void phrase_item(Output *output, char *text, const char *id) {
  g_autofree char *taken = text;
  g_autofree char *line = id != NULL ? g_strdup_printf("%s  [%s]", taken, id) : g_strdup(taken);
  output_printf(output, "  - ");
  output_paragraph(output, 4, line);
}

void phrase_heading(Output *output, const char *title) {
  output_printf(output, "%s%s\n", output->text->len > 0 ? "\n" : "", title);
}

void phrase_work(Output *output, const json_t *work) {
  if (json_object_get(work, "served_a_goal") == NULL)
    return;
  g_autofree char *share = words_percent((double)phrase_integer(work, "served_a_goal", 0) / TEN_THOUSANDTHS);
  g_autofree char *text = g_strdup_printf(_("Of %" PRId64 " tasks and pieces of advice, %s served a goal."),
                                          phrase_integer(work, "tasks", 0) + phrase_integer(work, "advice", 0), share);
  output_printf(output, "\n");
  output_paragraph(output, 0, text);
}
