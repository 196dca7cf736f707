/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What each type of field takes and what it becomes, at every bound and one past it. */
#include "record/field.h"
#include "record/field_text.h"

#include <glib.h>
#include <string.h>

#pragma GCC diagnostic ignored "-Wmissing-field-initializers" /* what a case does not name is 0 */

#define NOW_MS INT64_C(1760000000000) /* 2025-10-09T08:53:20Z */
#define H16 "0123456789abcdef"
#define H64 H16 H16 H16 H16

typedef struct {
  RecordField field;
  const char *given;    /* JSON with ' for " */
  const char *expected; /* the same; NULL: refused */
} Case;

#define TEXT                                                                                                           \
  { .type = RECORD_FIELD_TEXT, .least = 1, .most = 5 }
#define NAME                                                                                                           \
  { .type = RECORD_FIELD_NAME, .most = 4 }
#define THING                                                                                                          \
  { .type = RECORD_FIELD_THING, .choices = "ab" }
#define THINGS                                                                                                         \
  { .type = RECORD_FIELD_THINGS, .choices = "ab" }
#define INTEGER                                                                                                        \
  { .type = RECORD_FIELD_INTEGER, .least = -2, .most = 12 }
#define MONEY                                                                                                          \
  { .type = RECORD_FIELD_MONEY, .least = 0, .most = 123456 }
#define SHARE                                                                                                          \
  { .type = RECORD_FIELD_SHARE, .least = 0, .most = 10000 }
#define NUMBER                                                                                                         \
  { .type = RECORD_FIELD_NUMBER, .least = -RECORD_FIELD_NUMBER_MAX, .most = RECORD_FIELD_NUMBER_MAX }
#define TIME                                                                                                           \
  { .type = RECORD_FIELD_TIME }
#define PAST                                                                                                           \
  { .type = RECORD_FIELD_TIME, .flags = RECORD_FIELD_PAST }
#define FUTURE                                                                                                         \
  { .type = RECORD_FIELD_TIME, .flags = RECORD_FIELD_FUTURE }
#define CHOICE                                                                                                         \
  { .type = RECORD_FIELD_CHOICE, .choices = "follow|adapt" }
#define FLAG                                                                                                           \
  { .type = RECORD_FIELD_FLAG }
#define CURRENCY                                                                                                       \
  { .type = RECORD_FIELD_CURRENCY }
#define ZONE                                                                                                           \
  { .type = RECORD_FIELD_ZONE, .most = 13 }
#define HASH                                                                                                           \
  { .type = RECORD_FIELD_HASH }
#define LOOSE                                                                                                          \
  { .type = RECORD_FIELD_TEXT, .least = 0, .most = 5 }
#define LONG                                                                                                           \
  { .type = RECORD_FIELD_TEXT, .least = 3, .most = 5 }

