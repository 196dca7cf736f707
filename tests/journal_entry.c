/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Entries: their leaf to the byte, texts that can be erased, and everything that is not an entry. */
#include "journal/entry.h"
#include "journal/error.h"

#include <sodium.h>
#include <string.h>

static const uint8_t blind[JOURNAL_BLIND_BYTES] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
static const uint8_t salt[JOURNAL_SALT_BYTES] = {0xff};

#define BLIND_HEX "000102030405060708090a0b0c0d0e0f"
#define ZERO_HASH "0000000000000000000000000000000000000000000000000000000000000000"

static JournalEntry *new_entry(const char *body, GError **error) {
  json_auto_t *json = json_loads(body, JSON_DECODE_ANY, NULL);
  g_assert_nonnull(json);
  return journal_entry_new(7, 1760000000000, "person:ada", "advise", json, blind, error);
}

static void assert_leaf(const JournalEntry *entry, const char *expected) {
  size_t length = 0;
  g_autofree char *leaf = journal_entry_leaf(entry, &length, NULL);
  g_assert_cmpstr(leaf, ==, expected);
}

static void test_leaf(void) {
  g_autoptr(JournalEntry) entry = new_entry("{\"option\":\"b\",\"brief\":\"b4\"}", NULL);
  JournalHash hash;
  JournalHash expected;
  const char *leaf =
      "{\"actor\":\"person:ada\",\"at\":1760000000000,\"body\":{\"blind\":\"" BLIND_HEX "\",\"brief\":\"b4\","
      "\"option\":\"b\"},\"format\":1,\"kind\":\"advise\",\"seq\":7}";
  assert_leaf(entry, leaf);
  g_assert_true(journal_entry_leaf_hash(entry, &hash, NULL));
  expected = journal_hash_leaf(leaf, strlen(leaf));
  g_assert_true(journal_hash_equal(&hash, &expected));
}

static void test_commit_and_erase(void) {
  g_autoptr(JournalEntry) entry = new_entry("{\"reasons\":\"Too dear\",\"x\":[{\"a/b~\":\"second\"}],\"n\":1}", NULL);
  size_t committed = 0;
  size_t open = 0;
  JournalHash before;
  JournalHash after;
  g_assert_true(journal_entry_commit_text(entry, "/reasons", salt, NULL));
  g_assert_true(journal_entry_commit_text(entry, "/x/0/a~1b~0", salt, NULL));
  g_assert_cmpstr(journal_entry_text(entry, "/reasons"), ==, "Too dear");
  g_assert_cmpstr(journal_entry_text(entry, "/x/0/a~1b~0"), ==, "second");
  g_assert_null(journal_entry_text(entry, "/n"));
  journal_entry_count_texts(entry, &committed, &open);
  g_assert_cmpuint(committed, ==, 2);
  g_assert_cmpuint(open, ==, 2);
  g_assert_true(journal_entry_leaf_hash(entry, &before, NULL));
  g_autofree char *leaf = journal_entry_leaf(entry, &(size_t){0}, NULL);
  g_assert_null(strstr(leaf, "Too dear"));
  g_assert_null(strstr(leaf, "second"));

  journal_entry_erase_text(entry, "/reasons");
  journal_entry_erase_text(entry, "/nothing");
  g_assert_null(journal_entry_text(entry, "/reasons"));
  journal_entry_count_texts(entry, &committed, &open);
  g_assert_cmpuint(committed, ==, 2);
  g_assert_cmpuint(open, ==, 1);
  g_assert_true(journal_entry_leaf_hash(entry, &after, NULL));
  g_assert_true(journal_hash_equal(&before, &after));
  size_t length = 0;
  g_autofree char *line = journal_entry_line(entry, &length, NULL);
  g_assert_null(strstr(line, "Too dear"));
}

/* The commitment is SHA-256(salt || text): that of 32 bytes ff 00 00 ... and "abc", from another program. */
static void test_commitment_value(void) {
  g_autoptr(JournalEntry) entry = new_entry("{\"t\":\"abc\"}", NULL);
  uint8_t message[JOURNAL_SALT_BYTES + 3];
  uint8_t expected[crypto_hash_sha256_BYTES];
  char hex[2 * crypto_hash_sha256_BYTES + 1];
  memcpy(message, salt, sizeof salt);
  memcpy(message + sizeof salt, "abc", 3);
  crypto_hash_sha256(expected, message, sizeof message);
  journal_hex_write(expected, sizeof expected, hex);
  g_assert_true(journal_entry_commit_text(entry, "/t", salt, NULL));
  g_assert_cmpstr(json_string_value(json_object_get(json_object_get(entry->body, "t"), "commitment")), ==, hex);
}

