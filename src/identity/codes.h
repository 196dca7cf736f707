/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* codes.h: whether a code is right. Only this room includes it. */
#ifndef IDENTITY_CODES_H
#define IDENTITY_CODES_H

#include "internal.h"
#include "second_factor.h"

#define STEP_MS (30 * SECONDS_MS)

/* What somebody typed, as it is to be used up. */
typedef struct {
  bool is_totp;
  int64_t step; /* of the app's code */
  bool is_recovery;
  uint8_t hash[HASH_BYTES]; /* of the recovery code */
} Code;

/* Reads a code: one of the app that fits now, or a text in the form of a recovery code. False where it is neither.
 * Spaces and dashes don't count. */
bool identity_code_read(const Identity *identity, const Person *person, const char *text, int64_t now_ms, Code *code);

/* Inside a transaction: uses it up. *used is false where it was used before, or never was one. */
bool identity_code_use(StoreIdentityTransaction *transaction, const Person *person, const Code *code, bool *used,
                       GError **error);

/* Draws recovery codes, and their hashes. */
void identity_recovery_draw(Identity *identity, IdentityRecovery *recovery,
                            uint8_t hashes[IDENTITY_RECOVERY_CODES][HASH_BYTES]);

/* Inside a transaction: keeps these in the place of all. */
bool identity_recovery_keep(StoreIdentityTransaction *transaction, const char *person,
                            const uint8_t hashes[IDENTITY_RECOVERY_CODES][HASH_BYTES], GError **error);

#endif
