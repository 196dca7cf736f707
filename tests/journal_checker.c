/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* The checker: journals that hold, and each way in which one can be wrong. */
#include "bellwether/checker.h"
#include "support/journal_sample.h"

#include <sodium.h>
#include <string.h>

/* Gives a file to a checker line by line. */
static BellwetherCheckStatus give(BellwetherChecker *checker, const char *file, size_t length) {
  BellwetherCheckStatus status = BELLWETHER_CHECK_OK;
  while (length > 0 && status == BELLWETHER_CHECK_OK) {
    const char *newline = memchr(file, '\n', length);
    size_t line = newline == NULL ? length : (size_t)(newline - file) + 1;
    status = bellwether_checker_line(checker, file, line);
    file += line;
    length -= line;
  }
  return status;
}

typedef struct {
  const JournalPublicKey *key;    /* NULL: none */
  const JournalPublicKey *second; /* beside it; NULL: none */
  const JournalSignedHead *since; /* NULL: none */
} Given;

static BellwetherChecker *checker_with(Given given) {
  BellwetherChecker *checker = NULL;
  g_assert_cmpint(bellwether_checker_new(&checker), ==, BELLWETHER_CHECK_OK);
  if (given.key != NULL) {
    char hex[4 * JOURNAL_KEY_BYTES + 2];
    journal_hex_write(given.key->bytes, JOURNAL_KEY_BYTES, hex);
    if (given.second != NULL) {
      strcat(hex, "\n");
      journal_hex_write(given.second->bytes, JOURNAL_KEY_BYTES, hex + strlen(hex));
    }
    g_assert_cmpint(bellwether_checker_trust(checker, hex, strlen(hex)), ==, BELLWETHER_CHECK_OK);
  }
  if (given.since != NULL) {
    size_t length = 0;
    g_autofree char *bytes = journal_head_write(given.since, &length, NULL);
    g_assert_cmpint(bellwether_checker_since(checker, bytes, length), ==, BELLWETHER_CHECK_OK);
  }
  return checker;
}

static BellwetherCheckResult assert_holds(const GString *file, Given given) {
  BellwetherCheckResult result;
  BellwetherChecker *checker = checker_with(given);
  give(checker, file->str, file->len);
  BellwetherCheckStatus status = bellwether_checker_finish(checker, &result);
  g_assert_cmpstr(bellwether_checker_error(checker), ==, "");
  g_assert_cmpstr(bellwether_checker_advice(checker), ==, "");
  g_assert_cmpint(status, ==, BELLWETHER_CHECK_OK);
  bellwether_checker_free(checker);
  return result;
}

/* words: what the error has to say. */
static void assert_refused(const char *file, size_t length, Given given, const char *words) {
  BellwetherCheckResult result;
  BellwetherChecker *checker = checker_with(given);
  give(checker, file, length);
  g_assert_cmpint(bellwether_checker_finish(checker, &result), ==, BELLWETHER_CHECK_REFUSED);
  if (strstr(bellwether_checker_error(checker), words) == NULL)
    g_error("expected \"%s\" in \"%s\"", words, bellwether_checker_error(checker));
  g_assert_cmpstr(bellwether_checker_advice(checker), !=, "");
  /* The first failure is final. */
  g_assert_cmpint(bellwether_checker_line(checker, "{}\n", 3), ==, BELLWETHER_CHECK_REFUSED);
  bellwether_checker_free(checker);
}

static void assert_file_refused(const GString *file, Given given, const char *words) {
  assert_refused(file->str, file->len, given, words);
}

/* ---- Journals that hold ----------------------------------------------------------------------------------------- */

static void test_sound(void) {
  for (int64_t entries = 0; entries <= 9; entries++) {
    g_autoptr(JournalSample) sample = sample_of(1, entries);
    BellwetherCheckResult result = assert_holds(sample->file, (Given){0});
    g_assert_false(result.is_receipt);
    g_assert_false(result.key_was_given);
    g_assert_false(result.since_was_given);
    g_assert_cmpint(result.size, ==, entries);
    g_assert_cmpint(result.epoch, ==, 1);
    g_assert_cmpuint(result.heads, ==, 1);
    g_assert_cmpstr(result.workspace, ==, SAMPLE_WORKSPACE);
    g_assert_cmpint(result.head_at_ms, ==, sample->at_ms);
    /* Of every three entries the first has three texts, one of them erased, and the second has one. */
    g_assert_cmpuint(result.texts, ==, (uint64_t)(entries / 3 * 4 + (entries % 3 > 0 ? 3 : 0) + (entries % 3 > 1)));
    g_assert_cmpuint(result.texts - result.texts_open, ==, (uint64_t)((entries + 2) / 3));
    result = assert_holds(sample->file, (Given){.key = &sample->public_key});
    g_assert_true(result.key_was_given);
  }
}

