/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sessions_internal.h: a session that is about to be made. Only this room includes it. */
#ifndef IDENTITY_SESSIONS_INTERNAL_H
#define IDENTITY_SESSIONS_INTERNAL_H

#include "internal.h"

/* What is drawn and sealed before the transaction. */
typedef struct {
  char id[IDENTITY_ID_BYTES];
  char secret[IDENTITY_SECRET_BYTES];
  uint8_t hash[HASH_BYTES];
  GBytes *client_sealed; /* owned */
  bool replaces;
  uint8_t replaced_hash[HASH_BYTES];
} NewSession;

/* client, replaces: as in IdentitySignIn. */
void identity_new_session_prepare(Identity *identity, NewSession *session, const Person *person, const char *client,
                                  const char *replaces);
void identity_new_session_clear(NewSession *session);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(NewSession, identity_new_session_clear)

/* Inside a transaction: ends the session that it replaces, and those of the person beyond the most. */
bool identity_new_session_add(Identity *identity, StoreIdentityTransaction *transaction, const NewSession *session,
                              const char *person, int64_t now_ms, GError **error);

#endif
