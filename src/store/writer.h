/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * writer.h: one writes at a time, and many together. Only this room includes it.
 */
#ifndef STORE_WRITER_H
#define STORE_WRITER_H

#include "driver.h"

typedef struct StoreWriter StoreWriter;

/* Does one write on the connection; runs on the writer's thread or on its caller's, perhaps more than once. */
typedef bool (*StoreWriterWork)(StoreConnection *connection, void *context, GError **error);

typedef enum {
  STORE_WRITE_WORKSPACE,
  STORE_WRITE_WORKSPACES, /* several at once */
  STORE_WRITE_WIPING,     /* of a workspace too, and returns after the log was cleared */
  STORE_WRITE_IDENTITY,
  STORE_WRITE_IDENTITY_WIPING
} StoreWriteKind;

/* Is told, where the writes run, of each transaction: that it has begun, and may refuse all that wait for it; that all of
 * its writes are done, and may refuse them; and that it has ended, one way or the other, before anybody is told. A
 * transaction of writes of one workspace each (STORE_WRITE_WORKSPACE) has no others beside them. */
typedef struct {
  bool (*begun)(StoreConnection *connection, void *context, GError **error);
  bool (*done)(StoreConnection *connection, void *context, GError **error);
  void (*ended)(void *context);
  void *context;
} StoreWriterWatch;

/* Takes over the connection. patience_ms: how long one that erased waits for the log to be cleared. watch: copied. */
StoreWriter *store_writer_new(StoreConnection *connection, int patience_ms, const StoreWriterWatch *watch);
void store_writer_free(StoreWriter *writer); /* ends what waits first; NULL is allowed */

/* Waits until the work is durable, or failed and was undone. */
bool store_writer_run(StoreWriter *writer, StoreWriteKind kind, StoreWriterWork work, void *context, GError **error);

/* How many wait for their turn now, those apart that are being written. */
unsigned store_writer_waiting(StoreWriter *writer);

#endif
