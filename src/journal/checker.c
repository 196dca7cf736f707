/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * checker.c: a journal read once from its beginning, with nothing kept but the tree's frontier.
 *
 * Three things go along with the entries: which epoch is in force, which key, and whether that key is trusted. An entry
 * "begin_epoch" changes the first, "rotate_key" the second; a lost key lets "begin_epoch" change both, for who trusts the
 * new one by name. A head of size s stands right after entry s and must agree
 * with what is in force there, the entry itself counted in.
 *
 * The key in force is known from the first signature on. It need not be a trusted one at once: whoever holds only the
 * newest key can still check the whole journal, because the last head covers all of it. What counts is that some key in
 * the chain is trusted, for every later one was handed its word by the one before.
 *
 * A head that was kept is compared where the journal has just its size. If the roots differ, the epochs tell a restore
 * from a backup, which is announced, from a rewriting, which is not.
 */
#include "bellwether/checker.h"

#include "error.h"
#include "receipt.h"

#include <string.h>

struct BellwetherChecker {
  JournalKeySet trusted;
  bool keys_were_given; /* to be trusted, by name */
  bool has_since;
  bool since_met;
  bool since_key_awaited; /* it was met before any signature told which key was in force then */
  bool since_by_other;    /* that was another */
  bool since_key_met;     /* its key was in force at some moment */
  GError
      *since_differs; /* what is wrong with the entries it covers; told at the end, if it is of this journal at all */
  JournalSignedHead since;
  JournalFrontier frontier;
  char workspace[JOURNAL_WORKSPACE_BYTES_MAX + 1]; /* empty: not yet known */
  int64_t epoch;
  bool key_known;
  bool key_trusted;
  JournalPublicKey key;
  uint64_t heads;
  JournalHead last_head;
  uint64_t texts;
  uint64_t texts_open;
  int64_t last_at_ms; /* of the entry before; meaningless before the first */
  uint64_t dated_back;
  int64_t first_dated_back; /* 0: none */
  JournalReceipt *receipt;  /* NULL: this is a journal */
  uint64_t lines;
  GError *error;
};

/* That both sides are the same is the point. NOLINTNEXTLINE(misc-redundant-expression) */
_Static_assert(BELLWETHER_CHECKER_LINE_BYTES_MAX == JOURNAL_LINE_BYTES_MAX, "the public bound is the room's");
_Static_assert(sizeof((BellwetherCheckResult){0}.entry_actor) > JOURNAL_ENTRY_NAME_BYTES_MAX, "names fit the result");

BellwetherCheckStatus bellwether_checker_new(BellwetherChecker **checker) {
  *checker = g_try_new0(BellwetherChecker, 1);
  if (*checker == NULL)
    return BELLWETHER_CHECK_NO_MEMORY;
  (*checker)->epoch = 1;
  journal_frontier_init(&(*checker)->frontier);
  return BELLWETHER_CHECK_OK;
}

void bellwether_checker_free(BellwetherChecker *checker) {
  if (checker == NULL)
    return;
  journal_receipt_free(checker->receipt);
  g_clear_error(&checker->error);
  g_clear_error(&checker->since_differs);
  g_free(checker);
}

const char *bellwether_checker_error(const BellwetherChecker *checker) {
  return checker->error == NULL ? "" : checker->error->message;
}

const char *bellwether_checker_advice(const BellwetherChecker *checker) {
  return checker->error == NULL ? "" : journal_error_hint(checker->error->code);
}

uint64_t bellwether_checker_line_number(const BellwetherChecker *checker) {
  return checker->lines;
}

static BellwetherCheckStatus status_of(const BellwetherChecker *checker) {
  if (checker->error == NULL)
    return BELLWETHER_CHECK_OK;
  return checker->error->code == JOURNAL_ERROR_NO_MEMORY ? BELLWETHER_CHECK_NO_MEMORY : BELLWETHER_CHECK_REFUSED;
}

/* ---- Keys, workspace ------------------------------------------------------------------------------------------- */

/* That this key is in force, or was. */
static void note_key(BellwetherChecker *checker, const JournalHash *id) {
  bool same = checker->has_since && journal_hash_equal(id, &checker->since.head.key);
  checker->since_key_met |= same;
  checker->since_by_other |= checker->since_key_awaited && !same;
  checker->since_key_awaited = false;
}

static void adopt_key(BellwetherChecker *checker, const JournalPublicKey *key) {
  JournalHash id = journal_key_id(key);
  note_key(checker, &id);
  checker->key = *key;
  checker->key_known = true;
  if (journal_key_set_contains(&checker->trusted, key))
    checker->key_trusted = true;
}

