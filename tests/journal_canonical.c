/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Canonical JSON against RFC 8785's own examples, and against everything that its profile refuses. */
#include "journal/canonical.h"
#include "journal/error.h"

#include <string.h>

static void check_written(const char *input, const char *expected) {
  g_autoptr(GError) error = NULL;
  size_t length = 0;
  json_auto_t *value = journal_canonical_read(input, strlen(input), JOURNAL_CANONICAL_BYTES_MAX, &error);
  g_assert_no_error(error);
  g_autofree char *written = journal_canonical_write(value, JOURNAL_CANONICAL_BYTES_MAX, &length, &error);
  g_assert_no_error(error);
  g_assert_cmpstr(written, ==, expected);
  g_assert_cmpuint(length, ==, strlen(expected));
  g_assert_true(journal_canonical_check(written, length, length, &error));
  g_assert_no_error(error);
}

/* RFC 8785 §3.2.3: keys in the order of their UTF-16 code units, where the smiley's surrogates come before U+FB33. */
static void test_sorting(void) {
  check_written("{\"\\u20ac\": \"Euro Sign\", \"\\r\": \"Carriage Return\", \"\\ufb33\": \"Hebrew Letter Dalet With "
                "Dagesh\", \"1\": \"One\", \"\\ud83d\\ude00\": \"Emoji: Grinning Face\", \"\\u0080\": \"Control\", "
                "\"\\u00f6\": \"Latin Small Letter O With Diaeresis\"}",
                "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\xc2\x80\":\"Control\",\"\xc3\xb6\":\"Latin Small Letter "
                "O With Diaeresis\",\"\xe2\x82\xac\":\"Euro Sign\",\"\xf0\x9f\x98\x80\":\"Emoji: Grinning Face\","
                "\"\xef\xac\xb3\":\"Hebrew Letter Dalet With Dagesh\"}");
}

/* Every pair of keys that straddles a border of the two encodings. */
static void test_sorting_borders(void) {
  static const gunichar points[] = {0x1,    0x22,    0x7f,     0x80,   0x7ff,  0x800,
                                    0xd7ff, 0x10000, 0x10ffff, 0xe000, 0xfb33, 0xffff};
  for (size_t left = 0; left < G_N_ELEMENTS(points); left++)
    for (size_t right = left + 1; right < G_N_ELEMENTS(points); right++) {
      char first[8] = "";
      char second[8] = "";
      g_unichar_to_utf8(points[left], first);
      g_unichar_to_utf8(points[right], second);
      json_auto_t *object = json_pack("{s:i, s:i}", second, 2, first, 1);
      size_t length = 0;
      g_autofree char *written = journal_canonical_write(object, 100, &length, NULL);
      g_assert_nonnull(strstr(written, ":1,"));
      g_assert_cmpstr(written + length - 3, ==, ":2}");
    }
  check_written("{\"ab\":1,\"a\":2,\"\":3,\"aa\":4}", "{\"\":3,\"a\":2,\"aa\":4,\"ab\":1}");
}