static void test_heads_between(void) {
  g_autoptr(JournalSample) sample = sample_new(1);
  sample_sign(sample);
  for (int entry = 0; entry < 5; entry++) {
    sample_add(sample);
    sample_sign(sample);
  }
  sample_sign(sample);
  BellwetherCheckResult result = assert_holds(sample->file, (Given){0});
  g_assert_cmpuint(result.heads, ==, 7);
}

/* Times may run backwards, for they are the signer's: the journal holds, and they are counted. */
static void test_dated_back(void) {
  static const struct {
    int64_t at_s[5];
    uint64_t count;
    int64_t first;
  } cases[] = {{{1, 2, 3, 4, 5}, 0, 0}, {{3, 3, 3, 3, 3}, 0, 0}, {{2, 1, 2, 3, 4}, 1, 2}, {{1, 2, 9, 3, 4}, 1, 4},
               {{5, 4, 3, 2, 1}, 4, 2}, {{1, 2, 3, 4, 0}, 1, 5}, {{1, 9, 8, 9, 8}, 2, 3}, {{-9, -8, -9, 0, 1}, 1, 3}};
  for (size_t index = 0; index < G_N_ELEMENTS(cases); index++) {
    g_autoptr(JournalSample) sample = sample_new(1);
    for (size_t entry = 0; entry < G_N_ELEMENTS(cases[index].at_s); entry++) {
      sample->at_ms = cases[index].at_s[entry] * 100000;
      sample_add(sample);
    }
    sample_sign(sample);
    BellwetherCheckResult result = assert_holds(sample->file, (Given){0});
    g_assert_cmpuint(result.dated_back, ==, cases[index].count);
    g_assert_cmpint(result.first_dated_back, ==, cases[index].first);
  }
}

static void test_receipt(void) {
  g_autoptr(JournalSample) sample = sample_of(1, 5);
  g_autoptr(GString) file = sample_receipt_file(sample, 4);
  BellwetherCheckResult result = assert_holds(file, (Given){.key = &sample->public_key});
  g_assert_true(result.is_receipt);
  g_assert_true(result.key_was_given);
  g_assert_cmpint(result.entry_seq, ==, 4);
  g_assert_cmpstr(result.entry_actor, ==, "person:agent");
  g_assert_cmpstr(result.entry_kind, ==, "advise");
  g_assert_cmpint(result.size, ==, 5);
  g_assert_cmpuint(result.texts, ==, 3);
  g_assert_cmpuint(result.texts_open, ==, 2);
  result = assert_holds(file, (Given){0});
  g_assert_false(result.key_was_given);
}

/* A head kept at any size, and the journal at any later one. */
static void test_since(void) {
  g_autoptr(JournalSample) sample = sample_new(2);
  JournalSignedHead heads[12];
  for (int size = 0; size < 12; size++) {
    heads[size] = sample_sign(sample);
    for (int kept = 0; kept <= size; kept++) {
      BellwetherCheckResult result = assert_holds(sample->file, (Given){.since = &heads[kept]});
      g_assert_true(result.since_was_given);
      g_assert_true(result.key_was_given);
      g_assert_cmpint(result.since_size, ==, kept);
    }
    sample_add(sample);
  }
}

