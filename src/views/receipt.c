/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * receipt.c: the proof that an entry is in the journal. The document is the receipt's file, as `bellwether verify` and
 * docs/journal.md know it; nothing is beside it.
 */
#include "journal/receipt.h"
#include "readable.h"
#include "record/declare.h"
#include "signing.h"
#include "store/entries.h"

static const RecordField parameters[] = {
    FIELD_INTEGER("entry", RECORD_FIELD_REQUIRED, 1, MONEY_MAX, N_("The number of the entry")),
    FIELD_END,
};

static bool refuse_entry(ViewRun *run, Readable readable) {
  if (readable == READABLE_SHUT)
    return view_refuse(run, RECORD_REFUSED_OWN_VIEW_OWED);
  if (readable == READABLE_REVIEW)
    return record_problem_set(run->problem, RECORD_PROBLEM_CONFLICT, "entry", N_("Give your side's answers first"),
                              "This is the other side's answer to a review");
  return record_problem_set(run->problem, RECORD_PROBLEM_FORBIDDEN, "entry",
                            N_("Ask the business for the journal's signed head, which covers it"),
                            "This entry holds figures that are for the business's own eyes");
}

static bool check_readable(ViewRun *run, JournalEntry *entry, GError **error) {
  json_t *row = json_pack("{s:I, s:o}", "entry", (json_int_t)entry->seq, "document", journal_entry_to_json(entry));
  Readable readable = READABLE;
  bool ok = readable_entry(run, row, &readable, error);
  const json_t *document = json_object_get(row, "document");
  bool hidden = run->actor->role == RECORD_ROLE_PARTNER && readable_body_is_private(document);
  bool shut = false;
  ok = ok && readable_own_view_is_shut(run, document, &shut, error);
  json_decref(row);
  if (ok && shut)
    return refuse_entry(run, READABLE_SHUT);
  return ok && ((readable == READABLE && !hidden) || refuse_entry(run, readable));
}

static bool read(ViewRun *run, GError **error) {
  int64_t number = view_integer(run->parameters, "entry", 0);
  g_autoptr(JournalReceipt) receipt = journal_receipt_new();
  g_autoptr(GError) why = NULL;
  receipt->entry = store_entry_read(run->transaction, number, &why);
  if (receipt->entry == NULL) {
    if (g_error_matches(why, STORE_ERROR, STORE_ERROR_NOT_FOUND))
      return record_problem_set(run->problem, RECORD_PROBLEM_NOT_FOUND, "entry", N_("Look up its number"),
                                "There is no entry %" G_GINT64_FORMAT " here", number);
    g_propagate_error(error, g_steal_pointer(&why));
    return false;
  }
  int rotations = signing_rotations(run->transaction, receipt->rotations, JOURNAL_RECEIPT_ROTATIONS_MAX, error);
  if (rotations < 0 || !check_readable(run, receipt->entry, error) ||
      !signing_last_head(run->transaction, &receipt->head, error) ||
      !store_journal_prove_inclusion(run->transaction, number, receipt->head.head.size, &receipt->proof, error))
    return false;
  receipt->rotation_count = (size_t)rotations;
  size_t length = 0;
  g_autofree char *bytes = journal_receipt_write(receipt, &length, error);
  json_t *document = bytes != NULL ? json_loadb(bytes, length, 0, NULL) : NULL;
  if (document == NULL)
    return false;
  json_object_update(run->document, document);
  json_decref(document);
  return true;
}

static char *write_file(const json_t *document, size_t *length) {
  return journal_canonical_write_line(document, JOURNAL_RECEIPT_BYTES_MAX, length, NULL);
}

const View view_receipt = {
    .name = "receipt",
    .summary = N_("The proof that an entry is in the journal, as a file that `bellwether verify` takes"),
    .who = VIEW_BY_ALL,
    .parameters = parameters,
    .prepare = signing_prepare,
    .read = read,
    .write = write_file,
};
