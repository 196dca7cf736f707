/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* pages_words.c: what pages say in words, where what there is to say is not the usual. */
#include "support/page_sample.h"

#include <sodium.h>
#include <string.h>

static PageSample *sample; /* played once: each test adds things of its own */

static char *act(const char *person, const char *action, const char *format, ...) G_GNUC_PRINTF(3, 4);
static char *act(const char *person, const char *action, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *text = g_strdup_vprintf(format, arguments);
  va_end(arguments);
  return page_sample_do(sample, PAGE_SAMPLE_STUDIO, person, action, text);
}

/* Whether that page says it to the person. */
static void assert_says(const char *person, const char *name, const char *id, const char *words) {
  g_autofree char *path = g_strdup_printf("/w/" PAGE_SAMPLE_STUDIO "/%s%s%s", name, *id != '\0' ? "/" : "", id);
  g_auto(PagesReply) reply = {0};
  g_assert_true(page_sample_get(sample, person, path, &reply));
  g_assert_cmpuint(reply.status, ==, 200);
  if (strstr(reply.html->str, words) == NULL)
    g_error("%s does not say \"%s\": %s", path, words, reply.html->str);
}

/* Somebody of a new partner with an engagement of theirs. */
typedef struct {
  char *partner;
  char *engagement;
} Side;

static Side new_side(const char *person) {
  Side side = {.partner = act("ada", "add_partner", "{'name':'%s and Sons'}", person)};
  g_autofree char *skill = act("ada", "add_skill", "{'name':'%s','stance':'partner'}", person);
  side.engagement = act("ada", "start_engagement", "{'partner':'%s','skill':'%s'}", side.partner, skill);
  g_free(act("ada", "add_person", "{'person':'%s','name_of_person':'%s','role':'partner','partner':'%s'}", person,
             person, side.partner));
  return side;
}

static void clear_side(Side *side) {
  g_free(side->partner);
  g_free(side->engagement);
}

/* Advice that was taken back is there, and counts for nothing. */
static void test_no_standing(void) {
  Side side = new_side("joe");
  assert_says("ada", "partner", side.partner, "No advice of theirs is on record yet.");
  g_autofree char *advice =
      act("joe", "advise", "{'option':'Flags','engagement':'%s','know_by':'2026-05-01','worked_if':'it is seen'}",
          side.engagement);
  assert_says("ada", "partner", side.partner, "no outcome known yet");
  g_free(act("joe", "withdraw_advice", "{'advice':'%s'}", advice));
  assert_says("ada", "partner", side.partner, "None of their advice counts: it was withdrawn, or");
  clear_side(&side);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_assert_cmpint(sodium_init(), >=, 0);
  sample = page_sample_new();
  g_test_add_func("/pages/words/no_standing", test_no_standing);
  int status = g_test_run();
  page_sample_free(sample);
  return status;
}