/* A receipt holds a head, and can be held against a journal like one. */
static void test_since_receipt(void) {
  g_autoptr(JournalSample) sample = sample_of(2, 3);
  g_autoptr(GString) receipt = sample_receipt_file(sample, 1);
  sample_add(sample);
  sample_sign(sample);
  for (int which = 0; which < 2; which++) {
    BellwetherCheckResult result;
    BellwetherChecker *checker = checker_with((Given){0});
    g_autoptr(JournalSample) rewritten = sample_of(3, 4);
    const GString *file = which == 0 ? sample->file : rewritten->file;
    g_assert_cmpint(bellwether_checker_since(checker, receipt->str, receipt->len), ==, BELLWETHER_CHECK_OK);
    give(checker, file->str, file->len);
    g_assert_cmpint(bellwether_checker_finish(checker, &result), ==,
                    which == 0 ? BELLWETHER_CHECK_OK : BELLWETHER_CHECK_REFUSED);
    bellwether_checker_free(checker);
  }
}

static void test_rotation(void) {
  g_autoptr(JournalSample) sample = sample_of(3, 2);
  JournalPublicKey keys[3] = {sample->public_key};
  JournalSignedHead kept = sample_sign(sample);
  sample_rotate(sample);
  keys[1] = sample->public_key;
  sample_sign(sample);
  sample_add(sample);
  sample_rotate(sample);
  keys[2] = sample->public_key;
  sample_sign(sample);
  for (int key = 0; key < 3; key++)
    g_assert_true(assert_holds(sample->file, (Given){.key = &keys[key]}).key_was_given);
  assert_holds(sample->file, (Given){.since = &kept});
  assert_holds(sample->file, (Given){.since = &kept, .key = &keys[2]});
  g_autoptr(JournalSample) stranger = sample_new(4);
  assert_file_refused(sample->file, (Given){.key = &stranger->public_key}, "none of the trusted keys leads");
}

static void test_restore(void) {
  g_autoptr(JournalSample) lost = sample_of(5, 4);
  JournalSignedHead before = sample_sign(lost);
  sample_add(lost);
  sample_add(lost);
  JournalSignedHead gone = sample_sign(lost);
  /* The same seed gives the same four entries: the backup. */
  g_autoptr(JournalSample) sample = sample_of(5, 4);
  g_assert_cmpmem(&before.head.root, JOURNAL_HASH_BYTES, journal_frontier_root(&sample->frontier).bytes,
                  JOURNAL_HASH_BYTES);
  sample_restore(sample, 2);
  sample_sign(sample);
  assert_file_refused(sample->file, (Given){.since = &gone}, "restored from a backup");
  for (int entry = 0; entry < 4; entry++)
    sample_add(sample);
  JournalSignedHead after = sample_sign(sample);
  BellwetherCheckResult result = assert_holds(sample->file, (Given){.since = &before});
  g_assert_cmpint(result.epoch, ==, 2);
  assert_holds(sample->file, (Given){.since = &after});
  assert_file_refused(sample->file, (Given){.since = &gone}, "restored from a backup");
  /* And the other way round: the journal as it was before the restore, held against a head from after it. */
  assert_file_refused(lost->file, (Given){.since = &after}, "taken off its end");
  while (lost->frontier.size < 10)
    sample_add(lost);
  sample_sign(lost);
  assert_file_refused(lost->file, (Given){.since = &after}, "not those of the head that you kept");
}

/* The key was lost, and a new one goes on: only who trusts that one by name takes it, and no other statement changes keys
 * so. */