/* That a statement is signed by the key in force; the first signature tells which that is. */
static bool check_key(BellwetherChecker *checker, const JournalPublicKey *key, const char *what, GError **error) {
  if (!checker->key_known)
    adopt_key(checker, key);
  if (journal_key_equal(&checker->key, key))
    return true;
  char hex[JOURNAL_HASH_HEX_BYTES];
  JournalHash id = journal_key_id(key);
  journal_hex_write(id.bytes, sizeof id.bytes, hex);
  g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_KEY,
              "%s is signed by the key %s, which is not the one in force after entry %" G_GINT64_FORMAT, what, hex,
              checker->frontier.size);
  return false;
}

static bool check_workspace(BellwetherChecker *checker, const char *workspace, const char *what, GError **error) {
  if (checker->workspace[0] == '\0')
    g_strlcpy(checker->workspace, workspace, sizeof checker->workspace);
  if (strcmp(checker->workspace, workspace) == 0)
    return true;
  g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_SEQUENCE, "%s is of the workspace %s, the rest is of %s", what,
              workspace, checker->workspace);
  return false;
}

BellwetherCheckStatus bellwether_checker_trust(BellwetherChecker *checker, const char *text, size_t length) {
  g_return_val_if_fail(checker->lines == 0, BELLWETHER_CHECK_REFUSED);
  if (checker->error == NULL)
    checker->keys_were_given = journal_key_set_read(&checker->trusted, text, length, &checker->error);
  return status_of(checker);
}

/* A receipt begins with this, and no line of a journal does. */
static bool begins_as_receipt(const char *bytes, size_t length) {
  static const char start[] = "{\"bellwether\":";
  return length >= strlen(start) && memcmp(bytes, start, strlen(start)) == 0;
}

static bool read_kept_head(JournalSignedHead *head, const char *bytes, size_t length, GError **error) {
  if (!begins_as_receipt(bytes, length))
    return journal_head_read(bytes, length, head, error);
  g_autoptr(JournalReceipt) receipt = journal_receipt_read(bytes, length, error);
  if (receipt != NULL)
    *head = receipt->head;
  return receipt != NULL;
}

BellwetherCheckStatus bellwether_checker_since(BellwetherChecker *checker, const char *bytes, size_t length) {
  g_return_val_if_fail(checker->lines == 0, BELLWETHER_CHECK_REFUSED);
  if (checker->error == NULL)
    checker->has_since = read_kept_head(&checker->since, bytes, length, &checker->error);
  return status_of(checker);
}

/* ---- The head that was kept ------------------------------------------------------------------------------------- */

static void set_restored(const BellwetherChecker *checker, GError **error) {
  g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_EPOCH,
              "the journal was restored from a backup (epoch %" G_GINT64_FORMAT "): not all of the %" G_GINT64_FORMAT
              " entries of the head that you kept (epoch %" G_GINT64_FORMAT ") are still in it",
              checker->epoch, checker->since.head.size, checker->since.head.epoch);
}

/* Where the journal has just the size of the head that was kept: that it is the same journal up to here. Whether the head
 * is of this journal is known only from the heads that follow: anybody can make one up, or mix up two files, and that
 * must accuse nobody of having rewritten anything. */
static bool meet_since(BellwetherChecker *checker, GError **error) {
  const JournalHead *since = &checker->since.head;
  if (!checker->has_since || checker->since_met || checker->since_differs != NULL ||
      checker->frontier.size != since->size)
    return true;
  JournalHash root = journal_frontier_root(&checker->frontier);
  if (!journal_hash_equal(&root, &since->root)) {
    if (checker->epoch > since->epoch)
      set_restored(checker, &checker->since_differs);
    else
      g_set_error(&checker->since_differs, JOURNAL_ERROR, JOURNAL_ERROR_PROOF,
                  "the first %" G_GINT64_FORMAT " entries are not those of the head that you kept: the journal was "
                  "rewritten",
                  since->size);
    return true;
  }
  if (checker->epoch != since->epoch) {
    g_set_error(&checker->since_differs, JOURNAL_ERROR, JOURNAL_ERROR_EPOCH,
                "after entry %" G_GINT64_FORMAT " the journal is in epoch %" G_GINT64_FORMAT
                ", the head that you kept in epoch %" G_GINT64_FORMAT,
                since->size, checker->epoch, since->epoch);
    return true;
  }
  checker->since_met = true;
  checker->since_key_awaited = !checker->key_known; /* the head that was kept doesn't say it of the journal */
  return !checker->key_known || check_key(checker, &checker->since.public_key, "the head that you kept", error);
}