static const Case cases[] = {
    {TEXT, "'a'", "'a'"},
    {TEXT, "'abcde'", "'abcde'"},
    {TEXT, "'abcdef'"},
    {TEXT, "''"},
    {TEXT, "' \\t\\u00a0'"},
    {TEXT, "' a '", "' a '"},
    {TEXT, "'\\u00e9\\u00e9x'", "'\\u00e9\\u00e9x'"},
    {TEXT, "'\\u00e9\\u00e9xx'"},
    {TEXT, "5"},
    {TEXT, "['a']"},
    {TEXT, "true"},
    {LOOSE, "''", "''"},
    {LOOSE, "'  '", "'  '"},
    {LONG, "'ab'"},
    {LONG, "'abc'", "'abc'"},
    {NAME, "'a.:-'", "'a.:-'"},
    {NAME, "'a_9'", "'a_9'"},
    {NAME, "'9'", "'9'"},
    {NAME, "''"},
    {NAME, "'abcde'"},
    {NAME, "'.a'"},
    {NAME, "'-a'"},
    {NAME, "'a b'"},
    {NAME, "'\\u00e9'"},
    {NAME, "7"},
    {THING, "'a1'", "'a1'"},
    {THING, "'b1234567890123456789'", "'b1234567890123456789'"},
    {THING, "'b12345678901234567890'"},
    {THING, "'a'"},
    {THING, "'a0'"},
    {THING, "'a01'"},
    {THING, "'c1'"},
    {THING, "'a1x'"},
    {THING, "'1a'"},
    {THING, "17"},
    {THING, "''"},
    {THINGS, "['a1','b1']", "['a1','b1']"},
    {THINGS, "[]", "[]"},
    {THINGS, "['a1','b2','a1']"},
    {THINGS, "'a1'"},
    {THINGS, "['a1',7]"},
    {INTEGER, "-2", "-2"},
    {INTEGER, "12", "12"},
    {INTEGER, "-3"},
    {INTEGER, "13"},
    {INTEGER, "'7'", "7"},
    {INTEGER, "'-2'", "-2"},
    {INTEGER, "'7.0'"},
    {INTEGER, "''"},
    {INTEGER, "'-'"},
    {INTEGER, "' 7'"},
    {INTEGER, "'7 '"},
    {INTEGER, "7.5"},
    {INTEGER, "[]"},
    {INTEGER, "'seven'"},
    {MONEY, "1500", "1500"},
    {MONEY, "'1234'", "123400"},
    {MONEY, "'1234.56'", "123456"},
    {MONEY, "'1234,56'", "123456"},
    {MONEY, "'1234.57'"},
    {MONEY, "'12.5'", "1250"},
    {MONEY, "'12.345'"},
    {MONEY, "'12.'"},
    {MONEY, "'.5'"},
    {MONEY, "'1.2.3'"},
    {MONEY, "'1,234.5'"},
    {MONEY, "'-1'"},
    {MONEY, "123457"},
    {MONEY, "0", "0"},
    {MONEY, "-1"},
    {SHARE, "'70 %'", "7000"},
    {SHARE, "'70%'", "7000"},
    {SHARE, "'0.7'", "7000"},
    {SHARE, "'12.34 %'", "1234"},
    {SHARE, "'100 %'", "10000"},
    {SHARE, "'100.01 %'"},
    {SHARE, "'1'", "10000"},
    {SHARE, "'1.0001'"},
    {SHARE, "'0 %'", "0"},
    {SHARE, "'0'", "0"},
    {SHARE, "'-1 %'"},
    {SHARE, "'-0.1'"},
    {SHARE, "'%'"},
    {SHARE, "' %'"},
    {SHARE, "''"},
    {SHARE, "10000", "10000"},
    {SHARE, "10001"},
    {SHARE, "-1"},
    {NUMBER, "'12.5'", "12500000"},
    {NUMBER, "'-0.000001'", "-1"},
    {NUMBER, "'0.0000001'"},
    {NUMBER, "'9000000000'", "9000000000000000"},
    {NUMBER, "'9000000000.1'"},
    {NUMBER, "'9007199254.740991'"},
    {NUMBER, "'999999999999999'"},
    {NUMBER, "'1234567890123456'"},
    {NUMBER, "9000000000000000", "9000000000000000"},
    {NUMBER, "9000000000000001"},
    {NUMBER, "-9000000000000001"},
    {TIME, "'2025-10-09'", "1759968000000"},
    {TIME, "'2025-10-09T08:53:20Z'", "1760000000000"},
    {TIME, "'2025-10-09T08:53:20.5Z'", "1760000000500"},
    {TIME, "'2025-10-09T10:53:20+02:00'", "1760000000000"},
    {TIME, "'2025-10-09T08:53:20'"},
    {TIME, "'2025-02-30'"},
    {TIME, "'2025-1-9'"},
    {TIME, "'2025/10/09'"},
    {TIME, "'20251009T085320Z'"},
    {TIME, "'tomorrow'"},
    {TIME, "''"},
    {TIME, "'2025-10-09T10:53:20.50000000000000+02:00'", "1760000000500"}, /* 40 bytes, and one more */
    {TIME, "'2025-10-09T10:53:20.500000000000000+02:00'"},
    {TIME, "1760000000000", "1760000000000"},
    {TIME, "'1900-01-01'", "-2208988800000"},
    {TIME, "-2208988800000", "-2208988800000"},
    {TIME, "-2208988800001"},
    {TIME, "'1899-12-31'"},
    {TIME, "true"},
    {PAST, "1760000000000", "1760000000000"},
    {PAST, "1760000000001"},
    {FUTURE, "1760000000000"},
    {FUTURE, "1760000000001", "1760000000001"},
    {CHOICE, "'adapt'", "'adapt'"},
    {CHOICE, "'follow'", "'follow'"},
    {CHOICE, "'follow|adapt'"},
    {CHOICE, "''"},
    {CHOICE, "1"},
    {FLAG, "true", "true"},
    {FLAG, "false", "false"},
    {FLAG, "'yes'", "true"},
    {FLAG, "'true'", "true"},
    {FLAG, "'no'", "false"},
    {FLAG, "'false'", "false"},
    {FLAG, "'maybe'"},
    {FLAG, "1"},
    {FLAG, "''"},
    {CURRENCY, "'EUR'", "'EUR'"},
    {CURRENCY, "'eur'"},
    {CURRENCY, "'EU'"},
    {CURRENCY, "'EURO'"},
    {CURRENCY, "'EUR1'"},
    {CURRENCY, "'EURo'"},
    {CURRENCY, "'EU1'"},
    {CURRENCY, "7"},
    {ZONE, "'Europe/Berlin'", "'Europe/Berlin'"},
    {ZONE, "'UTC'", "'UTC'"},
    {ZONE, "'Europe/Budapest'"},
    {ZONE, "'Nowhere'"},
    {ZONE, "7"},
    {HASH, "'" H64 "'", "'" H64 "'"},
    {HASH, "'" H64 "0'"},
    {HASH, "'" H64 "G'"},
    {HASH, "'" H16 "'"},
    {HASH, "'" H16 H16 H16 "0123456789abcdeF'"},
    {HASH, "7"},
};

