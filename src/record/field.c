/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* field.c: documents held against their table of fields. What text means is in field_text.c. */
#include "field.h"

#include "field_text.h"

#include <glib/gi18n.h>
#include <string.h>

typedef struct {
  const RecordField *field;
  const RecordFieldSetting *setting;
  RecordProblem *problem;
} Check;

static bool wrong(const Check *check, const char *format, ...) G_GNUC_PRINTF(2, 3);

static bool wrong(const Check *check, const char *format, ...) {
  va_list arguments;
  va_start(arguments, format);
  g_autofree char *message = g_strdup_vprintf(_(format), arguments);
  va_end(arguments);
  return record_problem_set(check->problem, RECORD_PROBLEM_INVALID, check->field->name, check->field->help, "%s",
                            message);
}

/* ---- Texts ------------------------------------------------------------------------------------------------------ */

static bool is_blank(const char *text) {
  for (; *text != '\0'; text = g_utf8_next_char(text)) {
    if (!g_unichar_isspace(g_utf8_get_char(text)))
      return false;
  }
  return true;
}

/* In a list a control character would make a text look like somebody else's words. Those above ASCII are let through: real
 * files are full of them, where a text in one encoding was once read as another, and a terminal is not shown them
 * (words_printable). */
static bool has_control(const char *text, bool one_line) {
  for (; *text != '\0'; text = g_utf8_next_char(text)) {
    bool lays_out = *text == '\n' || *text == '\t' || *text == '\r';
    if (g_ascii_iscntrl(*text) && (one_line || !lays_out))
      return true;
  }
  return false;
}

static bool check_text(const Check *check, const json_t *value) {
  if (!json_is_string(value))
    return wrong(check, "This must be text");
  const char *text = json_string_value(value);
  size_t length = json_string_length(value);
  if (strlen(text) != length)
    return wrong(check, "The text holds a NUL character");
  if (!g_utf8_validate_len(text, length, NULL))
    return wrong(check, "The text is not valid UTF-8");
  if (check->field->least > 0 && is_blank(text))
    return wrong(check, "This is empty");
  bool one_line = check->field->most <= RECORD_FIELD_LINE_BYTES_MAX;
  if (check->field->type != RECORD_FIELD_SECRET && has_control(text, one_line))
    return wrong(check,
                 one_line ? "This must be one line, without control characters" : "The text holds a control character");
  if ((int64_t)length < check->field->least)
    return wrong(check, "This is shorter than %" G_GINT64_FORMAT " bytes", check->field->least);
  if ((int64_t)length > check->field->most)
    return wrong(check, "This is longer than %" G_GINT64_FORMAT " bytes", check->field->most);
  return true;
}

static bool is_name(const char *text, size_t length, int64_t most) {
  if (length == 0 || (int64_t)length > most || !g_ascii_isalnum(text[0]))
    return false;
  for (size_t index = 0; index < length; index++) {
    if (!g_ascii_isalnum(text[index]) && strchr("._:-", text[index]) == NULL)
      return false;
  }
  return strlen(text) == length;
}

static bool check_name(const Check *check, const json_t *value) {
  return (json_is_string(value) && is_name(json_string_value(value), json_string_length(value), check->field->most)) ||
         wrong(check, "This must be 1 to %" G_GINT64_FORMAT " letters, digits and . _ : -", check->field->most);
}

/* "b17": a letter of the choices and a number from 1, without a leading zero. */
static bool is_thing(const char *text, const char *letters) {
  size_t length = strlen(text);
  if (length < 2 || length > RECORD_FIELD_THING_BYTES_MAX || strchr(letters, text[0]) == NULL || text[1] == '0')
    return false;
  return strspn(text + 1, "0123456789") == length - 1;
}

static bool check_thing(const Check *check, const json_t *value) {
  const char *text = json_string_value(value);
  return (text != NULL && is_thing(text, check->field->choices)) ||
         wrong(check, "This must be an id such as %c17", check->field->choices[0]);
}

static bool check_hash(const Check *check, const json_t *value) {
  const char *text = json_string_value(value);
  return (text != NULL && strlen(text) == 64 && strspn(text, "0123456789abcdef") == 64) ||
         wrong(check, "This must be 64 lower-case hexadecimal digits");
}

static bool check_currency(const Check *check, const json_t *value) {
  const char *text = json_string_value(value);
  return (text != NULL && strlen(text) == 3 && strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == 3) ||
         wrong(check, "This must be a currency's three letters, such as EUR");
}

static bool check_zone(const Check *check, const json_t *value) {
  const char *text = json_string_value(value);
  if (text != NULL && strlen(text) <= (size_t)check->field->most) {
    g_autoptr(GTimeZone) zone = g_time_zone_new_identifier(text);
    if (zone != NULL)
      return true;
  }
  return wrong(check, "This must be a time zone, such as Europe/Berlin or UTC");
}