/* ---- Lines ------------------------------------------------------------------------------------------------------ */

/* The signed statement in the body of an entry that carries one: the body without its blind. */
static json_t *statement_of(const JournalEntry *entry, GError **error) {
  json_t *statement = json_copy(entry->body);
  if (statement == NULL)
    g_set_error_literal(error, JOURNAL_ERROR, JOURNAL_ERROR_NO_MEMORY, "no memory to read an entry");
  else
    json_object_del(statement, "blind");
  return statement;
}

static bool take_rotation(BellwetherChecker *checker, const JournalEntry *entry, GError **error) {
  JournalRotation rotation;
  json_auto_t *statement = statement_of(entry, error);
  if (statement == NULL || !journal_rotation_from_json(statement, &rotation, error) ||
      !check_workspace(checker, rotation.workspace, "the rotation", error) ||
      !check_key(checker, &rotation.from, "the rotation", error))
    return false;
  adopt_key(checker, &rotation.to);
  return true;
}

/* A new epoch is signed by the key in force: that of the statements before it, or, where the file has none, the one that it
 * says it continues. Where that one was lost, a new key begins it, and nothing in the journal can vouch for it: it is taken
 * where somebody trusts it by name. */
static bool check_key_of_beginning(BellwetherChecker *checker, const JournalBeginning *beginning, GError **error) {
  const JournalPublicKey *key = &beginning->public_key;
  JournalHash own = journal_key_id(key);
  bool is_new = checker->key_known ? !journal_key_equal(&checker->key, key)
                                   : !journal_hash_equal(&beginning->continues.key, &own);
  if (!is_new)
    return check_key(checker, key, "the new epoch", error);
  if (checker->keys_were_given && journal_key_set_contains(&checker->trusted, key)) {
    adopt_key(checker, key);
    return true;
  }
  char hex[JOURNAL_HASH_HEX_BYTES];
  JournalHash id = journal_key_id(key);
  journal_hex_write(id.bytes, sizeof id.bytes, hex);
  g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_NEW_KEY,
              "after entry %" G_GINT64_FORMAT
              " a new epoch begins with the key %s, to which the one before did not hand "
              "over",
              checker->frontier.size, hex);
  return false;
}

/* The key that a new epoch says it continues is the one in force; where none is known yet, that is how one hears of it. */
static bool check_continued_key(BellwetherChecker *checker, const JournalBeginning *beginning, int64_t seq,
                                GError **error) {
  JournalHash in_force = journal_key_id(&checker->key);
  if (!checker->key_known)
    note_key(checker, &beginning->continues.key);
  if (!checker->key_known || journal_hash_equal(&in_force, &beginning->continues.key))
    return true;
  g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_EPOCH,
              "entry %" G_GINT64_FORMAT " begins epoch %" G_GINT64_FORMAT
              ", but not from the key that is in force before it",
              seq, beginning->epoch);
  return false;
}

static bool take_beginning(BellwetherChecker *checker, const JournalEntry *entry, GError **error) {
  JournalBeginning beginning;
  json_auto_t *statement = statement_of(entry, error);
  if (statement == NULL || !journal_beginning_from_json(statement, &beginning, error) ||
      !check_workspace(checker, beginning.workspace, "the new epoch", error) ||
      !check_workspace(checker, beginning.continues.workspace, "what the new epoch continues", error))
    return false;
  if (!check_continued_key(checker, &beginning, entry->seq, error) ||
      !check_key_of_beginning(checker, &beginning, error))
    return false;
  JournalHash root = journal_frontier_root(&checker->frontier);
  if (beginning.continues.size != checker->frontier.size || beginning.continues.epoch != checker->epoch ||
      !journal_hash_equal(&beginning.continues.root, &root) || beginning.epoch <= checker->epoch) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_EPOCH,
                "entry %" G_GINT64_FORMAT " begins epoch %" G_GINT64_FORMAT
                ", but not from the journal as it stands before it",
                entry->seq, beginning.epoch);
    return false;
  }
  checker->epoch = beginning.epoch;
  return true;
}

/* Order comes from the numbers; where the times say otherwise, that is told, and nothing is refused for it. */
static void note_time(BellwetherChecker *checker, const JournalEntry *entry) {
  if (entry->seq > 1 && entry->at_ms < checker->last_at_ms && checker->dated_back++ == 0)
    checker->first_dated_back = entry->seq;
  checker->last_at_ms = entry->at_ms;
}

