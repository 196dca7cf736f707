/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* internal.h: what the files of this room share. Nobody else includes it. */
#ifndef IDENTITY_INTERNAL_H
#define IDENTITY_INTERNAL_H

#include "identity.h"
#include "store/statements.h"

#define HASH_BYTES 32
#define SECONDS_MS INT64_C(1000)
#define MINUTES_MS (60 * SECONDS_MS)
#define HOURS_MS (60 * MINUTES_MS)
#define DAYS_MS (24 * HOURS_MS)

struct Identity {
  Store *store;
  const StoreKeyFile *keys;
  IdentityOptions options;           /* with the usual in the place of what was 0 */
  uint8_t name_key[STORE_KEY_BYTES]; /* of the hashes by which names are found */
  uint8_t csrf_key[STORE_KEY_BYTES]; /* of tokens against forged forms */
  uint8_t device_key[STORE_KEY_BYTES];
  uint8_t guess_key[STORE_KEY_BYTES];
  uint8_t recovery_key[STORE_KEY_BYTES];
  char *dummy_hash; /* verified where there is no password to verify; fits none */
  GMutex mutex;     /* of what follows */
  GCond hash_done;
  unsigned hashing;
  unsigned waiting;
  uint64_t hashes;
};

void identity_random(Identity *identity, void *bytes, size_t count);

/* A new id: the letter and 24 hexadecimal digits. */
void identity_new_id(Identity *identity, char letter, char id[IDENTITY_ID_BYTES]);

/* ---- Secrets ---------------------------------------------------------------------------------------------------- */

typedef enum {
  SECRET_SESSION = 's',
  SECRET_LINK = 'l',
  SECRET_TOKEN = 't',
  SECRET_DEVICE = 'd',
  SECRET_CODE = 'c' /* of a sign-in whose code is still asked for */
} SecretKind;

/* Makes a new secret, and the hash that is kept of it. */
void identity_secret_make(Identity *identity, SecretKind kind, char text[IDENTITY_SECRET_BYTES],
                          uint8_t hash[HASH_BYTES]);

/* The hash of a secret of that kind; false where the text is none. NULL is none. */
bool identity_secret_read(const char *text, SecretKind kind, uint8_t hash[HASH_BYTES]);

/* 32 bytes as a text of that kind, and back. */
void identity_secret_write(SecretKind kind, const uint8_t bytes[HASH_BYTES], char text[IDENTITY_SECRET_BYTES]);
bool identity_secret_bytes(const char *text, SecretKind kind, uint8_t bytes[HASH_BYTES]);

/* ---- Transactions ----------------------------------------------------------------------------------------------- */

/* As store_write_identity and its kin, with a problem in the place of the error. Work that refuses says so with
 * identity_refuse. */
bool identity_write(Identity *identity, StoreIdentityWork work, void *data, RecordProblem *problem);
bool identity_write_wiping(Identity *identity, StoreIdentityWork work, void *data, RecordProblem *problem);
bool identity_read(Identity *identity, StoreIdentityWork work, void *data, RecordProblem *problem);

/* The same for what is noted of somebody who only reads: beside a newer program nothing is written any more (*written is
 * false then), and that is no problem. */
bool identity_write_if_may(Identity *identity, StoreIdentityWork work, void *data, bool *written,
                           RecordProblem *problem);

/* Fills in the problem and the error. Returns false. */
bool identity_refuse(GError **error, RecordProblem *problem, RecordProblemKind kind, const char *field,
                     const char *advice, const char *message);

/* What a statement's parameter is bound to; a table of them ends with a NULL name. */
typedef struct {
  const char *name;
  const char *text; /* NULL: bytes or an integer */
  const void *bytes;
  size_t length;
  int64_t integer;
} IdentityValue;

#define VALUE_TEXT(name_, text_)                                                                                       \
  { .name = (name_), .text = (text_) }
#define VALUE_BYTES(name_, bytes_, length_)                                                                            \
  { .name = (name_), .bytes = (bytes_), .length = (length_) }
#define VALUE_INTEGER(name_, integer_)                                                                                 \
  { .name = (name_), .integer = (integer_) }
#define VALUES(...)                                                                                                    \
  (const IdentityValue[]) {                                                                                            \
    __VA_ARGS__, {                                                                                                     \
      .name = NULL                                                                                                     \
    }                                                                                                                  \
  }

/* The statement with its values bound, at its first row where *row says that there is one; NULL with an error. */
StoreStatement *identity_select(StoreIdentityTransaction *transaction, StoreIdentityStatement name,
                                const IdentityValue *values, bool *row, GError **error);

