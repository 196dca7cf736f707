/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* What a decider was shown comes back as it was signed, for the same decision only, or is called foreign. */
#include "record/shown.h"

#include <glib.h>
#include <sodium.h>
#include <string.h>

static const uint8_t key[RECORD_SHOWN_KEY_BYTES] = {1, 2, 3};
static const uint8_t other_key[RECORD_SHOWN_KEY_BYTES] = {1, 2, 4};

#define SHOWN                                                                                                          \
  .workspace = "studio", .advice_id = "a17", .person = "ada", .stamp = "s1", .at_ms = 1760000000000, .advice = 7000,   \
  .advice_low = 5000, .advice_high = 8000, .own_view = 4321, .own_view_low = 4001, .own_view_high = 4992,              \
  .outcomes = 12

#pragma GCC diagnostic ignored "-Woverride-init"
static const RecordShown usual = {SHOWN};

static RecordSnapshot read_as(const char *text, const RecordShown *expected) {
  RecordShown shown;
  return record_shown_read(text, key, expected, &shown);
}

static void test_round(void) {
  g_autofree char *text = record_shown_sign(&usual, key);
  const RecordShown expected = {.workspace = "studio", .advice_id = "a17", .person = "ada", .stamp = "s1"};
  RecordShown shown;
  g_assert_cmpint(record_shown_read(text, key, &expected, &shown), ==, RECORD_SNAPSHOT_CURRENT);
  g_assert_cmpstr(shown.workspace, ==, usual.workspace);
  g_assert_cmpstr(shown.advice_id, ==, usual.advice_id);
  g_assert_cmpstr(shown.person, ==, usual.person);
  g_assert_cmpstr(shown.stamp, ==, usual.stamp);
  g_assert_cmpint(shown.at_ms, ==, usual.at_ms);
  g_assert_cmpint(shown.advice, ==, usual.advice);
  g_assert_cmpint(shown.advice_low, ==, usual.advice_low);
  g_assert_cmpint(shown.advice_high, ==, usual.advice_high);
  g_assert_cmpint(shown.own_view, ==, 4321);
  g_assert_cmpint(shown.own_view_low, ==, 4001);
  g_assert_cmpint(shown.own_view_high, ==, 4992);
  g_assert_cmpint(shown.outcomes, ==, usual.outcomes);
  const RecordShown later = {SHOWN, .stamp = "s2"};
  g_assert_cmpint(record_shown_read(text, key, &later, &shown), ==, RECORD_SNAPSHOT_STALE);
  g_assert_cmpstr(shown.stamp, ==, "s1");
}

static void test_of_another(void) {
  const RecordShown others[] = {
      {SHOWN, .workspace = "other"}, {SHOWN, .advice_id = "a18"}, {SHOWN, .person = "ben"}, {SHOWN, .person = "ad"}};
  g_autofree char *text = record_shown_sign(&usual, key);
  for (size_t index = 0; index < G_N_ELEMENTS(others); index++)
    g_assert_cmpint(read_as(text, &others[index]), ==, RECORD_SNAPSHOT_FOREIGN);
  g_assert_cmpint(read_as(NULL, &usual), ==, RECORD_SNAPSHOT_NONE);
}

/* Whatever is changed, cut or added, it is not ours any more. */
static void test_forged(void) {
  g_autofree char *text = record_shown_sign(&usual, key);
  size_t length = strlen(text);
  g_autofree char *by_another = record_shown_sign(&usual, other_key);
  g_assert_cmpint(read_as(by_another, &usual), ==, RECORD_SNAPSHOT_FOREIGN);
  for (size_t index = 0; index < length; index++) {
    g_autofree char *changed = g_strdup(text);
    changed[index] = changed[index] == 'A' ? 'B' : 'A';
    g_assert_cmpint(read_as(changed, &usual), ==, RECORD_SNAPSHOT_FOREIGN);
    g_autofree char *cut = g_strndup(text, index);
    g_assert_cmpint(read_as(cut, &usual), ==, RECORD_SNAPSHOT_FOREIGN);
  }
  const char *const ends[] = {"A", "=", " ", "*"};
  for (size_t index = 0; index < G_N_ELEMENTS(ends); index++) {
    g_autofree char *longer = g_strconcat(text, ends[index], NULL);
    g_assert_cmpint(read_as(longer, &usual), ==, RECORD_SNAPSHOT_FOREIGN);
  }
}

/* Signs any text with our key. */
static char *sign(const char *text) {
  uint8_t bytes[256];
  size_t length = strlen(text);
  crypto_auth(bytes, (const uint8_t *)text, length, key);
  memcpy(bytes + crypto_auth_BYTES, text, length);
  char *signed_text = g_malloc(512);
  return sodium_bin2base64(signed_text, 512, bytes, crypto_auth_BYTES + length,
                           sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/* What a program of another version signed is not guessed at. */
static void test_other_form(void) {
  g_autofree char *as_ours = sign("2|studio|a17|ada|s1|5|1|2|3|4|5|6|7");
  g_assert_cmpint(read_as(as_ours, &usual), ==, RECORD_SNAPSHOT_CURRENT);
  const char *const forms[] = {"1|studio|a17|ada|s1|5|1|2|3|4|5",
                               "2|studio|a17|ada|s1|5|1|2|3|4|5|6",
                               "2|studio|a17|ada|s1|5|1|2|3|4|5|6|7|8",
                               "1|studio|a17|ada",
                               "1",
                               ""};
  for (size_t index = 0; index < G_N_ELEMENTS(forms); index++) {
    g_autofree char *text = sign(forms[index]);
    g_assert_cmpint(read_as(text, &usual), ==, RECORD_SNAPSHOT_FOREIGN);
  }
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_assert_true(sodium_init() >= 0);
  g_test_add_func("/record/shown/round", test_round);
  g_test_add_func("/record/shown/of another", test_of_another);
  g_test_add_func("/record/shown/forged", test_forged);
  g_test_add_func("/record/shown/other form", test_other_form);
  return g_test_run();
}
