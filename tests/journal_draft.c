/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* Drafts: whatever is known before the number and whatever only with it, the leaf is the entry's own to the byte. */
#include "journal/draft.h"
#include "journal/error.h"

#include <string.h>

static const uint8_t blind[JOURNAL_BLIND_BYTES] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
static const uint8_t salt[JOURNAL_SALT_BYTES] = {0xff};

/* With the text at /why, where there is one, committed to. */
static JournalEntry *new_entry(int64_t seq, const json_t *body) {
  GError *error = NULL;
  JournalEntry *entry = journal_entry_new(seq, 1760000000000, "person:ada", "advise", body, blind, &error);
  g_assert_no_error(error);
  if (json_is_string(json_object_get(body, "why")))
    g_assert_true(journal_entry_commit_text(entry, "/why", salt, &error));
  return entry;
}

static JournalDraft *new_draft(const json_t *body) {
  GError *error = NULL;
  JournalDraft *draft = journal_draft_new(new_entry(1, body), &error);
  g_assert_no_error(error);
  return draft;
}

static json_t *read_json(const char *text) {
  json_t *json = json_loads(text, 0, NULL);
  g_assert_nonnull(json);
  return json;
}

/* Each member of the body goes before or after the number became known, in every way that they can be split. */
static void test_every_split(void) {
  static const char *const bodies[] = {
      "{}",
      "{\"why\":\"so\\n\",\"option\":\"\\\"mill\\\"\",\"chance\":7000,\"others\":[\"a\",{\"b\":[]}],\"z\":null}",
      "{\"a\":1,\"aa\":true,\"a\\u0001\":false,\"\":0,\"blinc\":-9,\"blind0\":{\"x\":{\"y\":[1,2,\"\\n\"]}}}",
      /* By code units of UTF-16 the surrogates go before what begins at U+E000. */
      "{\"\\ue000\":1,\"\\ud83d\\ude00\":2,\"\\uffff\":3,\"\\u00e9\":4}",
  };
  for (size_t index = 0; index < G_N_ELEMENTS(bodies); index++) {
    json_auto_t *body = read_json(bodies[index]);
    for (unsigned split = 0; split < 1U << json_object_size(body); split++) {
      json_auto_t *before = json_object();
      json_auto_t *after = json_object();
      unsigned bit = 0;
      const char *key = NULL;
      json_t *value = NULL;
      json_object_foreach(body, key, value) {
        bool text = strcmp(key, "why") == 0; /* is committed to beforehand, always */
        json_object_set((split >> bit++ & 1) != 0 && !text ? after : before, key, value);
      }
      g_autoptr(JournalDraft) draft = new_draft(before);
      for (int64_t seq = 9; seq <= JOURNAL_INTEGER_MAX; seq = seq < 11 ? seq + 1 : seq * 999 + 7) {
        g_autoptr(JournalEntry) entry = new_entry(seq, body);
        size_t expected_length = 0;
        size_t length = 0;
        g_autofree char *expected = journal_entry_leaf(entry, &expected_length, NULL);
        g_autofree char *leaf = journal_draft_leaf(draft, seq, after, &length, NULL);
        g_assert_cmpstr(leaf, ==, expected);
        g_assert_cmpuint(length, ==, expected_length);
      }
    }
  }
}

static void test_openings_stay(void) {
  json_auto_t *body = read_json("{\"why\":\"because\"}");
  g_autoptr(JournalDraft) draft = new_draft(body);
  g_assert_cmpstr(journal_entry_text(journal_draft_entry(draft), "/why"), ==, "because");
}