static json_t *read_json(const char *text) {
  g_autofree char *quoted = g_strdelimit(g_strdup(text), "'", '"');
  json_t *value = json_loads(quoted, JSON_DECODE_ANY, NULL);
  g_assert_nonnull(value);
  return value;
}

static json_t *check_one(const RecordField *field, json_t *given, unsigned decimals, RecordProblem *problem) {
  RecordField fields[] = {*field, {.name = NULL}};
  fields[0].name = "it";
  fields[0].help = "Help";
  RecordFieldSetting setting = {.now_ms = NOW_MS, .currency_decimals = decimals};
  json_t *document = json_pack("{s:o}", "it", given);
  json_t *checked = record_fields_check(fields, document, &setting, problem);
  json_decref(document);
  return checked;
}

static void test_cases(void) {
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    const Case *one = &cases[index];
    g_auto(RecordProblem) problem = {0};
    json_t *checked = check_one(&one->field, read_json(one->given), 2, &problem);
    g_test_message("type %d: %s", (int)one->field.type, one->given);
    g_assert_true((checked != NULL) == (one->expected != NULL));
    if (checked != NULL) {
      json_t *expected = read_json(one->expected);
      g_assert_true(json_equal(json_object_get(checked, "it"), expected));
      json_decref(expected);
      json_decref(checked);
    } else {
      g_assert_cmpint(problem.kind, ==, RECORD_PROBLEM_INVALID);
      g_assert_true(g_str_has_prefix(problem.field, "it"));
      g_assert_cmpint(strlen(problem.message), >, 5);
    }
  }
}

/* A text is never taken with what a program in C would not see, or can't be written down. */
static void test_bytes(void) {
  const RecordField text = TEXT;
  const RecordField name = NAME;
  g_auto(RecordProblem) problem = {0};
  g_assert_null(check_one(&text, json_stringn("a\0b", 3), 2, &problem));
  g_assert_nonnull(strstr(problem.message, "NUL"));
  g_assert_null(check_one(&name, json_stringn("a\0b", 3), 2, &problem));
  g_assert_null(check_one(&text, json_stringn_nocheck("a\xff", 2), 2, &problem));
}