static void test_texts_of_any_kind(void) {
  static const char *const texts[] = {"", "\\u0001\\u001f\\u007f", "\\ud83d\\ude00", "e\\u0301", "  "};
  for (size_t index = 0; index < G_N_ELEMENTS(texts); index++) {
    g_autofree char *body = g_strdup_printf("{\"t\":\"%s\"}", texts[index]);
    g_autoptr(JournalEntry) entry = new_entry(body, NULL);
    g_autofree char *text = g_strdup(json_string_value(json_object_get(entry->body, "t")));
    g_assert_true(journal_entry_commit_text(entry, "/t", salt, NULL));
    g_assert_cmpstr(journal_entry_text(entry, "/t"), ==, text);
    json_auto_t *json = journal_entry_to_json(entry);
    g_autoptr(JournalEntry) read = journal_entry_from_json(json, entry->openings, NULL);
    g_assert_cmpstr(journal_entry_text(read, "/t"), ==, text);
  }
}

static void test_wrong_places(void) {
  static const char *const pointers[] = {"",         "reasons",  "/missing",   "/n",           "/list",
                                         "/list/2",  "/list/00", "/a~2",       "/a~",          "/list/-",
                                         "/list/1x", "/blind",   "/reasons/0", "/list/9999999"};
  g_autoptr(JournalEntry) entry = new_entry("{\"reasons\":\"r\",\"n\":1,\"list\":[\"a\",\"b\"],\"a~\":\"c\"}", NULL);
  g_autofree char *before = journal_entry_leaf(entry, &(size_t){0}, NULL);
  for (size_t index = 0; index < G_N_ELEMENTS(pointers); index++) {
    g_autoptr(GError) error = NULL;
    g_assert_false(journal_entry_commit_text(entry, pointers[index], salt, &error));
    g_assert_error(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED);
  }
  assert_leaf(entry, before);
  g_assert_true(journal_entry_commit_text(entry, "/list/1", salt, NULL));
  g_assert_true(journal_entry_commit_text(entry, "/a~0", salt, NULL));
  /* What is committed is no text any more. */
  g_assert_false(journal_entry_commit_text(entry, "/list/1", salt, NULL));
}

static void test_new_refused(void) {
  static const char *const bodies[] = {"[]",
                                       "\"text\"",
                                       "{\"blind\":1}",
                                       "{\"commitment\":\"" ZERO_HASH "\"}",
                                       "{\"a\":{\"commitment\":\"" ZERO_HASH "\"}}",
                                       "{\"a\":[{\"commitment\":1}]}",
                                       "{\"a\":1.5}"};
  for (size_t index = 0; index < G_N_ELEMENTS(bodies); index++) {
    g_autoptr(GError) error = NULL;
    g_assert_null(new_entry(bodies[index], &error));
    g_assert_error(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED);
  }
}

static bool accepts(int64_t seq, int64_t at_ms, const char *actor, const char *kind) {
  json_auto_t *body = json_object();
  g_autoptr(JournalEntry) entry = journal_entry_new(seq, at_ms, actor, kind, body, blind, NULL);
  return entry != NULL;
}

/* Every bound, at it and one past it. */
static void test_bounds(void) {
  g_autofree char *longest = g_strnfill(JOURNAL_ENTRY_NAME_BYTES_MAX, 'a');
  g_autofree char *longer = g_strnfill(JOURNAL_ENTRY_NAME_BYTES_MAX + 1, 'a');
  g_assert_true(accepts(1, JOURNAL_TIME_MIN_MS, longest, longest));
  g_assert_true(accepts(JOURNAL_INTEGER_MAX, JOURNAL_TIME_MAX_MS, "a", "0"));
  g_assert_false(accepts(0, 0, "a", "b"));
  g_assert_false(accepts(JOURNAL_INTEGER_MAX + 1, 0, "a", "b"));
  g_assert_false(accepts(1, JOURNAL_TIME_MIN_MS - 1, "a", "b"));
  g_assert_false(accepts(1, JOURNAL_TIME_MAX_MS + 1, "a", "b"));
  g_assert_false(accepts(1, 0, longer, "b"));
  g_assert_false(accepts(1, 0, "a", longer));
  static const char *const names[] = {"", ":a", "a b", "a\n", "\xc3\xa9", "a/b", "_a"};
  for (size_t index = 0; index < G_N_ELEMENTS(names); index++) {
    g_assert_false(accepts(1, 0, names[index], "b"));
    g_assert_false(accepts(1, 0, "a", names[index]));
  }
}