static void test_refused(void) {
  static const char *const more[] = {
      "{\"option\":1}",
      "{\"blind\":\"\"}",
      "{\"why\":\"again\"}",
      "{\"x\":{\"commitment\":\"0000000000000000000000000000000000000000000000000000000000000000\"}}",
      "{\"x\":1.5}",
  };
  json_auto_t *body = read_json("{\"why\":\"because\",\"option\":\"mill\"}");
  g_autoptr(JournalDraft) draft = new_draft(body);
  size_t length = 0;
  GError *error = NULL;
  for (size_t index = 0; index < G_N_ELEMENTS(more); index++) {
    json_auto_t *added = read_json(more[index]);
    g_assert_null(journal_draft_leaf(draft, 1, added, &length, &error));
    g_assert_error(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED);
    g_clear_error(&error);
  }
  const int64_t numbers[] = {0, -1, JOURNAL_INTEGER_MAX + 1};
  for (size_t index = 0; index < G_N_ELEMENTS(numbers); index++) {
    g_assert_null(journal_draft_leaf(draft, numbers[index], NULL, &length, &error));
    g_assert_error(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED);
    g_clear_error(&error);
  }
  /* And none of that has changed it. */
  g_autofree char *leaf = journal_draft_leaf(draft, 1, NULL, &length, &error);
  g_assert_no_error(error);
  g_assert_nonnull(leaf);
}

/* The longest leaf, and one byte more. */
static void test_bound(void) {
  json_auto_t *body = json_object();
  g_autoptr(JournalDraft) draft = new_draft(body);
  json_auto_t *empty = json_pack("{s:s}", "x", "");
  size_t around = 0;
  g_free(journal_draft_leaf(draft, 1, empty, &around, NULL));
  for (size_t beyond = 0; beyond <= 1; beyond++) {
    g_autofree char *text = g_strnfill(JOURNAL_ENTRY_BYTES_MAX - around + beyond, 'x');
    json_auto_t *more = json_pack("{s:s}", "x", text);
    size_t length = 0;
    GError *error = NULL;
    g_autofree char *leaf = journal_draft_leaf(draft, 1, more, &length, &error);
    if (beyond == 0) {
      g_assert_no_error(error);
      g_assert_cmpuint(length, ==, JOURNAL_ENTRY_BYTES_MAX);
      continue;
    }
    g_assert_null(leaf);
    g_assert_error(error, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT);
    g_clear_error(&error);
  }
}

/* Values are counted over all of the leaf, so that it can be read again. */
static void test_values(void) {
  const size_t around = 9; /* the entry, its members, the blind, the list */
  json_auto_t *list = json_array();
  for (size_t count = 0; count < JOURNAL_CANONICAL_VALUES_MAX - around; count++)
    json_array_append_new(list, json_integer(1));
  json_auto_t *nothing = json_object();
  json_auto_t *with_list = json_pack("{s:O}", "list", list);
  g_autoptr(JournalDraft) before = new_draft(with_list);
  g_autoptr(JournalDraft) after = new_draft(nothing);
  size_t length = 0;
  g_autofree char *leaf = journal_draft_leaf(before, 1, NULL, &length, NULL);
  g_assert_true(journal_canonical_check(leaf, length, JOURNAL_ENTRY_BYTES_MAX, NULL));
  g_autofree char *same = journal_draft_leaf(after, 1, with_list, &length, NULL);
  g_assert_cmpstr(same, ==, leaf);
  json_auto_t *one = json_pack("{s:i}", "one", 1);
  json_array_append_new(list, json_integer(1));
  GError *error = NULL;
  g_assert_null(journal_draft_leaf(before, 1, one, &length, &error));
  g_assert_error(error, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT);
  g_clear_error(&error);
  g_assert_null(journal_draft_leaf(after, 1, with_list, &length, &error));
  g_assert_error(error, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT);
  g_clear_error(&error);
}

/* A value in lists, as many as the depth says. */
static json_t *nested(unsigned depth) {
  json_t *value = json_integer(1);
  for (; depth > 0; depth--)
    value = json_pack("[o]", value);
  return value;
}