static void test_lists(void) {
  const RecordField texts = {.type = RECORD_FIELD_TEXTS, .least = 1, .most = 3};
  g_auto(RecordProblem) problem = {0};
  json_t *list = json_array();
  for (int index = 0; index < RECORD_FIELD_ITEMS_MAX; index++)
    json_array_append_new(list, json_string("ab"));
  json_t *checked = check_one(&texts, json_deep_copy(list), 2, &problem); /* texts may be there twice */
  g_assert_cmpuint(json_array_size(json_object_get(checked, "it")), ==, RECORD_FIELD_ITEMS_MAX);
  json_decref(checked);
  json_array_append_new(list, json_string("ab"));
  g_assert_null(check_one(&texts, list, 2, &problem));
  g_assert_null(check_one(&texts, read_json("['a','abcd']"), 2, &problem));
  g_assert_cmpstr(problem.field, ==, "it/1");
}

static void test_document(void) {
  const RecordField fields[] = {{.name = "must", .type = RECORD_FIELD_FLAG, .flags = RECORD_FIELD_REQUIRED},
                                {.name = "may", .type = RECORD_FIELD_FLAG},
                                {.name = NULL}};
  const RecordFieldSetting setting = {.now_ms = NOW_MS};
  const struct {
    const char *given;
    const char *expected; /* NULL: refused */
    const char *field;    /* that is named then */
  } documents[] = {
      {"{'must':true}", "{'must':true}"},
      {"{'must':true,'may':null}", "{'must':true}"},
      {"{'may':'no','must':'yes'}", "{'must':true,'may':false}"},
      {"{'may':true}", NULL, "must"},
      {"{'must':null}", NULL, "must"},
      {"{'must':true,'other':1}", NULL, "other"},
      {"{'must':true,'may':7}", NULL, "may"},
      {"[]", NULL, NULL},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(documents); index++) {
    g_auto(RecordProblem) problem = {0};
    json_t *given = read_json(documents[index].given);
    json_t *checked = record_fields_check(fields, given, &setting, &problem);
    g_assert_true((checked != NULL) == (documents[index].expected != NULL));
    if (checked != NULL) {
      json_t *expected = read_json(documents[index].expected);
      g_assert_true(json_equal(checked, expected));
      json_decref(expected);
    } else {
      g_assert_cmpstr(problem.field, ==, documents[index].field);
    }
    json_decref(checked);
    json_decref(given);
  }
}

static void test_currencies(void) {
  const RecordField money = MONEY;
  g_auto(RecordProblem) problem = {0};
  g_assert_cmpuint(record_currency_decimals("EUR"), ==, 2);
  g_assert_cmpuint(record_currency_decimals("JPY"), ==, 0);
  g_assert_cmpuint(record_currency_decimals("KWD"), ==, 3);
  json_t *yen = check_one(&money, json_string("1500"), 0, &problem);
  g_assert_cmpint(json_integer_value(json_object_get(yen, "it")), ==, 1500);
  json_decref(yen);
  g_assert_null(check_one(&money, json_string("1500.5"), 0, &problem));
}

#define DAY_MS INT64_C(86400000)