static bool take_entry(BellwetherChecker *checker, const json_t *line, GError **error) {
  size_t committed = 0;
  size_t open = 0;
  JournalHash leaf;
  if (json_object_size(line) != 2) {
    g_set_error_literal(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED, "the line is not an entry and its openings");
    return false;
  }
  g_autoptr(JournalEntry) entry =
      journal_entry_from_json(json_object_get(line, "entry"), json_object_get(line, "openings"), error);
  if (entry == NULL)
    return false;
  if (entry->seq != checker->frontier.size + 1) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_SEQUENCE,
                "entry %" G_GINT64_FORMAT " stands where entry %" G_GINT64_FORMAT " belongs", entry->seq,
                checker->frontier.size + 1);
    return false;
  }
  if (strcmp(entry->kind, JOURNAL_KIND_ROTATE_KEY) == 0 && !take_rotation(checker, entry, error))
    return false;
  if (strcmp(entry->kind, JOURNAL_KIND_BEGIN_EPOCH) == 0 && !take_beginning(checker, entry, error))
    return false;
  if (!journal_entry_leaf_hash(entry, &leaf, error) ||
      !journal_frontier_append(&checker->frontier, &leaf, NULL, NULL, error))
    return false;
  journal_entry_count_texts(entry, &committed, &open);
  checker->texts += committed;
  checker->texts_open += open;
  note_time(checker, entry);
  return meet_since(checker, error);
}

static bool take_head(BellwetherChecker *checker, const json_t *line, GError **error) {
  JournalSignedHead head;
  if (!journal_head_from_json(line, &head, error) ||
      !check_workspace(checker, head.head.workspace, "the head", error) ||
      !check_key(checker, &head.public_key, "the head", error))
    return false;
  JournalHash root = journal_frontier_root(&checker->frontier);
  if (head.head.size != checker->frontier.size) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_SEQUENCE,
                "a head of %" G_GINT64_FORMAT " entries stands after entry %" G_GINT64_FORMAT, head.head.size,
                checker->frontier.size);
    return false;
  }
  if (!journal_hash_equal(&head.head.root, &root)) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_PROOF,
                "the %" G_GINT64_FORMAT " entries before this head are not those that were signed", head.head.size);
    return false;
  }
  if (head.head.epoch != checker->epoch) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_EPOCH,
                "the head is of epoch %" G_GINT64_FORMAT ", the entries before it are of epoch %" G_GINT64_FORMAT,
                head.head.epoch, checker->epoch);
    return false;
  }
  checker->heads++;
  checker->last_head = head.head;
  return true;
}

static bool take_receipt(BellwetherChecker *checker, const char *line, size_t length, GError **error) {
  if (checker->has_since) {
    g_set_error_literal(error, JOURNAL_ERROR, JOURNAL_ERROR_SEQUENCE,
                        "a head that was kept can be held against a journal, not against a receipt");
    return false;
  }
  checker->receipt = journal_receipt_read(line, length, error);
  if (checker->receipt == NULL)
    return false;
  const JournalReceipt *receipt = checker->receipt;
  size_t committed = 0;
  size_t open = 0;
  journal_entry_count_texts(receipt->entry, &committed, &open);
  checker->texts = committed;
  checker->texts_open = open;
  checker->last_head = receipt->head.head;
  checker->heads = 1;
  if (checker->trusted.count == 0)
    return true;
  checker->key_trusted = journal_receipt_check_key(receipt, &checker->trusted, error);
  return checker->key_trusted;
}

static bool take_line(BellwetherChecker *checker, const char *line, size_t length, GError **error) {
  if (length > JOURNAL_LINE_BYTES_MAX) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_LIMIT, "the line is longer than %d bytes", JOURNAL_LINE_BYTES_MAX);
    return false;
  }
  if (checker->lines == 1 && begins_as_receipt(line, length))
    return take_receipt(checker, line, length, error);
  if (checker->receipt != NULL) {
    g_set_error_literal(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED, "the file goes on after the receipt");
    return false;
  }
  if (checker->lines == 1) {
    if (checker->has_since && checker->trusted.count == 0 &&
        !journal_key_set_add(&checker->trusted, &checker->since.public_key, error))
      return false;
    if (!meet_since(checker, error)) /* a head of no entries */
      return false;
  }
  json_auto_t *json = journal_canonical_read_line(line, length, JOURNAL_LINE_BYTES_MAX, error);
  if (json == NULL)
    return false;
  return json_object_get(json, "head") != NULL ? take_head(checker, json, error) : take_entry(checker, json, error);
}