/* Nesting is counted from the leaf's own braces: a member may be as deep as the entry's form lets it, on either way in. */
static void test_depth(void) {
  const unsigned most = JOURNAL_CANONICAL_DEPTH_MAX - 2; /* the entry and its body */
  for (unsigned beyond = 0; beyond <= 1; beyond++) {
    json_auto_t *body = json_pack("{s:o}", "deep", nested(most + beyond));
    json_auto_t *nothing = json_object();
    g_autoptr(JournalEntry) entry = new_entry(1, body);
    g_autoptr(JournalDraft) after = new_draft(nothing);
    size_t length = 0;
    g_autofree char *expected = journal_entry_leaf(entry, &length, NULL);
    GError *early = NULL;
    GError *late = NULL;
    g_autoptr(JournalDraft) before = journal_draft_new(new_entry(1, body), &early);
    g_autofree char *leaf = journal_draft_leaf(after, 1, body, &length, &late);
    g_assert_cmpstr(leaf, ==, expected);
    if (beyond == 0) {
      g_assert_nonnull(before);
      g_autofree char *same = journal_draft_leaf(before, 1, NULL, &length, &late);
      g_assert_nonnull(expected);
      g_assert_cmpstr(same, ==, expected);
      continue;
    }
    g_assert_null(expected);
    g_assert_null(before);
    g_assert_error(early, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT);
    g_assert_error(late, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT);
    g_clear_error(&early);
    g_clear_error(&late);
  }
}

/* Random bodies with keys of every kind, in every order, split at random: always the entry's own leaf. */
static void test_random(void) {
  static const char *const pieces[] = {
      "a", "b", "\xc3\xa9", "\xee\x80\x80", "\xf0\x9f\x98\x80", "\xef\xbf\xbf", "\"", "\\", "\x01", "\x7f",
      "~", "/", " ",        "blind",        "\xe2\x80\xa8"};
  for (unsigned turn = 0; turn < 2000; turn++) {
    json_auto_t *body = json_object();
    json_auto_t *before = json_object();
    json_auto_t *after = json_object();
    for (int count = g_test_rand_int_range(0, 30); count > 0; count--) {
      g_autofree char *key =
          g_strconcat(pieces[g_test_rand_int_range(0, G_N_ELEMENTS(pieces))],
                      pieces[g_test_rand_int_range(0, G_N_ELEMENTS(pieces))],
                      g_test_rand_bit() ? pieces[g_test_rand_int_range(0, G_N_ELEMENTS(pieces))] : NULL, NULL);
      json_auto_t *inner = json_pack("{s:i, s:[s, n, b]}", key, count, "~", key, count % 2);
      json_auto_t *value = g_test_rand_bit() ? json_incref(inner) : json_integer(g_test_rand_int());
      if (json_object_get(body, key) != NULL)
        continue;
      json_object_set(body, key, value);
      json_object_set(g_test_rand_bit() ? before : after, key, value);
    }
    g_autoptr(JournalEntry) entry = new_entry(turn + 1, body);
    g_autoptr(JournalDraft) draft = new_draft(before);
    size_t expected_length = 0;
    size_t length = 0;
    g_autofree char *expected = journal_entry_leaf(entry, &expected_length, NULL);
    g_autofree char *leaf = journal_draft_leaf(draft, turn + 1, after, &length, NULL);
    g_assert_nonnull(expected);
    g_assert_cmpstr(leaf, ==, expected);
    g_assert_cmpuint(length, ==, expected_length);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_test_add_func("/journal/draft/every split", test_every_split);
  g_test_add_func("/journal/draft/openings stay", test_openings_stay);
  g_test_add_func("/journal/draft/refused", test_refused);
  g_test_add_func("/journal/draft/bound", test_bound);
  g_test_add_func("/journal/draft/values", test_values);
  g_test_add_func("/journal/draft/depth", test_depth);
  g_test_add_func("/journal/draft/random", test_random);
  return g_test_run();
}