static void test_lost_key(void) {
  g_autoptr(JournalSample) sample = sample_of(8, 4);
  g_autoptr(JournalSample) other = sample_new(9);
  g_autoptr(JournalSample) stranger = sample_new(10);
  JournalPublicKey old = sample->public_key;
  const JournalPublicKey *new = &other->public_key;
  JournalSignedHead kept = sample_sign(sample);
  sample->public_key = *new;
  sample->secret_key = other->secret_key;
  sample->continues_key = &old;
  sample_restore(sample, 2);
  sample_add(sample);
  JournalSignedHead after = sample_sign(sample);
  static const char words[] = "to which the one before did not hand over";
  assert_file_refused(sample->file, (Given){0}, words);
  assert_file_refused(sample->file, (Given){.key = &old}, words);
  assert_file_refused(sample->file, (Given){.since = &kept}, words);
  assert_file_refused(sample->file, (Given){.since = &after}, words);
  assert_file_refused(sample->file, (Given){.key = &old, .second = &stranger->public_key}, words);
  BellwetherCheckResult result = assert_holds(sample->file, (Given){.key = &old, .second = new, .since = &kept});
  g_assert_true(result.key_was_given);
  g_assert_cmpint(result.epoch, ==, 2);
  assert_holds(sample->file, (Given){.key = new});
  assert_holds(sample->file, (Given){.key = new, .since = &after});
  /* What says that it continues another key than the one in force continues another journal: nobody is accused by it. */
  g_autoptr(JournalSample) wrong = sample_of(8, 4);
  sample_sign(wrong);
  wrong->continues_key = &stranger->public_key;
  sample_restore(wrong, 2);
  sample_sign(wrong);
  const Given ways[] = {{0}, {.key = &old}, {.since = &kept}};
  for (size_t index = 0; index < G_N_ELEMENTS(ways); index++)
    assert_file_refused(wrong->file, ways[index], "not from the key that is in force before it");
  /* And whoever holds a head from before, of entries that are lost, is told of the restore. */
  g_autoptr(JournalSample) lost = sample_of(8, 9);
  JournalSignedHead gone = sample_sign(lost);
  while (sample->frontier.size < 12)
    sample_add(sample);
  sample_sign(sample);
  assert_file_refused(sample->file, (Given){.key = &old, .second = new, .since = &gone}, "restored from a backup");
  g_autoptr(JournalSample) unsigned_before = sample_new(8); /* where only the new epoch names the old key */
  for (int count = 0; count < 4; count++)
    sample_add(unsigned_before);
  unsigned_before->public_key = *new;
  unsigned_before->secret_key = other->secret_key;
  unsigned_before->continues_key = &old;
  sample_restore(unsigned_before, 2);
  while (unsigned_before->frontier.size < 12)
    sample_add(unsigned_before);
  sample_sign(unsigned_before);
  assert_file_refused(unsigned_before->file, (Given){.key = new, .since = &gone}, "restored from a backup");
  assert_holds(unsigned_before->file, (Given){.key = new, .since = &kept});
  /* Also where no statement by the old key is in the file, but by what the new epoch says that it continues. */
  g_autoptr(JournalSample) unsigned_yet = sample_new(8);
  for (int count = 0; count < 3; count++)
    sample_add(unsigned_yet);
  unsigned_yet->public_key = *new;
  unsigned_yet->secret_key = other->secret_key;
  unsigned_yet->continues_key = &old;
  sample_restore(unsigned_yet, 2);
  sample_sign(unsigned_yet);
  assert_file_refused(unsigned_yet->file, (Given){0}, words);
  assert_file_refused(unsigned_yet->file, (Given){.key = &old}, words);
  assert_holds(unsigned_yet->file, (Given){.key = new});
  /* A head, or a rotation, by a trusted key that did not begin the epoch. */
  g_autoptr(JournalSample) jumped = sample_of(8, 4);
  jumped->public_key = *new;
  jumped->secret_key = other->secret_key;
  sample_sign(jumped);
  assert_file_refused(jumped->file, (Given){.key = &old, .second = new}, "not the one in force");
  g_autoptr(JournalSample) rotated = sample_of(8, 4);
  rotated->public_key = *new;
  rotated->secret_key = other->secret_key;
  sample_rotate(rotated);
  sample_sign(rotated);
  assert_file_refused(rotated->file, (Given){.key = &old, .second = new}, "not the one in force");
}

/* ---- Journals that do not --------------------------------------------------------------------------------------- */

static void test_every_byte_counts(void) {
  g_autoptr(JournalSample) sample = sample_of(6, 1);
  sample_rotate(sample);
  sample_restore(sample, 2);
  sample_sign(sample);
  GString *file = sample->file;
  assert_holds(file, (Given){0});
  for (size_t index = 0; index < file->len; index++)
    for (int bit = 0; bit < 8; bit++) {
      BellwetherCheckResult result;
      BellwetherChecker *checker = checker_with((Given){0});
      file->str[index] ^= (char)(1 << bit);
      give(checker, file->str, file->len);
      g_assert_cmpint(bellwether_checker_finish(checker, &result), ==, BELLWETHER_CHECK_REFUSED);
      file->str[index] ^= (char)(1 << bit);
      bellwether_checker_free(checker);
    }
}