/* A time that is written is read again, before 1970 too. */
static void test_times(void) {
  const int64_t times[] = {0, -1, 1, 999, -999, -1000, -1001, NOW_MS + 7, RECORD_TIME_LEAST_MS, RECORD_TIME_MOST_MS};
  for (size_t index = 0; index < G_N_ELEMENTS(times); index++) {
    g_autofree char *text = record_text_from_time(times[index]);
    int64_t read = 5;
    g_assert_true(record_text_time(text, &read));
    g_assert_cmpint(read, ==, times[index]);
  }
  /* Every day that there may be, against a calendar of somebody else's. */
  for (int64_t at_ms = RECORD_TIME_LEAST_MS; at_ms <= RECORD_TIME_MOST_MS; at_ms += DAY_MS + 7777) {
    g_autofree char *written = record_text_from_time(at_ms);
    g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc((at_ms - (at_ms % 1000 + 1000) % 1000) / 1000);
    g_autofree char *day = g_date_time_format(time, "%Y-%m-%dT%H:%M:%S");
    g_assert_true(g_str_has_prefix(written, day));
    g_assert_cmpuint(strlen(written), ==, RECORD_TEXT_TIME_BYTES - 1);
  }
  g_autofree char *past = record_text_from_time(RECORD_TIME_MOST_MS + 1);
  g_autofree char *before = record_text_from_time(RECORD_TIME_LEAST_MS - 1);
  int64_t read = 0;
  g_assert_false(record_text_time(past, &read));
  g_assert_false(record_text_time(before, &read));
  const RecordField time = TIME;
  g_auto(RecordProblem) problem = {0};
  g_assert_null(check_one(&time, json_integer(RECORD_TIME_MOST_MS + 1), 2, &problem));
  json_t *last = check_one(&time, json_integer(RECORD_TIME_MOST_MS), 2, &problem);
  g_assert_nonnull(last);
  json_decref(last);
}

/* A date is a day where the business is: its beginning, or its end where something ends then. */
static void test_days(void) {
  const struct {
    const char *zone;
    const char *given;
    const char *first;
    const char *last;
  } days[] = {
      {NULL, "2026-12-31", "2026-12-31T00:00:00.000Z", "2026-12-31T23:59:59.999Z"},
      {"UTC", "2026-12-31", "2026-12-31T00:00:00.000Z", "2026-12-31T23:59:59.999Z"},
      {"Nowhere/Land", "2026-12-31", "2026-12-31T00:00:00.000Z", "2026-12-31T23:59:59.999Z"},
      {"America/New_York", "2026-12-31", "2026-12-31T05:00:00.000Z", "2027-01-01T04:59:59.999Z"},
      {"Europe/Berlin", "2026-01-20", "2026-01-19T23:00:00.000Z", "2026-01-20T22:59:59.999Z"},
      {"Europe/Berlin", "2026-07-20", "2026-07-19T22:00:00.000Z", "2026-07-20T21:59:59.999Z"},
      {"Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00.000Z", "2026-03-29T21:59:59.999Z"},  /* of 23 hours */
      {"America/Havana", "2026-11-01", "2026-11-01T04:00:00.000Z", "2026-11-02T04:59:59.999Z"}, /* two midnights */
      {"America/Havana", "2026-03-08", "2026-03-08T05:00:00.000Z", "2026-03-09T03:59:59.999Z"}, /* none */
      {"Pacific/Auckland", "2024-02-29", "2024-02-28T11:00:00.000Z", "2024-02-29T10:59:59.999Z"},
      {"Asia/Tokyo", "1900-01-01", "1900-01-01T00:00:00.000Z", "1900-01-01T14:59:59.999Z"}, /* within the years */
      {"America/New_York", "2200-12-31", "2200-12-31T05:00:00.000Z", "2200-12-31T23:59:59.999Z"},
      {"America/New_York", "2026-12-31T10:00:00Z", "2026-12-31T10:00:00.000Z", "2026-12-31T10:00:00.000Z"},
      {"America/New_York", "2026-02-30", NULL, NULL},
      {"America/New_York", "2201-01-01", NULL, NULL},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(days); index++) {
    for (int last = 0; last < 2; last++) {
      const RecordField fields[] = {{.name = "it", .type = RECORD_FIELD_TIME, .flags = last ? RECORD_FIELD_DAY_END : 0},
                                    {.name = NULL}};
      const char *expected = last ? days[index].last : days[index].first;
      RecordFieldSetting setting = {.now_ms = NOW_MS, .zone = days[index].zone};
      g_auto(RecordProblem) problem = {0};
      json_t *document = json_pack("{s:s}", "it", days[index].given);
      json_t *checked = record_fields_check(fields, document, &setting, &problem);
      g_autofree char *said =
          checked != NULL ? record_text_from_time(json_integer_value(json_object_get(checked, "it"))) : NULL;
      g_test_message("%s in %s", days[index].given, days[index].zone);
      g_assert_cmpstr(said, ==, expected);
      json_decref(checked);
      json_decref(document);
    }
  }
  int64_t noon_ms = 0;
  g_assert_true(record_text_time("2026-12-31T02:00:00Z", &noon_ms)); /* the evening before, in New York */
  g_autofree char *end = record_text_from_time(record_day_end(noon_ms, "America/New_York"));
  g_assert_cmpstr(end, ==, "2026-12-31T04:59:59.999Z");
}

