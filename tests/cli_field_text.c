/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbers and times as people and spreadsheets write them: what is taken, as what, and what is refused. */
#include "cli/field_hints.h"
#include "cli/field_text.h"

#include <glib.h>

typedef struct {
  const char *text;
  bool comma;
  FieldTextStatus status;
  double value;
} NumberCase;

static const NumberCase numbers[] = {
    {"12", false, FIELD_TEXT_OK, 12},
    {"-0.5", false, FIELD_TEXT_OK, -0.5},
    {"+.5", false, FIELD_TEXT_OK, 0.5},
    {"5.", false, FIELD_TEXT_OK, 5},
    {"1e3", false, FIELD_TEXT_OK, 1000},
    {"1E-2", false, FIELD_TEXT_OK, 0.01},
    {" 7\t", false, FIELD_TEXT_OK, 7},
    {"\xC2\xA0"
     "7\xE2\x80\xAF",
     false, FIELD_TEXT_OK, 7},
    {"0,5", true, FIELD_TEXT_OK, 0.5},
    {"1200,50", true, FIELD_TEXT_OK, 1200.5},
    {"0.500", true, FIELD_TEXT_OK, 0.5},
    {"1500", true, FIELD_TEXT_OK, 1500},
    {"", false, FIELD_TEXT_EMPTY, 0},
    {"  ", false, FIELD_TEXT_EMPTY, 0},
    {"0,5", false, FIELD_TEXT_MALFORMED, 0},
    {"1.500", true, FIELD_TEXT_THOUSANDS, 0},
    {"1,500", true, FIELD_TEXT_THOUSANDS, 0},
    {"12,500,000", true, FIELD_TEXT_THOUSANDS, 0},
    {"0,500", true, FIELD_TEXT_OK, 0.5},
    {"12.500.000", true, FIELD_TEXT_THOUSANDS, 0},
    {"1.500", false, FIELD_TEXT_OK, 1.5},
    {"1.500,00", true, FIELD_TEXT_MALFORMED, 0},
    {"1,500.00", true, FIELD_TEXT_MALFORMED, 0},
    {"1 500", true, FIELD_TEXT_MALFORMED, 0},
    {"0x10", false, FIELD_TEXT_MALFORMED, 0},
    {"nan", false, FIELD_TEXT_MALFORMED, 0},
    {"inf", false, FIELD_TEXT_MALFORMED, 0},
    {"Infinity", false, FIELD_TEXT_MALFORMED, 0},
    {"1e999", false, FIELD_TEXT_MALFORMED, 0},
    {"1e", false, FIELD_TEXT_MALFORMED, 0},
    {".", false, FIELD_TEXT_MALFORMED, 0},
    {"-", false, FIELD_TEXT_MALFORMED, 0},
    {"5 EUR", false, FIELD_TEXT_MALFORMED, 0},
    {"1e5\n", false, FIELD_TEXT_MALFORMED, 0},
    {"1111111111111111111111111111111111111111111111111111111111111111", false, FIELD_TEXT_MALFORMED, 0},
};

static void test_numbers(void) {
  for (size_t i = 0; i < G_N_ELEMENTS(numbers); i++) {
    double value = -99;
    bool comma_used = false;
    g_test_message("number \"%s\"", numbers[i].text);
    g_assert_cmpint(field_text_number(numbers[i].text, numbers[i].comma, &value, &comma_used), ==, numbers[i].status);
    g_assert_cmpfloat(value, ==, numbers[i].status == FIELD_TEXT_OK ? numbers[i].value : -99);
  }
}

static void test_comma_is_noticed(void) {
  double value;
  bool comma_used = false;
  field_text_number("15", true, &value, &comma_used);
  g_assert_false(comma_used);
  field_text_number("1,5", true, &value, &comma_used);
  g_assert_true(comma_used);
}

static void test_shares(void) {
  static const NumberCase shares[] = {
      {"0.8", false, FIELD_TEXT_OK, 0.8},
      {"80%", false, FIELD_TEXT_OK, 0.8},
      {"80 %", false, FIELD_TEXT_OK, 0.8},
      {"80\xC2\xA0%", false, FIELD_TEXT_OK, 0.8},
      {"62,5 %", true, FIELD_TEXT_OK, 0.625},
      {"1.000", true, FIELD_TEXT_OK, 1},
      {"%", false, FIELD_TEXT_MALFORMED, 0},
      {"80 %%", false, FIELD_TEXT_MALFORMED, 0},
      {"eighty", false, FIELD_TEXT_MALFORMED, 0},
      {"", false, FIELD_TEXT_EMPTY, 0},
      {"80 % sure", false, FIELD_TEXT_MALFORMED, 0},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(shares); i++) {
    double value = 0;
    bool comma_used = false;
    g_test_message("share \"%s\"", shares[i].text);
    g_assert_cmpint(field_text_share(shares[i].text, shares[i].comma, &value, &comma_used), ==, shares[i].status);
    if (shares[i].status == FIELD_TEXT_OK) {
      g_assert_cmpfloat_with_epsilon(value, shares[i].value, 1e-15);
    }
  }
}

