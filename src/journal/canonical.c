/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * canonical.c: the serialiser of RFC 8785 over Jansson's values, and a checked way in.
 *
 * Jansson's own JSON_SORT_KEYS sorts by bytes, which is by code points; RFC 8785 §3.2.3 sorts by UTF-16 code units.
 * The two differ where a key beyond the Basic Multilingual Plane (a surrogate pair, so D800–DFFF) meets one from
 * U+E000 on. Jansson also escapes DEL and, depending on flags, more. Hence a writer of our own; it is short because the
 * profile has no fractions, the only hard part of RFC 8785.
 *
 * On the way in a scan of the bytes counts depth and values before Jansson builds anything: a megabyte of "[" or of
 * "[]," would cost a deep stack or a hundred times its size in memory. The scan only has to be right about documents
 * that turn out to be valid JSON; on others Jansson has the last word.
 */
#include "canonical.h"

#include "error.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

/* ---- A buffer that grows to a bound, and fails instead of aborting ---------------------------------------------- */

/* Most entries fit. From 1,024 on glibc tidies up all of its small pieces for each request. */
#define BYTES_AT_FIRST 960
#define MEMBER_BYTES_AT_FIRST 120 /* and most members, a commitment among them */

typedef struct {
  char *bytes;
  size_t length;
  size_t capacity;
  size_t most;   /* bytes, without the NUL */
  size_t first;  /* capacity at first; 0: BYTES_AT_FIRST */
  bool measures; /* counts bytes and keeps none */
} Buffer;

static bool buffer_append(Buffer *buffer, const char *bytes, size_t length, GError **error) {
  if (length > buffer->most - buffer->length) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT, "the document is longer than %zu bytes", buffer->most);
    return false;
  }
  if (buffer->measures) {
    buffer->length += length;
    return true;
  }
  size_t needed = buffer->length + length + 1;
  if (needed > buffer->capacity) {
    size_t first = buffer->first > 0 ? buffer->first : BYTES_AT_FIRST;
    size_t capacity = MAX(needed, MIN(buffer->most + 1, MAX(buffer->capacity * 2, first)));
    char *grown = g_try_realloc(buffer->bytes, capacity);
    if (grown == NULL) {
      g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_NO_MEMORY, "no memory for %zu bytes of JSON", capacity);
      return false;
    }
    buffer->bytes = grown;
    buffer->capacity = capacity;
  }
  memcpy(buffer->bytes + buffer->length, bytes, length);
  buffer->length += length;
  buffer->bytes[buffer->length] = '\0';
  return true;
}

/* ---- Writing ---------------------------------------------------------------------------------------------------- */

typedef struct {
  Buffer buffer;
  size_t values; /* written so far */
} Writer;

static bool write_value(Writer *writer, const json_t *value, unsigned depth, GError **error);

/* The escape that RFC 8785 §3.2.2.2 demands for a byte that does not stand for itself. */
static const char *escape_of(unsigned char byte, char scratch[7]) {
  switch (byte) {
  case '\b': return "\\b";
  case '\t': return "\\t";
  case '\n': return "\\n";
  case '\f': return "\\f";
  case '\r': return "\\r";
  case '"': return "\\\"";
  case '\\': return "\\\\";
  default: g_snprintf(scratch, 7, "\\u%04x", byte); return scratch;
  }
}

static bool stands_for_itself(unsigned char byte) {
  return byte >= 0x20 && byte != '"' && byte != '\\';
}

static bool write_string(Writer *writer, const char *text, size_t length, GError **error) {
  /* g_utf8_validate_len refuses a NUL too, as the profile does. */
  if (!g_utf8_validate_len(text, length, NULL)) {
    g_set_error_literal(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED,
                        "a string or key is not valid UTF-8, or holds a NUL");
    return false;
  }
  if (!buffer_append(&writer->buffer, "\"", 1, error))
    return false;
  size_t plain_from = 0;
  for (size_t index = 0; index < length; index++) {
    if (stands_for_itself((unsigned char)text[index]))
      continue;
    char scratch[7];
    const char *escape = escape_of((unsigned char)text[index], scratch);
    if (!buffer_append(&writer->buffer, text + plain_from, index - plain_from, error) ||
        !buffer_append(&writer->buffer, escape, strlen(escape), error))
      return false;
    plain_from = index + 1;
  }
  return buffer_append(&writer->buffer, text + plain_from, length - plain_from, error) &&
         buffer_append(&writer->buffer, "\"", 1, error);
}

