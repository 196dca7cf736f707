/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * entry.c: entries, and the commitments that stand in them for people's own words.
 *
 * The salt comes first in what is hashed and is always 32 bytes long, so salt and text can't be cut anew at another
 * place. A commitment is any object with the member "commitment"; such an object has no other member, and a caller's
 * body may not hold one, so nobody can slip in a commitment that was never made from a text.
 */
#include "entry.h"

#include "error.h"
#include "form.h"

#include <sodium.h>
#include <string.h>

#define OPENING_BYTES_BESIDE (2 * JOURNAL_SALT_BYTES + 40) /* around pointer and text; the braces of all included */

static const JournalField entry_form[] = {
    {"actor", JOURNAL_FORM_NAME, 1, JOURNAL_ENTRY_NAME_BYTES_MAX},
    {"at", JOURNAL_FORM_INTEGER, JOURNAL_TIME_MIN_MS, JOURNAL_TIME_MAX_MS},
    {"body", JOURNAL_FORM_OBJECT, 1, JOURNAL_CANONICAL_VALUES_MAX},
    {"format", JOURNAL_FORM_INTEGER, 1, JOURNAL_INTEGER_MAX},
    {"kind", JOURNAL_FORM_NAME, 1, JOURNAL_ENTRY_NAME_BYTES_MAX},
    {"seq", JOURNAL_FORM_INTEGER, 1, JOURNAL_INTEGER_MAX},
};

static const JournalField opening_form[] = {
    {"salt", JOURNAL_FORM_HEX, JOURNAL_SALT_BYTES, JOURNAL_SALT_BYTES},
    {"text", JOURNAL_FORM_STRING, 0, JOURNAL_ENTRY_TEXT_BYTES_MAX},
};

static const JournalField commitment_form[] = {
    {"commitment", JOURNAL_FORM_HEX, JOURNAL_HASH_BYTES, JOURNAL_HASH_BYTES},
};

/* ---- Places in a body ------------------------------------------------------------------------------------------- */

/* Takes one reference token off a JSON Pointer into token, its ~0 and ~1 resolved. False where it is not one. */
static bool take_token(const char **pointer, char token[JOURNAL_ENTRY_POINTER_BYTES_MAX + 1]) {
  const char *from = *pointer;
  size_t filled = 0;
  if (*from++ != '/')
    return false;
  for (; *from != '\0' && *from != '/'; from++) {
    char byte = *from;
    if (byte == '~') {
      from++;
      if (*from != '0' && *from != '1')
        return false;
      byte = *from == '0' ? '~' : '/';
    }
    token[filled++] = byte;
  }
  token[filled] = '\0';
  *pointer = from;
  return true;
}

/* An array index as RFC 6901 spells it: digits without leading zeros. False where it is not one. */
static bool read_index(const char *token, size_t *index) {
  size_t length = strspn(token, "0123456789");
  if (length == 0 || length > 6 || token[length] != '\0' || (token[0] == '0' && length > 1))
    return false;
  *index = (size_t)g_ascii_strtoull(token, NULL, 10);
  return true;
}

static json_t *child_of(const json_t *parent, const char *token) {
  size_t index = 0;
  if (json_is_object(parent))
    return json_object_get(parent, token);
  if (json_is_array(parent) && read_index(token, &index))
    return json_array_get(parent, index);
  return NULL;
}

/* The value at the pointer, its parent and its last token; NULL where there is none. The body itself is no place. */
static json_t *find_place(json_t *body, const char *pointer, json_t **parent,
                          char token[JOURNAL_ENTRY_POINTER_BYTES_MAX + 1]) {
  json_t *value = body;
  if (*pointer == '\0' || strnlen(pointer, JOURNAL_ENTRY_POINTER_BYTES_MAX + 1) > JOURNAL_ENTRY_POINTER_BYTES_MAX)
    return NULL;
  while (*pointer != '\0' && value != NULL) {
    *parent = value;
    if (!take_token(&pointer, token))
      return NULL;
    value = child_of(value, token);
  }
  return value;
}

/* Puts value, whose reference is taken, in the place of what is there. */
static bool replace_child(json_t *parent, const char *token, json_t *value) {
  size_t index = 0;
  if (json_is_object(parent))
    return json_object_set_new(parent, token, value) == 0;
  bool is_index = read_index(token, &index);
  g_assert(is_index);
  return json_array_set_new(parent, index, value) == 0;
}

