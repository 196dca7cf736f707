/* SPDX-License-Identifier: AGPL-3.0-or-later */
/* transaction.h: what a transaction on a workspace's data is. Only this room includes it. */
#ifndef STORE_TRANSACTION_H
#define STORE_TRANSACTION_H

#include "driver.h"
#include "journal/merkle.h"
#include "membership.h"
#include "query.h"

#define STORE_SUMS_MAX 8 /* that one write leaves; more it writes itself */

/* The frontier is read once, when it is first needed, and written once, when the work has succeeded: whoever enters a
 * million entries in one transaction need not write it a million times. */
struct StoreTransaction {
  Store *store;
  StoreConnection *connection;
  const StoreScope *scope;
  bool to_write; /* it is the writer's */
  JournalFrontier frontier;
  bool frontier_known;
  bool frontier_changed;
  bool in_batch; /* what is left is written with what others leave (batch.h) */
  StoreSum sums[STORE_SUMS_MAX];
  unsigned sum_count;
};

StoreMembership *store_membership(Store *store);

#endif
