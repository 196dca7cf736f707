/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* error.c: the room's error domain, and what to do about each of its errors. */
#include "error.h"

G_DEFINE_QUARK(bellwether - journal - error, journal_error)

const char *journal_error_hint(gint code) {
  switch ((JournalError)code) {
  case JOURNAL_ERROR_MALFORMED:
    return "Ask for the file again, as an attachment or a download: copying and pasting, or an editor, may have "
           "changed it";
  case JOURNAL_ERROR_FORMAT: return "Check it with a newer bellwether";
  case JOURNAL_ERROR_LIMIT:
    return "No journal of bellwether's holds such a thing; ask whoever sent the file where it comes from";
  case JOURNAL_ERROR_COMMITMENT:
    return "The text beside the entry was changed; do not rely on it, and ask for the receipt again";
  case JOURNAL_ERROR_SEQUENCE: return "Lines are missing, doubled or out of order; ask for the journal again";
  case JOURNAL_ERROR_PROOF:
    return "Something was changed after it was signed; keep this file and ask the other side to explain it";
  case JOURNAL_ERROR_SIGNATURE:
    return "The signer did not sign this; keep this file and ask the other side to explain it";
  case JOURNAL_ERROR_KEY:
    return "Compare the key with the one that the business gave you, or name the right key file with --key";
  case JOURNAL_ERROR_NEW_KEY:
    return "The business lost its key, or somebody else signs in its place: ask the business itself, and if the key is "
           "its own, name a file with the old key and the new one with --key";
  case JOURNAL_ERROR_OTHER:
    return "Hold it against a head or a receipt of this workspace. Where the other one is by the key that the business "
           "gave you, keep both files and ask it to explain this one";
  case JOURNAL_ERROR_EPOCH:
    return "Ask the business when it restored a backup, and compare the receipts that you hold with its record";
  case JOURNAL_ERROR_UNSIGNED: return "Ask for the journal with its signed head as the last line";
  case JOURNAL_ERROR_NO_MEMORY: return "Free some memory and try again";
  }
  return "Ask for the file again";
}
