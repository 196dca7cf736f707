/* SPDX-License-Identifier: AGPL-3.0-or-later */
#include "freedom.h"

bool freedom_put(ViewRun *run, size_t most, GError **error) {
  return view_put_rows(run, "freedom", STORE_FREEDOM_EARNED, NULL, most, error);
}
