/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * journal_tool: writes a sound journal, its keys, heads and receipts into a folder, for tests in other languages.
 *
 *     journal_tool SEED ENTRIES FOLDER
 *
 * journal.jsonl ends with a head; key.txt is the first public key, last-key.txt the last; head-N.json are heads at some
 * sizes; receipt-N.json is the receipt of entry N under the last head.
 */
#include "journal_sample.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static void write_file(const char *folder, const char *name, const char *bytes, size_t length) {
  g_autofree char *path = g_build_filename(folder, name, NULL);
  g_autoptr(GError) error = NULL;
  if (!g_file_set_contents(path, bytes, (gssize)length, &error))
    g_error("%s", error->message);
}

static void write_key(const char *folder, const char *name, const JournalPublicKey *key) {
  char line[2 * JOURNAL_KEY_BYTES + 2];
  journal_hex_write(key->bytes, JOURNAL_KEY_BYTES, line);
  strcat(line, "\n");
  write_file(folder, name, line, strlen(line));
}

static void write_head(JournalSample *sample, const char *folder) {
  size_t length = 0;
  JournalSignedHead head = sample_sign(sample);
  g_autofree char *bytes = journal_head_write(&head, &length, NULL);
  g_autofree char *name = g_strdup_printf("head-%d.json", (int)head.head.size);
  write_file(folder, name, bytes, length);
}

/* What makes the journal interesting happens a third, half and two thirds of the way. */
static void grow(JournalSample *sample, int64_t entries, const char *folder) {
  while (sample->frontier.size < entries) {
    int64_t next = sample->frontier.size + 1;
    if (entries >= 6 && (next == entries / 3 || next == entries * 2 / 3))
      sample_rotate(sample);
    else if (entries >= 6 && next == entries / 2)
      sample_restore(sample, sample->epoch + 2);
    else
      sample_add(sample);
    if (next % (1 + entries / 8) == 0)
      write_head(sample, folder);
  }
  write_head(sample, folder);
}

int main(int argc, char **argv) {
  if (argc != 4 || sodium_init() < 0) {
    g_printerr("Usage: journal_tool SEED ENTRIES FOLDER\n");
    return 64;
  }
  g_autoptr(JournalSample) sample = sample_new(strtoull(argv[1], NULL, 10));
  write_key(argv[3], "key.txt", &sample->public_key);
  grow(sample, strtoll(argv[2], NULL, 10), argv[3]);
  write_key(argv[3], "last-key.txt", &sample->public_key);
  write_file(argv[3], "journal.jsonl", sample->file->str, sample->file->len);
  for (int64_t seq = 1; seq <= sample->frontier.size && seq <= 200; seq++) {
    g_autofree char *name = g_strdup_printf("receipt-%d.json", (int)seq);
    g_autoptr(GString) file = sample_receipt_file(sample, seq);
    write_file(argv[3], name, file->str, file->len);
  }
  return 0;
}