static void test_cut_short(void) {
  g_autoptr(JournalSample) sample = sample_of(6, 3);
  for (size_t length = 0; length < sample->file->len; length += 7)
    assert_refused(sample->file->str, length, (Given){0}, "");
  assert_refused("", 0, (Given){0}, "empty");
  assert_refused(sample->file->str, sample->file->len - 1, (Given){0}, "newline");
  /* At the end of a line. */
  const char *second = strchr(sample->file->str, '\n') + 1;
  assert_refused(sample->file->str, (size_t)(second - sample->file->str), (Given){0}, "covers 0 of 1 entries");
}

static void test_unsigned_end(void) {
  g_autoptr(JournalSample) sample = sample_of(6, 3);
  sample_add(sample);
  assert_file_refused(sample->file, (Given){0}, "covers 3 of 4 entries");
}

/* The file with its lines in another order; -1 ends the list. */
static GString *lines_of(const JournalSample *sample, const int *order) {
  g_auto(GStrv) lines = g_strsplit(sample->file->str, "\n", -1);
  GString *file = g_string_new(NULL);
  for (; *order >= 0; order++)
    g_string_append_printf(file, "%s\n", lines[*order]);
  return file;
}

static void test_lines_moved(void) {
  g_autoptr(JournalSample) sample = sample_of(6, 4); /* lines 0 to 3, the head is line 4 */
  g_autoptr(GString) swapped = lines_of(sample, (int[]){1, 0, 2, 3, 4, -1});
  g_autoptr(GString) missing = lines_of(sample, (int[]){0, 2, 3, 4, -1});
  g_autoptr(GString) doubled = lines_of(sample, (int[]){0, 0, 1, 2, 3, 4, -1});
  g_autoptr(GString) early_head = lines_of(sample, (int[]){0, 1, 2, 4, -1});
  g_autoptr(GString) as_it_was = lines_of(sample, (int[]){0, 1, 2, 3, 4, -1});
  assert_file_refused(swapped, (Given){0}, "entry 2 stands where entry 1 belongs");
  assert_file_refused(missing, (Given){0}, "entry 3 stands where entry 2 belongs");
  assert_file_refused(doubled, (Given){0}, "entry 1 stands where entry 2 belongs");
  assert_file_refused(early_head, (Given){0}, "a head of 4 entries stands after entry 3");
  assert_holds(as_it_was, (Given){0});
}

/* The holder of the key rewrites the past and signs it anew: only a head that was kept tells. */
static void test_rewritten_by_the_signer(void) {
  g_autoptr(JournalSample) sample = sample_of(7, 6);
  JournalSignedHead kept = sample_sign(sample);
  g_autoptr(JournalSample) rewritten = sample_new(7);
  rewritten->at_ms += 1;
  while (rewritten->frontier.size < 8)
    sample_add(rewritten);
  sample_sign(rewritten);
  g_assert_true(assert_holds(rewritten->file, (Given){.key = &sample->public_key}).key_was_given);
  assert_file_refused(rewritten->file, (Given){.since = &kept}, "rewritten");
  g_autoptr(JournalSample) shortened = sample_of(7, 5);
  assert_file_refused(shortened->file, (Given){.since = &kept}, "taken off its end");
}

