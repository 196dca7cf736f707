/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Who may take what out of the record: every role, own and others'. */
#include "record/erase.h"

#include <glib.h>

static const struct {
  RecordRole role;
  bool own;
  RecordRefusal text;
  RecordRefusal file;
  RecordRefusal remove;
} cases[] = {
    {RECORD_ROLE_OWNER, false, RECORD_ALLOWED, RECORD_ALLOWED, RECORD_ALLOWED},
    {RECORD_ROLE_OWNER, true, RECORD_ALLOWED, RECORD_ALLOWED, RECORD_ALLOWED},
    {RECORD_ROLE_MEMBER, false, RECORD_REFUSED_OWNER_ONLY, RECORD_REFUSED_OWNER_ONLY, RECORD_ALLOWED},
    {RECORD_ROLE_MEMBER, true, RECORD_ALLOWED, RECORD_REFUSED_OWNER_ONLY, RECORD_ALLOWED},
    {RECORD_ROLE_PARTNER, false, RECORD_REFUSED_OWNER_ONLY, RECORD_REFUSED_OWNER_ONLY, RECORD_REFUSED_NOT_THEIRS},
    {RECORD_ROLE_PARTNER, true, RECORD_ALLOWED, RECORD_REFUSED_OWNER_ONLY, RECORD_ALLOWED},
    {RECORD_ROLE_OBSERVER, false, RECORD_REFUSED_ROLE, RECORD_REFUSED_OWNER_ONLY, RECORD_REFUSED_ROLE},
    {RECORD_ROLE_OBSERVER, true, RECORD_REFUSED_ROLE, RECORD_REFUSED_OWNER_ONLY, RECORD_REFUSED_ROLE},
};

static void test_all(void) {
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_test_message("case %zu", index);
    g_assert_cmpint(record_erase_check_text(cases[index].role, cases[index].own), ==, cases[index].text);
    g_assert_cmpint(record_erase_check_file(cases[index].role), ==, cases[index].file);
    g_assert_cmpint(record_file_check_remove(cases[index].role, cases[index].own), ==, cases[index].remove);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/record/erase/all", test_all);
  return g_test_run();
}
