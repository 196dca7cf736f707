/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who sees what: every thing for every role, own and others'. */
#include "record/see.h"

#include <glib.h>

/* What a partner may see, in the words of the page that says so: o their own, s where shared, - never. */
static const struct {
  RecordThing thing;
  char partner;
} things[] = {
    {RECORD_THING_DIRECTION, 's'}, {RECORD_THING_ENGAGEMENT, 'o'}, {RECORD_THING_BRIEF, 'o'},
    {RECORD_THING_ADVICE, 'o'},    {RECORD_THING_DECISION, 'o'},   {RECORD_THING_OUTCOME, 'o'},
    {RECORD_THING_STAKE, '-'},     {RECORD_THING_OWN_VIEW, '-'},   {RECORD_THING_SNAPSHOT, '-'},
    {RECORD_THING_STANDING, 'o'},  {RECORD_THING_SKILL, '-'},      {RECORD_THING_PEOPLE, '-'},
    {RECORD_THING_JOURNAL, '-'},   {RECORD_THING_SETTINGS, '-'},
};

static void test_partner(void) {
  g_assert_cmpint(G_N_ELEMENTS(things), ==, RECORD_THING_COUNT);
  for (size_t index = 0; index < G_N_ELEMENTS(things); index++) {
    for (int given = 0; given < 4; given++) {
      bool theirs = (given & 1) != 0;
      bool shared = (given & 2) != 0;
      RecordSeeCase one = {.role = RECORD_ROLE_PARTNER, .theirs = theirs, .direction_shared = shared};
      RecordRefusal expected = RECORD_REFUSED_ROLE;
      if (things[index].partner == 'o') {
        expected = theirs ? RECORD_ALLOWED : RECORD_REFUSED_NOT_THEIRS;
      } else if (things[index].partner == 's' && shared) {
        expected = RECORD_ALLOWED;
      }
      g_test_message("thing %d, theirs %d, shared %d", (int)things[index].thing, theirs, shared);
      g_assert_cmpint(record_see_check(things[index].thing, &one), ==, expected);
    }
  }
}

static void test_client(void) {
  static const RecordRole roles[] = {RECORD_ROLE_OWNER, RECORD_ROLE_MEMBER, RECORD_ROLE_OBSERVER};
  for (size_t index = 0; index < G_N_ELEMENTS(roles); index++) {
    for (int thing = 0; thing < RECORD_THING_COUNT; thing++) {
      RecordSeeCase one = {.role = roles[index]};
      g_assert_cmpint(record_see_check((RecordThing)thing, &one), ==, RECORD_ALLOWED);
    }
  }
}

static void test_review(void) {
  g_assert_false(record_see_review(false, false));
  g_assert_true(record_see_review(true, false));
  g_assert_true(record_see_review(false, true));
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/record/see/partner", test_partner);
  g_test_add_func("/record/see/client", test_client);
  g_test_add_func("/record/see/review", test_review);
  return g_test_run();
}