static void test_times(void) {
  static const struct {
    const char *text;
    int64_t time_ms;
    bool day_only;
  } times[] = {
      {"1970-01-01", 0, true},
      {"1970-01-01T00:00:00Z", 0, false},
      {"2024-02-29T12:30:15Z", INT64_C(1709209815000), false},
      {"2024-02-29t12:30:15z", INT64_C(1709209815000), false},
      {"2024-02-29T12:30:15.25Z", INT64_C(1709209815250), false},
      {"2024-02-29T12:30:15.2504999Z", INT64_C(1709209815250), false},
      {"2024-02-29T14:00:15+01:30", INT64_C(1709209815000), false},
      {"2024-02-29T11:30:15-01:00", INT64_C(1709209815000), false},
      {"2024-02-29 12:30", INT64_C(1709209800000), false},
      {"2024-02-29 12:30:15", INT64_C(1709209815000), false},
      {" 2024-02-29 ", INT64_C(1709164800000), true},
      {"1969-12-31T23:59:59.999Z", -1, false},
      {"2016-12-31T23:59:60Z", INT64_C(1483228800000), false},
      {"0001-01-01", INT64_C(-62135596800000), true},
      {"9999-12-31T23:59:59.999Z", INT64_C(253402300799999), false},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(times); i++) {
    int64_t time_ms = 42;
    bool day_only = !times[i].day_only;
    g_test_message("time \"%s\"", times[i].text);
    g_assert_true(field_text_time(times[i].text, &time_ms, &day_only));
    g_assert_cmpint(time_ms, ==, times[i].time_ms);
    g_assert_cmpint(day_only, ==, times[i].day_only);
  }
}

static void test_times_refused(void) {
  static const char *const refused[] = {"",
                                        "yesterday",
                                        "2024",
                                        "2024-2-3",
                                        "2023-02-29",
                                        "2024-13-01",
                                        "2024-00-10",
                                        "2024-01-32",
                                        "0000-01-01",
                                        "2024-01-01T",
                                        "2024-01-01T24:00:00Z",
                                        "2024-01-01T10:60:00Z",
                                        "20240101",
                                        "2024-01-01T10:00:61",
                                        "2024-01-01T10:00:00.",
                                        "2024-01-01T10:00:00+1",
                                        "01/02/2024",
                                        "2024-01-01T10",
                                        "2024-01-01 10:00 CET",
                                        "0001-01-01T00:00:00+01:00",
                                        "2024-01-01x"};
  for (size_t i = 0; i < G_N_ELEMENTS(refused); i++) {
    int64_t time_ms = 42;
    bool day_only;
    g_test_message("time \"%s\"", refused[i]);
    g_assert_false(field_text_time(refused[i], &time_ms, &day_only));
    g_assert_cmpint(time_ms, ==, 42);
  }
}

static void test_days_against_glib(void) {
  for (int64_t day = -700000; day < 2900000; day += 997) {
    g_autoptr(GDateTime) date = g_date_time_new_from_unix_utc(day * 86400);
    if (date == NULL || g_date_time_get_year(date) > 9999) {
      continue;
    }
    g_autofree char *text = field_text_from_time(day * INT64_C(86400000), false);
    int64_t time_ms;
    bool day_only;
    g_assert_true(field_text_time(text, &time_ms, &day_only));
    g_assert_cmpint(time_ms, ==, day * INT64_C(86400000));
  }
}

static void test_hints(void) {
  static const struct {
    const char *text;
    const char *hint; /* NULL: none */
  } times[] = {
      {"05.05.2024", "write 2024-05-05"},
      {"5.5.2024", "write 2024-05-05"},
      {"13.02.2024", "write 2024-02-13"},
      {"2/13/2024", "write 2024-02-13"},
      {"13/02/2024 09:15", "write 2024-02-13 09:15"},
      {"03.04.2024", "write 2024-04-03 or 2024-03-04, whichever is meant"},
      {"2024-2-3", "write 2024-02-03"},
      {"2024/02/03", "write 2024-02-03"},
      {" 31.12.1999 ", "write 1999-12-31"},
      {"45292", "this looks like a spreadsheet's own count of days: give the column the format YYYY-MM-DD"},
      {"2024-01-01 9:30", "write 2024-01-01 09:30"},
      {"1/13/2024 9:30:15", "write 2024-01-13 09:30:15"},
      {"20240213", "write 2024-02-13"},
      {"20240230", NULL},
      {"2024-01-01 9", NULL},
      {"29.02.2023", NULL},
      {"13.13.2024", NULL},
      {"2024-02-30", NULL},
      {"05.05.24", NULL},
      {"05.05/2024", NULL},
      {"5.2024", NULL},
      {"45.1.2", NULL},
      {"13.02.2024 noon", NULL},
      {"13.02.20241", NULL},
      {"120", NULL},
      {"soon", NULL},
      {"", NULL},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(times); i++) {
    g_autofree char *hint = field_hint_time(times[i].text);
    g_assert_cmpstr(hint, ==, times[i].hint);
  }
  static const struct {
    const char *text;
    bool comma;
    const char *hint;
  } shares[] = {
      {"80", false, "write 0.80 or 80 %"},
      {" 80 ", true, "write 0.80 or 80 %"},
      {"62.5", false, "write 0.625 or 62.5 %"},
      {"62,5", true, "write 0,625 or 62,5 %"},
      {"100", false, "write 1.00 or 100 %"},
      {"101", false, NULL},
      {"0.8", false, NULL},
      {"120 %", false, NULL},
      {"-80", false, NULL},
      {"80 percent", false, NULL},
  };
  for (size_t i = 0; i < G_N_ELEMENTS(shares); i++) {
    g_autofree char *hint = field_hint_share(shares[i].text, shares[i].comma);
    g_assert_cmpstr(hint, ==, shares[i].hint);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/field_text/numbers", test_numbers);
  g_test_add_func("/field_text/comma_is_noticed", test_comma_is_noticed);
  g_test_add_func("/field_text/shares", test_shares);
  g_test_add_func("/field_text/times", test_times);
  g_test_add_func("/field_text/times_refused", test_times_refused);
  g_test_add_func("/field_text/days_against_glib", test_days_against_glib);
  g_test_add_func("/field_text/hints", test_hints);
  return g_test_run();
}