static bool takes_text(size_t bytes, GError **error) {
  g_autofree char *text = g_strnfill(bytes, 't');
  json_auto_t *body = json_pack("{s:s}", "t", text);
  g_autoptr(JournalEntry) entry = journal_entry_new(1, 0, "a", "b", body, blind, error);
  return entry != NULL && journal_entry_commit_text(entry, "/t", salt, error);
}

static void test_text_bounds(void) {
  g_autoptr(GError) error = NULL;
  g_assert_true(takes_text(JOURNAL_ENTRY_TEXT_BYTES_MAX, NULL));
  g_assert_false(takes_text(JOURNAL_ENTRY_TEXT_BYTES_MAX + 1, &error));
  g_assert_error(error, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT);

  /* Number of texts. */
  json_auto_t *body = json_pack("{s:[]}", "t");
  for (size_t index = 0; index <= JOURNAL_ENTRY_TEXTS_MAX; index++)
    json_array_append_new(json_object_get(body, "t"), json_string("x"));
  g_autoptr(JournalEntry) entry = journal_entry_new(1, 0, "a", "b", body, blind, NULL);
  for (size_t index = 0; index <= JOURNAL_ENTRY_TEXTS_MAX; index++) {
    g_autofree char *pointer = g_strdup_printf("/t/%zu", index);
    g_assert_true(journal_entry_commit_text(entry, pointer, salt, NULL) == (index < JOURNAL_ENTRY_TEXTS_MAX));
  }

  /* All texts together: one of control characters grows sixfold in JSON, so that the second is one too many. */
  g_autofree char *control = g_strnfill(JOURNAL_ENTRY_TEXT_BYTES_MAX, 1);
  json_auto_t *wide = json_pack("{s:s, s:s}", "a", control, "b", control);
  g_autoptr(JournalEntry) wide_entry = journal_entry_new(1, 0, "a", "b", wide, blind, NULL);
  g_autoptr(GError) limit = NULL;
  g_assert_true(journal_entry_commit_text(wide_entry, "/a", salt, NULL));
  g_assert_false(journal_entry_commit_text(wide_entry, "/b", salt, &limit));
  g_assert_error(limit, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT);
  g_assert_null(journal_entry_text(wide_entry, "/b"));
}

/* The leaf's own bound counts once the texts are out of it. */
static void test_leaf_bound(void) {
  size_t around = strlen("{\"actor\":\"a\",\"at\":0,\"body\":{\"blind\":\"" BLIND_HEX
                         "\",\"t\":\"\"},\"format\":1,\"kind\":\"b\",\"seq\":1}");
  for (size_t past = 0; past <= 1; past++) {
    g_autoptr(GError) error = NULL;
    size_t length = 0;
    g_autofree char *text = g_strnfill(JOURNAL_ENTRY_BYTES_MAX - around + past, 'x');
    json_auto_t *body = json_pack("{s:s}", "t", text);
    g_autoptr(JournalEntry) entry = journal_entry_new(1, 0, "a", "b", body, blind, NULL);
    g_autofree char *leaf = journal_entry_leaf(entry, &length, &error);
    g_assert_cmpint(leaf != NULL, ==, past == 0);
    if (past == 0) {
      g_assert_no_error(error);
      g_assert_cmpuint(length, ==, JOURNAL_ENTRY_BYTES_MAX);
    } else
      g_assert_error(error, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT);
  }
}

/* ---- Reading ---------------------------------------------------------------------------------------------------- */

static void check_read(const char *entry, const char *openings, gint code) {
  g_autoptr(GError) error = NULL;
  json_auto_t *entry_json = json_loads(entry, 0, NULL);
  json_auto_t *openings_json = openings == NULL ? NULL : json_loads(openings, JSON_DECODE_ANY, NULL);
  g_assert_nonnull(entry_json);
  g_autoptr(JournalEntry) read = journal_entry_from_json(entry_json, openings_json, &error);
  g_assert_null(read);
  g_assert_error(error, JOURNAL_ERROR, code);
}

#define ENTRY(body) "{\"actor\":\"a\",\"at\":0,\"body\":" body ",\"format\":1,\"kind\":\"k\",\"seq\":1}"
#define PLAIN ENTRY("{\"blind\":\"" BLIND_HEX "\",\"t\":\"plain\",\"c\":{\"commitment\":\"" ZERO_HASH "\"}}")
#define SALT "\"salt\":\"" ZERO_HASH "\""

