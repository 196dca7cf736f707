/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Every type of field at its bounds and one past them, as JSON and as people write it. */
#include "record/declare.h"
#include "record/field_text.h"

#include <string.h>

#define NOW_MS INT64_C(1767225600000) /* 2026-01-01 */

static const RecordField fields[] = {
    FIELD_LINE("line", 0, "help"),
    FIELD_LINES("lines", 0, "help"),
    FIELD_WORDS("words", 0, "help"),
    FIELD_PERSON("person", 0, "help"),
    FIELD_THING("thing", 0, "ba", "help"),
    FIELD_THINGS("things", 0, "b", "help"),
    FIELD_INTEGER("integer", 0, -3, 5, "help"),
    FIELD_MONEY("money", 0, "help"),
    FIELD_SHARE("share", 0, "help"),
    FIELD_NUMBER("number", 0, "help"),
    FIELD_TIME("time", 0, "help"),
    FIELD_TIME("past", RECORD_FIELD_PAST, "help"),
    FIELD_TIME("future", RECORD_FIELD_FUTURE, "help"),
    FIELD_CHOICE("choice", 0, "follow|adapt", "help"),
    FIELD_FLAG("flag", 0, "help"),
    {"currency", RECORD_FIELD_CURRENCY, 0, 0, 0, NULL, "help"},
    FIELD_ZONE("zone", 0),
    FIELD_FILE("hash", 0, "help"),
    FIELD_SECRET("secret", 0, "help"),
    FIELD_END,
};

/* Checks {field: value} and gives what became of it, as JSON; "!" and the problem's field where it is refused. Free with
 * g_free. */