static bool check_choice(const Check *check, const json_t *value) {
  const char *text = json_string_value(value);
  g_auto(GStrv) words = g_strsplit(check->field->choices, "|", -1);
  if (text != NULL && g_strv_contains((const char *const *)words, text))
    return true;
  g_autofree char *list = g_strjoinv(", ", words);
  return wrong(check, "This must be one of: %s", list);
}

/* ---- Numbers ---------------------------------------------------------------------------------------------------- */

static const char *expected_number(RecordFieldType type, unsigned decimals) {
  switch (type) {
  case RECORD_FIELD_MONEY:
    return decimals == 0   ? _("an amount of money such as 1500")
           : decimals == 2 ? _("an amount of money such as 1500 or 12.50")
                           : _("an amount of money such as 1500 or 12.500");
  case RECORD_FIELD_SHARE: return /* xgettext:no-c-format */ _("a share such as 70 % or 0.7");
  case RECORD_FIELD_NUMBER: return _("a number such as 12.5");
  case RECORD_FIELD_TIME:
    return _(
        "a date of the years 1900 to 2200 such as 2026-03-05, or a time with its zone such as 2026-03-05T14:30:00Z");
  default: return _("a whole number");
  }
}

#define EITHER_BYTES_MAX 20 /* of a number that is said back */

/* "1,500": to some it is the one number, to others a thousandth of it. False, with both ways to write it. */
static bool refuse_either(const Check *check, const char *text) {
  g_auto(GStrv) parts = g_strsplit(text, ",", 2);
  return wrong(check, "\"%s\" could be either of two numbers: write %s%s or %s.%s", text, parts[0], parts[1], parts[0],
               parts[1]);
}

/* The one place that says which moment a date without a time of day is. */
static bool read_time(const Check *check, const char *text, int64_t *time_ms) {
  bool last = (check->field->flags & RECORD_FIELD_DAY_END) != 0;
  return record_text_day(text, check->setting->zone, last, time_ms) || record_text_time(text, time_ms);
}

static bool read_number(const Check *check, const json_t *value, int64_t *number) {
  if (json_is_integer(value)) {
    *number = json_integer_value(value);
    return true;
  }
  const char *text = json_string_value(value);
  bool is_number = check->field->type == RECORD_FIELD_NUMBER;
  bool is_money = check->field->type == RECORD_FIELD_MONEY && check->setting->currency_decimals > 2;
  if (text != NULL && (is_number || is_money) && strlen(text) <= EITHER_BYTES_MAX && record_text_is_either(text))
    return refuse_either(check, text);
  bool read = false;
  switch (text != NULL ? check->field->type : RECORD_FIELD_TEXT) {
  case RECORD_FIELD_INTEGER: read = record_text_decimal(text, 0, number); break;
  case RECORD_FIELD_MONEY: read = record_text_decimal(text, check->setting->currency_decimals, number); break;
  case RECORD_FIELD_NUMBER: read = record_text_decimal(text, 6, number); break;
  case RECORD_FIELD_SHARE: read = record_text_share(text, number); break;
  case RECORD_FIELD_TIME: read = read_time(check, text, number); break;
  default: break;
  }
  return read ||
         wrong(check, "This must be %s", expected_number(check->field->type, check->setting->currency_decimals));
}

static bool check_range(const Check *check, int64_t number) {
  if (check->field->type == RECORD_FIELD_TIME) {
    if ((check->field->flags & RECORD_FIELD_PAST) != 0 && number > check->setting->now_ms)
      return wrong(check, "This lies in the future");
    if ((check->field->flags & RECORD_FIELD_FUTURE) != 0 && number <= check->setting->now_ms)
      return wrong(check, "This lies in the past");
    return (number >= RECORD_TIME_LEAST_MS && number <= RECORD_TIME_MOST_MS) ||
           wrong(check, "This must lie in the years 1900 to 2200");
  }
  if (number >= check->field->least && number <= check->field->most)
    return true;
  return wrong(check, "This must lie from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT "%s", check->field->least,
               check->field->most,
               check->field->type == RECORD_FIELD_MONEY    ? " minor units"
               : check->field->type == RECORD_FIELD_SHARE  ? " ten-thousandths"
               : check->field->type == RECORD_FIELD_NUMBER ? " millionths"
                                                           : "");
}

static json_t *check_number(const Check *check, const json_t *value) {
  int64_t number = 0;
  return read_number(check, value, &number) && check_range(check, number) ? json_integer(number) : NULL;
}

static json_t *check_flag(const Check *check, const json_t *value) {
  const char *text = json_string_value(value);
  if (json_is_boolean(value))
    return json_boolean(json_is_true(value));
  if (text != NULL && (strcmp(text, "yes") == 0 || strcmp(text, "true") == 0))
    return json_true();
  if (text != NULL && (strcmp(text, "no") == 0 || strcmp(text, "false") == 0))
    return json_false();
  wrong(check, "This must be yes or no");
  return NULL;
}

