/* SPDX-License-Identifier: AGPL-3.0-or-later */
/*
 * handover.h: things from one thread to another, in order, a bounded number at a time.
 *
 * One gives, one takes. Whoever is far ahead waits; both are woken only when there is work for a while.
 */
#ifndef ACTIONS_HANDOVER_H
#define ACTIONS_HANDOVER_H

#include <glib.h>
#include <stdbool.h>

typedef struct Handover Handover;

/* most: how many may lie between the two, 2 or more. release: frees what nobody took. */
Handover *handover_new(guint most, GDestroyNotify release);
void handover_free(Handover *handover); /* after both are done; NULL is allowed */

/* For the giver. The thing is taken over. False where the taker takes no more: it was freed, and giving is of no use. */
bool handover_give(Handover *handover, gpointer thing);
void handover_end(Handover *handover); /* that was the last */

/* For the taker: the next thing, to be handed back as `used` with the next call, or with handover_stop; NULL after the
 * last. The giver frees what was used: memory that one thread takes and another gives back costs both. */
gpointer handover_take(Handover *handover, gpointer used);
void handover_stop(Handover *handover, gpointer used); /* takes no more */

#endif
