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
static void assert_said(const char *person, const char *name, const char *id, const char *words, bool said) {
  g_autofree char *path = g_strdup_printf("/w/" PAGE_SAMPLE_STUDIO "/%s%s%s", name, *id != '\0' ? "/" : "", id);
  g_auto(PagesReply) reply = {0};
  g_assert_true(page_sample_get(sample, person, path, &reply));
  g_assert_cmpuint(reply.status, ==, 200);
  if ((strstr(reply.html->str, words) != NULL) != said)
    g_error("%s %s \"%s\": %s", path, said ? "does not say" : "says", words, reply.html->str);
}

static void assert_says(const char *person, const char *name, const char *id, const char *words) {
  assert_said(person, name, id, words, true);
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

/* The part of the direction's page that is of the goal of that name. */
static char *goal_part(const char *name) {
  g_auto(PagesReply) reply = {0};
  g_assert_true(page_sample_get(sample, "ada", "/w/" PAGE_SAMPLE_STUDIO "/direction", &reply));
  g_autofree char *heading = g_strdup_printf("<h3 dir=\"auto\">%s</h3>", name);
  const char *part = strstr(reply.html->str, heading);
  g_assert_nonnull(part);
  return g_strndup(part, (gsize)(strstr(part, "</section>") - part));
}

/* Once its day is past nothing leads on; one that was reached goes on being measured, one that was dropped does not. */
static void test_goals(void) {
  g_autofree char *crates = act("ada", "add_goal",
                                "{'name':'Fewer crates','measure':'crates','baseline':'90.25','target':'40.75',"
                                "'due_at':'2026-01-13'}");
  g_free(act("ada", "record_reading", "{'goal':'%s','value':'12345.678'}", crates));
  g_autofree char *before = goal_part("Fewer crates");
  g_assert_nonnull(strstr(before, "from 90.25 to 40.75 by 13 January 2026; as it goes"));
  g_assert_nonnull(strstr(before, "12,345.678"));
  sample->now_ms = PAGE_SAMPLE_NOW_MS + 2 * INT64_C(86400000);
  g_autofree char *after = goal_part("Fewer crates");
  g_assert_nonnull(strstr(after, "; that day is past; last measured at 12,345.678, short of the target."));
  g_assert_null(strstr(after, "As it goes"));
  g_free(act("ada", "close_goal", "{'goal':'%s','outcome':'reached'}", crates));
  g_autofree char *reached = goal_part("Fewer crates");
  g_assert_nonnull(strstr(reached, "; it was reached."));
  g_assert_nonnull(strstr(reached, "record_reading"));
  g_assert_null(strstr(reached, "close_goal"));
  g_autofree char *second =
      act("ada", "add_goal", "{'name':'Given up','measure':'x','baseline':'1','target':'2','due_at':'2026-12-31'}");
  g_free(act("ada", "close_goal", "{'goal':'%s','outcome':'dropped'}", second));
  g_autofree char *dropped = goal_part("Given up");
  g_assert_nonnull(strstr(dropped, "; it was dropped."));
  g_assert_null(strstr(dropped, "record_reading"));
  sample->now_ms = PAGE_SAMPLE_NOW_MS;
}

/* A goal is named where something serves it. */
static void test_goal_names(void) {
  Side side = new_side("zoe");
  g_autofree char *goal = act("ada", "add_goal",
                              "{'name':'Lighter crates','measure':'kilos','baseline':'9','target':'4',"
                              "'due_at':'2026-12-31'}");
  g_free(act("ada", "change_engagement", "{'engagement':'%s','gain_share':'5 %%','gain_goal':'%s'}", side.engagement,
             goal));
  g_free(act("ada", "add_task", "{'engagement':'%s','title':'Lids','goal':'%s'}", side.engagement, goal));
  g_autofree char *brief = act("ada", "ask",
                               "{'engagements':['%s'],'question':'Which wood?','goal':'%s','worked_if':'it holds',"
                               "'know_by':'2026-05-01'}",
                               side.engagement, goal);
  g_autofree char *advice = act("zoe", "advise", "{'brief':'%s','option':'Fir'}", brief);
  g_free(act("ada", "open_advice", "{'advice':'%s'}", advice));
  assert_says("ada", "brief", brief, "<dt>Serves the goal</dt><dd dir=\"auto\">Lighter crates</dd>");
  assert_says("ada", "advice", advice, "<dt>Serves the goal</dt><dd dir=\"auto\">Lighter crates</dd>");
  assert_says("ada", "engagement", side.engagement, "5 % (of the goal Lighter crates)");
  assert_says("ada", "engagement", side.engagement, "for the goal Lighter crates</span>");
  clear_side(&side);
}

/* An advice is taken back by whose it is; by the business only where they wrote it down themselves. */
static void test_take_back(void) {
  static const char *const form = "Take this advice back";
  Side side = new_side("yan");
  g_autofree char *advice = act("petra", "advise", "{'option':'Elm','know_by':'2026-05-01','worked_if':'it holds'}");
  g_autofree char *noted =
      act("ada", "note_advice", "{'partner':'%s','option':'Ash','know_by':'2026-05-01'}", side.partner);
  g_free(act("ada", "open_advice", "{'advice':'%s'}", advice));
  assert_says("petra", "advice", advice, form);
  assert_says("ada", "advice", noted, form);
  assert_said("ada", "advice", advice, form, false);
  clear_side(&side);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_assert_cmpint(sodium_init(), >=, 0);
  sample = page_sample_new();
  g_test_add_func("/pages/words/no_standing", test_no_standing);
  g_test_add_func("/pages/words/goals", test_goals);
  g_test_add_func("/pages/words/goal_names", test_goal_names);
  g_test_add_func("/pages/words/take_back", test_take_back);
  int status = g_test_run();
  page_sample_free(sample);
  return status;
}
