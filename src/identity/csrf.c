/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* csrf.c: the token that shows that a form is one of ours. */
#include "sessions.h"

#include "internal.h"

#include <sodium.h>
#include <string.h>

/* kind keeps what a visitor could put into their cookie from ever being a session's id. */
static void make_token(const Identity *identity, const char *kind, const char *text, char token[IDENTITY_CSRF_BYTES]) {
  g_autofree char *bound = g_strconcat(kind, "\n", text, NULL);
  uint8_t hash[HASH_BYTES];
  crypto_generichash(hash, sizeof hash, (const uint8_t *)bound, strlen(bound), identity->csrf_key,
                     sizeof identity->csrf_key);
  sodium_bin2base64(token, IDENTITY_CSRF_BYTES, hash, sizeof hash, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

static bool check_token(const char *expected, const char *token) {
  return token != NULL && strnlen(token, IDENTITY_CSRF_BYTES) == IDENTITY_CSRF_BYTES - 1 &&
         sodium_memcmp(expected, token, IDENTITY_CSRF_BYTES) == 0;
}

void identity_csrf_token(const Identity *identity, const IdentitySession *session, char token[IDENTITY_CSRF_BYTES]) {
  make_token(identity, "session", session->id, token);
}

bool identity_csrf_check(const Identity *identity, const IdentitySession *session, const char *token) {
  char expected[IDENTITY_CSRF_BYTES];
  identity_csrf_token(identity, session, expected);
  return check_token(expected, token);
}

void identity_csrf_visitor_token(const Identity *identity, const char *cookie, char token[IDENTITY_CSRF_BYTES]) {
  make_token(identity, "visitor", cookie, token);
}

bool identity_csrf_visitor_check(const Identity *identity, const char *cookie, const char *token) {
  char expected[IDENTITY_CSRF_BYTES];
  identity_csrf_visitor_token(identity, cookie, expected);
  return check_token(expected, token);
}