static char *check(const char *field, json_t *value) {
  g_auto(RecordProblem) problem = {0};
  RecordFieldSetting setting = {.now_ms = NOW_MS, .currency_decimals = 2};
  json_t *document = json_pack("{s:o}", field, value);
  json_t *checked = record_fields_check(fields, document, &setting, &problem);
  json_decref(document);
  if (checked == NULL) {
    g_assert_cmpint(problem.kind, ==, RECORD_PROBLEM_INVALID);
    g_assert_cmpint(strlen(problem.message), >, 0);
    return g_strconcat("!", problem.field, NULL);
  }
  json_t *made = json_object_get(checked, field);
  char *dumped = made != NULL ? json_dumps(made, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
  char *text = g_strdup(dumped != NULL ? dumped : "none");
  free(dumped);
  json_decref(checked);
  return text;
}

/* value: JSON with ' in the place of ". expected: what is made of it; NULL: it is as it was; "!field": refused. */
typedef struct {
  const char *field;
  const char *value;
  const char *expected;
} Case;

static const Case cases[] = {
    {"line", "null", "none"},
    {"line", "'a'", NULL},
    {"line", "'  a '", NULL}, /* kept as entered */
    {"line", "''", "!line"},
    {"line", "' \\t\\u00a0'", "!line"},
    {"line", "'a\\u0000b'", "!line"},
    {"line", "'a\\nb'", "!line"},
    {"line", "'a\\tb'", "!line"},
    {"line", "'a\\u001b[31mb'", "!line"},
    {"line", "'a\\u007fb'", "!line"},
    {"line", "'\xC3\xA2\xC2\x82\xC2\xAC'", NULL},
    {"lines", "['a\\nb']", "!lines/0"},
    {"words", "'a\\r\\n\\tb'", NULL},
    {"words", "'a\\u001b[31mb'", "!words"},
    {"words", "'a\\u007fb'", "!words"},
    {"secret", "'a\\u0007b'", NULL},
    {"line", "1", "!line"},
    {"line", "['a']", "!line"},
    {"lines", "[]", NULL},
    {"lines", "['a','a']", NULL},
    {"lines", "'a'", "!lines"},
    {"lines", "['a','']", "!lines/1"},
    {"person", "'a.b_c:d-E9'", NULL},
    {"person", "'-a'", "!person"},
    {"person", "'a b'", "!person"},
    {"person", "''", "!person"},
    {"person", "'\xc3\xa4'", "!person"},
    {"thing", "'b1'", NULL},
    {"thing", "'a9999999999999999999'", NULL}, /* 20 bytes */
    {"thing", "'a99999999999999999999'", "!thing"},
    {"thing", "'c1'", "!thing"},
    {"thing", "'b0'", "!thing"},
    {"thing", "'b01'", "!thing"},
    {"thing", "'b'", "!thing"},
    {"thing", "'b1x'", "!thing"},
    {"thing", "''", "!thing"},
    {"thing", "17", "!thing"},
    {"things", "['b1','b2']", NULL},
    {"things", "['b1','b1']", "!things/1"},
    {"things", "['b1','a1']", "!things/1"},
    {"integer", "-3", NULL},
    {"integer", "5", NULL},
    {"integer", "-4", "!integer"},
    {"integer", "6", "!integer"},
    {"integer", "'5'", "5"},
    {"integer", "'-3'", "-3"},
    {"integer", "'6'", "!integer"},
    {"integer", "'2.5'", "!integer"},
    {"integer", "2.0", "!integer"},
    {"integer", "true", "!integer"},
    {"money", "0", NULL},
    {"money", "9007199254740991", NULL},
    {"money", "9007199254740992", "!money"},
    {"money", "-1", "!money"},
    {"money", "'0.01'", "1"},
    {"money", "'1500'", "150000"},
    {"money", "'12,5'", "1250"},
    {"money", "'90071992547409.91'", "9007199254740991"},
    {"money", "'90071992547409.92'", "!money"},
    {"money", "'99999999999999999999'", "!money"},
    {"money", "'0.001'", "!money"},
    {"money", "'1,500.00'", "!money"},
    {"money", "'1e3'", "!money"},
    {"money", "' 1'", "!money"},
    {"share", "0", NULL},
    {"share", "10000", NULL},
    {"share", "10001", "!share"},
    {"share", "-1", "!share"},
    {"share", "'70 %'", "7000"},
    {"share", "'70%'", "7000"},
    {"share", "'0.7'", "7000"},
    {"share", "'1'", "10000"},
    {"share", "'100 %'", "10000"},
    {"share", "'100.01 %'", "!share"},
    {"share", "'70'", "!share"}, /* may mean either */
    {"share", "'-0.1'", "!share"},
    {"number", "9000000000000000", NULL},
    {"number", "9000000000000001", "!number"},
    {"number", "-9000000000000000", NULL},
    {"number", "-9000000000000001", "!number"},
    {"number", "'-12.5'", "-12500000"},
    {"number", "'0.000001'", "1"},
    {"number", "'0.0000001'", "!number"},
    {"time", "-2208988800000", NULL},
    {"time", "-2208988800001", "!time"},
    {"time", "7289654399999", NULL},
    {"time", "7289654400000", "!time"},
    {"time", "'1900-01-01'", "-2208988800000"},
    {"time", "'1899-12-31'", "!time"},
    {"time", "'2200-12-31T23:59:59.999Z'", "7289654399999"},
    {"time", "'2201-01-01'", "!time"},
    {"time", "'2026-01-01T01:00:00+01:00'", "1767225600000"},
    {"time", "'2026-02-29'", "!time"},
    {"time", "'2026-01-01T00:00:00'", "!time"}, /* in which zone? */
    {"time", "'yesterday'", "!time"},
    {"past", "1767225600000", NULL},
    {"past", "1767225600001", "!past"},
    {"past", "'2026-01-01'", "1767225600000"},
    {"past", "'2026-01-02'", "!past"},
    {"future", "1767225600001", NULL},
    {"future", "1767225600000", "!future"},
    {"future", "'2026-01-02'", "1767312000000"},
    {"future", "'2026-01-01'", "!future"},
    {"choice", "'follow'", NULL},
    {"choice", "'adapt'", NULL},
    {"choice", "'Follow'", "!choice"},
    {"choice", "'follow|adapt'", "!choice"},
    {"choice", "''", "!choice"},
    {"flag", "true", NULL},
    {"flag", "false", NULL},
    {"flag", "'yes'", "true"},
    {"flag", "'no'", "false"},
    {"flag", "'true'", "true"},
    {"flag", "'false'", "false"},
    {"flag", "1", "!flag"},
    {"flag", "'maybe'", "!flag"},
    {"currency", "'EUR'", NULL},
    {"currency", "'eur'", "!currency"},
    {"currency", "'EURO'", "!currency"},
    {"currency", "'EU'", "!currency"},
    {"zone", "'Europe/Berlin'", NULL},
    {"zone", "'UTC'", NULL},
    {"zone", "'Europe/Atlantis'", "!zone"},
    {"zone", "''", "!zone"},
    {"hash", "'00000000000000000000000000000000000000000000000000000000000000ff'", NULL},
    {"hash", "'0000000000000000000000000000000000000000000000000000000000000fF'", "!hash"},
    {"hash", "'0000000000000000000000000000000000000000000000000000000000000ff'", "!hash"},
    {"hash", "'000000000000000000000000000000000000000000000000000000000000000ff'", "!hash"},
    {"secret", "''", "!secret"},
};

static void test_cases(void) {
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_autofree char *quoted = g_strdelimit(g_strdup(cases[index].value), "'", '"');
    json_t *value = json_loads(quoted, JSON_DECODE_ANY | JSON_ALLOW_NUL, NULL);
    g_assert_nonnull(value);
    g_autofree char *made = check(cases[index].field, value);
    g_test_message("%s: %s", cases[index].field, quoted);
    g_assert_cmpstr(made, ==, cases[index].expected != NULL ? cases[index].expected : quoted);
  }
}

