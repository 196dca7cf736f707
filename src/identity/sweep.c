/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sweep.c: removing what is past its end, so much at a time that nobody waits long for it. */
#include "workspaces.h"

#include "internal.h"

typedef struct {
  int64_t now_ms;
  int64_t removed;
} Sweep;

static bool sweep(StoreIdentityTransaction *transaction, void *data, GError **error) {
  /* A session's secrets go before it; those of the next lines are of sessions that live. */
  static const StoreIdentityStatement statements[] = {STORE_SWEEP_SECRETS_OF_SESSIONS,
                                                      STORE_SWEEP_SESSIONS,
                                                      STORE_SWEEP_SECRETS,
                                                      STORE_SWEEP_LINKS,
                                                      STORE_SWEEP_TOKENS,
                                                      STORE_SWEEP_THROTTLES};
  Sweep *what = data;
  what->removed = 0;
  for (size_t index = 0; index < G_N_ELEMENTS(statements); index++) {
    int64_t removed = 0;
    if (!identity_execute(transaction, statements[index],
                          VALUES(VALUE_INTEGER("now_ms", what->now_ms), VALUE_INTEGER("most", IDENTITY_SWEEP_MAX)),
                          &removed, error))
      return false;
    what->removed += removed;
  }
  return true;
}

bool identity_sweep(Identity *identity, int64_t now_ms, int64_t *removed, RecordProblem *problem) {
  Sweep what = {.now_ms = now_ms};
  bool ok = identity_write(identity, sweep, &what, problem);
  if (removed != NULL)
    *removed = ok ? what.removed : 0;
  return ok;
}