/* Counts the commitments in a value. False where an object with "commitment" is not one. */
static bool count_commitments(const json_t *value, size_t *count, GError **error) {
  if (json_is_object(value)) {
    if (json_object_get(value, "commitment") != NULL) {
      (*count)++;
      return journal_form_check(value, "a commitment", commitment_form, G_N_ELEMENTS(commitment_form), error);
    }
    json_t *walked = (json_t *)value; /* Jansson's iterators change nothing */
    for (void *place = json_object_iter(walked); place != NULL; place = json_object_iter_next(walked, place))
      if (!count_commitments(json_object_iter_value(place), count, error))
        return false;
  }
  for (size_t index = 0; index < json_array_size(value); index++)
    if (!count_commitments(json_array_get(value, index), count, error))
      return false;
  return true;
}

/* ---- Making one ------------------------------------------------------------------------------------------------- */

void journal_entry_free(JournalEntry *entry) {
  if (entry == NULL)
    return;
  g_free(entry->actor);
  g_free(entry->kind);
  json_decref(entry->body);
  json_decref(entry->openings);
  g_free(entry);
}

static bool check_new(int64_t seq, int64_t at_ms, const char *actor, const char *kind, const json_t *body,
                      GError **error) {
  const char *wrong = NULL;
  if (seq < 1 || seq > JOURNAL_INTEGER_MAX)
    wrong = "seq is not from 1 to 2^53 - 1";
  else if (at_ms < JOURNAL_TIME_MIN_MS || at_ms > JOURNAL_TIME_MAX_MS)
    wrong = "at is not in the years 1 to 9999";
  else if (!journal_form_is_name(actor, JOURNAL_ENTRY_NAME_BYTES_MAX))
    wrong = "actor is not a name";
  else if (!journal_form_is_name(kind, JOURNAL_ENTRY_NAME_BYTES_MAX))
    wrong = "kind is not a name";
  else if (!json_is_object(body) || json_object_get(body, "blind") != NULL)
    wrong = "body is not an object, or has a \"blind\" of its own";
  if (wrong == NULL)
    return true;
  g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED, "the entry's %s", wrong);
  return false;
}

/* A copy whose places can be filled anew. Strings and numbers are shared, for nobody changes one. NULL without memory. */
static json_t *copy_places(const json_t *value) {
  if (json_is_array(value)) {
    json_t *array = json_array();
    for (size_t index = 0; index < json_array_size(value); index++)
      if (json_array_append_new(array, copy_places(json_array_get(value, index))) != 0)
        g_clear_pointer(&array, json_decref);
    return array;
  }
  if (!json_is_object(value))
    return json_incref((json_t *)value);
  json_t *object = json_object();
  json_t *walked = (json_t *)value;
  for (void *place = json_object_iter(walked); place != NULL; place = json_object_iter_next(walked, place))
    if (json_object_setn_new_nocheck(object, json_object_iter_key(place), json_object_iter_key_len(place),
                                     copy_places(json_object_iter_value(place))) != 0)
      g_clear_pointer(&object, json_decref);
  return object;
}

bool journal_entry_check_plain(const json_t *value, GError **error) {
  size_t committed = 0;
  if (!count_commitments(value, &committed, error))
    return false;
  if (committed > 0)
    g_set_error_literal(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED,
                        "the entry's body holds a commitment that was not made here");
  return committed == 0;
}

JournalEntry *journal_entry_new(int64_t seq, int64_t at_ms, const char *actor, const char *kind, const json_t *body,
                                const uint8_t blind[JOURNAL_BLIND_BYTES], GError **error) {
  if (!check_new(seq, at_ms, actor, kind, body, error) || !journal_entry_check_plain(body, error))
    return NULL;
  g_autoptr(JournalEntry) entry = g_new0(JournalEntry, 1);
  entry->seq = seq;
  entry->at_ms = at_ms;
  entry->actor = g_strdup(actor);
  entry->kind = g_strdup(kind);
  entry->body = copy_places(body);
  entry->openings = json_object();
  if (entry->body == NULL || entry->openings == NULL ||
      json_object_set_new(entry->body, "blind", journal_form_new_hex(blind, JOURNAL_BLIND_BYTES)) != 0) {
    journal_form_built(NULL, error);
    return NULL;
  }
  /* The leaf's own bound counts later, when the texts are out of the body. */
  return journal_canonical_fits(entry->body, JOURNAL_LINE_BYTES_MAX, error) ? g_steal_pointer(&entry) : NULL;
}