static void expect_length(const char *field, size_t length, bool taken) {
  g_autofree char *text = g_strnfill(length, 'x');
  g_autofree char *made = check(field, json_string(text));
  g_assert_cmpint(made[0] != '!', ==, taken);
}

static void expect_count(const char *field, int count, bool taken) {
  json_t *list = json_array();
  for (int index = 1; index <= count; index++) {
    g_autofree char *element = g_strdup_printf("b%d", index);
    json_array_append_new(list, json_string(element));
  }
  g_autofree char *made = check(field, list);
  g_assert_cmpint(made[0] != '!', ==, taken);
}

/* Bounds in bytes and elements: at each, and one past it. */
static void test_lengths(void) {
  expect_length("line", RECORD_FIELD_LINE_BYTES_MAX, true);
  expect_length("line", RECORD_FIELD_LINE_BYTES_MAX + 1, false);
  expect_length("person", RECORD_PERSON_BYTES_MAX, true);
  expect_length("person", RECORD_PERSON_BYTES_MAX + 1, false);
  expect_length("secret", RECORD_FIELD_SECRET_BYTES_MAX, true);
  expect_length("secret", RECORD_FIELD_SECRET_BYTES_MAX + 1, false);
  expect_count("lines", RECORD_FIELD_ITEMS_MAX, true);
  expect_count("lines", RECORD_FIELD_ITEMS_MAX + 1, false);
  expect_count("things", RECORD_FIELD_ITEMS_MAX, true);
  expect_count("things", RECORD_FIELD_ITEMS_MAX + 1, false);
}

static void test_documents(void) {
  static const RecordField required[] = {FIELD_LINE("line", RECORD_FIELD_REQUIRED, "help"), FIELD_END};
  RecordFieldSetting setting = {.now_ms = NOW_MS, .currency_decimals = 2};
  g_auto(RecordProblem) problem = {0};
  json_t *documents[] = {json_object(), json_pack("{s:n}", "line"), json_pack("{s:s, s:i}", "line", "a", "other", 1),
                         json_array(), json_string("line")};
  static const char *const wrong[] = {"line", "line", "other", NULL, NULL};
  for (size_t index = 0; index < G_N_ELEMENTS(documents); index++) {
    g_assert_null(record_fields_check(required, documents[index], &setting, &problem));
    g_assert_cmpstr(problem.field, ==, wrong[index]);
    json_decref(documents[index]);
  }
}

/* A currency without decimals takes none, and one with three takes three. */
static void test_currencies(void) {
  static const struct {
    const char *currency;
    const char *text;
    int64_t minor; /* -1: refused */
  } amounts[] = {{"JPY", "1500", 1500}, {"JPY", "1.5", -1},     {"EUR", "1.50", 150},
                 {"EUR", "1.505", -1},  {"KWD", "1.505", 1505}, {"KWD", "1.5055", -1}};
  for (size_t index = 0; index < G_N_ELEMENTS(amounts); index++) {
    g_auto(RecordProblem) problem = {0};
    RecordFieldSetting setting = {.currency_decimals = record_currency_decimals(amounts[index].currency)};
    json_t *document = json_pack("{s:s}", "money", amounts[index].text);
    json_t *checked = record_fields_check(fields, document, &setting, &problem);
    g_assert_cmpint(checked != NULL ? json_integer_value(json_object_get(checked, "money")) : -1, ==,
                    amounts[index].minor);
    json_decref(checked);
    json_decref(document);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/record/field_types/cases", test_cases);
  g_test_add_func("/record/field_types/lengths", test_lengths);
  g_test_add_func("/record/field_types/documents", test_documents);
  g_test_add_func("/record/field_types/currencies", test_currencies);
  return g_test_run();
}