/* Runs a statement without rows. changed may be NULL. */
bool identity_execute(StoreIdentityTransaction *transaction, StoreIdentityStatement name, const IdentityValue *values,
                      int64_t *changed, GError **error);

/* ---- Sealing ---------------------------------------------------------------------------------------------------- */

/* Somebody's key, from the half that is in the database. */
void identity_person_key(const Identity *identity, int64_t generation, const uint8_t secret[STORE_KEY_BYTES],
                         uint8_t key[STORE_KEY_BYTES]);

/* Seals what is of that person and purpose; nothing else opens it. Free with g_bytes_unref. */
GBytes *identity_seal(Identity *identity, const uint8_t key[STORE_KEY_BYTES], const char *person, const char *purpose,
                      const void *plain, size_t length);

/* What was sealed, with a NUL after it that does not count: free with g_free. NULL with STORE_ERROR_CORRUPT where it was
 * not sealed so. length may be NULL. */
char *identity_unseal(const uint8_t key[STORE_KEY_BYTES], const char *person, const char *purpose, const void *sealed,
                      size_t sealed_length, size_t *length, GError **error);

/* ---- Passwords -------------------------------------------------------------------------------------------------- */

/* Whether it may be somebody's password: long enough, and not easily guessed. field: what the form calls it. */
bool identity_password_check(const char *password, const char *name, const char *field, RecordProblem *problem);

/* The hash to keep: free with g_free. NULL with a problem: too many are waiting, or there is no memory for it. */
char *identity_password_hash(Identity *identity, const char *password, RecordProblem *problem);

/* Whether the password is that of the hash; NULL: it is not, and costs the same. False with a problem where it could not
 * be worked out. */
bool identity_password_verify(Identity *identity, const char *password, const char *hash, bool *same,
                              RecordProblem *problem);

/* Whether the hash was made with other settings than today's. */
bool identity_password_is_old(const Identity *identity, const char *hash);

/* ---- People ----------------------------------------------------------------------------------------------------- */

/* One account. All zero is none. */
typedef struct {
  char person[IDENTITY_PERSON_BYTES];
  int64_t key_number;
  uint8_t key[STORE_KEY_BYTES];
  char *name;               /* owned */
  char *password;           /* its hash; owned; NULL: none was chosen yet */
  int64_t password_version; /* to see whether it was changed since */
  uint8_t *totp;            /* the second factor's secret, TOTP_BYTES; owned; NULL: none */
  GBytes *totp_sealed;      /* as it is stored, to see whether it was changed since; owned */
  bool totp_is_on;
  int64_t totp_step;
  char *made_through; /* owned */
  int64_t made_at_ms;
} Person;

#define TOTP_BYTES 20 /* of a secret: as long as SHA-1, which RFC 4226 asks for */

void identity_person_clear(Person *person);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Person, identity_person_clear)

/* The columns of a row that begins with them (PERSON_… in identity.sql). */
bool identity_person_read(Identity *identity, StoreStatement *row, Person *person, GError **error);

/* Looks somebody up; *found says whether there is such an account. */
bool identity_person_by_name(Identity *identity, const char *name, Person *person, bool *found, RecordProblem *problem);
bool identity_person_by_id(Identity *identity, const char *id, Person *person, bool *found, RecordProblem *problem);

/* Whether the name may be one to sign in with. */
bool identity_name_check(const char *name, RecordProblem *problem);

/* The keyed hash of the folded name. The name is valid UTF-8. */
void identity_name_hash(const Identity *identity, const char *name, uint8_t hash[HASH_BYTES]);

/* The same of a text that may be no name at all: whatever somebody typed. */
void identity_any_name_hash(const Identity *identity, const char *text, uint8_t hash[HASH_BYTES]);

/* Inside a transaction: whether the person is there with the password that was verified. */
bool identity_person_stands(StoreIdentityTransaction *transaction, const Person *person, bool *stands, GError **error);

/* Inside a transaction: ends all of the person's sessions but one (NULL: all). */
bool identity_sessions_end_inside(StoreIdentityTransaction *transaction, const char *person, const char *but,
                                  int64_t *ended, GError **error);

/* Verifies the password of somebody who is signed in, for what needs it again: RECORD_PROBLEM_FORBIDDEN about "password"
 * where it is wrong. Guesses are counted. */
bool identity_person_confirm(Identity *identity, const char *id, const char *password, int64_t now_ms, Person *person,
                             RecordProblem *problem);

#endif