static void test_read_refused(void) {
  static const char *const malformed[] = {
      "[]",
      "{}",
      "{\"actor\":\"a\",\"at\":0,\"body\":{\"blind\":\"" BLIND_HEX "\"},\"format\":1,\"kind\":\"k\"}",
      "{\"actor\":\"a\",\"at\":0,\"body\":{\"blind\":\"" BLIND_HEX "\"},\"format\":1,\"kind\":\"k\",\"seq\":1,\"z\":1}",
      "{\"actor\":\"a\",\"at\":\"0\",\"body\":{\"blind\":\"" BLIND_HEX "\"},\"format\":1,\"kind\":\"k\",\"seq\":1}",
      "{\"actor\":\"a b\",\"at\":0,\"body\":{\"blind\":\"" BLIND_HEX "\"},\"format\":1,\"kind\":\"k\",\"seq\":1}",
      ENTRY("{}"),
      ENTRY("{\"blind\":1}"),
      ENTRY("{\"blind\":\"00\"}"),
      ENTRY("{\"blind\":\"000102030405060708090A0b0c0d0e0f\"}"),
      ENTRY("{\"blind\":\"" BLIND_HEX "\",\"c\":{\"commitment\":\"00\"}}"),
      ENTRY("{\"blind\":\"" BLIND_HEX "\",\"c\":{\"commitment\":\"" ZERO_HASH "\",\"more\":1}}"),
      ENTRY("[]"),
  };
  for (size_t index = 0; index < G_N_ELEMENTS(malformed); index++)
    check_read(malformed[index], "{}", JOURNAL_ERROR_MALFORMED);
  check_read("{\"actor\":\"a\",\"at\":0,\"body\":{\"blind\":\"" BLIND_HEX "\"},\"format\":2,\"kind\":\"k\",\"seq\":1}",
             "{}", JOURNAL_ERROR_FORMAT);
  check_read(PLAIN, NULL, JOURNAL_ERROR_MALFORMED);
  check_read(PLAIN, "[]", JOURNAL_ERROR_MALFORMED);
  check_read(PLAIN, "{\"/c\":1}", JOURNAL_ERROR_MALFORMED);
  check_read(PLAIN, "{\"/c\":{\"text\":\"x\"}}", JOURNAL_ERROR_MALFORMED);
  check_read(PLAIN, "{\"/c\":{" SALT ",\"text\":\"x\",\"y\":1}}", JOURNAL_ERROR_MALFORMED);
  check_read(PLAIN, "{\"/c\":{" SALT ",\"text\":\"x\"}}", JOURNAL_ERROR_COMMITMENT);
  check_read(PLAIN, "{\"/t\":{" SALT ",\"text\":\"plain\"}}", JOURNAL_ERROR_COMMITMENT);
  check_read(PLAIN, "{\"/d\":{" SALT ",\"text\":\"x\"}}", JOURNAL_ERROR_COMMITMENT);
  check_read(PLAIN, "{\"\":{" SALT ",\"text\":\"x\"}}", JOURNAL_ERROR_COMMITMENT);
}

/* Nobody can show another text for a commitment, nor move one to another place. */
static void test_text_is_bound(void) {
  g_autoptr(JournalEntry) entry = new_entry("{\"a\":\"one\",\"b\":\"two\"}", NULL);
  g_assert_true(journal_entry_commit_text(entry, "/a", salt, NULL));
  g_assert_true(journal_entry_commit_text(entry, "/b", salt, NULL));
  json_auto_t *json = journal_entry_to_json(entry);
  json_auto_t *changed = json_deep_copy(entry->openings);
  json_object_set_new(json_object_get(changed, "/a"), "text", json_string("One"));
  g_assert_null(journal_entry_from_json(json, changed, NULL));
  json_auto_t *swapped = json_pack("{s:O, s:O}", "/a", json_object_get(entry->openings, "/b"), "/b",
                                   json_object_get(entry->openings, "/a"));
  g_assert_null(journal_entry_from_json(json, swapped, NULL));
  g_autoptr(JournalEntry) read = journal_entry_from_json(json, entry->openings, NULL);
  g_assert_nonnull(read);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_assert_cmpint(sodium_init(), >=, 0);
  g_test_add_func("/journal/entry/leaf", test_leaf);
  g_test_add_func("/journal/entry/commit-and-erase", test_commit_and_erase);
  g_test_add_func("/journal/entry/commitment-value", test_commitment_value);
  g_test_add_func("/journal/entry/texts-of-any-kind", test_texts_of_any_kind);
  g_test_add_func("/journal/entry/wrong-places", test_wrong_places);
  g_test_add_func("/journal/entry/new-refused", test_new_refused);
  g_test_add_func("/journal/entry/bounds", test_bounds);
  g_test_add_func("/journal/entry/text-bounds", test_text_bounds);
  g_test_add_func("/journal/entry/leaf-bound", test_leaf_bound);
  g_test_add_func("/journal/entry/read-refused", test_read_refused);
  g_test_add_func("/journal/entry/text-is-bound", test_text_is_bound);
  return g_test_run();
}
