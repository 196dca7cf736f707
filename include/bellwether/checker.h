/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * checker.h: was anything rewritten? The public C interface of the journal's checker.
 *
 * A BellwetherChecker is given a receipt or a journal file line by line (formats: docs/journal.md) and says whether
 * texts, hashes, proofs, signatures, keys and epochs all fit. It needs no network, no database and no clock, and its
 * memory does not grow with the journal.
 *
 *     bellwether_checker_new(&checker);
 *     bellwether_checker_trust(checker, key_file, length);      (if you have a key file)
 *     bellwether_checker_since(checker, head_file, length);     (if you kept a head or a receipt)
 *     bellwether_checker_line(checker, line, length);           (for each line, its newline included)
 *     bellwether_checker_finish(checker, &result);
 *
 * The first failure is final: later calls repeat it. The program calls sodium_init() once before the first checker.
 * A checker may be used by one thread at a time.
 */
#ifndef BELLWETHER_CHECKER_H
#define BELLWETHER_CHECKER_H

#include "bellwether.h"

#ifdef __cplusplus
extern "C" {
#endif

#define BELLWETHER_CHECKER_LINE_BYTES_MAX (1024 * 1024) /* newline included */
#define BELLWETHER_CHECKER_NAME_BYTES_MAX 128

typedef struct BellwetherChecker BellwetherChecker;

typedef enum {
  BELLWETHER_CHECK_OK = 0,
  BELLWETHER_CHECK_REFUSED,  /* what was given is not sound; bellwether_checker_error says why */
  BELLWETHER_CHECK_NO_MEMORY /* memory could not be had; nothing is known */
} BellwetherCheckStatus;

typedef struct {
  bool is_receipt;    /* one receipt; otherwise a journal */
  bool key_was_given; /* a key or a head to start from was given, and the signatures lead back to it. Otherwise the
                         file only agrees with itself: compare `key` with what the signer told you */
  bool since_was_given;
  char workspace[BELLWETHER_CHECKER_NAME_BYTES_MAX + 1];
  char key[65];        /* id of the key that signed the last head: SHA-256 of the public key, hexadecimal */
  int64_t epoch;       /* of the last head */
  int64_t size;        /* entries that it covers */
  int64_t head_at_ms;  /* when it was signed, by the signer's clock */
  int64_t since_size;  /* entries of the head that was kept, all of them still as they were */
  uint64_t heads;      /* signed heads in a journal, all verified */
  uint64_t texts;      /* texts that the entries commit to */
  uint64_t texts_open; /* of those, how many are there to read; each fits. The others were erased or withheld */
  uint64_t dated_back; /* entries of a journal that are dated before the one before them: no proof hangs on times */
  int64_t first_dated_back; /* the number of the first of them; 0: none */
  /* of a receipt: its entry */
  int64_t entry_seq;
  int64_t entry_at_ms;
  char entry_actor[BELLWETHER_CHECKER_NAME_BYTES_MAX + 1];
  char entry_kind[BELLWETHER_CHECKER_NAME_BYTES_MAX + 1];
} BellwetherCheckResult;

BELLWETHER_PUBLIC BellwetherCheckStatus bellwether_checker_new(BellwetherChecker **checker);
BELLWETHER_PUBLIC void bellwether_checker_free(BellwetherChecker *checker); /* NULL is allowed */

/* Before the first line: only these keys are trusted, and those that they hand over to; and one of them may begin a new
 * epoch in the place of another that was lost. text is a key file: one public
 * key in hexadecimal a line, lines that begin with # are comments. */
BELLWETHER_PUBLIC BellwetherCheckStatus bellwether_checker_trust(BellwetherChecker *checker, const char *text,
                                                                 size_t length);

/* Before the first line: a signed head that was kept from earlier, or a receipt, which holds one. The journal must hold
 * its entries unchanged. Without bellwether_checker_trust, the head's key is the one that is trusted. */
BELLWETHER_PUBLIC BellwetherCheckStatus bellwether_checker_since(BellwetherChecker *checker, const char *bytes,
                                                                 size_t length);

/* The next line, its newline included. */
BELLWETHER_PUBLIC BellwetherCheckStatus bellwether_checker_line(BellwetherChecker *checker, const char *line,
                                                                size_t length);

/* After the last line. *result is filled where everything fits. */
BELLWETHER_PUBLIC BellwetherCheckStatus bellwether_checker_finish(BellwetherChecker *checker,
                                                                  BellwetherCheckResult *result);

/* What is wrong, and what to do about it: one sentence each, without a full stop; empty where nothing was. Owned by the
 * checker, valid until it is freed. */
BELLWETHER_PUBLIC const char *bellwether_checker_error(const BellwetherChecker *checker);
BELLWETHER_PUBLIC const char *bellwether_checker_advice(const BellwetherChecker *checker);

/* The number of lines given so far; where a line failed, its number. */
BELLWETHER_PUBLIC uint64_t bellwether_checker_line_number(const BellwetherChecker *checker);

#ifdef __cplusplus
}
#endif

#endif
