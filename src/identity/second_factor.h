/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * second_factor.h: codes from an app (TOTP, RFC 6238: SHA-1, six digits, 30 seconds), and recovery codes.
 *
 * A code of the step before or after is taken too, for clocks differ; each works once. The app's secret is sealed with
 * the person's key. Ten recovery codes work once each in the place of a code. They are typed from paper, so they have 80
 * random bits in 16 letters and digits, not 256 in 43; only a keyed hash is kept.
 *
 * Whoever has lost both app and recovery codes needs the host (identity_factor_remove).
 */
#ifndef IDENTITY_SECOND_FACTOR_H
#define IDENTITY_SECOND_FACTOR_H

#include "identity.h"

#define IDENTITY_RECOVERY_CODES 10
#define IDENTITY_RECOVERY_BYTES 20 /* of one as text, with its NUL: "k3fa-7wqp-…", four groups of four */
#define IDENTITY_FACTOR_BYTES 33   /* of the app's secret in base32, with its NUL */

typedef struct {
  char codes[IDENTITY_RECOVERY_CODES][IDENTITY_RECOVERY_BYTES];
} IdentityRecovery;

/* Begins: a new secret for the app, as text to type and as an otpauth:// URI for a QR code (owned by the caller, free
 * with g_free). Nothing is asked for until a code of it was shown. issuer: what the app calls this place. Needs the
 * password. RECORD_PROBLEM_CONFLICT where a second factor is on. */
bool identity_factor_begin(Identity *identity, const char *person, const char *password, const char *issuer,
                           int64_t now_ms, char secret[IDENTITY_FACTOR_BYTES], char **uri, RecordProblem *problem);

/* Turns it on by a code, and gives out the recovery codes. Ends every session but the one of that id; give that one a new
 * secret with identity_session_rotate. RECORD_PROBLEM_FORBIDDEN about "code" where it is wrong. */
bool identity_factor_confirm(Identity *identity, const char *person, const char *session, const char *code,
                             int64_t now_ms, IdentityRecovery *recovery, RecordProblem *problem);

/* Turns it off, by password and a code or recovery code. Sessions as above. */
bool identity_factor_end(Identity *identity, const char *person, const char *session, const char *password,
                         const char *code, int64_t now_ms, RecordProblem *problem);

/* New recovery codes in the place of those that are left, by password and code. */
bool identity_recovery_renew(Identity *identity, const char *person, const char *password, const char *code,
                             int64_t now_ms, IdentityRecovery *recovery, RecordProblem *problem);

/* How many recovery codes are left. */
bool identity_recovery_count(Identity *identity, const char *person, int64_t *left, RecordProblem *problem);

/* Turns it off for somebody who has lost everything: by the host. Ends their sessions. */
bool identity_factor_remove(Identity *identity, const char *name, RecordProblem *problem);

/* The code of a step (RFC 4226 with the step as its counter): six digits and a NUL. */
void identity_totp_code(const uint8_t *secret, size_t length, uint64_t step, char code[7]);

#endif
