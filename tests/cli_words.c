/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Numbers in plain words, and text fitted to a width. */
#include "words/words.h"

#include <math.h>

#define ASSERT_WORDS(call, expected)                                                                                   \
  do {                                                                                                                 \
    g_autofree char *said = (call);                                                                                    \
    g_assert_cmpstr(said, ==, (expected));                                                                             \
  } while (0)

static void test_printable(void) {
  ASSERT_WORDS(words_printable("a\tb\nc"), "a\tb\nc");
  ASSERT_WORDS(words_printable("\033[31mred\r"), "\xEF\xBF\xBD[31mred\xEF\xBF\xBD");
  ASSERT_WORDS(words_printable("\x7f\xC2\x9B\xC3\xA2"), "\xEF\xBF\xBD\xEF\xBF\xBD\xC3\xA2");
  ASSERT_WORDS(words_printable(""), "");
}

static void test_numbers(void) {
  ASSERT_WORDS(words_percent(0.724), "72 %");
  ASSERT_WORDS(words_percent(0), "0 %");
  ASSERT_WORDS(words_percent(1), "100 %");
  ASSERT_WORDS(words_percent(0.994), "99.4 %");
  ASSERT_WORDS(words_percent(0.9996), ">99.9 %");
  ASSERT_WORDS(words_percent(0.004), "0.4 %");
  ASSERT_WORDS(words_share(1250), "12.5 %");
  ASSERT_WORDS(words_share(750), "7.5 %");
  ASSERT_WORDS(words_share(1), "0.01 %");
  ASSERT_WORDS(words_share(9999), "99.99 %");
  ASSERT_WORDS(words_share(10000), "100 %");
  ASSERT_WORDS(words_share(0), "0 %");
  ASSERT_WORDS(words_count(6995), "6,995");
  ASSERT_WORDS(words_count(12), "12");
  ASSERT_WORDS(words_count(1234567), "1,234,567");
  ASSERT_WORDS(words_sum(9), "9");
  ASSERT_WORDS(words_sum(9.5), "9.5");
  ASSERT_WORDS(words_tenths(0.28, 0.91), "between 3 and 9 in 10");
  ASSERT_WORDS(words_tenths(0.68, 0.72), "about 7 in 10");
  ASSERT_WORDS(words_number(0.123456, 4), "0.1235");
  ASSERT_WORDS(words_number(NAN, 4), "");
}

static void test_amounts_are_never_rounded_up(void) {
  ASSERT_WORDS(words_amount(0), "0");
  ASSERT_WORDS(words_amount(0.5), "0.5");
  ASSERT_WORDS(words_amount(0.0567), "0.0567");
  ASSERT_WORDS(words_amount(1), "1");
  ASSERT_WORDS(words_amount(12.5), "12.5");
  ASSERT_WORDS(words_amount(125), "125");
  ASSERT_WORDS(words_amount(1239), "1,230");
  ASSERT_WORDS(words_amount(99999), "99,900");
  ASSERT_WORDS(words_amount(1e15), "1,000,000,000,000,000");
  ASSERT_WORDS(words_millionths(0), "0");
  ASSERT_WORDS(words_millionths(1), "0.000001");
  ASSERT_WORDS(words_millionths(-1), "-0.000001");
  ASSERT_WORDS(words_millionths(10250000), "10.25");
  ASSERT_WORDS(words_millionths(100000000), "100");
  ASSERT_WORDS(words_millionths(12345678000), "12,345.678");
  ASSERT_WORDS(words_millionths(-1999900000), "-1,999.9");
  ASSERT_WORDS(words_millionths(INT64_C(9007199254740991)), "9,007,199,254.740991");
  ASSERT_WORDS(words_millionths(INT64_MIN), "-9,223,372,036,854.775808");
}

static void test_labels(void) {
  ASSERT_WORDS(words_label("Mora", 4), "Mora");
  ASSERT_WORDS(words_label("Morab", 4), "Mor…");
  ASSERT_WORDS(words_label("a\033[1mb\nc\xC2\x9B", 60), "a [1mb c ");
  ASSERT_WORDS(words_label("日本語", 6), "日本語");
  ASSERT_WORDS(words_label("日本語", 5), "日本…");
  ASSERT_WORDS(words_label("", 5), "");
}

static void assert_lines(const char *text, int width, const char *expected) {
  g_autoptr(GPtrArray) lines = words_wrap(text, width);
  g_autoptr(GString) joined = g_string_new(NULL);
  for (guint i = 0; i < lines->len; i++) {
    g_string_append_printf(joined, "%s%s", i == 0 ? "" : "|", (const char *)g_ptr_array_index(lines, i));
  }
  g_assert_cmpstr(joined->str, ==, expected);
}

static void test_wrap(void) {
  assert_lines("", 10, "");
  assert_lines("short", 10, "short");
  assert_lines("one two three", 8, "one two|three");
  assert_lines("one two three", 7, "one two|three");
  assert_lines("one  two", 6, "one|two"); /* no space is left at an end */
  assert_lines("one  two", 5, "one|two");
  assert_lines("incomprehensible", 6, "incomp|rehens|ible");
  assert_lines("a\nb c\n", 5, "a|b c");
  assert_lines("about 72 %", 8, "about|72 %");
  assert_lines("größer als", 6, "größer|als");
  assert_lines("日本語", 4, "日本|語");
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/words/numbers", test_numbers);
  g_test_add_func("/words/amounts_are_never_rounded_up", test_amounts_are_never_rounded_up);
  g_test_add_func("/words/labels", test_labels);
  g_test_add_func("/words/wrap", test_wrap);
  g_test_add_func("/words/printable", test_printable);
  return g_test_run();
}
