/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* record_phrases.c: lines, headings, lists and paragraphs. */
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

void phrase_remark(Output *output, const char *title, const char *text) {
  if (text == NULL)
    return;
  g_autofree char *line = g_strdup_printf("%s: %s", title, text);
  output_printf(output, "    ");
  output_paragraph(output, 4, line);
}

void phrase_more(Output *output, const json_t *document, const char *list) {
  if (phrase_has_more(document, list))
    output_printf(output, "    %s\n", _("and more"));
}

void phrase_heading(Output *output, const char *title) {
  output_printf(output, "%s%s\n", output->text->len > 0 ? "\n" : "", title);
}

void phrase_work(Output *output, const json_t *work) {
  if (json_object_get(work, "served_a_goal") == NULL)
    return;
  g_autofree char *share = words_percent((double)phrase_integer(work, "served_a_goal", 0) / TEN_THOUSANDTHS);
  int64_t all = phrase_integer(work, "tasks", 0) + phrase_integer(work, "advice", 0);
  g_autofree char *text =
      g_strdup_printf(ngettext("Of %" PRId64 " task or piece of advice, %s served a goal.",
                               "Of %" PRId64 " tasks and pieces of advice, %s served a goal.", (gulong)all),
                      all, share);
  output_printf(output, "\n");
  output_paragraph(output, 0, text);
}

void phrase_line(Output *output, const char *title, const char *text) {
  if (text == NULL || *text == '\0')
    return;
  output_printf(output, "%s: ", title);
  output_paragraph(output, 2, text);
}

void phrase_list(Output *output, const char *title, const json_t *texts) {
  size_t index = 0;
  json_t *text = NULL;
  json_array_foreach(texts, index, text) {
    if (index == 0)
      phrase_heading(output, title);
    phrase_item(output, g_strdup(json_string_value(text)), NULL);
  }
}

void phrase_rows(Output *output, const char *title, const json_t *rows, const char *member) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    const char *text = phrase_text(row, member);
    if (index == 0)
      phrase_heading(output, title);
    phrase_item(output, g_strdup(text != NULL ? text : _("(erased)")), phrase_text(row, "id"));
  }
}

/* What kind of word it is, and when it was said: "question, 5 January 2026". */
static char *message_words(const json_t *message, const char *zone) {
  const char *kind = phrase_text(message, "kind");
  const char *answers = phrase_text(message, "answers");
  g_autofree char *date = phrase_date(message, "at", zone);
  if (answers != NULL)
    return g_strdup_printf(_("answer to %s, %s"), answers, date);
  if (g_strcmp0(kind, "reply_to_override") == 0)
    return g_strdup_printf(_("reply to the decision, %s"), date);
  return g_strcmp0(kind, "question") == 0 ? g_strdup_printf(_("question, %s"), date) : g_strdup(date);
}

void phrase_messages(Output *output, const json_t *rows, const char *zone) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    const char *words = phrase_text(row, "words");
    if (index == 0)
      phrase_heading(output, _("What was said"));
    g_autofree char *who = phrase_who(row, "person_id");
    g_autofree char *what = message_words(row, zone);
    phrase_item(output, g_strdup_printf("%s: %s (%s)", who, words != NULL ? words : _("(erased)"), what),
                phrase_text(row, "id"));
  }
}

char *phrase_fee(const json_t *engagement, const char *currency) {
  if (json_object_get(engagement, "fee_minor") == NULL)
    return NULL;
  g_autofree char *fee = phrase_money(phrase_integer(engagement, "fee_minor", 0), currency);
  int64_t months = phrase_integer(engagement, "fee_months", 0);
  return months > 0 ? g_strdup_printf(ngettext("%s every month", "%s every %" PRId64 " months", (unsigned long)months),
                                      fee, months)
                    : g_strdup_printf(_("%s for each piece of work"), fee);
}

/* "premises: find rooms; 450.50 EUR every month; since 5 January 2026". */
static char *engagement_words(const json_t *engagement, const char *currency, const char *zone) {
  const char *skill = phrase_text(engagement, "skill");
  const char *purpose = phrase_text(engagement, "purpose");
  g_autofree char *fee = phrase_fee(engagement, currency);
  g_autofree char *since = phrase_date(engagement, "begins_at", zone);
  g_autofree char *ends = phrase_date(engagement, "ends_at", zone);
  g_autoptr(GString) text = g_string_new(skill != NULL ? skill : _("(erased)"));
  if (purpose != NULL)
    g_string_append_printf(text, ": %s", purpose);
  if (fee != NULL)
    g_string_append_printf(text, "; %s", fee);
  g_string_append_printf(text, _("; since %s"), since);
  if (*ends != '\0')
    g_string_append_printf(text, _(", until %s"), ends);
  return g_strdup(text->str);
}

void phrase_engagements(Output *output, const char *title, const json_t *rows, const char *currency, const char *zone) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    if (index == 0)
      phrase_heading(output, title);
    phrase_item(output, engagement_words(row, currency, zone), phrase_text(row, "id"));
  }
}

#define READINGS_SHOWN 3

/* "last measured: 2,900 on 5 March 2026, 2,950 on 5 February 2026"; nothing where nothing was. */
static void print_readings(Output *output, const json_t *readings, const char *zone) {
  g_autoptr(GString) text = g_string_new(NULL);
  size_t index = 0;
  json_t *reading = NULL;
  json_array_foreach(readings, index, reading) {
    if (index == READINGS_SHOWN)
      break;
    g_autofree char *value = phrase_measure(phrase_integer(reading, "value", 0));
    g_autofree char *date = phrase_date(reading, "at", zone);
    g_string_append(text, index > 0 ? ", " : "");
    g_string_append_printf(text, _("%s on %s"), value, date);
  }
  phrase_remark(output, _("last measured"), text->len > 0 ? text->str : NULL);
}

bool phrase_goals(Output *output, const char *title, const json_t *goals, const char *zone) {
  size_t index = 0;
  json_t *goal = NULL;
  json_array_foreach(goals, index, goal) {
    if (index == 0)
      phrase_heading(output, title);
    phrase_item(output, phrase_goal(goal, zone), phrase_text(goal, "id"));
    print_readings(output, json_object_get(goal, "readings"), zone);
  }
  return json_array_size(goals) > 0;
}

void phrase_age(Output *output, const json_t *document, const char *zone, PhraseOf of) {
  g_autofree char *age = phrase_as_of(document, zone);
  if (age == NULL)
    return;
  bool missing = json_is_true(json_object_get(document, "is_estimate_missing"));
  g_autofree char *text = of == PHRASE_OF_YOU ? g_strdup_printf("%s.", age)
                          : missing           ? g_strdup_printf(_("%s (`bellwether refit` does it)."), age)
                                              : g_strdup_printf(_("%s (`bellwether refit` counts them in)."), age);
  output_paragraph(output, 0, text);
}

void phrase_stated_list(Output *output, const json_t *rows, PhraseOf of) {
  size_t index = 0;
  json_t *row = NULL;
  json_array_foreach(rows, index, row) {
    g_autofree char *said = phrase_stated(row);
    g_autofree char *true_of = phrase_came_true(row);
    if (index == 0)
      phrase_heading(output, phrase_stated_title(of));
    phrase_item(output, g_strdup_printf("%s: %s", said, true_of), NULL);
  }
}

char *phrase_entry(const json_t *row) {
  return g_strdup_printf(_("entry %" PRId64), phrase_integer(row, "entry", 0));
}