static bool write_integer(Writer *writer, json_int_t number, GError **error) {
  if (number < -JOURNAL_INTEGER_MAX || number > JOURNAL_INTEGER_MAX) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED, "the number %" JSON_INTEGER_FORMAT " is beyond 2^53 - 1",
                number);
    return false;
  }
  char digits[24]; /* filled from its end */
  size_t from = sizeof digits;
  for (json_int_t rest = number < 0 ? -number : number; rest > 0 || from == sizeof digits; rest /= 10)
    digits[--from] = (char)('0' + rest % 10);
  if (number < 0)
    digits[--from] = '-';
  return buffer_append(&writer->buffer, digits + from, sizeof digits - from, error);
}

#define FEW_MEMBERS 24 /* of an object, of which up to JOURNAL_CANONICAL_DEPTH_MAX are open at once on the stack */

typedef struct {
  const char *key;
  size_t length;
  const json_t *value;
} Member;

/* A UTF-8 byte's place when code units of UTF-16 are what is compared. In UTF-8 the lead bytes EE and EF begin U+E000
 * to U+FFFF, F0 to F4 what UTF-16 spells with surrogates; in UTF-16 the surrogates come first. */
static int utf16_place(unsigned char byte) {
  if (byte >= 0xF0)
    return byte - 2;
  if (byte >= 0xEE)
    return byte + 0x10;
  return byte;
}

int journal_canonical_compare_keys(const char *left, size_t left_length, const char *right, size_t right_length) {
  size_t shared = MIN(left_length, right_length);
  for (size_t index = 0; index < shared; index++) {
    unsigned char left_byte = (unsigned char)left[index];
    unsigned char right_byte = (unsigned char)right[index];
    if (left_byte != right_byte)
      return utf16_place(left_byte) - utf16_place(right_byte);
  }
  return (left_length > right_length) - (left_length < right_length);
}

static int compare_members(const void *left_pointer, const void *right_pointer) {
  const Member *left = left_pointer;
  const Member *right = right_pointer;
  return journal_canonical_compare_keys(left->key, left->length, right->key, right->length);
}

/* Few members are put in order by insertion: that needs no memory and no calls through pointers. */
static void sort_members(Member *members, size_t count) {
  if (count > FEW_MEMBERS) {
    qsort(members, count, sizeof *members, compare_members);
    return;
  }
  for (size_t index = 1; index < count; index++) {
    Member member = members[index];
    size_t place = index;
    for (; place > 0 && compare_members(&members[place - 1], &member) > 0; place--)
      members[place] = members[place - 1];
    members[place] = member;
  }
}

static bool write_members(Writer *writer, const Member *members, size_t count, unsigned depth, GError **error) {
  if (!buffer_append(&writer->buffer, "{", 1, error))
    return false;
  for (size_t index = 0; index < count; index++) {
    if (index > 0 && !buffer_append(&writer->buffer, ",", 1, error))
      return false;
    if (!write_string(writer, members[index].key, members[index].length, error) ||
        !buffer_append(&writer->buffer, ":", 1, error) || !write_value(writer, members[index].value, depth, error))
      return false;
  }
  return buffer_append(&writer->buffer, "}", 1, error);
}

static bool write_object(Writer *writer, const json_t *object, unsigned depth, GError **error) {
  size_t count = json_object_size(object);
  if (count > JOURNAL_CANONICAL_VALUES_MAX) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT, "an object has more than %d members",
                JOURNAL_CANONICAL_VALUES_MAX);
    return false;
  }
  Member few[FEW_MEMBERS];
  g_autofree Member *many = count > FEW_MEMBERS ? g_try_new(Member, count) : NULL;
  Member *members = count > FEW_MEMBERS ? many : few;
  if (members == NULL) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_NO_MEMORY, "no memory to sort %zu keys", count);
    return false;
  }
  size_t filled = 0;
  /* Jansson's iterators want a pointer that is not const, and change nothing. */
  json_t *walked = (json_t *)object;
  for (void *place = json_object_iter(walked); place != NULL; place = json_object_iter_next(walked, place))
    members[filled++] =
        (Member){json_object_iter_key(place), json_object_iter_key_len(place), json_object_iter_value(place)};
  g_assert(filled == count);
  if (!writer->buffer.measures)
    sort_members(members, count);
  return write_members(writer, members, count, depth, error);
}