/* Months are the calendar's, where the business is: the last day of a month that has no such day, and the same time of day
 * when the clocks have changed. */
static void test_months_later(void) {
  static const struct {
    const char *from;
    int months;
    const char *zone;
    const char *later;
  } later_days[] = {
      {"2026-02-01T09:00:00Z", 1, NULL, "2026-03-01T09:00:00.000Z"},
      {"2026-01-07T09:00:00Z", 6, NULL, "2026-07-07T09:00:00.000Z"},
      {"2026-08-31T09:00:00Z", 6, NULL, "2027-02-28T09:00:00.000Z"},
      {"2025-12-31T09:00:00Z", 60, NULL, "2030-12-31T09:00:00.000Z"},
      {"2026-01-07T09:00:00.5Z", 6, "Europe/Berlin", "2026-07-07T08:00:00.500Z"},
      {"2026-01-31T23:30:00Z", 1, "Europe/Berlin", "2026-02-28T23:30:00.000Z"}, /* there it is 1 February */
  };
  for (size_t index = 0; index < G_N_ELEMENTS(later_days); index++) {
    int64_t from_ms = 0;
    g_assert_true(record_text_time(later_days[index].from, &from_ms));
    g_autofree char *later =
        record_text_from_time(record_months_later(from_ms, later_days[index].months, later_days[index].zone));
    g_assert_cmpstr(later, ==, later_days[index].later);
  }
}

/* A thousand times too little would never be noticed: the two ways to write it are said instead. */
static void test_either(void) {
  const RecordField number = {
      .type = RECORD_FIELD_NUMBER, .least = -RECORD_FIELD_NUMBER_MAX, .most = RECORD_FIELD_NUMBER_MAX};
  const RecordField money = MONEY;
  g_auto(RecordProblem) problem = {0};
  g_assert_null(check_one(&number, json_string("1,500"), 2, &problem));
  g_assert_nonnull(strstr(problem.message, "1500 or 1.500"));
  g_assert_null(check_one(&money, json_string("-1,500"), 3, &problem));
  g_assert_nonnull(strstr(problem.message, "-1500 or -1.500"));
  g_assert_null(check_one(&money, json_string("1,500"), 2, &problem)); /* where 1.500 would be refused */
  g_assert_null(strstr(problem.message, "1.500"));
}