static void test_mixed_journals(void) {
  g_autoptr(JournalSample) sample = sample_of(8, 2);
  g_autoptr(JournalSample) other = sample_of(9, 2);
  JournalSignedHead foreign = sample_sign(other);
  JournalSignedHead own = sample_sign(sample);
  /* Another journal's head after these entries: the key in force is known from our own head before it. */
  g_autofree char *line = journal_head_write(&foreign, &(size_t){0}, NULL);
  g_string_append(sample->file, line);
  assert_file_refused(sample->file, (Given){0}, "not the one in force");
  /* A head by another's key, or of another workspace, accuses nobody: however long the two are. */
  g_autoptr(JournalSample) longer = sample_of(9, 5);
  g_autoptr(JournalSample) shorter = sample_of(9, 1);
  const JournalSample *const files[] = {other, longer, shorter};
  JournalSignedHead elsewhere = sample_sign(longer);
  g_autoptr(GError) error = NULL;
  g_strlcpy(elsewhere.head.workspace, "elsewhere", sizeof elsewhere.head.workspace);
  elsewhere.head.size = 2;
  g_assert_true(journal_head_sign(&elsewhere, &longer->public_key, &longer->secret_key, &error));
  JournalSignedHead forged = foreign; /* of the right entries, by somebody else's key */
  g_assert_true(journal_head_sign(&forged, &sample->public_key, &sample->secret_key, &error));
  const Given givens[] = {{.since = &forged}, {.since = &forged, .key = &other->public_key}};
  for (size_t index = 0; index < G_N_ELEMENTS(givens); index++)
    assert_file_refused(other->file, givens[index], "the head that you kept is signed by the key");
  for (size_t index = 0; index < G_N_ELEMENTS(files); index++) {
    assert_file_refused(files[index]->file, (Given){.since = &own}, "one of the two is not this workspace's");
    assert_file_refused(files[index]->file, (Given){.since = &own, .key = &other->public_key}, "one of the two is not");
    assert_file_refused(files[index]->file, (Given){.since = &elsewhere},
                        "is of the workspace elsewhere, this journal is of");
  }

  /* The same key, another workspace. */
  g_autoptr(JournalSample) third = sample_of(8, 2);
  JournalSignedHead moved = own;
  g_strlcpy(moved.head.workspace, "elsewhere", sizeof moved.head.workspace);
  g_assert_true(journal_head_sign(&moved, &third->public_key, &third->secret_key, NULL));
  g_autofree char *moved_line = journal_head_write(&moved, &(size_t){0}, NULL);
  g_string_append(third->file, moved_line);
  assert_file_refused(third->file, (Given){0}, "workspace");
}

/* Signed heads that say something false of the entries before them. */
static void test_false_heads(void) {
  static const char *const words[] = {"not those that were signed", "of epoch 2"};
  for (size_t index = 0; index < G_N_ELEMENTS(words); index++) {
    g_autoptr(JournalSample) sample = sample_of(8, 2);
    JournalSignedHead head = sample_sign(sample);
    if (index == 0)
      head.head.root.bytes[0] ^= 1;
    else
      head.head.epoch = 2;
    g_assert_true(journal_head_sign(&head, &sample->public_key, &sample->secret_key, NULL));
    g_autofree char *line = journal_head_write(&head, &(size_t){0}, NULL);
    g_string_append(sample->file, line);
    assert_file_refused(sample->file, (Given){0}, words[index]);
  }
}

/* After a rotation the old key has no say, and one that never was in force can't rotate. */
static void test_false_rotations(void) {
  g_autoptr(JournalSample) sample = sample_of(8, 2);
  JournalPublicKey old_public = sample->public_key;
  JournalSecretKey old_secret = sample->secret_key;
  sample_rotate(sample);
  JournalPublicKey new_public = sample->public_key;
  JournalSecretKey new_secret = sample->secret_key;
  sample->public_key = old_public;
  sample->secret_key = old_secret;
  sample_sign(sample);
  assert_file_refused(sample->file, (Given){.key = &new_public}, "not the one in force after entry 3");
  g_autoptr(JournalSample) second = sample_of(8, 2);
  second->public_key = new_public;
  second->secret_key = new_secret;
  sample_rotate(second);
  assert_file_refused(second->file, (Given){0}, "the rotation is signed by the key");
}

static void test_false_beginnings(void) {
  for (int which = 0; which < 3; which++) {
    g_autoptr(JournalSample) sample = sample_of(8, 2);
    if (which == 0)
      sample->epoch = 7; /* continues an epoch that is not in force */
    JournalFrontier frontier = sample->frontier;
    if (which == 1)
      sample->frontier.hashes[0].bytes[0] ^= 1; /* continues another journal */
    if (which == 2)
      sample_restore(sample, 1); /* begins no later epoch */
    else {
      sample_restore(sample, 8);
      sample->frontier = frontier;
    }
    assert_file_refused(sample->file, (Given){0}, "begins epoch");
  }
}