static bool write_array(Writer *writer, const json_t *array, unsigned depth, GError **error) {
  if (!buffer_append(&writer->buffer, "[", 1, error))
    return false;
  for (size_t index = 0; index < json_array_size(array); index++) {
    if (index > 0 && !buffer_append(&writer->buffer, ",", 1, error))
      return false;
    if (!write_value(writer, json_array_get(array, index), depth, error))
      return false;
  }
  return buffer_append(&writer->buffer, "]", 1, error);
}

/* depth: arrays and objects around this value. */
static bool write_value(Writer *writer, const json_t *value, unsigned depth, GError **error) {
  if (++writer->values > JOURNAL_CANONICAL_VALUES_MAX) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT, "the document has more than %d values",
                JOURNAL_CANONICAL_VALUES_MAX);
    return false;
  }
  bool nests = json_is_object(value) || json_is_array(value);
  if (nests && depth >= JOURNAL_CANONICAL_DEPTH_MAX) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT, "the document is nested deeper than %d",
                JOURNAL_CANONICAL_DEPTH_MAX);
    return false;
  }
  switch (json_typeof(value)) {
  case JSON_OBJECT: return write_object(writer, value, depth + 1, error);
  case JSON_ARRAY: return write_array(writer, value, depth + 1, error);
  case JSON_STRING: return write_string(writer, json_string_value(value), json_string_length(value), error);
  case JSON_INTEGER: return write_integer(writer, json_integer_value(value), error);
  case JSON_TRUE: return buffer_append(&writer->buffer, "true", 4, error);
  case JSON_FALSE: return buffer_append(&writer->buffer, "false", 5, error);
  case JSON_NULL: return buffer_append(&writer->buffer, "null", 4, error);
  case JSON_REAL: break;
  }
  g_set_error_literal(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED,
                      "a number has a fraction or an exponent; only integers are canonical here");
  return false;
}

/* What the writer wrote, or NULL where it could not. */
static char *take_bytes(Writer *writer, bool written, size_t *length) {
  if (!written)
    g_clear_pointer(&writer->buffer.bytes, g_free);
  *length = writer->buffer.length;
  return writer->buffer.bytes;
}

char *journal_canonical_write(const json_t *value, size_t bytes_max, size_t *length, GError **error) {
  g_return_val_if_fail(value != NULL && length != NULL, NULL);
  Writer writer = {.buffer = {.most = MIN(bytes_max, (size_t)JOURNAL_CANONICAL_BYTES_MAX)}};
  return take_bytes(&writer, write_value(&writer, value, 0, error), length);
}

char *journal_canonical_write_member(const char *key, size_t key_length, const json_t *value, unsigned depth,
                                     size_t *values, size_t bytes_max, size_t *length, GError **error) {
  g_return_val_if_fail(value != NULL && length != NULL, NULL);
  Writer writer = {
      .buffer = {.most = MIN(bytes_max, (size_t)JOURNAL_CANONICAL_BYTES_MAX), .first = MEMBER_BYTES_AT_FIRST},
      .values = *values};
  bool written = write_string(&writer, key, key_length, error) && buffer_append(&writer.buffer, ":", 1, error) &&
                 write_value(&writer, value, depth, error);
  *values = writer.values;
  return take_bytes(&writer, written, length);
}

bool journal_canonical_fits(const json_t *value, size_t bytes_max, GError **error) {
  g_return_val_if_fail(value != NULL, false);
  Writer writer = {.buffer = {.most = MIN(bytes_max, (size_t)JOURNAL_CANONICAL_BYTES_MAX), .measures = true}};
  return write_value(&writer, value, 0, error);
}

char *journal_canonical_write_line(const json_t *value, size_t bytes_max, size_t *length, GError **error) {
  g_return_val_if_fail(value != NULL && length != NULL && bytes_max > 0, NULL);
  Writer writer = {.buffer = {.most = MIN(bytes_max, (size_t)JOURNAL_CANONICAL_BYTES_MAX)}};
  bool written = write_value(&writer, value, 0, error) && buffer_append(&writer.buffer, "\n", 1, error);
  return take_bytes(&writer, written, length);
}

/* ---- Reading ---------------------------------------------------------------------------------------------------- */