/* {"salt","text"} and its commitment, both new. */
static bool make_opening(json_t *text, const uint8_t *salt, json_t **opening, json_t **commitment) {
  JournalHash hash = journal_hash_pair(salt, JOURNAL_SALT_BYTES, json_string_value(text), json_string_length(text));
  *opening = json_object();
  *commitment = json_object();
  return json_object_set_new_nocheck(*opening, "salt", journal_form_new_hex(salt, JOURNAL_SALT_BYTES)) == 0 &&
         json_object_set_nocheck(*opening, "text", text) == 0 &&
         json_object_set_new_nocheck(*commitment, "commitment", journal_form_new_hex(hash.bytes, JOURNAL_HASH_BYTES)) ==
             0;
}

static bool check_openings_length(const JournalEntry *entry, GError **error) {
  bool fits = journal_canonical_fits(entry->openings, JOURNAL_ENTRY_OPENINGS_BYTES_MAX, error);
  if (!fits)
    g_prefix_error(error, "the entry's texts together: ");
  return fits;
}

/* Most texts are so short that six bytes for each of theirs, the longest escape, are still far from the bound. */
static bool check_longer_openings(JournalEntry *entry, const char *pointer, const json_t *text, GError **error) {
  entry->openings_most += 6 * (strlen(pointer) + json_string_length(text)) + OPENING_BYTES_BESIDE;
  return entry->openings_most <= JOURNAL_ENTRY_OPENINGS_BYTES_MAX || check_openings_length(entry, error);
}

bool journal_entry_commit_text(JournalEntry *entry, const char *pointer, const uint8_t salt[JOURNAL_SALT_BYTES],
                               GError **error) {
  json_t *parent = NULL;
  char token[JOURNAL_ENTRY_POINTER_BYTES_MAX + 1];
  json_t *text = find_place(entry->body, pointer, &parent, token);
  if (!json_is_string(text) || strcmp(pointer, "/blind") == 0) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED, "the entry's body has no text at \"%s\"", pointer);
    return false;
  }
  if (json_string_length(text) > JOURNAL_ENTRY_TEXT_BYTES_MAX ||
      json_object_size(entry->openings) >= JOURNAL_ENTRY_TEXTS_MAX) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT,
                "the text at \"%s\" is longer than %d bytes, or the entry has more than %d texts", pointer,
                JOURNAL_ENTRY_TEXT_BYTES_MAX, JOURNAL_ENTRY_TEXTS_MAX);
    return false;
  }
  json_auto_t *opening = NULL;
  json_auto_t *commitment = NULL;
  if (!make_opening(text, salt, &opening, &commitment) || json_object_set(entry->openings, pointer, opening) != 0) {
    journal_form_built(NULL, error);
    return false;
  }
  if (check_longer_openings(entry, pointer, text, error)) {
    if (replace_child(parent, token, g_steal_pointer(&commitment)))
      return true;
    journal_form_built(NULL, error);
  }
  json_object_del(entry->openings, pointer);
  return false;
}

const char *journal_entry_text(const JournalEntry *entry, const char *pointer) {
  return json_string_value(json_object_get(json_object_get(entry->openings, pointer), "text"));
}

void journal_entry_erase_text(JournalEntry *entry, const char *pointer) {
  json_object_del(entry->openings, pointer);
}

void journal_entry_count_texts(const JournalEntry *entry, size_t *committed, size_t *open) {
  *committed = 0;
  *open = json_object_size(entry->openings);
  count_commitments(entry->body, committed, NULL);
}

/* ---- Writing and reading ---------------------------------------------------------------------------------------- */

json_t *journal_entry_to_json(const JournalEntry *entry) {
  return json_pack("{s:I, s:I, s:I, s:s, s:s, s:O}", "format", (json_int_t)JOURNAL_ENTRY_FORMAT, "seq",
                   (json_int_t)entry->seq, "at", (json_int_t)entry->at_ms, "actor", entry->actor, "kind", entry->kind,
                   "body", entry->body);
}

char *journal_entry_leaf(const JournalEntry *entry, size_t *length, GError **error) {
  json_auto_t *json = journal_form_built(journal_entry_to_json(entry), error);
  if (json == NULL)
    return NULL;
  char *leaf = journal_canonical_write(json, JOURNAL_ENTRY_BYTES_MAX, length, error);
  if (leaf == NULL)
    g_prefix_error(error, "entry %" G_GINT64_FORMAT ": ", entry->seq);
  return leaf;
}

char *journal_entry_line(const JournalEntry *entry, size_t *length, GError **error) {
  json_auto_t *json = journal_form_built(
      json_pack("{s:o, s:O}", "entry", journal_entry_to_json(entry), "openings", entry->openings), error);
  return json == NULL ? NULL : journal_canonical_write_line(json, JOURNAL_LINE_BYTES_MAX, length, error);
}