/* RFC 8785 §3.2.2.2 and the string of §3.2.2. */
static void test_strings(void) {
  check_written("\"\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\\"\\/\"",
                "\"\xe2\x82\xac$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"");
  check_written("\"\\b\\t\\n\\f\\r\\u001f\\u0001\\u007f\\u2028</script>\"",
                "\"\\b\\t\\n\\f\\r\\u001f\\u0001\x7f\xe2\x80\xa8</script>\"");
  check_written("[\"\", {}, [], null, true, false]", "[\"\",{},[],null,true,false]");
  /* Composed and decomposed letters stay what they were. */
  check_written("[\"\\u00e9\",\"e\\u0301\"]", "[\"\xc3\xa9\",\"e\xcc\x81\"]");
}

static void test_numbers(void) {
  check_written("[0, -1, 56, 9007199254740991, -9007199254740991]", "[0,-1,56,9007199254740991,-9007199254740991]");
  check_written("-0", "0");
}

static void check_refused(const char *bytes, size_t length, gint code) {
  g_autoptr(GError) error = NULL;
  json_auto_t *value = journal_canonical_read(bytes, length, JOURNAL_CANONICAL_BYTES_MAX, &error);
  g_assert_null(value);
  g_assert_error(error, JOURNAL_ERROR, code);
  g_assert_cmpuint(strlen(error->message), >, 10);
}

static void test_refused(void) {
  static const char *const documents[] = {"",
                                          " ",
                                          "nul",
                                          "1.0",
                                          "1e3",
                                          "0.5",
                                          "1E400",
                                          "9007199254740992",
                                          "-9007199254740992",
                                          "99999999999999999999",
                                          "{\"a\":1,\"a\":2}",
                                          "{\"a\":1,\"\\u0061\":2}",
                                          "[1,]",
                                          "{\"a\"}",
                                          "[1] 2",
                                          "[1",
                                          "\"\\ud800\"",
                                          "\"\\udc00\\ud800\"",
                                          "\"a\\u0000b\"",
                                          "{\"\\u0000\":1}",
                                          "\"\x01\"",
                                          "\"\xff\"",
                                          "\"\xed\xa0\x80\"",
                                          "\"\xc0\x80\"",
                                          "\"\xf4\x90\x80\x80\"",
                                          "'a'",
                                          "NaN",
                                          "Infinity",
                                          "01",
                                          "+1",
                                          "\xef\xbb\xbf{}",
                                          "// a\n1"};
  for (size_t index = 0; index < G_N_ELEMENTS(documents); index++)
    check_refused(documents[index], strlen(documents[index]), JOURNAL_ERROR_MALFORMED);
  check_refused("\"a\0b\"", 5, JOURNAL_ERROR_MALFORMED);
}

/* What a program can build and a document can't hold. */
static void test_write_refused(void) {
  json_t *values[] = {json_real(1.5), json_integer(INT64_C(9007199254740992)), json_stringn("a\0b", 3),
                      json_stringn_nocheck("\xff", 1)};
  for (size_t index = 0; index < G_N_ELEMENTS(values); index++) {
    g_autoptr(GError) error = NULL;
    size_t length = 0;
    g_assert_null(journal_canonical_write(values[index], 100, &length, &error));
    g_assert_error(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED);
  }
  for (size_t index = 0; index < G_N_ELEMENTS(values); index++)
    json_decref(values[index]);
}

static void test_only_canonical_passes(void) {
  static const char *const documents[] = {" {}",         "{} ", "{}\n",    "[1, 2]",      "{\"b\":1,\"a\":2}",
                                          "\"\\u0041\"", "-0",  "\"\\/\"", "\"\\u000A\"", "\"\\u000a\"",
                                          "\"\\u001F\""};
  for (size_t index = 0; index < G_N_ELEMENTS(documents); index++) {
    g_autoptr(GError) error = NULL;
    g_assert_false(journal_canonical_check(documents[index], strlen(documents[index]), 1000, &error));
    g_assert_error(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED);
  }
  g_autoptr(GError) error = NULL;
  g_assert_false(journal_canonical_check("{\"b\":1,\"a\":2}", 13, 1000, &error));
  g_assert_nonnull(strstr(error->message, "byte 3:"));
}

static GString *nested(size_t depth) {
  GString *text = g_string_new(NULL);
  for (size_t level = 0; level < depth; level++)
    g_string_append(text, "[");
  for (size_t level = 0; level < depth; level++)
    g_string_append(text, "]");
  return text;
}

static GString *list_of(size_t elements) {
  GString *text = g_string_new("[");
  for (size_t index = 0; index < elements; index++)
    g_string_append(text, index == 0 ? "{}" : ",{}");
  g_string_append(text, "]");
  return text;
}

/* Each bound, at it and one past it. */
static void test_bounds(void) {
  g_autoptr(GString) deep = nested(JOURNAL_CANONICAL_DEPTH_MAX);
  check_written(deep->str, deep->str);
  g_autoptr(GString) deeper = nested(JOURNAL_CANONICAL_DEPTH_MAX + 1);
  check_refused(deeper->str, deeper->len, JOURNAL_ERROR_LIMIT);
  g_autoptr(GString) many = list_of(JOURNAL_CANONICAL_VALUES_MAX - 1);
  check_written(many->str, many->str);
  g_autoptr(GString) more = list_of(JOURNAL_CANONICAL_VALUES_MAX);
  check_refused(more->str, more->len, JOURNAL_ERROR_LIMIT);
  g_autoptr(GString) wall = g_string_new(NULL);
  for (size_t index = 0; index < 1000000; index++)
    g_string_append_c(wall, '[');
  check_refused(wall->str, wall->len, JOURNAL_ERROR_LIMIT);

  g_autoptr(GError) error = NULL;
  g_assert_true(journal_canonical_check("[1,2]", 5, 5, NULL));
  g_assert_false(journal_canonical_check("[1,2]", 5, 4, &error));
  g_assert_error(error, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT);
  g_autoptr(GError) write_error = NULL;
  json_auto_t *value = json_pack("[i, i]", 1, 2);
  size_t length = 0;
  g_assert_null(journal_canonical_write(value, 4, &length, &write_error));
  g_assert_error(write_error, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT);
}

static void test_size_bound(void) {
  size_t size = JOURNAL_CANONICAL_BYTES_MAX;
  g_autofree char *text = g_malloc(size + 2);
  memset(text, 'a', size + 2);
  text[0] = '"';
  text[size - 1] = '"';
  g_assert_true(journal_canonical_check(text, size, SIZE_MAX, NULL));
  text[size - 1] = 'a';
  text[size] = '"';
  check_refused(text, size + 1, JOURNAL_ERROR_LIMIT);
}

static void test_line(void) {
  g_autoptr(GError) error = NULL;
  size_t length = 0;
  json_auto_t *value = json_pack("{s:i}", "a", 1);
  g_autofree char *line = journal_canonical_write_line(value, 8, &length, NULL);
  g_assert_cmpstr(line, ==, "{\"a\":1}\n");
  g_assert_null(journal_canonical_write_line(value, 7, &length, NULL));
  json_auto_t *read = journal_canonical_read_line(line, 8, 8, NULL);
  g_assert_true(json_equal(read, value));
  g_assert_null(journal_canonical_read_line(line, 7, 8, &error));
  g_assert_error(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED);
  g_assert_null(journal_canonical_read_line("{\"a\":1}\n\n", 9, 100, NULL));
  g_assert_null(journal_canonical_read_line("{\"a\":1}\r\n", 9, 100, NULL));
  g_assert_null(journal_canonical_read_line("", 0, 100, NULL));
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/journal/canonical/sorting", test_sorting);
  g_test_add_func("/journal/canonical/sorting-borders", test_sorting_borders);
  g_test_add_func("/journal/canonical/strings", test_strings);
  g_test_add_func("/journal/canonical/numbers", test_numbers);
  g_test_add_func("/journal/canonical/refused", test_refused);
  g_test_add_func("/journal/canonical/write-refused", test_write_refused);
  g_test_add_func("/journal/canonical/only-canonical", test_only_canonical_passes);
  g_test_add_func("/journal/canonical/bounds", test_bounds);
  g_test_add_func("/journal/canonical/size-bound", test_size_bound);
  g_test_add_func("/journal/canonical/line", test_line);
  return g_test_run();
}