BellwetherCheckStatus bellwether_checker_line(BellwetherChecker *checker, const char *line, size_t length) {
  if (checker->error == NULL) {
    checker->lines++;
    take_line(checker, line, length, &checker->error);
  }
  return status_of(checker);
}

/* ---- The end ---------------------------------------------------------------------------------------------------- */

/* That the head that was kept is of this workspace, and by a key of its. */
static bool check_whose_since(const BellwetherChecker *checker, GError **error) {
  if (strcmp(checker->since.head.workspace, checker->last_head.workspace) != 0) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_OTHER,
                "the head that you kept is of the workspace %s, this journal is of %s", checker->since.head.workspace,
                checker->last_head.workspace);
    return false;
  }
  if (checker->since_key_met && !checker->since_by_other)
    return true;
  char hex[JOURNAL_HASH_HEX_BYTES];
  journal_hex_write(checker->since.head.key.bytes, JOURNAL_HASH_BYTES, hex);
  g_set_error(
      error, JOURNAL_ERROR, JOURNAL_ERROR_OTHER,
      "the head that you kept is signed by the key %s, by which nothing in this journal was signed then: one of "
      "the two is not this workspace's",
      hex);
  return false;
}

static bool check_end_of_since(const BellwetherChecker *checker, GError **error) {
  if (!checker->has_since)
    return true;
  if (!check_whose_since(checker, error))
    return false;
  if (checker->since_met)
    return true;
  if (checker->since_differs != NULL) {
    if (error != NULL)
      *error = g_error_copy(checker->since_differs);
    return false;
  }
  if (checker->epoch > checker->since.head.epoch)
    set_restored(checker, error);
  else
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_PROOF,
                "the journal has %" G_GINT64_FORMAT " entries, the head that you kept covers %" G_GINT64_FORMAT
                ": entries were taken off its end, or the file is an older copy",
                checker->frontier.size, checker->since.head.size);
  return false;
}

static bool check_end(const BellwetherChecker *checker, GError **error) {
  if (checker->lines == 0) {
    g_set_error_literal(error, JOURNAL_ERROR, JOURNAL_ERROR_MALFORMED, "the file is empty");
    return false;
  }
  if (checker->receipt != NULL)
    return true;
  if (checker->heads == 0 || checker->last_head.size != checker->frontier.size) {
    g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_UNSIGNED,
                "the last signed head covers %" G_GINT64_FORMAT " of %" G_GINT64_FORMAT " entries",
                checker->heads == 0 ? 0 : checker->last_head.size, checker->frontier.size);
    return false;
  }
  if (!check_end_of_since(checker, error))
    return false;
  if (checker->trusted.count == 0 || checker->key_trusted)
    return true;
  char hex[JOURNAL_HASH_HEX_BYTES];
  journal_hex_write(checker->last_head.key.bytes, JOURNAL_HASH_BYTES, hex);
  g_set_error(error, JOURNAL_ERROR, JOURNAL_ERROR_KEY, "signed by the key %s, to which none of the trusted keys leads",
              hex);
  return false;
}

static void fill_entry(const JournalEntry *entry, BellwetherCheckResult *result) {
  result->entry_seq = entry->seq;
  result->entry_at_ms = entry->at_ms;
  g_strlcpy(result->entry_actor, entry->actor, sizeof result->entry_actor);
  g_strlcpy(result->entry_kind, entry->kind, sizeof result->entry_kind);
}

BellwetherCheckStatus bellwether_checker_finish(BellwetherChecker *checker, BellwetherCheckResult *result) {
  memset(result, 0, sizeof *result);
  if (checker->error != NULL || !check_end(checker, &checker->error))
    return status_of(checker);
  result->is_receipt = checker->receipt != NULL;
  result->key_was_given = checker->key_trusted;
  result->since_was_given = checker->has_since;
  g_strlcpy(result->workspace, checker->last_head.workspace, sizeof result->workspace);
  journal_hex_write(checker->last_head.key.bytes, JOURNAL_HASH_BYTES, result->key);
  result->epoch = checker->last_head.epoch;
  result->size = checker->last_head.size;
  result->head_at_ms = checker->last_head.at_ms;
  result->since_size = checker->has_since ? checker->since.head.size : 0;
  result->heads = checker->heads;
  result->texts = checker->texts;
  result->texts_open = checker->texts_open;
  result->dated_back = checker->dated_back;
  result->first_dated_back = checker->first_dated_back;
  if (checker->receipt != NULL)
    fill_entry(checker->receipt->entry, result);
  return BELLWETHER_CHECK_OK;
}
