/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * actions_limits.c: docs/limits.md lists the bounds of every field of every action, as declared.
 *
 * The list between the two marks is made from the declarations; REFRESH=1 puts it into the page (`make readme`).
 */
#include "actions/action.h"
#include "actions/enter.h"
#include "record/declare.h"
#include "record/field_text.h"

#include <string.h>

#define BEGIN "<!-- fields -->\n"
#define END "<!-- end of fields -->\n"

static char *range(const char *what, const RecordField *field, const char *unit) {
  return g_strdup_printf("%s from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT "%s", what, field->least, field->most,
                         unit);
}

static char *time_bound(unsigned flags) {
  const char *when = (flags & RECORD_FIELD_PAST) != 0     ? ", not in the future"
                     : (flags & RECORD_FIELD_FUTURE) != 0 ? ", in the future"
                                                          : "";
  const char *date = (flags & RECORD_FIELD_DAY_END) != 0 ? "; a date is the end of that day" : "";
  return g_strconcat("time in the years 1900 to 2200", when, date, NULL);
}

/* The bound of one field in words; free with g_free. */
static char *bound_of(const RecordField *field) {
  switch (field->type) {
  case RECORD_FIELD_TEXT: return range("text", field, " bytes");
  case RECORD_FIELD_TEXTS:
    return g_strdup_printf("up to %d texts from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " bytes",
                           RECORD_FIELD_ITEMS_MAX, field->least, field->most);
  case RECORD_FIELD_NAME: return range("name", field, " letters, digits and . _ : -");
  case RECORD_FIELD_THING: return g_strdup_printf("id, up to %d bytes", RECORD_FIELD_THING_BYTES_MAX);
  case RECORD_FIELD_THINGS: return g_strdup_printf("up to %d different ids", RECORD_FIELD_ITEMS_MAX);
  case RECORD_FIELD_INTEGER: return range("whole number", field, "");
  case RECORD_FIELD_MONEY: return range("money", field, " minor units");
  case RECORD_FIELD_SHARE: return range("share", field, " ten-thousandths");
  case RECORD_FIELD_NUMBER: return range("number", field, " millionths");
  case RECORD_FIELD_TIME: return time_bound(field->flags);
  case RECORD_FIELD_CHOICE: {
    g_auto(GStrv) words = g_strsplit(field->choices, "|", -1);
    g_autofree char *list = g_strjoinv(", ", words);
    return g_strconcat("one of: ", list, NULL);
  }
  case RECORD_FIELD_FLAG: return g_strdup("yes or no");
  case RECORD_FIELD_CURRENCY: return g_strdup("3 capital letters");
  case RECORD_FIELD_ZONE: return g_strdup_printf("name of a time zone, up to %" G_GINT64_FORMAT " bytes", field->most);
  case RECORD_FIELD_HASH: return g_strdup("file of up to 20 MiB");
  case RECORD_FIELD_SECRET: return range("text", field, " bytes, never kept");
  }
  g_assert_not_reached();
}

static char *make_list(void) {
  GString *list = g_string_new(BEGIN "\n| action | field | bound |\n|---|---|---|\n");
  for (const Action *const *action = action_list; *action != NULL; action++) {
    for (const RecordField *field = (*action)->fields; field->name != NULL; field++) {
      g_autofree char *bound = bound_of(field);
      g_string_append_printf(list, "| %s | %s%s | %s |\n", (*action)->name, field->name,
                             (field->flags & RECORD_FIELD_REQUIRED) != 0 ? " (required)" : "", bound);
    }
  }
  g_string_append(list, "\n" END);
  return g_string_free(list, FALSE);
}

static void test_page(void) {
  const char *source = g_getenv("SOURCE");
  g_autofree char *path = g_build_filename(source != NULL ? source : ".", "docs", "limits.md", NULL);
  g_autofree char *page = NULL;
  g_assert_true(g_file_get_contents(path, &page, NULL, NULL));
  g_autofree char *list = make_list();
  const char *begin = strstr(page, BEGIN);
  const char *end = strstr(page, END);
  g_assert_true(begin != NULL && end != NULL && begin < end);
  g_autofree char *found = g_strndup(begin, (size_t)(end - begin) + strlen(END));
  if (g_getenv("REFRESH") == NULL) {
    g_test_message("after a change that is meant: make readme");
    g_assert_cmpstr(found, ==, list);
    return;
  }
  g_autofree char *before = g_strndup(page, (size_t)(begin - page));
  g_autofree char *fresh = g_strconcat(before, list, end + strlen(END), NULL);
  g_assert_true(g_file_set_contents(path, fresh, -1, NULL));
}

/* No field is without a bound, none is beyond what the journal holds, and texts are no more than a projection takes. */
static void test_bounds(void) {
  for (const Action *const *action = action_list; *action != NULL; action++) {
    unsigned texts = 0;
    for (const RecordField *field = (*action)->fields; field->name != NULL; field++) {
      bool is_range = field->type == RECORD_FIELD_TEXT || field->type == RECORD_FIELD_TEXTS ||
                      field->type == RECORD_FIELD_NAME || field->type == RECORD_FIELD_INTEGER ||
                      field->type == RECORD_FIELD_MONEY || field->type == RECORD_FIELD_SHARE ||
                      field->type == RECORD_FIELD_NUMBER || field->type == RECORD_FIELD_SECRET;
      g_test_message("%s: %s", (*action)->name, field->name);
      texts += field->type == RECORD_FIELD_TEXT || field->type == RECORD_FIELD_TEXTS;
      g_assert_true(!is_range || field->least < field->most);
      g_assert_true(field->least >= -MONEY_MAX && field->most <= MONEY_MAX);
      g_assert_cmpint(strlen(field->help), >, 0);
    }
    g_assert_cmpuint(texts + 6, <=, ACTION_OWN_MAX);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/actions/limits/page", test_page);
  g_test_add_func("/actions/limits/bounds", test_bounds);
  return g_test_run();
}
