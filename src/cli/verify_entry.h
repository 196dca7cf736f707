/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* verify_entry.h: what the entry of a receipt says, in plain words. */
#ifndef BELLWETHER_CLI_VERIFY_ENTRY_H
#define BELLWETHER_CLI_VERIFY_ENTRY_H

#include "output.h"

/* receipt: the file as it was checked. Every member of the entry is told, a text as far as the receipt carries it. */
void verify_entry_print(Output *output, const json_t *receipt);

/* In what money and which zone's time an entry is told. A receipt says neither: NULL is smallest units, and UTC. */
typedef struct {
  const char *currency;
  const char *zone;
} VerifyEntryPlace;

/* The members of an entry of that kind; texts: by pointer, {"/reason": "Too far"}. */
void verify_entry_print_members(Output *output, const char *kind, const json_t *body, const json_t *texts,
                                const VerifyEntryPlace *place);

/* The same as values: {"body": …, "texts": {"/reason": "Too far"}}, without what is there only for the proof. The caller's. */
json_t *verify_entry_document(const json_t *receipt);

#endif