static void test_bad_lines(void) {
  static const char *const lines[] = {"{}\n",
                                      "[]\n",
                                      "1\n",
                                      "\n",
                                      "x\n",
                                      "{\"entry\":{},\"openings\":{}}\n",
                                      "{\"entry\":{}}\n",
                                      "{\"head\":{}}\n",
                                      "{\"bellwether\":\"receipt\"}\n"};
  for (size_t index = 0; index < G_N_ELEMENTS(lines); index++)
    assert_refused(lines[index], strlen(lines[index]), (Given){0}, "");
  g_autoptr(JournalSample) sample = sample_of(8, 2);
  g_autoptr(GString) receipt = sample_receipt_file(sample, 1);
  JournalSignedHead head = sample_sign(sample);
  assert_refused(receipt->str, receipt->len, (Given){.since = &head}, "not against a receipt");
  g_string_append(receipt, "{}\n");
  assert_file_refused(receipt, (Given){0}, "goes on after the receipt");
  g_autoptr(GString) late = g_string_new(sample->file->str);
  g_autoptr(GString) second = sample_receipt_file(sample, 1);
  g_string_append_len(late, second->str, (gssize)second->len);
  assert_file_refused(late, (Given){0}, "");
}

/* The bound on a line, at it and one past it: what fits is at least looked at. */
static void test_line_bound(void) {
  g_autofree char *line = g_strnfill(BELLWETHER_CHECKER_LINE_BYTES_MAX + 1, ' ');
  line[BELLWETHER_CHECKER_LINE_BYTES_MAX] = '\n';
  assert_refused(line, BELLWETHER_CHECKER_LINE_BYTES_MAX + 1, (Given){0}, "longer than");
  line[BELLWETHER_CHECKER_LINE_BYTES_MAX - 1] = '\n';
  assert_refused(line, BELLWETHER_CHECKER_LINE_BYTES_MAX, (Given){0}, "not acceptable JSON");
}

static void test_bad_arguments(void) {
  BellwetherChecker *checker = NULL;
  g_assert_cmpint(bellwether_checker_new(&checker), ==, BELLWETHER_CHECK_OK);
  g_assert_cmpint(bellwether_checker_trust(checker, "no key", 6), ==, BELLWETHER_CHECK_REFUSED);
  g_assert_cmpstr(bellwether_checker_error(checker), !=, "");
  bellwether_checker_free(checker);
  g_assert_cmpint(bellwether_checker_new(&checker), ==, BELLWETHER_CHECK_OK);
  g_assert_cmpint(bellwether_checker_since(checker, "{}\n", 3), ==, BELLWETHER_CHECK_REFUSED);
  g_assert_cmpint(bellwether_checker_trust(checker, "", 0), ==, BELLWETHER_CHECK_REFUSED);
  bellwether_checker_free(checker);
  bellwether_checker_free(NULL);
}

int main(int argc, char **argv) {
  g_test_init(&argc, &argv, NULL);
  g_assert_cmpint(sodium_init(), >=, 0);
  g_test_add_func("/journal/checker/sound", test_sound);
  g_test_add_func("/journal/checker/heads-between", test_heads_between);
  g_test_add_func("/journal/checker/dated back", test_dated_back);
  g_test_add_func("/journal/checker/receipt", test_receipt);
  g_test_add_func("/journal/checker/since", test_since);
  g_test_add_func("/journal/checker/since-receipt", test_since_receipt);
  g_test_add_func("/journal/checker/rotation", test_rotation);
  g_test_add_func("/journal/checker/restore", test_restore);
  g_test_add_func("/journal/checker/lost key", test_lost_key);
  g_test_add_func("/journal/checker/every-byte-counts", test_every_byte_counts);
  g_test_add_func("/journal/checker/cut-short", test_cut_short);
  g_test_add_func("/journal/checker/unsigned-end", test_unsigned_end);
  g_test_add_func("/journal/checker/lines-moved", test_lines_moved);
  g_test_add_func("/journal/checker/rewritten-by-the-signer", test_rewritten_by_the_signer);
  g_test_add_func("/journal/checker/mixed-journals", test_mixed_journals);
  g_test_add_func("/journal/checker/false-heads", test_false_heads);
  g_test_add_func("/journal/checker/false-rotations", test_false_rotations);
  g_test_add_func("/journal/checker/false-beginnings", test_false_beginnings);
  g_test_add_func("/journal/checker/bad-lines", test_bad_lines);
  g_test_add_func("/journal/checker/line-bound", test_line_bound);
  g_test_add_func("/journal/checker/bad-arguments", test_bad_arguments);
  return g_test_run();
}
