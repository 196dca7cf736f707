/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* form.c: objects held against tables of their members. */
#include "form.h"

#include "error.h"

#include <inttypes.h>
#include <sodium.h>
#include <string.h>

#define HEX_BYTES_MAX 64 /* a signature */

static bool is_letter_or_digit(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') || (byte >= '0' && byte <= '9');
}

static bool is_name(const char *text, size_t length) {
  if (length == 0 || !is_letter_or_digit(text[0]))
    return false;
  for (size_t index = 1; index < length; index++)
    if (!is_letter_or_digit(text[index]) && (text[index] == '\0' || strchr("._:-", text[index]) == NULL))
      return false;
  return true;
}

bool journal_form_is_name(const char *text, size_t most) {
  size_t length = strnlen(text, most + 1);
  return length <= most && is_name(text, length);
}

static bool within(int64_t number, const JournalField *field) {
  return number >= field->least && number <= field->most;
}

static bool is_hex(const json_t *value, int64_t count) {
  uint8_t bytes[HEX_BYTES_MAX];
  g_assert(count <= HEX_BYTES_MAX);
  return json_is_string(value) &&
         journal_hex_read(json_string_value(value), json_string_length(value), bytes, (size_t)count);
}

static bool is_string(const json_t *value, const JournalField *field) {
  return json_is_string(value) && within((int64_t)json_string_length(value), field);
}

static bool fits(const json_t *value, const JournalField *field) {
  switch (field->type) {
  case JOURNAL_FORM_INTEGER: return json_is_integer(value) && within(json_integer_value(value), field);
  case JOURNAL_FORM_STRING: return is_string(value, field);
  case JOURNAL_FORM_NAME:
    return is_string(value, field) && is_name(json_string_value(value), json_string_length(value));
  case JOURNAL_FORM_HEX: return is_hex(value, field->most);
  case JOURNAL_FORM_OBJECT: return json_is_object(value) && within((int64_t)json_object_size(value), field);
  case JOURNAL_FORM_ARRAY: return json_is_array(value) && within((int64_t)json_array_size(value), field);
  }
  return false;
}

static void set_misfit(GError **error, const char *what, const JournalField *field) {
  static const char *const kinds[] = {
      "an integer", "a string", "a name of letters, digits and . _ : -", "lower-case hexadecimal",
      "an object",  "an array"};
  static const char *const units[] = {"", " bytes", " bytes", " bytes", " members", " elements"};
  g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED, "%s: \"%s\" is not %s from %" PRId64 " to %" PRId64 "%s",
              what, field->name, kinds[field->type], field->type == JOURNAL_FORM_HEX ? field->most : field->least,
              field->most, units[field->type]);
}

bool journal_form_check(const json_t *value, const char *what, const JournalField *fields, size_t count,
                        GError **error) {
  if (!json_is_object(value)) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED, "%s is not an object", what);
    return false;
  }
  for (size_t index = 0; index < count; index++) {
    const json_t *member = json_object_get(value, fields[index].name);
    if (member == NULL) {
      g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED, "%s has no \"%s\"", what, fields[index].name);
      return false;
    }
    if (!fits(member, &fields[index])) {
      set_misfit(error, what, &fields[index]);
      return false;
    }
  }
  if (json_object_size(value) != count) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED, "%s has members that do not belong there", what);
    return false;
  }
  return true;
}

int64_t journal_form_integer(const json_t *object, const char *name) {
  const json_t *member = json_object_get(object, name);
  g_assert(json_is_integer(member));
  return json_integer_value(member);
}

const char *journal_form_string(const json_t *object, const char *name) {
  const char *text = json_string_value(json_object_get(object, name));
  g_assert(text != NULL);
  return text;
}

void journal_form_hex(const json_t *object, const char *name, uint8_t *bytes, size_t count) {
  const json_t *member = json_object_get(object, name);
  bool read = journal_hex_read(json_string_value(member), json_string_length(member), bytes, count);
  g_assert(read);
}

json_t *journal_form_new_hex(const uint8_t *bytes, size_t count) {
  char hex[2 * HEX_BYTES_MAX + 1];
  g_assert(count <= HEX_BYTES_MAX);
  journal_hex_write(bytes, count, hex);
  json_t *value = json_stringn_nocheck(hex, 2 * count);
  sodium_memzero(hex, sizeof hex);
  return value;
}

json_t *journal_form_built(json_t *value, GError **error) {
  if (value == NULL)
    g_set_error_literal(error, JOURNAL_ERROR, JOURNAL_ERROR_NO_MEMORY, "no memory to build JSON");
  return value;
}