/* Counts what Jansson would have to build: every value but the first follows a "[", "{" or ",". */
static bool scan_bounds(const char *bytes, size_t length, GError **error) {
  size_t values = 1;
  size_t depth = 0;
  bool in_string = false;
  for (size_t index = 0; index < length; index++) {
    char byte = bytes[index];
    if (in_string) {
      if (byte == '\\')
        index++;
      else if (byte == '"')
        in_string = false;
      continue;
    }
    if (byte == '"')
      in_string = true;
    else if (byte == '[' || byte == '{') {
      depth++;
      values++;
    } else if (byte == ',')
      values++;
    else if ((byte == ']' || byte == '}') && depth > 0)
      depth--;
    /* An empty array counts one value too many here; twice the bound leaves room for a document full of them, and
     * the writer counts exactly. */
    if (depth > JOURNAL_CANONICAL_DEPTH_MAX || values > 2 * JOURNAL_CANONICAL_VALUES_MAX) {
      g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT,
                  "byte %zu: the document has more than %d values or is nested deeper than %d", index + 1,
                  JOURNAL_CANONICAL_VALUES_MAX, JOURNAL_CANONICAL_DEPTH_MAX);
      return false;
    }
  }
  return true;
}

static bool check_length(size_t length, size_t bytes_max, GError **error) {
  size_t most = MIN(bytes_max, (size_t)JOURNAL_CANONICAL_BYTES_MAX);
  if (length <= most)
    return true;
  g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT, "the document is longer than %zu bytes", most);
  return false;
}

static void set_parse_error(GError **error, const json_error_t *parse_error) {
  /* Mostly Jansson says nothing at all when memory fails while it reads. */
  if (json_error_code(parse_error) == json_error_out_of_memory || parse_error->text[0] == '\0')
    g_set_error_literal(error, JOURNAL_ERROR, JOURNAL_ERROR_NO_MEMORY, "no memory to read the JSON");
  else
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED, "byte %d: not acceptable JSON: %s",
                MAX(parse_error->position, 0), parse_error->text);
}

/* Reads, and gives the canonical bytes too. */
static json_t *read_with_canonical(const char *bytes, size_t length, size_t bytes_max, char **canonical,
                                   size_t *canonical_length, GError **error) {
  if (!check_length(length, bytes_max, error) || !scan_bounds(bytes, length, error))
    return NULL;
  json_error_t parse_error;
  json_auto_t *value = json_loadb(bytes, length, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &parse_error);
  if (value == NULL) {
    set_parse_error(error, &parse_error);
    return NULL;
  }
  *canonical = journal_canonical_write(value, bytes_max, canonical_length, error);
  return *canonical == NULL ? NULL : g_steal_pointer(&value);
}

json_t *journal_canonical_read(const char *bytes, size_t length, size_t bytes_max, GError **error) {
  g_autofree char *canonical = NULL;
  size_t canonical_length = 0;
  return read_with_canonical(bytes, length, bytes_max, &canonical, &canonical_length, error);
}

/* The first byte that differs, from 1. */
static size_t first_difference(const char *left, size_t left_length, const char *right, size_t right_length) {
  size_t index = 0;
  while (index < left_length && index < right_length && left[index] == right[index])
    index++;
  return index + 1;
}

json_t *journal_canonical_read_exact(const char *bytes, size_t length, size_t bytes_max, GError **error) {
  g_autofree char *canonical = NULL;
  size_t canonical_length = 0;
  json_auto_t *value = read_with_canonical(bytes, length, bytes_max, &canonical, &canonical_length, error);
  if (value == NULL)
    return NULL;
  if (canonical_length != length || memcmp(canonical, bytes, length) != 0) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED,
                "byte %zu: valid JSON, but not in canonical form (RFC 8785)",
                first_difference(canonical, canonical_length, bytes, length));
    return NULL;
  }
  return g_steal_pointer(&value);
}

json_t *journal_canonical_read_line(const char *bytes, size_t length, size_t bytes_max, GError **error) {
  if (length == 0 || bytes[length - 1] != '\n') {
    g_set_error_literal(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED, "it does not end with a newline: cut short");
    return NULL;
  }
  return journal_canonical_read_exact(bytes, length - 1, bytes_max - 1, error);
}

bool journal_canonical_check(const char *bytes, size_t length, size_t bytes_max, GError **error) {
  json_auto_t *value = journal_canonical_read_exact(bytes, length, bytes_max, error);
  return value != NULL;
}