/* Texts by themselves, without a field whose bounds would refuse them too. */
static void test_texts(void) {
  int64_t number = 0;
  g_assert_true(record_text_decimal("999999999999999", 0, &number));
  g_assert_cmpint(number, ==, INT64_C(999999999999999));
  g_assert_true(record_text_decimal("900719925.474099", 6, &number));
  g_assert_cmpint(number, ==, INT64_C(900719925474099));
  g_assert_true(record_text_decimal("900719925474099", 1, &number)); /* the last that is below 2^53 */
  g_assert_cmpint(number, ==, INT64_C(9007199254740990));
  g_assert_true(record_text_decimal("9007199254740991", 0, &number)); /* 2^53 - 1, as in a document */
  g_assert_cmpint(number, ==, INT64_C(9007199254740991));
  const char *const no_decimals[] = {"9007199254740992", "90071992547409910", "7:", "7/", "7e2", "+7", "--7"};
  for (size_t index = 0; index < G_N_ELEMENTS(no_decimals); index++)
    g_assert_false(record_text_decimal(no_decimals[index], 0, &number));
  /* What could be either of two numbers is neither. */
  const char *const either[] = {"1,500", "-1,500", "12,345", "1500,125"};
  for (size_t index = 0; index < G_N_ELEMENTS(either); index++)
    g_assert_false(record_text_decimal(either[index], 6, &number));
  g_assert_true(record_text_decimal("1,5", 6, &number));
  g_assert_cmpint(number, ==, 1500000);
  g_assert_true(record_text_decimal("0,125", 6, &number));
  g_assert_cmpint(number, ==, 125000);
  g_assert_true(record_text_decimal("1.500", 6, &number));
  g_assert_cmpint(number, ==, 1500000);
  g_assert_true(record_text_decimal("1,5000", 6, &number));
  g_assert_false(record_text_decimal("900719925474100", 1, &number));
  g_assert_false(record_text_decimal("999999999999999", 6, &number));
  const char *const no_shares[] = {"-0.01 %", "100.01 %", "-0.0001", "1.0001", "", "%", "    %"};
  for (size_t index = 0; index < G_N_ELEMENTS(no_shares); index++)
    g_assert_false(record_text_share(no_shares[index], &number));
  g_assert_true(record_text_share("1.0000", &number));
  g_assert_cmpint(number, ==, 10000);
}

/* An example that would itself be refused helps nobody; and only where a number could be money of three decimals, or a
 * measure, is "1,500" either of two. */
static void test_examples(void) {
  static const struct {
    RecordFieldType type;
    unsigned decimals;
    const char *given;
    const char *said;
    const char *not_said;
  } examples[] = {
      {RECORD_FIELD_MONEY, 0, "'much'", "such as 1500", "12."},
      {RECORD_FIELD_MONEY, 2, "'much'", "such as 1500 or 12.50", "12.500"},
      {RECORD_FIELD_MONEY, 3, "'much'", "such as 1500 or 12.500", "either of two"},
      {RECORD_FIELD_MONEY, 3, "'1,500'", "either of two numbers", "such as"},
      {RECORD_FIELD_MONEY, 2, "'1,500'", "such as 1500 or 12.50", "either of two"},
      {RECORD_FIELD_INTEGER, 3, "'1,500'", "a whole number", "either of two"},
      {RECORD_FIELD_SHARE, 3, "'1,500'", "a share such as", "either of two"},
      {RECORD_FIELD_NUMBER, 2, "'1,500'", "either of two numbers", "such as"},
      {RECORD_FIELD_TIME, 2, "'9999-01-01'", "of the years 1900 to 2200", "either"},
  };
  for (size_t index = 0; index < G_N_ELEMENTS(examples); index++) {
    RecordField field = {.type = examples[index].type, .most = INT64_MAX};
    g_auto(RecordProblem) problem = {0};
    g_assert_null(check_one(&field, read_json(examples[index].given), examples[index].decimals, &problem));
    if (strstr(problem.message, examples[index].said) == NULL ||
        strstr(problem.message, examples[index].not_said) != NULL)
      g_error("%s, %u decimals: %s", examples[index].given, examples[index].decimals, problem.message);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/record/field/cases", test_cases);
  g_test_add_func("/record/field/examples", test_examples);
  g_test_add_func("/record/field/bytes", test_bytes);
  g_test_add_func("/record/field/lists", test_lists);
  g_test_add_func("/record/field/document", test_document);
  g_test_add_func("/record/field/currencies", test_currencies);
  g_test_add_func("/record/field/times", test_times);
  g_test_add_func("/record/field/days", test_days);
  g_test_add_func("/record/field/months_later", test_months_later);
  g_test_add_func("/record/field/either", test_either);
  g_test_add_func("/record/field/texts", test_texts);
  return g_test_run();
}