bool journal_entry_leaf_hash(const JournalEntry *entry, JournalHash *hash, GError **error) {
  size_t length = 0;
  g_autofree char *leaf = journal_entry_leaf(entry, &length, error);
  if (leaf == NULL)
    return false;
  *hash = journal_hash_leaf(leaf, length);
  return true;
}

static bool check_opening(const JournalEntry *entry, const char *pointer, const json_t *opening, GError **error) {
  json_t *parent = NULL;
  char token[JOURNAL_ENTRY_POINTER_BYTES_MAX + 1];
  uint8_t salt[JOURNAL_SALT_BYTES];
  uint8_t committed[JOURNAL_HASH_BYTES];
  if (!journal_form_check(opening, "an opening", opening_form, G_N_ELEMENTS(opening_form), error))
    return false;
  const json_t *place = find_place(entry->body, pointer, &parent, token);
  if (!json_is_object(place) || json_object_get(place, "commitment") == NULL) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_COMMITMENT,
                "entry %" G_GINT64_FORMAT " commits to no text at \"%s\"", entry->seq, pointer);
    return false;
  }
  const json_t *text = json_object_get(opening, "text");
  journal_form_hex(opening, "salt", salt, sizeof salt);
  journal_form_hex(place, "commitment", committed, sizeof committed);
  JournalHash hash = journal_hash_pair(salt, sizeof salt, json_string_value(text), json_string_length(text));
  sodium_memzero(salt, sizeof salt);
  if (sodium_memcmp(hash.bytes, committed, sizeof committed) == 0)
    return true;
  g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_COMMITMENT,
              "entry %" G_GINT64_FORMAT ": the text at \"%s\" is not the one that was committed to", entry->seq,
              pointer);
  return false;
}

static bool check_openings(const JournalEntry *entry, GError **error) {
  json_t *openings = entry->openings;
  for (void *place = json_object_iter(openings); place != NULL; place = json_object_iter_next(openings, place))
    if (!check_opening(entry, json_object_iter_key(place), json_object_iter_value(place), error))
      return false;
  return true;
}

/* The body's own rules: a blind, and commitments that are well-formed and not too many. */
static bool check_body(const json_t *body, GError **error) {
  uint8_t blind[JOURNAL_BLIND_BYTES];
  const json_t *value = json_object_get(body, "blind");
  size_t committed = 0;
  if (!json_is_string(value) ||
      !journal_hex_read(json_string_value(value), json_string_length(value), blind, sizeof blind)) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED, "the entry's body has no \"blind\" of %d bytes",
                JOURNAL_BLIND_BYTES);
    return false;
  }
  if (!count_commitments(body, &committed, error))
    return false;
  if (committed <= JOURNAL_ENTRY_TEXTS_MAX && json_object_get(body, "commitment") == NULL)
    return true;
  g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT,
              "the entry's body is a commitment itself, or has more than %d of them", JOURNAL_ENTRY_TEXTS_MAX);
  return false;
}

JournalEntry *journal_entry_from_json(const json_t *json, const json_t *openings, GError **error) {
  if (!journal_form_check(json, "the entry", entry_form, G_N_ELEMENTS(entry_form), error))
    return NULL;
  if (journal_form_integer(json, "format") != JOURNAL_ENTRY_FORMAT) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_FORMAT,
                "the entry has format %" G_GINT64_FORMAT ", and this program knows format %d",
                journal_form_integer(json, "format"), JOURNAL_ENTRY_FORMAT);
    return NULL;
  }
  if (!check_body(json_object_get(json, "body"), error))
    return NULL;
  if (!json_is_object(openings) || json_object_size(openings) > JOURNAL_ENTRY_TEXTS_MAX) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED, "\"openings\" is not an object of at most %d members",
                JOURNAL_ENTRY_TEXTS_MAX);
    return NULL;
  }
  g_autoptr(JournalEntry) entry = g_new0(JournalEntry, 1);
  entry->seq = journal_form_integer(json, "seq");
  entry->at_ms = journal_form_integer(json, "at");
  entry->actor = g_strdup(journal_form_string(json, "actor"));
  entry->kind = g_strdup(journal_form_string(json, "kind"));
  entry->body = json_incref(json_object_get(json, "body"));
  entry->openings = json_incref((json_t *)openings);
  entry->openings_most = JOURNAL_ENTRY_OPENINGS_BYTES_MAX; /* one more has to be measured */
  return check_openings_length(entry, error) && check_openings(entry, error) ? g_steal_pointer(&entry) : NULL;
}