/* ---- Values and lists ------------------------------------------------------------------------------------------- */

static json_t *check_value(const Check *check, json_t *value) {
  bool ok = false;
  switch (check->field->type) {
  case RECORD_FIELD_INTEGER:
  case RECORD_FIELD_MONEY:
  case RECORD_FIELD_SHARE:
  case RECORD_FIELD_NUMBER:
  case RECORD_FIELD_TIME: return check_number(check, value);
  case RECORD_FIELD_FLAG: return check_flag(check, value);
  case RECORD_FIELD_TEXT:
  case RECORD_FIELD_TEXTS:
  case RECORD_FIELD_SECRET: ok = check_text(check, value); break;
  case RECORD_FIELD_NAME: ok = check_name(check, value); break;
  case RECORD_FIELD_THING:
  case RECORD_FIELD_THINGS: ok = check_thing(check, value); break;
  case RECORD_FIELD_CHOICE: ok = check_choice(check, value); break;
  case RECORD_FIELD_CURRENCY: ok = check_currency(check, value); break;
  case RECORD_FIELD_ZONE: ok = check_zone(check, value); break;
  case RECORD_FIELD_HASH: ok = check_hash(check, value); break;
  }
  return ok ? json_incref(value) : NULL;
}

static bool is_list(RecordFieldType type) {
  return type == RECORD_FIELD_TEXTS || type == RECORD_FIELD_THINGS;
}

static bool has_twice(const json_t *list, const json_t *value) {
  size_t index = 0;
  json_t *element = NULL;
  json_array_foreach(list, index, element) {
    if (json_equal(element, value))
      return true;
  }
  return false;
}

static json_t *check_list(const Check *check, const json_t *value) {
  if (!json_is_array(value)) {
    wrong(check, "This must be a list");
    return NULL;
  }
  if (json_array_size(value) > RECORD_FIELD_ITEMS_MAX) {
    wrong(check, "This has more than %d elements", RECORD_FIELD_ITEMS_MAX);
    return NULL;
  }
  json_t *list = json_array();
  size_t index = 0;
  json_t *element = NULL;
  json_array_foreach(value, index, element) {
    json_t *checked = check_value(check, element);
    if (checked != NULL && check->field->type == RECORD_FIELD_THINGS && has_twice(list, checked)) {
      wrong(check, "%s is there twice", json_string_value(checked));
      g_clear_pointer(&checked, json_decref);
    }
    if (checked == NULL) {
      char *field = g_strdup_printf("%s/%zu", check->field->name, index);
      g_free(check->problem->field);
      check->problem->field = field;
      json_decref(list);
      return NULL;
    }
    json_array_append_new(list, checked);
  }
  return list;
}

/* ---- Documents -------------------------------------------------------------------------------------------------- */

const RecordField *record_field_find(const RecordField *fields, const char *name) {
  for (; fields->name != NULL; fields++) {
    if (strcmp(fields->name, name) == 0)
      return fields;
  }
  return NULL;
}

static bool check_known(const RecordField *fields, const json_t *document, RecordProblem *problem) {
  const char *name = NULL;
  json_t *value = NULL;
  json_object_foreach((json_t *)document, name, value) {
    if (record_field_find(fields, name) == NULL)
      return record_problem_set(problem, RECORD_PROBLEM_INVALID, name, N_("Leave it out, or look up the fields' names"),
                                "There is no such field");
  }
  return true;
}

json_t *record_fields_check(const RecordField *fields, const json_t *document, const RecordFieldSetting *setting,
                            RecordProblem *problem) {
  if (!json_is_object(document)) {
    record_problem_set(problem, RECORD_PROBLEM_INVALID, NULL, N_("Send one JSON object"), "The document is no object");
    return NULL;
  }
  if (!check_known(fields, document, problem))
    return NULL;
  json_t *checked = json_object();
  for (const RecordField *field = fields; field->name != NULL; field++) {
    Check check = {.field = field, .setting = setting, .problem = problem};
    json_t *given = json_object_get(document, field->name);
    if (given == NULL || json_is_null(given)) {
      if ((field->flags & RECORD_FIELD_REQUIRED) == 0)
        continue;
      wrong(&check, "This is missing");
      json_decref(checked);
      return NULL;
    }
    json_t *value = is_list(field->type) ? check_list(&check, given) : check_value(&check, given);
    if (value == NULL) {
      json_decref(checked);
      return NULL;
    }
    json_object_set_new(checked, field->name, value);
  }
  return checked;
}

unsigned record_currency_decimals(const char *currency) {
  static const char *const none[] = {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW",
                                     "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"};
  static const char *const three[] = {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"};
  for (size_t index = 0; index < G_N_ELEMENTS(none); index++) {
    if (strcmp(none[index], currency) == 0)
      return 0;
  }
  for (size_t index = 0; index < G_N_ELEMENTS(three); index++) {
    if (strcmp(three[index], currency) == 0)
      return 3;
  }
  return 2;
}
