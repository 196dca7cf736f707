/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* sweep.c: removing what is past its end, so much at a time that nobody waits long for it. */
#include "workspaces.h"

#include "internal.h"

static bool sweep(StoreIdentityTransaction *transaction, void *data, GError **error) {
  /* A session's secrets go before it; then those of living sessions that are past their moment. */
  static const StoreIdentityStatement statements[] = {STORE_SWEEP_SECRETS_OF_SESSIONS,
                                                      STORE_SWEEP_SESSIONS,
                                                      STORE_SWEEP_SECRETS,
                                                      STORE_SWEEP_LINKS,
                                                      STORE_SWEEP_TOKENS,
                                                      STORE_SWEEP_THROTTLES};
  const int64_t *now_ms = data;
  bool ok = true;
  for (size_t index = 0; ok && index < G_N_ELEMENTS(statements); index++)
    ok = identity_execute(transaction, statements[index],
                          VALUES(VALUE_INTEGER("now_ms", *now_ms), VALUE_INTEGER("most", IDENTITY_SWEEP_MAX)), NULL,
                          error);
  return ok;
}

bool identity_sweep(Identity *identity, int64_t now_ms, RecordProblem *problem) {
  return identity_write(identity, sweep, &now_ms, problem);
}
